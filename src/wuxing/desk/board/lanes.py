"""The next hour as lanes: one for each team, a mark for each clock where its deadline lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from wuxing.cases.models import Clock
from wuxing.desk.board.scope import Scope

BEFORE, AFTER = timedelta(minutes=20), timedelta(minutes=60)
"""What the picture spans; what is overdue for longer stands at its left edge."""
TICK = timedelta(minutes=15)
READ = 600
"""Clocks that are drawn at most, those nearest to now first; counted are all."""
DRAWN = 60
"""Marks of one lane; more than these would be a smear."""
LANES = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """One clock: its state, its place in percent, and which case it is of."""

    state: str
    x: float
    ref: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A team, or no team: what is due, drawn and counted."""

    title: str
    href: str
    spots: tuple[Spot, ...]
    count: int
    says: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """The picture. `ticks` are the quarter hours with their places, `now` that of the present, `more` teams left out."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[str, float], ...]
    now: float
    now_word: str
    more: int


def lanes_of(scope: Scope, at: datetime) -> Lanes:
    """Where the deadlines of the next hour lie."""
    cases = scope.open_cases(at).order_by()
    clocks = Clock.objects.running().filter(case__in=cases, due_at__lte=at + AFTER)
    counted, drawn = _counted(clocks, at), _drawn(clocks, at)
    names = dict(scope.teams().values_list("pk", "name")) | ({None: gettext("No team")} if None in counted else {})
    order = sorted(names, key=lambda team: (-sum(counted.get(team, (0, 0))), names[team]))
    lanes = [_lane(names[team], team, counted.get(team, (0, 0)), drawn.get(team, []), scope) for team in order[:LANES]]
    now_word = timezone.localtime(at).strftime("%H:%M")
    return Lanes(tuple(lanes), tuple(_ticks(at)), _place(at, at), now_word, len(order) - len(lanes))


def _counted(clocks: QuerySet[Clock], at: datetime) -> dict[int | None, tuple[int, int]]:
    """How many clocks of each team are overdue, and how many still run."""
    is_late = Q(due_at__lt=at)
    grouped = clocks.order_by().values_list("case__team")
    rows = grouped.annotate(late=Count("pk", filter=is_late), ahead=Count("pk", filter=~is_late))
    return {team: (late, ahead) for team, late, ahead in rows}


def _drawn(clocks: QuerySet[Clock], at: datetime) -> dict[int | None, list[Spot]]:
    """The marks of each team."""
    nearest = (clocks.filter(due_at__lt=at).order_by("-due_at"), clocks.filter(due_at__gte=at).order_by("due_at"))
    drawn: dict[int | None, list[Spot]] = {}
    for side in nearest:
        for team, due, risk, ref in side.values_list("case__team", "due_at", "risk_at", "case__ref")[: READ // 2]:
            assert due  # it is compared above
            drawn.setdefault(team, []).append(Spot(_state(due, risk, at), _place(due, at), ref))
    return drawn


def _lane(name: str, team: int | None, counted: tuple[int, int], spots: list[Spot], scope: Scope) -> Lane:
    """No list holds the cases without a team, so their lane leads nowhere."""
    late, ahead = counted
    words = {"team": name, "late": late, "ahead": ahead}
    says = gettext("%(team)s: %(late)s overdue, %(ahead)s due within the hour") % words
    return Lane(name, scope.address(team=team) if team else "", tuple(spots[:DRAWN]), late + ahead, says)


def _state(due: datetime, risk: datetime | None, at: datetime) -> str:
    if due < at:
        return "late"
    return "risk" if risk is not None and risk <= at else "run"


def _place(due: datetime, at: datetime) -> float:
    """In percent from the left; a little inside both edges, so that no mark is cut."""
    share = (due - at + BEFORE) / (BEFORE + AFTER)
    return round(100 * min(max(share, 0.01), 0.99), 2)


def _ticks(at: datetime) -> list[tuple[str, float]]:
    """The quarters of the hour ahead; one that is next to now would be written over it."""
    begin = at.replace(minute=0, second=0, microsecond=0)
    every = [begin + TICK * step for step in range(9)]
    ahead = [each for each in every if at + TICK / 2 <= each <= at + AFTER - TICK / 3]
    return [(timezone.localtime(each).strftime("%H:%M"), _place(each, at)) for each in ahead]
