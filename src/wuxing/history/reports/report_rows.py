"""The rows of the report: what each standard says of a promise or a class, and what lies between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wuxing.history.reports.charts import Scale, Span, Tally
from wuxing.history.reports.curve import Curve
from wuxing.history.reports.hours import HourChart

ALWAYS, IF_ANY = ("n", "met", "late", "open"), ("cancelled", "excused", "not_observable")
"""Columns that a table of tallies always has, and those it has where they count anything."""
SEEN = (*ALWAYS, "cancelled", "excused")
"""What shows that the history says something of a promise."""


@dataclass(frozen=True, slots=True)
class Side:
    """One standard of the report: its key in the tallies, its name, its part (before, after), its mark (a grey, b blue)."""

    key: str
    label: str
    part: str
    mark: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one standard says of a row; `y` is the height of its mark in a chart of rows, pixels."""

    side: Side
    tally: Tally | None
    limit: str
    span: Span | None
    y: int


@dataclass(frozen=True, slots=True)
class Row:
    """A commitment, a class cell or the sum: one line for each standard, and what lies between them."""

    name: str
    lines: tuple[Line, ...]
    gap: float | None
    to_late: int | None
    to_met: int | None

    @property
    def flips(self) -> int | None:
        """Flips both ways; None where nothing could be compared."""
        return None if self.to_late is None or self.to_met is None else self.to_late + self.to_met

    @property
    def tally(self) -> Tally | None:
        """The tally of the standard tried, or of the other where that one judged nothing."""
        found = [line.tally for line in self.lines if line.tally and line.tally["n"]]
        return found[-1] if found else None

    @property
    def only(self) -> Side | None:
        """The one of two standards that makes this promise."""
        have = [line.side for line in self.lines if line.tally]
        return have[0] if len(have) == 1 < len(self.lines) else None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and the columns that they need: a column of nothing but zeros is said, not shown."""

    rows: tuple[Row, ...]
    scale: Scale | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (*ALWAYS, *(key for key in IF_ANY if self._any(key)))

    @property
    def zeros(self) -> tuple[str, ...]:
        return tuple(key for key in IF_ANY if not self._any(key))

    def _any(self, key: str) -> bool:
        return any(line.tally[key] for row in self.rows for line in row.lines if line.tally)


@dataclass(frozen=True, slots=True)
class Promise:
    """Everything about one commitment."""

    anchor: str
    data: Mapping[str, Any]
    row: Row
    cells: Table
    curve: Curve | None
    hours: HourChart | None
    flips: tuple[Mapping[str, Any], ...]
    is_open: bool

    @property
    def is_seen(self) -> bool:
        """Whether the history says anything about it under either standard."""
        return any(line.tally[key] for line in self.row.lines if line.tally for key in SEEN)

    @property
    def is_used(self) -> bool:
        """Whether any case had this promise, seen or not."""
        return self.is_seen or any(line.tally["not_observable"] for line in self.row.lines if line.tally)

    @property
    def clause(self) -> str:
        """Its clause, in the standard tried if that has it."""
        return str(self.data.get("clause") or self.data.get("clause_against") or "")

    @property
    def clause_elsewhere(self) -> str:
        """The clause of the other standard, where it is another one."""
        other = self.data.get("clause_against")
        return str(other) if other and other != self.clause else ""


@dataclass(frozen=True, slots=True)
class Share:
    """The rate kept under one standard, of what can be compared."""

    side: Side
    n: int
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Unseen:
    """Kinds of events that the source does not have, and the promises that would be seen with them."""

    kinds: tuple[str, ...]
    promises: tuple[Mapping[str, Any], ...]
