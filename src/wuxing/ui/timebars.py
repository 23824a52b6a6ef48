"""Stretches of time as bars: to scale, or with closed time folded, so that the working time can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from wuxing.ui.shapes import Mark, Span, TimeBar, Word

DAY = 86400
FOLDED_DAY = 0.025
"""How much of the working time a day of closed time takes on a folded bar."""


NARROWEST = 320
"""Pixels of a bar on a small phone; words that would not fit there are left out."""


class Stretch(NamedTuple):
    """A stretch of time, UTC seconds: `kind` used, open, paused, closed, over or after."""

    start: int
    end: int
    kind: str


def folded(
    stretches: Sequence[Stretch],
    *,
    marks: Mapping[str, int],
    words: Mapping[int, str] | None = None,
    says: str = "",
) -> TimeBar:
    """A bar on which each day of closed time is a narrow gap. Stretches follow one another without a hole.

    `words` stand under the bar at their instants, in this order of time, as far as there is room.
    """
    shown = sum(each.end - each.start for each in stretches if each.kind != "closed") or 1
    width = [_width(each, shown) for each in stretches]
    start = [sum(width[:number]) for number in range(len(width))]
    whole = sum(width) or 1

    def place(instant: int) -> float:
        for each, left, wide in zip(stretches, start, width, strict=True):
            if each.start <= instant < each.end:
                return left + wide * (instant - each.start) / (each.end - each.start)
        return 0 if stretches and instant < stretches[0].start else whole

    spans = [
        Span(each.kind, _percent(left, whole), _percent(wide, whole))
        for each, left, wide in zip(stretches, start, width, strict=True)
        if wide
    ]
    lines = tuple(Mark(kind, _percent(place(at), whole)) for kind, at in marks.items())
    below = [(_percent(place(at), whole), text) for at, text in (words or {}).items()]
    return TimeBar(tuple(spans), lines, says, words=tuple(_that_fit(below)))


def to_scale(stretches: Sequence[Stretch], *, start: int, end: int, marks: Mapping[str, int]) -> TimeBar:
    """A thin bar from start to end, hours to scale: one row of a day. What lies outside is cut off."""
    length = end - start
    spans = [
        Span(each.kind, _percent(max(each.start, start) - start, length), _percent(inside, length))
        for each in stretches
        if (inside := min(each.end, end) - max(each.start, start)) > 0
    ]
    shown = [Mark(kind, _percent(at - start, length)) for kind, at in marks.items() if start <= at <= end]
    return TimeBar(tuple(spans), tuple(shown), is_thin=True)


def _that_fit(words: Sequence[tuple[float, str]]) -> Iterator[Word]:
    """The last word ends with the bar; of the others those that come near neither their neighbour nor it."""
    *firsts, (_, last) = words or [(0, "")]
    free, end = 0.0, 100 - _room(last)
    for x, text in firsts:
        if free <= x and x + _room(text) <= end:
            yield Word(text, x)
            free = x + _room(text)
    if last:
        yield Word(last, 100, "end")


def _room(text: str) -> float:
    """Percent of the narrowest bar that a word of 12 px takes, with a gap: 12 px a Chinese character, 7 px another."""
    return 100 * (8 + sum(12 if each > "\u2e80" else 7 for each in text)) / NARROWEST


def _width(stretch: Stretch, shown: int) -> float:
    seconds = stretch.end - stretch.start
    return min(seconds, ceil(seconds / DAY) * FOLDED_DAY * shown) if stretch.kind == "closed" else seconds


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 3)
