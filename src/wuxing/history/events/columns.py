"""A part of a Parquet event file as columns for the kernel, and single cases of it as events for `evaluate`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuxing.core.replay.columns import Columns, Mask, spoken
from wuxing.history.events.file import SCHEMA
from wuxing.history.events.stream import PER_SECOND, Case, Part, cases_in


def columns_in(part: Part) -> PartOfHistory | None:
    """A part as columns; None where it is not in order or damaged, which reading it case by case will say more of."""
    try:
        history = PartOfHistory.of(part)
        return history if history.is_in_order else None
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError, RecursionError, AttributeError):
        return None


@dataclass(frozen=True)
class PartOfHistory:
    """The rows of one part, in the order of the file."""

    table: Any

    @classmethod
    def of(cls, part: Part) -> PartOfHistory:
        """Read a part of a Parquet file."""
        file, first, pieces = pq.ParquetFile(part.path), 0, [SCHEMA.empty_table()]
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            begin, end = max(part.start - first, 0), min(part.end - first, rows)
            first += rows
            if begin < end:
                pieces.append(file.read_row_group(group, SCHEMA.names).slice(begin, end - begin).cast(SCHEMA))
        return cls(pa.concat_tables(pieces).combine_chunks())

    @classmethod
    def of_table(cls, table: Any) -> PartOfHistory:
        """Rows from elsewhere, with the columns of an event file."""
        return cls(table.select(SCHEMA.names).cast(SCHEMA).combine_chunks())

    @cached_property
    def columns(self) -> Columns:
        """Its events as arrays."""
        case, kind, payload = (self._coded(name) for name in ("case", "kind", "payload"))
        kinds, codes = self._spoken(kind)
        return Columns(
            cases=case[0],
            kinds=kinds,
            payloads=[json.loads(text or "{}") for text in payload[0]],
            case=case[1],
            kind=codes,
            payload=payload[1],
            at=self._seconds("at"),
            recorded_at=self._seconds("recorded_at"),
        )

    @property
    def is_in_order(self) -> bool:
        """Whether the rows stand in ascending order of case, then seq, and none lacks what every event has."""
        columns, seq = self.columns, self.table["seq"].to_numpy()
        if any(self.table[name].null_count for name in ("case", "seq", "kind", "at", "recorded_at")):
            return False
        later = np.diff(columns.case) > 0
        backwards = (np.diff(columns.case) < 0) | (~later & (np.diff(seq) <= 0))
        return not backwards.any() and all(before < after for before, after in pairwise(columns.cases))

    def cases(self, chosen: Mask) -> Iterator[Case]:
        """Some of the cases with their events."""
        rows = pa.array(np.flatnonzero(chosen[self.columns.case]))
        return cases_in(self.table.take(rows).to_batches())

    def _coded(self, name: str) -> tuple[list[str], Any]:
        """The distinct texts of a column in the order of their first row, and the place of each row's own."""
        column = self.table[name].combine_chunks()
        coded = column.chunk(0) if isinstance(column, pa.ChunkedArray) and column.num_chunks else column
        coded = pc.dictionary_encode(coded.fill_null("") if len(coded) else pa.array([], pa.string()))
        return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)

    def _spoken(self, kind: tuple[list[str], Any]) -> tuple[list[str], Any]:
        """Kinds as they count, by who speaks."""
        speakers, speaker = self._coded("speaker")
        pairs, codes = np.unique(kind[1] * max(len(speakers), 1) + speaker, return_inverse=True)
        names = [spoken(kind[0][pair // len(speakers)], speakers[pair % len(speakers)]) for pair in pairs.tolist()]
        return names, codes.astype(np.int64)

    def _seconds(self, name: str) -> Any:
        column = self.table[name]
        return column.cast(pa.int64()).fill_null(0).to_numpy() // PER_SECOND[column.type.unit]
