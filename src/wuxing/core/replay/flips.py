"""Which promises of a case come out differently under two standards."""

from __future__ import annotations

from collections.abc import Sequence

from wuxing.core.replay.judging import Judged

SAME, TO_LATE, TO_MET = "same", "to_late", "to_met"

TURNS = {
    ("met", "met"): SAME,
    ("late", "late"): SAME,
    ("met", "late"): TO_LATE,
    ("late", "met"): TO_MET,
}
"""(outcome under the standard compared with, outcome under the one tried) → what becomes of the promise."""

Promise = tuple[str, int]
"""Commitment id and cycle: the same promise in two standards."""


def compared(tried: Sequence[Judged], against: Sequence[Judged]) -> dict[Promise, str]:
    """Every promise of one case that was judged under both standards: `same`, or which way it flips."""
    before = {(row.commitment, row.cycle): row.outcome for row in against}
    turns = ((row, TURNS.get((before.get((row.commitment, row.cycle), ""), row.outcome))) for row in tried)
    return {(row.commitment, row.cycle): turn for row, turn in turns if turn}


def flips(tried: Sequence[Judged], against: Sequence[Judged]) -> dict[Promise, str]:
    """The promises of one case that flip: `to_late` or `to_met`, seen from the standard compared with."""
    return {promise: turn for promise, turn in compared(tried, against).items() if turn != SAME}
