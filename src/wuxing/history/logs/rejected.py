"""Rows that could not be read, kept with their line, their reason and their text, for whoever mends the log."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wuxing.core.source import Text
from wuxing.history.landing import landing
from wuxing.history.logs.rows import Row, raw_text

HEADINGS = ("line", "reason_zh", "reason_en", "raw")


class Rejected:
    """Counts and writes what is set aside; `first` is the line of the first one and its reason."""

    def __init__(self, sheet: Any) -> None:
        self.count = 0
        self.first: tuple[int, Text] | None = None
        self._sheet = sheet

    def add(self, row: Row, why: Text) -> None:
        """Set one row aside."""
        self.count += 1
        self.first = self.first or (row.line, why)
        self._sheet.writerow((row.line, why.zh, why.en, raw_text(row)))


@contextmanager
def rejecting(path: Path) -> Iterator[Rejected]:
    """Where rows are set aside: a CSV file (UTF-8 with a mark, so that Excel shows Chinese), or none when all are good."""
    with landing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADINGS)
        rejected = Rejected(sheet)
        yield rejected
    if not rejected.count:
        path.unlink()
