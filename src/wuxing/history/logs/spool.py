"""Rows put in order on disk: sorted runs in one unnamed file, merged again while they are read."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from heapq import merge
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

LARGEST_RUN = 100_000  # rows sorted in memory at once, and what their texts may weigh in characters
HEAVIEST_RUN = 24_000_000
LARGEST_BLOCK = 200  # rows read at once of each run while merging
HEAVIEST_BLOCK = 200_000

Line = tuple[Any, ...]


class Spool:
    """Takes rows (tuples of text, int or None that compare, the first differing cell never None) and gives them back sorted.

    The standard library sorts and merges: a database's sort held twice the memory it was allowed (duckdb, 2 million rows).
    """

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - unnamed: it vanishes with the process, however that ends
        self._rows: list[Line] = []
        self._weight = 0
        self._runs: list[list[tuple[int, int]]] = []  # where the blocks of each run stand: place and length, bytes

    def add(self, row: Line, weight: int) -> None:
        """Take a row whose texts have about `weight` characters."""
        self._rows.append(row)
        self._weight += weight
        if len(self._rows) >= LARGEST_RUN or self._weight >= HEAVIEST_RUN:
            self._spill()

    def sorted_rows(self) -> Iterator[Line]:
        """Every row, in order. Called once, when all are in."""
        if not self._runs:
            self._rows.sort()
            yield from self._rows
            return
        self._spill()
        yield from merge(*map(self._run, self._runs))

    def _spill(self) -> None:
        self._rows.sort()
        size = max(1, min(LARGEST_BLOCK, len(self._rows) * HEAVIEST_BLOCK // (self._weight + 1)))
        blocks = []
        for start in range(0, len(self._rows), size):
            blocks.append((self._file.tell(), self._file.write(marshal.dumps(self._rows[start : start + size]))))
        self._runs.append(blocks)
        self._rows, self._weight = [], 0

    def _run(self, blocks: list[tuple[int, int]]) -> Iterator[Line]:
        for place, length in blocks:
            self._file.seek(place)
            yield from marshal.loads(self._file.read(length))

    def close(self) -> None:
        """Give the disk back."""
        self._file.close()
