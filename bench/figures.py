"""What a measurement found, beside the floor that was promised for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Verdict(Enum):
    """What a figure says of its floor; the last two fail `make bench`."""

    TOLD = ""
    """There is no floor, the figure stands for itself."""
    ABSENT = "not measured"
    """What it is measured on is not here."""
    MET = "met"
    MISSED = "MISSED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Floor:
    """A bound that was promised: the value has to reach it, or, for times and memory, stay within it."""

    bound: float
    is_most: bool = False

    def is_met(self, value: float) -> bool:
        return value <= self.bound if self.is_most else value >= self.bound


def at_least(bound: float) -> Floor:
    return Floor(bound)


def at_most(bound: float) -> Floor:
    return Floor(bound, is_most=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. Without a value it says in `note` why there is none: absent, or failed."""

    what: str
    value: float | None
    unit: str = ""
    floor: Floor | None = None
    note: str = ""
    has_failed: bool = False

    @property
    def verdict(self) -> Verdict:
        if self.has_failed:
            return Verdict.FAILED
        if self.value is None:
            return Verdict.ABSENT
        if self.floor is None:
            return Verdict.TOLD
        return Verdict.MET if self.floor.is_met(self.value) else Verdict.MISSED

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"verdict": self.verdict.name.lower()}


def exit_code(figures: Sequence[Figure]) -> int:
    """1 when any floor was missed or a measurement failed, else 0."""
    return int(any(each.verdict in (Verdict.MISSED, Verdict.FAILED) for each in figures))


HEADINGS = ("what", "measured", "floor", "verdict")
WIDTHS = (54, 18, 20, 12)


def heading() -> str:
    return f"{_in_columns(HEADINGS)}\n{'─' * sum(WIDTHS)}"


def lines_of(figure: Figure) -> Iterator[str]:
    """The line of a figure, and below it what one should know of it."""
    value = "—" if figure.value is None else f"{shown(figure.value)} {figure.unit}"
    floor = figure.floor
    promised = f"{'≤' if floor.is_most else '≥'} {shown(floor.bound)} {figure.unit}" if floor else ""
    yield _in_columns((figure.what, value, promised, figure.verdict.value))
    for line in figure.note.splitlines():
        yield f"    {line}"


def shown(value: float) -> str:
    """A number with three digits or all before the point."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _in_columns(cells: Sequence[str]) -> str:
    return "".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
