"""The next hour as lanes: one for each team, a mark for each clock where its deadline lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext

from wuxing.cases.filters import NOBODY, View
from wuxing.desk.board.roll import AHEAD, Dues
from wuxing.desk.board.scope import Scope

BEFORE = timedelta(minutes=20)
"""What the picture spans; what is overdue for longer stands at its left edge."""
TICK = timedelta(minutes=15)
LANES = 12
NONE = Dues(0, 0, ())


@dataclass(frozen=True, slots=True)
class Spot:
    """One clock: its state, its place in percent, and which case it is of."""

    state: str
    x: float
    ref: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A team, or no team: what is due, drawn and counted; `due_href` is the list of the cases it is of."""

    title: str
    href: str
    due_href: str
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


def lanes_of(scope: Scope, dues: Mapping[int | None, Dues], at: datetime) -> Lanes:
    """Where the deadlines of the next hour lie."""
    names: dict[int | None, str] = dict(scope.teams().values_list("pk", "name"))
    if dues.get(None, NONE).count:
        names[None] = gettext("No team")
    order = sorted(names, key=lambda team: (-dues.get(team, NONE).count, names[team]))
    lanes = [_lane(names[team], team, dues.get(team, NONE), scope, at) for team in order[:LANES]]
    now_word = timezone.localtime(at).strftime("%H:%M")
    return Lanes(tuple(lanes), tuple(_ticks(at)), _place(at, at), now_word, len(order) - len(lanes))


def _lane(name: str, team: int | None, dues: Dues, scope: Scope, at: datetime) -> Lane:
    spots = tuple(Spot(_state(due.at, due.risk_at, at), _place(due.at, at), due.ref) for due in dues.nearest)
    words = {"team": name, "late": dues.late, "ahead": dues.ahead}
    says = gettext("%(team)s: %(late)s overdue, %(ahead)s due within the hour") % words
    to = partial(scope.address, team=str(team or NOBODY))
    return Lane(name, to(), to(view=View.SOON), spots, dues.count, says)


def _state(due: datetime, risk: datetime | None, at: datetime) -> str:
    if due < at:
        return "late"
    return "risk" if risk is not None and risk <= at else "run"


def _place(due: datetime, at: datetime) -> float:
    """In percent from the left; a little inside both edges, so that no mark is cut."""
    share = (due - at + BEFORE) / (BEFORE + AHEAD)
    return round(100 * min(max(share, 0.01), 0.99), 2)


def _ticks(at: datetime) -> list[tuple[str, float]]:
    """The quarters of the hour ahead; one that is next to now would be written over it, on a phone at least."""
    begin = at.replace(minute=0, second=0, microsecond=0)
    every = [begin + TICK * step for step in range(9)]
    ahead = [each for each in every if at + TICK * 0.8 <= each <= at + AHEAD - TICK / 3]
    return [(timezone.localtime(each).strftime("%H:%M"), _place(each, at)) for each in ahead]
