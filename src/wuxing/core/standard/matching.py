"""Which row of a commitment speaks for a case: the one with the most conditions met (standard.md section 1)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from wuxing.core.standard.document import Class, Commitment, Row


def row_for(commitment: Commitment, case_class: Class) -> Row | None:
    """The most specific row that matches a class; None where the commitment does not apply to it."""
    best: Row | None = None
    for row in commitment.within:
        if all(case_class.get(dimension) == value for dimension, value in row.when.items()) and (
            best is None or len(row.when) > len(best.when)
        ):
            best = row
    return best


def rows_that_tie(rows: Sequence[Row]) -> list[tuple[int, int, Class]]:
    """Pairs of rows (their places) that are equally specific and can both win, each with a class cell that hits both."""
    ties: list[tuple[int, int, Class]] = []
    for (first, one), (second, other) in combinations(enumerate(rows), 2):
        if len(one.when) != len(other.when):
            continue
        cell = {**one.when, **other.when}
        agree = all(cell[dimension] == value for dimension, value in one.when.items())
        if agree and not any(_is_more_specific(row, one, cell) for row in rows):
            ties.append((first, second, cell))
    return ties


def _is_more_specific(row: Row, than: Row, cell: Class) -> bool:
    return len(row.when) > len(than.when) and all(cell.get(dimension) == value for dimension, value in row.when.items())
