"""A board as values: everything that its page shows of a scope at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from wuxing.cases.filters import State, View
from wuxing.cases.outcomes import Outcome
from wuxing.cases.sight import in_sight
from wuxing.desk.board.counting import Kept, Tally, tallies
from wuxing.desk.board.crew import Crew, crew_of
from wuxing.desk.board.lanes import Lanes, lanes_of
from wuxing.desk.board.roll import ROLLS, Counted, Roll
from wuxing.desk.board.scope import Scope
from wuxing.desk.board.table import By, TableRow, since, table_of
from wuxing.desk.board.urgent import Alerts, Line, alerts_of, urgent


@dataclass(frozen=True, slots=True)
class Board:
    """What a board shows."""

    at: datetime
    scope: Scope
    total: Tally
    oldest_late: str
    oldest_waiting: str
    today: Kept
    by: By
    rows: tuple[TableRow, ...]
    lanes: Lanes
    urgent: tuple[Line, ...]
    crew: Crew
    alerts: Alerts

    @property
    def links(self) -> dict[str, str]:
        """The lists behind the figures at the top."""
        to = self.scope.address
        return {
            "late": to(state=State.LATE),
            "risk": to(state=State.RISK),
            "unassigned": to(view=View.UNASSIGNED),
            "open": to(),
            "kept": to(today=Outcome.KEPT),
            "decided": to(today=Outcome.DECIDED),
            "alerts": f"{reverse('desk:alerts')}{f'?team={self.scope.team}' if self.scope.team else ''}",
        }


def board_of(scope: Scope, by: By, at: datetime) -> Board:
    """The board of a scope now."""
    found = _counted(scope, at)
    counted, first = tallies(found), urgent(scope, at)
    late = first[0].clock if first and first[0].clock.state == "late" else None
    return Board(
        at=at,
        scope=scope,
        total=counted.all,
        oldest_late=since(late.at, at) if late else "",
        oldest_waiting=since(counted.all.oldest, at),
        today=sum(counted.today.values(), Kept()),
        by=by,
        rows=tuple(table_of(scope, by, counted, at)),
        lanes=lanes_of(scope, found.dues, at),
        urgent=first,
        crew=crew_of(scope, counted, at),
        alerts=alerts_of(scope, at),
    )


def _counted(scope: Scope, at: datetime) -> Counted:
    """The roll knows cases by their team. Who is in none, as the leader of an outlet, sees few: they are read each time."""
    teams = scope.team_ids
    if teams is None or teams:
        return ROLLS.look(teams, at)
    return Roll().count(in_sight(scope.watcher, at, is_narrowed=False).live(), at)
