"""The table of a board: one row for each team, class or clause, each number with the list behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.cases.filters import NOBODY, UNSAID, State, View
from wuxing.core.standard.document import Standard
from wuxing.desk.board.counting import Tallies, Tally
from wuxing.desk.board.scope import Scope
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui import times
from wuxing.ui.language import said


class By(models.TextChoices):
    """What the table goes by."""

    TEAM = "team", _("By team")
    CLASS = "class", _("By class")
    CLAUSE = "clause", _("By clause")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the list behind it."""

    number: int
    href: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One team, class or clause. A clause has cases in time, not in hand, and none that nobody has."""

    title: str
    standard: str
    clause: str
    open: Cell
    risk: Cell
    late: Cell
    unassigned: Cell | None
    oldest: str


def table_of(scope: Scope, by: By, counted: Tallies, at: datetime) -> Iterable[TableRow]:
    """The rows, what is overdue first."""
    standard = _standard(at)
    if by == By.CLAUSE:
        for (clause, commitment), tally in _sorted(counted.by_clause):
            yield _clause(scope, standard, clause, commitment, tally)
    elif by == By.CLASS:
        labels = standard.classes.get("business", {}) if standard else {}
        for business, tally in _sorted(counted.by_class):
            title = said(labels[business]) if business in labels else business or gettext("No class")
            yield _row(title, tally, scope, at, classes=(("business", business or UNSAID),))
    else:
        names = dict(scope.teams().values_list("pk", "name"))
        for team, tally in _sorted(counted.by_team):
            title = names.get(team, "") if team else gettext("No team")
            yield _row(title, tally, scope, at, team=str(team or NOBODY))


def since(instant: datetime | None, at: datetime) -> str:
    """When something began, as short as it can be said."""
    return said(times.short_instant(instant, now=timezone.localtime(at))) if instant else ""


def _row(title: str, tally: Tally, scope: Scope, at: datetime, **narrowed: Any) -> TableRow:
    def cell(number: int, **more: Any) -> Cell:
        return Cell(number, scope.address(**narrowed, **more))

    return TableRow(
        title,
        "",
        "",
        cell(tally.open),
        cell(tally.risk, state=State.RISK),
        cell(tally.late, state=State.LATE),
        cell(tally.unassigned, view=View.UNASSIGNED),
        since(tally.oldest, at),
    )


def _clause(scope: Scope, standard: Standard | None, clause: str, commitment: str, tally: Tally) -> TableRow:
    promise = standard.commitments.get(commitment) if standard else None
    to = partial(scope.address, clause=clause, commitment=commitment)
    return TableRow(
        said(promise.title) if promise else commitment,
        standard.ref if standard and promise and promise.clause == clause else "",
        clause,
        Cell(tally.open, to(state=State.RUN)),
        Cell(tally.risk, to(state=State.RISK)),
        Cell(tally.late, to(state=State.LATE)),
        None,
        "",
    )


def _sorted(counted: Mapping[Any, Tally]) -> list[tuple[Any, Tally]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1].late, -pair[1].risk, -pair[1].open, str(pair[0])))


def _standard(at: datetime) -> Standard | None:
    try:
        return in_force(at)
    except NoStandard:
        return None
