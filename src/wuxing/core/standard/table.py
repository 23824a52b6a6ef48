"""The decision table: for every class of case, what is promised within how long, by which clause, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from wuxing.core.source import Text
from wuxing.core.standard.document import MAIN_DIMENSIONS, TASK, Class, Commitment, Row, Standard
from wuxing.core.standard.matching import row_for

GAPS = {"first-response": Text("缺首次响应", "no first response"), "result": Text("缺处理结果", "no result")}
"""What a cell may lack, in words."""

RESULTS = {"case.resolved", "case.closed", "result.reported"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One promise for one cell: `row.limit` is None for a known gap. `only_for` are further conditions of the row."""

    commitment: Commitment
    row: Row
    only_for: Class


@dataclass(frozen=True, slots=True)
class Cell:
    """One class of case with its promises; `gaps` names what no customer-facing commitment promises it."""

    case_class: Class
    entries: tuple[Entry, ...]
    gaps: tuple[str, ...]


def decision_table(standard: Standard) -> list[Cell]:
    """Every cell of business × customer × urgency. Cells that only duties open are left out."""
    return [_cell(standard, case_class) for case_class in cells_of(standard)]


def cells_of(*standards: Standard) -> list[Class]:
    """The classes of the main dimensions that the standards declare, in their order, without those only duties open."""
    dimensions = [name for name in MAIN_DIMENSIONS if any(name in standard.classes for standard in standards)]
    values = [
        dict.fromkeys(value for standard in standards for value in _values(standard, name)) for name in dimensions
    ]
    return [dict(zip(dimensions, chosen, strict=True)) for chosen in product(*values)]


def _values(standard: Standard, dimension: str) -> list[str]:
    declared = list(standard.classes.get(dimension, {}))
    if dimension != "business":
        return declared
    duties = {duty.opens.get("business") for duty in standard.duties.values()}
    used = {row.when.get("business") for commitment in standard.commitments.values() for row in commitment.within}
    return [value for value in declared if value != TASK and (value not in duties or value in used)]


def label(standard: Standard, case_class: Class) -> Text:
    """A class in words: 咨询 / 个人 / 一般."""
    names = [
        standard.classes.get(dimension, {}).get(value, Text(value, value)) for dimension, value in case_class.items()
    ]
    return Text(
        " / ".join(name.zh for name in names) or "所有工单", " / ".join(name.en for name in names) or "all cases"
    )


def is_first_response(commitment: Commitment) -> bool:
    """Whether it promises the customer a first answer of a person."""
    return (
        commitment.audience == "customer"
        and "case.opened" in commitment.starts
        and "message.agent" in commitment.stops
        and commitment.recurs == "never"
    )


def is_result(commitment: Commitment) -> bool:
    """Whether it promises the customer a result: it stops on nothing less."""
    return commitment.audience == "customer" and set(commitment.stops) <= RESULTS


def _cell(standard: Standard, case_class: Class) -> Cell:
    entries = tuple(
        entry for commitment in standard.commitments.values() for entry in entries_of(commitment, case_class)
    )
    promised = [entry.commitment for entry in entries if entry.row.limit and not entry.only_for]
    gaps = []
    if not any(is_first_response(commitment) for commitment in promised):
        gaps.append("first-response")
    if not any(is_result(commitment) for commitment in promised):
        gaps.append("result")
    return Cell(case_class, entries, tuple(gaps))


def entries_of(commitment: Commitment, case_class: Class) -> Iterator[Entry]:
    """The row that speaks for a cell as such, and those that speak for a part of it (a topic, a product line)."""
    plain = row_for(commitment, case_class)
    if plain:
        yield Entry(commitment, plain, {})
    for row in commitment.within:
        further = {name: value for name, value in row.when.items() if name not in case_class}
        fits = all(case_class.get(name, value) == value for name, value in row.when.items())
        if further and fits and row_for(commitment, {**case_class, **further}) is row:
            yield Entry(commitment, row, further)
