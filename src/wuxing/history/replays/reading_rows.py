"""The rows of the table of readings: their columns, and how they become a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from wuxing.core.replay.columns import Numbers
from wuxing.core.replay.working_times import NONE

INSTANT = pa.timestamp("s", "UTC")  # Parquet itself keeps milliseconds
WORD = pa.dictionary(pa.int32(), pa.string())  # few texts, each written once
SCHEMA = pa.schema(
    [
        *((name, WORD) for name in ("case", "standard", "commitment", "clause")),
        ("cycle", pa.int64()),
        *((name, WORD) for name in ("cell", "business", "customer", "urgency", "state", "outcome")),
        *((name, INSTANT) for name in ("started_at", "due_at", "stopped_at", "ever_breached_at")),
        *((f"{name}_seconds", pa.int64()) for name in ("target", "elapsed", "overdue_working", "overdue_wall")),
        ("provisional", pa.bool_()),
        ("hour", pa.int64()),
        ("side", WORD),
        ("compared", WORD),
        ("failure", WORD),
    ]
)
"""The columns of `Judged`, and three more: `side`, under which of the two standards (`standard` is the one tried);
`compared`, for a promise judged under both: same, to_late or to_met; and `failure`, why a case could not be judged at
all (its one row then has the outcome `failed` and nothing else)."""

Row = tuple[Any, ...]


def table_of(rows: Sequence[Row]) -> Any:
    """Rows as an Arrow table."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in SCHEMA)
    return pa.table([pa.array(values, form.type) for values, form in zip(columns, SCHEMA, strict=True)], SCHEMA)


def tidied(table: Any) -> Any:
    """The same rows in one piece, the texts of each column in the order of their first row: equal rows, equal bytes."""
    whole = table.combine_chunks()
    columns = [_tidied(column) if column.type == WORD else column for column in whole.columns]
    return pa.table(columns, SCHEMA)


def _tidied(column: Any) -> Any:
    column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], WORD)
    codes = column.indices.fill_null(-1).to_numpy()
    first = np.full(len(column.dictionary) + 1, len(codes))
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    used = np.argsort(first[:-1], kind="stable")[: np.count_nonzero(first[:-1] < len(codes))]
    new = np.full(len(first), -1)
    new[used] = np.arange(len(used))
    return _words(new[codes], column.dictionary.take(pa.array(used)))


def _words(codes: Numbers, texts: Any) -> Any:
    """A column of texts by their places; -1 is none."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32), mask=codes < 0), texts)


class Blocks:
    """Rows under construction: blocks of columns, one after another, put into the order of cases at the end.

    A block gives each column as numbers (NONE: nothing), or one value for all its rows; texts stand as their codes.
    """

    def __init__(self, cases: Sequence[str]) -> None:
        self._cases = cases
        self._codes: dict[str | None, int] = {None: -1}
        self._own: list[Numbers] = []
        self._columns: dict[str, list[Numbers]] = {name: [] for name in SCHEMA.names[1:]}

    def code(self, text: str | None) -> int:
        """The code of a text."""
        return self._codes.setdefault(text, len(self._codes) - 1)

    def codes(self, texts: Iterable[str | None]) -> Numbers:
        """The codes of texts."""
        return np.array([self.code(text) for text in texts], np.int64)

    def add(self, case: Numbers, columns: Mapping[str, Numbers | int]) -> None:
        """A block: the places of the cases of its rows, ascending within the block, and its columns."""
        self._own.append(case)
        for name, parts in self._columns.items():
            value = columns.get(name, -1 if SCHEMA.field(name).type == WORD else NONE)
            parts.append(value if isinstance(value, np.ndarray) else np.full(len(case), value))

    def add_rows(self, case: Numbers, rows: Sequence[Row]) -> None:
        """A block of rows told one by one."""
        self.add(case, self.columns_of(rows))

    def columns_of(self, rows: Sequence[Row]) -> dict[str, Numbers]:
        """Rows as columns, less that of the case."""
        told = zip(SCHEMA, zip(*rows, strict=True), strict=True) if rows else ()
        return {
            form.name: self.codes(values)
            if form.type == WORD
            else np.array([NONE if value is None else value for value in values], np.int64)
            for form, values in told
            if form.name != "case"
        }

    def table(self) -> Any:
        """The rows in order of case, those of one case in the order of the blocks."""
        if not self._own:
            return SCHEMA.empty_table()
        case = np.concatenate(self._own)
        order = np.argsort(case, kind="stable")
        texts = pa.array([text for text in self._codes if text is not None], pa.string())
        columns = [_words(case[order], pa.array(self._cases, pa.string()))]
        for form in list(SCHEMA)[1:]:
            values = np.concatenate(self._columns[form.name])[order]
            columns.append(_words(values, texts) if form.type == WORD else _values(values, form.type))
        return pa.table(columns, SCHEMA)


def _values(values: Numbers, kind: Any) -> Any:
    missing = values == NONE
    return pa.array(values == 1 if pa.types.is_boolean(kind) else values, mask=missing).cast(kind)
