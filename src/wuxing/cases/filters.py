"""What a list of cases is asked for: it lives in the address, so that every list can be sent as a link."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.cases.models import Case, CaseQuerySet, Clock

SOON = timedelta(hours=1)
DIMENSION = re.compile(r"class\.([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")
COLUMNS = {"business": "business", "customer": "customer_type", "urgency": "urgency"}
LONGEST = 80
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
    RESOLVED = "resolved", _("To be confirmed")
    ALL = "all", _("All cases")


class State(models.TextChoices):
    """How its clocks stand."""

    LATE = "late", _("Overdue")
    RISK = "risk", _("Past a warning")
    RUN = "run", _("In time")
    HOLD = "hold", _("Paused")
    ENDED = "ended", _("Ended")


class Sort(models.TextChoices):
    """What stands first."""

    DUE = "due", _("Next due")
    NEWEST = "newest", _("Newest")
    OLDEST = "oldest", _("Oldest")


@dataclass(frozen=True, slots=True)
class Filters:
    """One list. Ids are those of rows, `classes` are pairs of dimension and value; what is empty filters nothing."""

    view: str = View.MINE
    state: str = ""
    sort: str = Sort.DUE
    team: int | None = None
    assignee: int | None = None
    customer: int | None = None
    channel: str = ""
    clause: str = ""
    q: str = ""
    classes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """The filters of an address; what cannot be understood filters nothing."""
        return cls(
            view=_one_of(View, query.get("view"), View.MINE),
            state=_one_of(State, query.get("state"), ""),
            sort=_one_of(Sort, query.get("sort"), Sort.DUE),
            team=_number(query.get("team")),
            assignee=_number(query.get("assignee")),
            customer=_number(query.get("customer")),
            channel=_text(query.get("channel"), 16),
            clause=_text(query.get("clause"), 32),
            q=_text(query.get("q"), LONGEST),
            classes=tuple(
                (found[1], value)
                for key in query
                if (found := DIMENSION.fullmatch(key)) and (value := _text(query.get(key), 32))
            ),
        )

    @property
    def query(self) -> str:
        """The address that asks for this list again."""
        given = QueryDict(mutable=True)
        given["view"] = self.view
        for name in ("state", "team", "assignee", "customer", "channel", "clause", "q"):
            if value := getattr(self, name):
                given[name] = str(value)
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
    cases = Case.objects.visible_to(by)
    if not HISTORY_REF.fullmatch(filters.q):
        cases = cases.live()
    cases = cases.filter(in_view(filters.view, by, at, has_ended=filters.state == State.ENDED))
    if filters.clause or filters.state not in ("", State.ENDED):
        cases = cases.filter(_clocks_say(filters, at))
    return cases.filter(_narrowed(filters))


def in_view(view: str, by: Actor, at: datetime, *, has_ended: bool = False) -> Q:
    """What a view holds: open cases, or those of the same kind that have ended."""
    if view == View.ALL:
        return ~Q(ending="") if has_ended else Q()
    me = by.user.pk if by.user else 0
    is_open, teams = ~Q(ending="") if has_ended else Q(ending=""), of_teams(by)
    return {
        View.MINE: is_open & Q(assignee=me) & (Q() if has_ended else Q(resolved_at=None)),
        View.FIRST: is_open & Q(first_responder=me),
        View.LED: is_open & Q(lead=me),
        View.OFFERED: is_open & Q(transfer_to__in=team_ids(by)),
        View.UNASSIGNED: is_open & teams & Q(assignee=None),
        View.TEAM: is_open & teams,
        View.SOON: is_open & teams & Q(next_due_at__lte=at + SOON),
        View.PAUSED: is_open & teams & ~Q(waiting_for=""),
        View.RESOLVED: is_open & teams & Q(resolved_at__isnull=False),
    }[View(view)]


def of_teams(by: Actor) -> Q:
    """The cases of somebody's teams; of the whole company for who answers for all of it, or is in no team."""
    teams = [] if COMPANY in by.keys else team_ids(by)
    return Q(team__in=teams) if teams else Q()


def team_ids(by: Actor) -> list[int]:
    """Somebody's teams, from the keys he holds."""
    return sorted(int(key.removeprefix("team:")) for key in by.keys if key.startswith("team:"))


def _clocks_say(filters: Filters, at: datetime) -> Q:
    """A state together with a clause is meant of one clock: every count leads to the cases behind it."""
    clocks = Clock.objects.filter(case=OuterRef("pk"))
    if filters.clause:
        clocks = clocks.filter(clause=filters.clause)
    # What the case's own columns tell of such a clock comes first: without it every ended case would be looked into.
    case = Q()
    if filters.state == State.LATE:
        clocks, case = clocks.breached(at), Q(next_due_at__lt=at) | ~Q(waiting_for="")
    elif filters.state == State.RISK:
        clocks, case = clocks.at_risk(at), Q(next_due_at__isnull=False)
    elif filters.state == State.RUN:
        clocks, case = clocks.running().filter(due_at__gte=at), Q(next_due_at__isnull=False)
    elif filters.state == State.HOLD:
        clocks, case = (
            clocks.filter(stopped_at=None, cancelled=False, paused=True),
            ~Q(waiting_for="", resolved_at=None),
        )
    return case & Q(Exists(clocks))


def _narrowed(filters: Filters) -> Q:
    found = Q()
    for name in ("team", "assignee", "customer", "channel"):
        if value := getattr(filters, name):
            found &= Q(**{name: value})
    for dimension, value in filters.classes:
        found &= Q(**{COLUMNS.get(dimension, f"case_class__{dimension}"): value})
    return found & _said(filters.q) if filters.q else found


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


def _text(given: str | None, longest: int) -> str:
    return "".join(each for each in (given or "").strip()[:longest] if each.isprintable())
