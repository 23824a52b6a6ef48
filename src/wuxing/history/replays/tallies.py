"""Tallies: of a side, a commitment, a class cell, how many promises were kept, how sure that is and how long it took."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wuxing.core.replay.flips import TO_LATE, TO_MET
from wuxing.core.replay.rate import rate, wilson
from wuxing.history.replays.counting import Counts, Group

OUTCOMES = ("met", "late", "open", "cancelled", "excused", "not_observable")
LEVELS = (("side",), ("side", "commitment"), ("side", "commitment", "cell"))
DIGITS = 6

Json = dict[str, Any]


class Tallies:
    """The tallies of one table of readings, by a key of one to three parts: side, commitment, cell."""

    def __init__(self, counts: Counts) -> None:
        self.groups = counts.groups()
        self._by_key: dict[tuple[str, ...], list[Group]] = {}
        for group in self.groups:
            full = (group.side, group.commitment, group.cell)
            for depth in range(1, len(full) + 1):
                self._by_key.setdefault(full[:depth], []).append(group)
        self._quantiles = {key: value for keys in LEVELS for key, value in counts.quantiles(*keys).items()}

    def tally(self, *key: str) -> Json:
        """What is known of a key: counts, the rate kept with its interval, median and P90 of the time used."""
        found = dict.fromkeys(OUTCOMES, 0)
        for group in self._by_key.get(key, ()):
            found[group.outcome] += group.readings
        met, late = found["met"], found["late"]
        low, high = wilson(met, met + late) or (None, None)
        median, p90 = self._quantiles.get(key, (None, None))
        return {
            "n": met + late,
            **found,
            "rate": rounded(rate(met, late)),
            "rate_low": rounded(low),
            "rate_high": rounded(high),
            "median_seconds": median,
            "p90_seconds": p90,
        }

    def flips(self, *key: str) -> dict[str, int]:
        """How many promises flip, each way."""
        return {turn: self._count(self._by_key.get(key, ()), turn) for turn in (TO_LATE, TO_MET)}

    def cells(self, commitment: str) -> set[str]:
        """The names of the cells in which a commitment has readings under either standard."""
        return {group.cell for group in self.groups if group.commitment == commitment}

    def _count(self, groups: Iterable[Group], turn: str) -> int:
        return sum(group.readings for group in groups if group.compared == turn)


def rounded(share: float | None) -> float | None:
    """A share with the digits that files show."""
    return None if share is None else round(share, DIGITS)
