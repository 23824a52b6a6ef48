"""Shares of what was kept, and how sure they are."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: 95 of 100 intervals hold the true share."""


def rate(met: int, late: int) -> float | None:
    """The share kept, met ÷ (met + late); None where nothing was judged: no data is not 0 %."""
    return met / (met + late) if met + late else None


def wilson(successes: int, n: int, z: float = Z_95) -> tuple[float, float] | None:
    """The score interval of a share, between 0 and 1; None for n = 0.

    Unlike the usual ± it stays within 0 and 1 and is honest for few cases and for shares near the ends.
    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.
    """
    if not n:
        return None
    share, weight = successes / n, z * z / n
    centre = share + weight / 2
    reach = z * sqrt((share * (1 - share) + weight / 4) / n)
    low, high = ((centre + side * reach) / (1 + weight) for side in (-1, 1))
    return (0.0 if successes == 0 else low), (1.0 if successes == n else high)
