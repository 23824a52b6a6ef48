"""Who is there: state, load and what came of the day, of the people of a scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from wuxing.accounts.models import User, WorkState
from wuxing.accounts.states import is_here
from wuxing.cases.filters import Mark
from wuxing.cases.outcomes import Outcome
from wuxing.desk.board.counting import Kept, Tallies
from wuxing.desk.board.scope import Scope
from wuxing.ui import times
from wuxing.ui.language import said

MOST = 40
"""So many people are shown; a team has fewer."""
CELLS = 5
"""Cells of a load bar; whoever has more is full."""
OFFLINE = "offline"
STATES: Mapping[str, str | Promise] = {**dict(WorkState.choices), OFFLINE: pgettext_lazy("state", "Offline")}


@dataclass(frozen=True, slots=True)
class Member:
    """One person. `load` is how many open cases are in hand; `more` says since when, or until when."""

    name: str
    state: str
    word: str
    more: str
    load: int
    cells: tuple[str, ...]
    today: Kept
    href: str
    kept_href: str
    decided_href: str


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of a scope, those who are free first, and how many are in each state."""

    members: tuple[Member, ...]
    states: tuple[tuple[str, str, int], ...]
    more: int


def crew_of(scope: Scope, counted: Tallies, at: datetime) -> Crew:
    """Who is on duty, and who is not but has open cases still."""
    load, today = counted.load, counted.today
    people = [each for each in scope.people() if each.on_duty or load.get(each.pk)]
    people.sort(key=lambda each: (list(STATES).index(state_of(each, at)), load.get(each.pk, 0), str(each), each.pk))
    members = [_member(each, load.get(each.pk, 0), today.get(each.pk, Kept()), scope, at) for each in people]
    here = Counter(each.state for each in members)
    states = tuple((state, str(word), here[state]) for state, word in STATES.items())
    return Crew(tuple(members[:MOST]), states, max(0, len(members) - MOST))


def free_people(scope: Scope, at: datetime) -> Sequence[tuple[User, int]]:
    """Those who are there with their load, the least loaded first: to whom something can be given."""
    load = _load(scope, at)
    people = [each for each in scope.people() if is_here(each, at) and each.state != WorkState.BREAK]
    return sorted(((each, load.get(each.pk, 0)) for each in people), key=lambda pair: (pair[1], str(pair[0])))


def state_of(person: User, at: datetime) -> str:
    """What somebody is about: as said by himself, offline where nothing was seen of him."""
    return person.state if is_here(person, at) else OFFLINE


def _load(scope: Scope, at: datetime) -> dict[int, int]:
    mine = scope.open_cases(at).filter(assignee__isnull=False, resolved_at=None).order_by()
    return dict(mine.values_list("assignee").annotate(load=Count("pk")))


def _member(person: User, load: int, today: Kept, scope: Scope, at: datetime) -> Member:
    state = state_of(person, at)
    full = load >= CELLS
    cells = tuple("full" if full else "on" if place < load else "offp" for place in range(CELLS))
    his = partial(scope.address, assignee=str(person.pk))
    return Member(
        name=str(person),
        state=state,
        word=str(STATES[state]),
        more=_more(person, state, at),
        load=load,
        cells=cells,
        today=today,
        href=his(has=(Mark.UNRESOLVED,)),
        kept_href=his(today=Outcome.KEPT),
        decided_href=his(today=Outcome.DECIDED),
    )


def _more(person: User, state: str, at: datetime) -> str:
    """用餐，10:30 回; 空闲 6分."""
    if state == OFFLINE or person.state_since is None:
        return ""
    if person.back_at is not None and person.back_at > at:
        back = times.short_instant(person.back_at, now=timezone.localtime(at))
        return gettext("back at %(time)s") % {"time": said(back)}
    return said(times.duration((at - person.state_since).total_seconds()))
