"""How long it took: the cumulative curve of one commitment with its limits, in percent of the drawing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from wuxing.history.reports.words import Words

Point = tuple[float, float]
Place = Callable[[float], float]

TIME_STEPS = (5, 10, 15, 30, *(60 * n for n in (1, 2, 5, 10, 15, 30)), *(3600 * n for n in (1, 2, 4, 6, 12, 24)))
"""Distances between the marks of a time axis, seconds."""
LOG_MARKS = (0, 60, 600, 3600, 36_000, 360_000, 3_600_000, 36_000_000)
LIMIT = re.compile(r"(?:(\d+) h)? ?(?:(\d+) min)? ?(?:(\d+) s)?")


GROUND, LEVEL = 86.0, 7.5
"""Where the plot ends, and how far the labels of two limits stand apart, percent of the drawing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit on the time axis, whose it is (`a` before, `b` after, `ab` both) and what was done by then.

    Its label stands on a level of its own where it would meet another on a phone, and leans inwards at the edges.
    """

    x: float
    share: float
    whose: str
    label: str
    anchor: str
    level: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The cumulative share over time, in a plot of 1000 × 100."""

    line: str
    area: str
    marks: tuple[tuple[float, str], ...]
    rules: tuple[Rule, ...]
    is_log: bool
    beyond: float
    """The share that took longer than the axis shows."""
    before: str = ""
    """The same under the standard compared with, where it is drawn too."""

    @property
    def top(self) -> float:
        """Where the plot begins, percent of the drawing: below the labels of the limits."""
        return 6 + LEVEL * (1 + max((rule.level for rule in self.rules), default=-1))

    def has(self, mark: str) -> bool:
        """Whether a limit of this standard is drawn."""
        return any(mark in rule.whose for rule in self.rules)

    @property
    def height(self) -> float:
        return GROUND - self.top

    def y(self, share: float) -> float:
        """The place of a share in the drawing."""
        return round(GROUND - share * self.height, 2)

    def head(self, rule: Rule) -> float:
        """Where the label of a limit stands."""
        return round(self.top - 3 - LEVEL * rule.level, 2)


def curve(
    points: Sequence[Sequence[float]],
    limits: Mapping[int, str],
    words: Words,
    before: Sequence[Sequence[float]] = (),
) -> Curve | None:
    """The curve of one commitment with its limits {seconds: whose}, and of `before`. None where nothing ended."""
    if not points or points[-1][0] <= 0:
        return None
    end, is_log = _time_axis(points, sorted(limits))
    place = _log_place(end) if is_log else (lambda seconds: seconds / end)
    shown = _within([(float(x), float(y)) for x, y in points], end)
    line = _drawn(shown, place)
    earlier = _drawn(_within([(float(x), float(y)) for x, y in before], end), place) if before else []
    ours = [place(x) * 1000 for x, whose in limits.items() if "b" in whose]
    return Curve(
        line=_polyline(line),
        area=_polyline(_area(line, min(ours))) if ours else "",
        marks=tuple(_time_marks(end, is_log, place, words)),
        rules=_rules(limits, place, line, words),
        is_log=is_log,
        beyond=max(0.0, 1 - shown[-1][1]),
        before=_polyline(earlier),
    )


def _drawn(points: list[Point], place: Place) -> list[Point]:
    return [(place(x) * 1000, 100 - y * 100) for x, y in points]


def limit_seconds(limit: Mapping[str, str] | None) -> int | None:
    """The working seconds that a limit's English text says; None of a day limit, which no time axis can show."""
    plain = limit["en"].split("; ")[0] if limit else ""  # what applies to parts of a class stands behind it
    found = LIMIT.fullmatch(plain) if plain else None
    if not found:
        return None
    hours, minutes, seconds = (int(group or 0) for group in found.groups())
    return hours * 3600 + minutes * 60 + seconds or None


def _time_axis(points: Sequence[Sequence[float]], limits: Sequence[int]) -> tuple[float, bool]:
    """Where the time axis ends, seconds, and whether it is logarithmic because the tail is long."""
    last = points[-1][0]
    most = next((x for x, y in points if y >= 0.95), last)
    if not limits:
        return (last, True) if last > 20 * (_half(points) or 60) else (last, False)
    end = max(most, 1.4 * limits[-1])
    if end > 12 * limits[0]:
        return max(last, 1.4 * limits[-1]), True
    return min(end, max(last, 1.4 * limits[-1])), False


def _half(points: Sequence[Sequence[float]]) -> float:
    return next(x for x, y in points if y >= 0.5 or x == points[-1][0])


def _log_place(end: float) -> Place:
    """Linear within the first minute, logarithmic beyond: zero has a place too."""
    return lambda seconds: math.log1p(seconds / 60) / math.log1p(end / 60)


def _within(points: list[Point], end: float) -> list[Point]:
    """The points up to the end of the axis, the last one cut there; the curve begins at nothing."""
    shown = [(0.0, 0.0), *(point for point in points if point[0] <= end)]
    after = next((point for point in points if point[0] > end), None)
    if after:
        before = shown[-1]
        share = before[1] + (after[1] - before[1]) * (end - before[0]) / (after[0] - before[0])
        return [*shown, (end, share)]
    return [*shown, (end, shown[-1][1])]


def _area(line: list[Point], until: float) -> list[Point]:
    """The part of the curve up to x, closed along the ground."""
    inside = [*(point for point in line if point[0] < until), (until, _height(line, until))]
    return [(inside[0][0], 100.0), *inside, (inside[-1][0], 100.0)]


def _height(line: list[Point], x: float) -> float:
    """The height of the curve at a place, between two points on a straight line."""
    before, after = line[0], line[-1]
    for point in line:
        if point[0] <= x:
            before = point
        else:
            after = point
            break
    if after[0] <= before[0]:
        return before[1]
    return before[1] + (after[1] - before[1]) * (x - before[0]) / (after[0] - before[0])


def _time_marks(end: float, is_log: bool, place: Place, words: Words) -> Iterable[tuple[float, str]]:
    if is_log:
        values: list[float] = [value for value in LOG_MARKS if value <= end]
    else:
        step = next((step for step in TIME_STEPS if end / step <= 6), 0) or _wide_step(end)
        values = [float(step * n) for n in range(int(end // step) + 1)]
    return [(round(place(value) * 100, 2), "0" if not value else words.duration(value)) for value in values]


def _wide_step(end: float) -> int:
    """A round number of hours that gives at most six marks."""
    hours = end / 3600 / 6
    power = 10 ** math.floor(math.log10(hours))
    return 3600 * int(next(n * power for n in (1, 2, 5, 10) if n * power >= hours))


def _rules(limits: Mapping[int, str], place: Place, line: list[Point], words: Words) -> tuple[Rule, ...]:
    """Limits from left to right."""
    rules: list[Rule] = []
    taken = [-math.inf] * 4
    for seconds, whose in sorted(limits.items()):
        x = place(seconds) * 100
        share = 1 - _height(line, x * 10) / 100
        label = words(
            "{limit}内 {share}", "{share} in {limit}", limit=words.duration(seconds), share=words.percent(share)
        )
        anchor, start, end = _lean(x, text_width(label))
        level = next((number for number, until in enumerate(taken) if start > until), len(taken) - 1)
        taken[level] = end
        rules.append(Rule(round(x, 2), share, whose, label, anchor, level))
    return tuple(rules)


def _lean(x: float, width: float) -> tuple[str, float, float]:
    """How a label is anchored, from where to where it goes."""
    if x - width / 2 < -8:
        return "start", x, x + width
    if x + width / 2 > 102:
        return "end", x - width, x
    return "middle", x - width / 2, x + width / 2


def text_width(text: str) -> float:
    """About how wide a label of 12 px is, in percent of the plot on a phone (270 px)."""
    return (sum(12 if ord(letter) > 0x2E80 else 6.6 for letter in text) + 10) / 270 * 100


def _polyline(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.4g},{y:.4g}" for x, y in points)
