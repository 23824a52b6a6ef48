"""The next hour as lanes: one for each team, a mark for each clock where its deadline lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from wuxing.cases.models import Clock
from wuxing.desk.board.scope import Scope

BEFORE, AFTER = timedelta(minutes=20), timedelta(minutes=60)
"""What the picture spans; what is overdue for longer stands at its left edge."""
TICK = timedelta(minutes=15)
READ = 600
"""Clocks that are read at most, those nearest to now first."""
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
    """A team: what is due, drawn and counted."""

    title: str
    href: str
    spots: tuple[Spot, ...]
    count: str
    says: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """The picture. `ticks` are the quarter hours with their places, `now` that of the present."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[str, float], ...]
    now: float
    now_word: str
    is_cut: bool


def lanes_of(scope: Scope, at: datetime) -> Lanes:
    """Where the deadlines of the next hour lie."""
    clocks = Clock.objects.running().filter(case__in=scope.open_cases(at).order_by())
    late = clocks.filter(due_at__lt=at).order_by("-due_at")
    ahead = clocks.filter(due_at__gte=at, due_at__lte=at + AFTER).order_by("due_at")
    found = [*_read(late), *_read(ahead)]
    teams: dict[int | None, list[tuple[datetime, datetime | None, str]]] = {}
    for team, due_at, risk_at, ref in found:
        teams.setdefault(team, []).append((due_at, risk_at, ref))
    names = dict(scope.teams().values_list("pk", "name"))
    order = sorted(names, key=lambda team: (-len(teams.get(team, ())), names[team]))
    lanes = [_lane(names[team], team, teams.get(team, []), scope, at) for team in order[:LANES]]
    here = timezone.localtime(at)
    is_cut = len(found) >= READ or len(order) > LANES
    return Lanes(tuple(lanes), tuple(_ticks(at)), _place(at, at), here.strftime("%H:%M"), is_cut)


def _read(clocks: QuerySet[Clock]) -> Sequence[tuple[int | None, datetime, datetime | None, str]]:
    return clocks.values_list("case__team", "due_at", "risk_at", "case__ref")[: READ // 2]  # type: ignore[return-value]


def _lane(
    name: str, team: int | None, found: list[tuple[datetime, datetime | None, str]], scope: Scope, at: datetime
) -> Lane:
    spots = [Spot(_state(due, risk, at), _place(due, at), ref) for due, risk, ref in found[:DRAWN]]
    late = sum(due < at for due, _risk, _ref in found)
    words = {"team": name, "late": late, "ahead": len(found) - late}
    says = gettext("%(team)s: %(late)s overdue, %(ahead)s due within the hour") % words
    count = f"{len(found)}+" if len(found) >= READ // 2 else str(len(found))
    return Lane(name, scope.address(team=team), tuple(spots), count, says)


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
