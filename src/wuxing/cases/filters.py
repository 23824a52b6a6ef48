"""What a list of cases is asked for: it lives in the address, so that every list can be sent as a link."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.accounts.sharing import teams_of
from wuxing.cases.counting import Instant
from wuxing.cases.models import CaseQuerySet, Clock, Draft, Follower
from wuxing.cases.outcomes import Outcome, has_today
from wuxing.cases.ranges import within, written
from wuxing.cases.sight import in_sight
from wuxing.cases.snoozing import put_off_by

ME, NOBODY = "me", "none"
SOON = timedelta(hours=1)
UNSAID = "-"
"""The value of a dimension of which nothing was said: no standard can declare it."""
DIMENSION = re.compile(r"class\.([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")
COLUMNS = {"business": "business", "customer": "customer_type", "urgency": "urgency"}
TEXTS = {"channel": 16, "clause": 32, "commitment": 64, "stage": 32, "waiting": 32, "q": 80}
"""Filters that are words, and how long they may be."""
PEOPLE = {"assignee": "assignee", "first": "first_responder", "lead": "lead"}
"""Filters that are people, and their columns."""
STRETCHES = {"opened": "opened_at", "due": "next_due_at", "ended": "ended_at"}
"""Filters that are stretches of days, and their columns."""
WORDS = "channel", "clause", "commitment", "stage", "waiting"
"""Filters that a standard, or a door, has words for."""
SINGLE = ("state", "team", *PEOPLE, "customer", *WORDS, *STRETCHES, "today", "q")
"""Filters of one value, in the order of the address."""
REF = re.compile(r"c?-?(\d{4,12})", re.IGNORECASE)
HISTORY_REF = re.compile(r"h\d{1,9}-.+", re.IGNORECASE)
"""The number of a case of history, which is in no list unless it is asked for by its number."""


class View(models.TextChoices):
    """Where one looks."""

    MINE = "mine", _("For me to do")
    FIRST = "first", _("I answer for")
    LED = "led", _("I lead")
    OFFERED = "offered", _("Offered to us")
    UNASSIGNED = "unassigned", _("Unassigned")
    TEAM = "team", _("All of the team")
    SOON = "soon", _("Due within 1 h")
    PAUSED = "paused", _("Waiting")
    LATER = "later", _("For later")
    RESOLVED = "resolved", _("To be confirmed")
    ALL = "all", _("All cases")


OWN = (View.MINE, View.FIRST, View.LED)
"""Views of what somebody answers for himself."""
OPEN, ENDED, EITHER = Q(ending=""), ~Q(ending=""), Q()
"""Among which cases a view looks."""


class State(models.TextChoices):
    """How its clocks stand."""

    LATE = "late", _("Overdue")
    RISK = "risk", _("Past a warning")
    RUN = "run", _("In time")
    HOLD = "hold", _("Paused")
    ENDED = "ended", _("Ended")


class Mark(models.TextChoices):
    """What the reader has to do with a case, or it with him."""

    FOLLOWED = "followed", _("I follow it")
    DRAFT = "draft", _("I have begun to write")
    SNOOZED = "snoozed", _("I put it off")
    UNANSWERED = "unanswered", _("The customer waits for an answer")
    UNRESOLVED = "unresolved", _("Not resolved yet")


class Sort(models.TextChoices):
    """What stands first."""

    DUE = "due", _("Next due")
    NEWEST = "newest", _("Newest")
    OLDEST = "oldest", _("Oldest")


@dataclass(frozen=True, slots=True)
class Filters:
    """One list. Ids are those of rows; people may be `me`, they and the team `none`; `opened`, `due` and `ended` are stretches of days.

    `today` is what came of promises of the day; it is asked of ended cases too. `classes` are pairs of dimension and
    value; what is empty filters nothing.
    """

    view: str = View.MINE
    state: str = ""
    sort: str = Sort.DUE
    team: str = ""
    assignee: str = ""
    first: str = ""
    lead: str = ""
    customer: int | None = None
    channel: str = ""
    clause: str = ""
    commitment: str = ""
    stage: str = ""
    waiting: str = ""
    opened: str = ""
    due: str = ""
    ended: str = ""
    today: str = ""
    q: str = ""
    has: tuple[str, ...] = ()
    classes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """The filters of an address; what cannot be understood filters nothing."""
        return cls(
            view=_one_of(View, query.get("view"), View.MINE),
            state=_one_of(State, query.get("state"), ""),
            sort=_one_of(Sort, query.get("sort"), Sort.DUE),
            team=_whose(query.get("team"), NOBODY),
            customer=_number(query.get("customer")),
            today=_one_of(Outcome, query.get("today"), ""),
            has=tuple(mark.value for mark in Mark if mark in query.getlist("has")),
            classes=tuple(
                (found[1], value)
                for key in query
                if (found := DIMENSION.fullmatch(key)) and (value := _text(query.get(key), 32))
            ),
            **{name: _text(query.get(name), longest) for name, longest in TEXTS.items()},
            **{name: _whose(query.get(name), ME, NOBODY) for name in PEOPLE},
            **{name: written(query.get(name, "").strip()) for name in STRETCHES},
        )

    @property
    def query(self) -> str:
        """The address that asks for this list again."""
        given = QueryDict(mutable=True)
        given["view"] = self.view
        for name in SINGLE:
            if value := getattr(self, name):
                given[name] = str(value)
        if self.has:
            given.setlist("has", list(self.has))
        if self.sort != Sort.DUE:
            given["sort"] = self.sort
        for dimension, value in self.classes:
            given[f"class.{dimension}"] = value
        return given.urlencode()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the view says what is shown."""
        return replace(self, sort=Sort.DUE) != Filters(view=self.view)

    @property
    def title(self) -> str:
        """The name of the view."""
        return str(View(self.view).label)

    @property
    def plain(self) -> Filters:
        """The view alone."""
        return Filters(view=self.view)


def cases_in(filters: Filters, by: Actor, at: datetime) -> CaseQuerySet:
    """The cases of a list that an actor may see, in no order."""
    cases = in_sight(by, at, is_narrowed=filters.is_narrowed)
    if not HISTORY_REF.fullmatch(filters.q):
        cases = cases.live()
    cases = cases.filter(in_view(filters.view, by, at, among=_asked_among(filters)))
    if filters.clause or filters.commitment or filters.state not in ("", State.ENDED):
        cases = cases.filter(_clocks_say(filters, at))
    return cases.filter(_narrowed(filters, by, at))


def in_view(view: str, by: Actor, at: Instant, *, among: Q = OPEN) -> Q:
    """What a view holds: open cases, or those of the same kind that have ended, or either."""
    if view == View.ALL:
        return EITHER if among is OPEN else among
    teams = of_teams(by)
    if view in OWN:
        return among & _own(view, by, at, is_open=among is OPEN)
    return {
        View.OFFERED: among & Q(transfer_to__in=teams_of(by)),
        View.UNASSIGNED: among & teams & Q(assignee=None),
        View.TEAM: among & teams,
        View.SOON: among & teams & Q(next_due_at__lte=at + SOON),
        View.PAUSED: among & teams & ~Q(waiting_for=""),
        View.RESOLVED: among & teams & Q(resolved_at__isnull=False),
        View.LATER: among & _put_off(by, at),
    }[View(view)]


def _asked_among(filters: Filters) -> Q:
    """A promise of today may be of a case that has ended since."""
    if filters.state == State.ENDED:
        return ENDED
    return EITHER if filters.today and filters.view in (*OWN, View.TEAM) else OPEN


def _own(view: str, by: Actor, at: Instant, *, is_open: bool) -> Q:
    """What somebody answers for himself, without what he put off: the views of others hide nothing."""
    me = _me(by)
    if not is_open:
        return {View.MINE: Q(assignee=me), View.FIRST: Q(first_responder=me), View.LED: Q(lead=me)}[View(view)]
    of = {View.MINE: Q(assignee=me, resolved_at=None), View.FIRST: Q(first_responder=me), View.LED: Q(lead=me)}
    return of[View(view)] & ~_put_off(by, at)


def of_teams(by: Actor) -> Q:
    """The cases of somebody's teams; of the whole company for who answers for all of it, or is in no team."""
    teams = [] if COMPANY in by.keys else teams_of(by)
    return Q(team__in=teams) if teams else Q()


def _clocks_say(filters: Filters, at: datetime) -> Q:
    """State, clause and commitment are meant of one clock: every count leads to the cases behind it."""
    of_clause = Clock.objects.all()
    for name in ("clause", "commitment"):
        if value := getattr(filters, name):
            of_clause = of_clause.filter(**{name: value})
    # Few clocks are so at once, and an index holds just these.
    if filters.state == State.HOLD:
        return Q(pk__in=of_clause.on_hold().values("case"))
    if filters.state == State.RISK:
        return Q(pk__in=of_clause.at_risk(at).values("case"), next_due_at__isnull=False)
    clocks = of_clause.filter(case=OuterRef("pk"))
    # What the case's own columns tell of such a clock comes first: without it every ended case would be looked into.
    if filters.state == State.LATE:
        return Q(Q(next_due_at__lt=at) | ~Q(waiting_for="")) & Q(Exists(clocks.breached(at)))
    if filters.state == State.RUN:
        return Q(Exists(clocks.running().filter(due_at__gte=at)), next_due_at__isnull=False)
    return Q(Exists(clocks))


def _narrowed(filters: Filters, by: Actor, at: datetime) -> Q:
    found = Q()
    for name in ("customer", "channel"):
        if value := getattr(filters, name):
            found &= Q(**{name: value})
    if filters.team:
        found &= _is("team", filters.team, by)
    for name, column in {"stage": "stage", "waiting": "waiting_for"}.items():
        if value := getattr(filters, name):
            found &= Q(ending="", **{column: value})  # what has ended is in no stage and waits for nothing
    for name, column in PEOPLE.items():
        if value := getattr(filters, name):
            found &= _is(column, value, by)
    for name, column in STRETCHES.items():
        if value := getattr(filters, name):
            found &= within(column, value, at)
    if filters.today:
        found &= has_today(filters.today, at)
    for mark in filters.has:
        found &= _marked(mark, by, at)
    for dimension, value in filters.classes:
        found &= _is_of(dimension, value)
    return found & _said(filters.q) if filters.q else found


def _is(column: str, person: str, by: Actor) -> Q:
    if person == NOBODY:
        return Q(**{column: None})
    return Q(**{column: _me(by) if person == ME else int(person)})


def _is_of(dimension: str, value: str) -> Q:
    column = COLUMNS.get(dimension)
    if column is None and value == UNSAID:
        return ~Q(case_class__has_key=dimension)
    return Q(**{column or f"case_class__{dimension}": "" if value == UNSAID else value})


def _marked(mark: str, by: Actor, at: datetime) -> Q:
    """Sets of one person are small: the cases are looked up by them, not the other way round."""
    me = _me(by)
    if mark == Mark.UNANSWERED:
        return Q(ending="", unanswered_since__isnull=False)  # nobody waits for an answer to spam
    if mark == Mark.UNRESOLVED:
        return Q(ending="", resolved_at=None)
    return {
        Mark.FOLLOWED: lambda: Q(pk__in=Follower.objects.filter(user=me).values("case")),
        Mark.DRAFT: lambda: Q(pk__in=Draft.objects.filter(user=me, leaves_at=None).values("case")),
        Mark.SNOOZED: lambda: _put_off(by, at),
    }[Mark(mark)]()


@lru_cache(maxsize=64)  # a page asks for it ten times, and to put the question together takes longer than the answer
def _put_off(by: Actor, at: Instant) -> Q:
    return Q(pk__in=put_off_by(by, at).values("case"))


def _me(by: Actor) -> int:
    return by.user.pk if by.user else 0


def _said(q: str) -> Q:
    if ref := REF.fullmatch(q):
        return Q(ref=f"C-{ref[1]}")
    if HISTORY_REF.fullmatch(q):
        return Q(ref__iexact=q)
    return Q(subject__icontains=q) | Q(customer__name__icontains=q)


def _one_of(choices: type[models.TextChoices], given: str | None, otherwise: str) -> str:
    return given if given in choices.values else otherwise


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isdecimal() and len(given) < 16 else None


def _whose(given: str | None, *words: str) -> str:
    """The number of a row, or one of these words."""
    return given if given and (given in words or _number(given)) else ""


def _text(given: str | None, longest: int) -> str:
    return "".join(each for each in (given or "").strip()[:longest] if each.isprintable())
