"""Where in the day promises break: rates by hour, the volume below them and the hours to look at, in percent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wuxing.history.reports.charts import FEW, Scale, Tally, judged, rate_of, rate_scale

Point = tuple[float, float]

NOTHING: Tally = {"met": 0, "late": 0}
TOP, GROUND = 6.0, 68.0
"""Where the plot begins and ends, percent of the drawing's height."""


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the day: what was judged in it by standard, and the tally that the title tells of."""

    hour: int
    tallies: Mapping[str, Tally]
    told: Tally

    @property
    def x(self) -> float:
        """Where its bar begins: three quarters of its twenty-fourth of the day, in the middle."""
        return round((self.hour + 0.14) / 24 * 100, 2)


@dataclass(frozen=True, slots=True)
class HourLine:
    """The rate over the day under one standard: stretches of a line, and hours that stand alone."""

    whose: str
    stretches: tuple[str, ...]
    alone: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Dip:
    """The hours in which promises break: from, until (exclusive), the worst of them and where its mark stands."""

    start: int
    end: int
    worst: int
    rate: float
    y: float

    @property
    def x(self) -> float:
        return round(self.start / 24 * 100, 2)

    @property
    def width(self) -> float:
        return round((self.end - self.start) / 24 * 100, 2)

    @property
    def worst_x(self) -> float:
        return round((self.worst + 0.5) / 24 * 100, 2)


@dataclass(frozen=True, slots=True)
class HourChart:
    """Lines on a plot of 24 × 100 between TOP and GROUND, the volume as bars below it."""

    hours: tuple[Hour, ...]
    scale: Scale
    lines: tuple[HourLine, ...]
    volumes: tuple[float, ...]
    dip: Dip | None


def hour_chart(by_hour: Sequence[Mapping[str, Any]]) -> HourChart | None:
    """The day of one commitment. None where nothing was judged."""
    told = "standard" if any(judged(pair.get("standard")) for pair in by_hour) else "against"
    hours = tuple(_hour(number, pair, told) for number, pair in enumerate(by_hour))
    most = max((judged(hour.told) for hour in hours), default=0)
    if not most:
        return None
    scale = rate_scale([rate_of(t) for hour in hours for t in hour.tallies.values() if judged(t) >= FEW] or [0.0])
    lines = (
        _hour_line(mark, [rate_of(hour.tallies.get(side)) for hour in hours], scale)
        for side, mark in (("against", "a"), ("standard", "b"))
    )
    return HourChart(
        hours,
        scale,
        tuple(line for line in lines if line.stretches or line.alone),
        tuple(round(judged(hour.told) / most * 100, 1) for hour in hours),
        _dip([hour.told for hour in hours], scale),
    )


def _hour(number: int, pair: Mapping[str, Any], told: str) -> Hour:
    tallies = {side: pair[side] for side in ("against", "standard") if pair.get(side)}
    return Hour(number, tallies, tallies.get(told, NOTHING))


def _hour_line(whose: str, rates: Sequence[float | None], scale: Scale) -> HourLine:
    """The line breaks where an hour has no data: it must not pretend."""
    stretches: list[list[Point]] = [[]]
    for hour, value in enumerate(rates):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append((hour + 0.5, round(100 - scale.at(value), 2)))
    lines = [" ".join(f"{x},{y:g}" for x, y in stretch) for stretch in stretches if len(stretch) > 1]
    alone = [
        (round(x / 24 * 100, 2), round(TOP + y * (GROUND - TOP) / 100, 2))
        for stretch in stretches
        for x, y in stretch
        if len(stretch) == 1
    ]
    return HourLine(whose, tuple(lines), tuple(alone))


def _dip(tallies: Sequence[Tally], scale: Scale) -> Dip | None:
    """The hours around the worst one that lose more than half as much as it does. None where the day is even."""
    overall = rate_of({key: sum(tally[key] for tally in tallies) for key in ("met", "late")})
    rates = [rate_of(tally) if judged(tally) >= FEW else None for tally in tallies]
    known = [(value, hour) for hour, value in enumerate(rates) if value is not None]
    if overall is None or not known or overall - min(known)[0] < 0.01:
        return None
    lowest, worst = min(known)
    edge = (overall + lowest) / 2
    start, end = worst, worst + 1
    while start > 0 and (before := rates[start - 1]) is not None and before <= edge:
        start -= 1
    while end < len(rates) and (after := rates[end]) is not None and after <= edge:
        end += 1
    return Dip(start, end, worst, lowest, _height(lowest, scale))


def _height(value: float, scale: Scale) -> float:
    """Where a rate stands in the whole drawing."""
    return round(GROUND - scale.at(value) * (GROUND - TOP) / 100, 2)
