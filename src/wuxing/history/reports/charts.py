"""Where the marks of the report's charts stand, in percent of the drawing, so that SVG needs no style attribute.

Only geometry: the templates draw it, and the words beside it come from `findings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Tally = Mapping[str, Any]

FEW = 20
"""Fewer than this many judged promises say nothing about an hour or a class."""

# Scales of a rate: where the axis may begin, and the distance of its lines, in percent.
FLOORS = ((98.0, 0.5), (95.0, 1.0), (90.0, 2.0), (80.0, 5.0), (60.0, 10.0), (0.0, 25.0))

INSIDE = 18.0
"""A bar at least so wide (percent) carries its figure inside."""
LABEL = 14.0
"""What a figure beside a bar needs at most, percent of the narrowest chart."""


# Rates


@dataclass(frozen=True, slots=True)
class Scale:
    """A rate axis from `floor` to 100 percent."""

    floor: float
    step: float

    def at(self, rate: float) -> float:
        """The place of a share (0 to 1) on this axis: 0 at its floor, 100 at its end."""
        return round((max(rate * 100, self.floor) - self.floor) / (100 - self.floor) * 100, 2)

    @property
    def shown_floor(self) -> str:
        return f"{self.floor:g}"

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Place and label of each line of the axis."""
        count = round((100 - self.floor) / self.step)
        values = [self.floor + self.step * n for n in range(count + 1)]
        return [(self.at(value / 100), f"{value:g}") for value in values]


def rate_scale(rates: Iterable[float | None]) -> Scale:
    """The axis that shows all these rates as large as an honest floor allows."""
    lowest = min((rate for rate in rates if rate is not None), default=0.0) * 100
    return next(Scale(floor, step) for floor, step in FLOORS if floor <= lowest)


def judged(tally: Tally | None) -> int:
    """How many were judged: met and late."""
    return tally["met"] + tally["late"] if tally else 0


def rate_of(tally: Tally | None) -> float | None:
    """Met ÷ (met + late); None where nothing was judged."""
    return tally["met"] / judged(tally) if tally and judged(tally) else None


@dataclass(frozen=True, slots=True)
class Span:
    """A rate and its interval on a scale."""

    at: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return round(self.high - self.low, 2)


def span(tally: Tally | None, scale: Scale) -> Span | None:
    """The mark of a tally, or None where nothing was judged."""
    if not tally or tally["rate"] is None:
        return None
    return Span(scale.at(tally["rate"]), scale.at(tally["rate_low"]), scale.at(tally["rate_high"]))


# Flips


@dataclass(frozen=True, slots=True)
class Piece:
    """One bar: where it begins, how wide it is, and where its figure stands."""

    count: int
    x: float
    width: float
    is_inside: bool

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True, slots=True)
class FlipBar:
    """The flips of one clause: to late on the left of the axis, to met on the right."""

    flip: Mapping[str, Any]
    late: Piece | None
    met: Piece | None


@dataclass(frozen=True, slots=True)
class FlipChart:
    """Bars of all clauses on one axis (percent from the left)."""

    axis: float
    bars: tuple[FlipBar, ...]


def flip_chart(flips: Sequence[Mapping[str, Any]]) -> FlipChart | None:
    """Bars by clause, the most flips first. None where nothing flipped."""
    late = max((flip["to_late"] for flip in flips), default=0)
    met = max((flip["to_met"] for flip in flips), default=0)
    if not late and not met:
        return None
    axis, unit = _flip_axis([flip["to_late"] for flip in flips], [flip["to_met"] for flip in flips])
    ordered = sorted(flips, key=lambda flip: -(flip["to_late"] + flip["to_met"]))
    return FlipChart(round(axis, 2), tuple(_flip_bar(flip, axis, unit) for flip in ordered))


def _flip_axis(late: Sequence[int], met: Sequence[int]) -> tuple[float, float]:
    """Where the axis stands, and the width of one flip: as wide as all bars with their figures allow."""
    longest = max(late, default=0) + max(met, default=0)
    for width in range(100, 0, -1):
        left, right = _room(late, width / longest), _room(met, width / longest)
        if left + right <= 100:
            return (left, width / longest) if any(met) else (100 - right, width / longest)
    return 50.0, 0.0


def _room(counts: Sequence[int], unit: float) -> float:
    """What one side needs for its bars and their figures, which stand inside or beside them."""
    widths = [count * unit for count in counts if count]
    return max((width + (0 if width >= INSIDE else LABEL) for width in widths), default=2.0)


def _flip_bar(flip: Mapping[str, Any], axis: float, unit: float) -> FlipBar:
    late, met = max(flip["to_late"] * unit, 0.6), max(flip["to_met"] * unit, 0.6)
    return FlipBar(
        flip,
        Piece(flip["to_late"], round(axis - late, 2), round(late, 2), late >= INSIDE) if flip["to_late"] else None,
        Piece(flip["to_met"], round(axis, 2), round(met, 2), met >= INSIDE) if flip["to_met"] else None,
    )
