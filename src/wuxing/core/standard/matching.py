"""Which row of a commitment speaks for a case: the one with the most conditions met (standard.md section 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, islice

from wuxing.core.standard.document import Class, Commitment, Row

MOST_TIES = 100


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
    """Pairs of rows (their places) that are equally specific and can both win, each with a class cell that hits both.

    At most MOST_TIES of them: who has so many repairs the first and asks again.
    """
    return list(islice(_ties(rows), MOST_TIES))


def _ties(rows: Sequence[Row]) -> Iterator[tuple[int, int, Class]]:
    for first, second in sorted(_pairs_that_agree(rows)):
        cell = {**rows[first].when, **rows[second].when}
        if not any(_is_more_specific(row, rows[first], cell) for row in rows):
            yield first, second, cell


def _pairs_that_agree(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Pairs with as many conditions that a case can meet together: they agree wherever both speak of a dimension."""
    places: dict[frozenset[str], list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(frozenset(row.when), []).append(place)
    for one, other in combinations_with_replacement(places, 2):
        if len(one) != len(other):
            continue
        shared = sorted(one & other)
        by_value: dict[tuple[str, ...], list[int]] = {}
        for place in places[other]:
            by_value.setdefault(tuple(rows[place].when[name] for name in shared), []).append(place)
        for place in places[one]:
            partners = by_value.get(tuple(rows[place].when[name] for name in shared), ())
            yield from ((min(place, each), max(place, each)) for each in partners if one != other or place < each)


def _is_more_specific(row: Row, than: Row, cell: Class) -> bool:
    return len(row.when) > len(than.when) and all(cell.get(dimension) == value for dimension, value in row.when.items())
