"""Figures of a sample with their intervals, and the change from one sample to another. No rounding, no chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, comb, erfc, floor, hypot, sqrt

import numpy as np

from wuxing.core.replay.rate import wilson

EXACT = 1_000
"""Up to so many, ranks of a median's interval come from the binomial distribution itself."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share (0 to 1), a length in seconds or a number per case; `n` is its base, `count` how many of them it counts.

    Everything is None where there is no data; `low` and `high` also where there is too little for an interval.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    count: int | None = None


NOTHING = Figure(None, None, None, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between two figures: `size` in their own unit with its interval; `relative` as a share of the first.

    `relative` is None where the first is 0.
    """

    size: float
    low: float | None
    high: float | None
    relative: float | None

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def share(count: int, n: int, z: float) -> Figure:
    """A share with Wilson's interval."""
    interval = wilson(count, n, z)
    return Figure(count / n, *interval, n, count) if interval else NOTHING


def number(count: int, z: float) -> Figure:
    """A count of things that come by themselves (Poisson), with its score interval.

    Source: the counts m for which (count − m)² ≤ z² m; Rao's score test of a Poisson mean.
    """
    middle, reach = count + z * z / 2, z * sqrt(count + z * z / 4)
    return Figure(float(count), middle - reach, middle + reach, count)


def mean(values: Sequence[float], z: float) -> Figure:
    """An average with its large-sample interval, mean ± z·s/√n; no interval for fewer than two."""
    n = len(values)
    if not n:
        return NOTHING
    told = np.asarray(values, float)
    middle = float(told.mean())
    reach = z * float(told.std(ddof=1)) / sqrt(n) if n > 1 else None
    return _around(middle, reach, n)


def ratio(parts: Sequence[float], wholes: Sequence[float], z: float) -> Figure:
    """The sum of the parts ÷ the sum of the wholes, one pair a case, within 0 and 1.

    Source: the ratio estimator and its variance by linearisation; W. G. Cochran, Sampling Techniques (1977), 6.4.
    """
    part, whole = np.asarray(parts, float), np.asarray(wholes, float)
    if not whole.sum():
        return NOTHING
    found, n = float(part.sum() / whole.sum()), len(whole)
    spread = float((part - found * whole).std(ddof=1)) if n > 1 else None
    reach = None if spread is None else z * spread * sqrt(n) / float(whole.sum())
    plain = _around(found, reach, n)
    if plain.low is None or plain.high is None:
        return plain
    return Figure(found, max(plain.low, 0.0), min(plain.high, 1.0), n)


def median(values: Sequence[float], z: float) -> Figure:
    """The least value that at least half do not exceed, with the interval between two order statistics.

    The interval holds whatever the distribution is: its ranks r and n + 1 − r are those with P(Bin(n, ½) < r) ≤ α/2.
    Fewer than six values (at 95 %) have none. Source: W. J. Conover, Practical Nonparametric Statistics (1999), 3.2;
    the median by nearest rank, Hyndman and Fan (1996), type 1, as everywhere in Wuxing.
    """
    n = len(values)
    if not n:
        return NOTHING
    told = np.sort(np.asarray(values, float))
    rank = lower_rank(n, z)
    low, high = (float(told[rank - 1]), float(told[n - rank])) if rank else (None, None)
    return Figure(float(told[ceil(n / 2) - 1]), low, high, n)


def lower_rank(n: int, z: float) -> int:
    """The highest rank r with P(Bin(n, ½) < r) ≤ α/2; 0 where there is none. Beyond EXACT by the normal distribution."""
    if n > EXACT:
        return floor((n - z * sqrt(n)) / 2)
    most = erfc(z / sqrt(2)) / 2 * 2**n
    rank, under = 0, 1
    while under <= most:
        rank += 1
        under += comb(n, rank)
    return rank


def change(before: Figure, after: Figure) -> Change | None:
    """The difference, with an interval from those of both figures; None unless both are known.

    For shares this is Newcombe's hybrid score interval; for averages Welch's; the same step serves medians and ratios.
    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10; G. Y. Zou and A. Donner, Statistics
    in Medicine 27 (2008), 1693-1702 (MOVER).
    """
    old, new = before.value, after.value
    if old is None or new is None:
        return None
    size, relative = new - old, (new - old) / old if old else None
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Change(size, None, None, relative)
    down, up = hypot(new - after.low, before.high - old), hypot(after.high - new, old - before.low)
    return Change(size, size - down, size + up, relative)


def _around(middle: float, reach: float | None, n: int) -> Figure:
    if reach is None:
        return Figure(middle, None, None, n)
    return Figure(middle, middle - reach, middle + reach, n)
