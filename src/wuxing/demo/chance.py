"""Chance that is the same on every machine: only `Random.random`, whose numbers never change between versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws; the same seed draws the same."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)

    def happens(self, share: float) -> bool:
        """True in so many of cases."""
        return self._random.random() < share

    def number(self, below: int) -> int:
        """A whole number from 0, below a bound."""
        return int(self._random.random() * below)

    def pick(self, things: Sequence[T]) -> T:
        """One of the things, all equally likely."""
        return things[self.number(len(things))]

    def weighted(self, weights: Sequence[float]) -> int:
        """The place of one of the weights, likely as it says."""
        left = self._random.random() * sum(weights)
        for place, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return place
        return len(weights) - 1

    def spread(self, *marks: float) -> float:
        """A number whose equally spaced quantiles are the marks: least, …, median, …, most."""
        place = self._random.random() * (len(marks) - 1)
        low = min(int(place), len(marks) - 2)
        return marks[low] + (place - low) * (marks[low + 1] - marks[low])

    def minutes(self, *marks: float) -> timedelta:
        """A length of so many minutes as `spread` draws, in whole seconds."""
        return timedelta(seconds=round(self.spread(*marks) * 60))
