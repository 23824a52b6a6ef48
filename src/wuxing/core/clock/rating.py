"""How satisfied a customer says to be with a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wuxing.core.clock.story import whole_number

RATED = "rating.given"
SCORES = range(1, 6)
"""1 (worst) to 5 (best)."""
SATISFIED = 4
"""The lowest score of the satisfied: the two top boxes."""


def score_of(payload: Mapping[str, Any]) -> int | None:
    """The score that a rating gave; None where it is none of the five."""
    score = whole_number(payload.get("score"))
    return score if score in SCORES else None
