"""The decision table of a standard: every class of case by every commitment, with what is missing; or one commitment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wuxing.core.source import Text
from wuxing.core.standard.difference import NO_LIMIT
from wuxing.core.standard.document import Commitment, Standard
from wuxing.core.standard.table import GAPS, Cell, decision_table, label
from wuxing.core.standard.wording import dimension_in_words
from wuxing.standards.articles import anchor_of, clause_order

NOTHING = Text("—", "—")


@dataclass(frozen=True, slots=True)
class Promise:
    """One limit in a cell; `only_for` says for which part of the cell, and is empty for the whole of it."""

    limit: Text
    clause: str
    anchor: str
    only_for: Text
    is_gap: bool


@dataclass(frozen=True, slots=True)
class Square:
    """One square of the table: what is promised there, nothing where nothing is."""

    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: its classes, its squares, and what no commitment promises it."""

    classes: tuple[Text, ...]
    squares: tuple[Square, ...]
    gaps: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that the table can be cut down to."""

    value: str
    title: Text
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A dimension, or the commitment, by which the table can be cut down."""

    name: str
    title: Text
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The table as shown. `heads` are the columns after those of the classes."""

    dimensions: tuple[Text, ...]
    heads: tuple[Text, ...]
    lines: tuple[Line, ...]
    filters: tuple[Filter, ...]
    gaps: tuple[Text, ...]
    cells: int
    only_gaps: bool
    is_matrix: bool


def table_of(standard: Standard, wanted: Mapping[str, str]) -> Table:
    """The table, cut down to the wanted class values, to one `commitment`, or to cells with gaps (`gaps=1`)."""
    cells = decision_table(standard)
    shown = [cell for cell in cells if _is_wanted(cell, wanted)]
    only_gaps = bool(wanted.get("gaps"))
    if only_gaps:
        shown = [cell for cell in shown if cell.gaps]
    commitments = _commitments(cells)
    one = next((each for each in commitments if each.id == wanted.get("commitment")), None)
    dimensions = list(cells[0].case_class) if cells else []
    is_matrix = one is not None and len(dimensions) > 1
    make = _matrix if one and is_matrix else _full
    heads, lines = make(standard, shown, [one] if one else commitments, dimensions)
    return Table(
        tuple(dimension_in_words(each) for each in (dimensions[:-1] if is_matrix else dimensions)),
        tuple(heads),
        tuple(lines),
        tuple(_filters(standard, dimensions, commitments, wanted)),
        tuple(label(standard, cell.case_class) for cell in cells if cell.gaps),
        len(cells),
        only_gaps,
        is_matrix,
    )


def _is_wanted(cell: Cell, wanted: Mapping[str, str]) -> bool:
    return all(not wanted.get(name) or wanted[name] == value for name, value in cell.case_class.items())


def _commitments(cells: list[Cell]) -> list[Commitment]:
    """The commitments that speak for any cell, in the order of their clauses."""
    found = {entry.commitment.id: entry.commitment for cell in cells for entry in cell.entries}
    return sorted(found.values(), key=lambda each: clause_order(each.clause))


def _full(
    standard: Standard, cells: list[Cell], commitments: list[Commitment], dimensions: list[str]
) -> tuple[list[Text], list[Line]]:
    heads = [Text(f"{each.title.zh} §{each.clause}", f"{each.title.en} §{each.clause}") for each in commitments]
    lines = [
        Line(
            tuple(_value(standard, name, cell.case_class[name]) for name in dimensions),
            tuple(_square(standard, cell, each) for each in commitments),
            tuple(GAPS[gap] for gap in cell.gaps),
        )
        for cell in cells
    ]
    return heads, lines


def _matrix(
    standard: Standard, cells: list[Cell], commitments: list[Commitment], dimensions: list[str]
) -> tuple[list[Text], list[Line]]:
    """One commitment: the last dimension runs along the columns."""
    (commitment,) = commitments
    *down, across = dimensions
    columns = list(dict.fromkeys(cell.case_class[across] for cell in cells))
    rows = list(dict.fromkeys(tuple(cell.case_class[name] for name in down) for cell in cells))
    by_place = {tuple(cell.case_class.values()): cell for cell in cells}
    lines = []
    for row in rows:
        found = [by_place.get((*row, column)) for column in columns]
        squares = tuple(_square(standard, cell, commitment) if cell else Square(()) for cell in found)
        classes = tuple(_value(standard, name, value) for name, value in zip(down, row, strict=True))
        lines.append(Line(classes, squares, ()))
    return [_value(standard, across, column) for column in columns], lines


def _square(standard: Standard, cell: Cell, commitment: Commitment) -> Square:
    return Square(
        tuple(
            Promise(
                entry.row.limit.text if entry.row.limit else NO_LIMIT,
                commitment.clause,
                anchor_of(commitment.clause),
                label(standard, entry.only_for) if entry.only_for else Text("", ""),
                entry.row.limit is None,
            )
            for entry in cell.entries
            if entry.commitment.id == commitment.id
        )
    )


def _value(standard: Standard, dimension: str, value: str) -> Text:
    return standard.classes.get(dimension, {}).get(value, Text(value, value))


def _filters(
    standard: Standard, dimensions: list[str], commitments: list[Commitment], wanted: Mapping[str, str]
) -> list[Filter]:
    found = [
        Filter(
            name,
            dimension_in_words(name),
            tuple(Choice(value, title, wanted.get(name) == value) for value, title in standard.classes[name].items()),
        )
        for name in dimensions
    ]
    named = [
        Choice(
            each.id,
            Text(f"§{each.clause} {each.title.zh}", f"§{each.clause} {each.title.en}"),
            wanted.get("commitment") == each.id,
        )
        for each in commitments
    ]
    return [*found, Filter("commitment", Text("承诺", "commitment"), tuple(named))]
