"""What stands in the columns of a log that nobody has mapped yet: their values, and how they write times."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from wuxing.core.source import Problem, Problems, Text
from wuxing.history.logs.sources import Layout, Log
from wuxing.history.logs.times import UnreadableTime, time_reader

ROWS = 4_000
VALUES = 24
"""So many different values make a column of choices; with more it is free text."""
TRIED = 200
HEAD = 65_536
MOST_COLUMNS = 200

FORMATS = (
    "iso",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%d.%m.%Y %H:%M",
    "%Y年%m月%d日 %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d%H%M%S",
    "epoch",
    "epoch_ms",
)
"""Formats that are tried, the likelier first."""

FIRST = 5
MOSTLY = 0.6
"""A column whose values are times for the most part is one of times, whatever else somebody wrote into it."""
MISSING = ("?", "NULL", "null", "None", "N/A", "n/a", "-", "--", "—", "无")
"""How logs write that there is nothing."""

SEPARATORS = (",", ";", "\t", "|")
UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its values, the commonest first, where there are few; the format of its times, empty where it has none.

    `is_unique`: no value stands in two rows.
    """

    name: str
    values: tuple[str, ...]
    times: str
    example: str
    is_unique: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """How a log is written, its columns, and what it writes where there is nothing."""

    layout: Layout
    columns: tuple[Column, ...]
    missing: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """A column by its name."""
        return next((each for each in self.columns if each.name == name), None)


def outline_of(path: Path) -> Outline:
    """Look at the beginning of a log. Raises Problems where it cannot be read at all."""
    layout = _layout(path)
    log = Log(path, layout)
    names = [name for name in dict.fromkeys(log.columns()) if name]
    if not names or len(names) > MOST_COLUMNS:
        zh = f"日志首行应有列名（1 至 {MOST_COLUMNS} 列），这里是 {len(names)} 列。"
        en = f"The first line of a log names its columns, 1 to {MOST_COLUMNS}; here are {len(names)}."
        raise Problems([Problem("no-columns", Text(zh, en), path.name, 1)])
    counts: list[Counter[str]] = [Counter() for _ in names]
    for row in islice(log.rows(names), ROWS):
        for count, cell in zip(counts, row.cells, strict=False):
            if cell not in (None, ""):
                count[cell.isoformat(" ") if isinstance(cell, datetime) else str(cell).strip()] += 1
    columns = tuple(_column(name, count) for name, count in zip(names, counts, strict=True))
    return Outline(layout, columns, tuple(each for each in MISSING if any(each in count for count in counts)))


def _column(name: str, count: Counter[str]) -> Column:
    common = [value for value, _ in count.most_common(TRIED) if value and value not in MISSING]
    values = tuple(common) if len(common) <= VALUES else ()
    return Column(name, values, _times_of(common), common[0] if common else "", count.total() == len(count))


def _times_of(values: list[str]) -> str:
    """The format that reads the most of these, if it reads most."""
    first = [value for value in values[:FIRST] if any(map(str.isdigit, value))]
    best, most = "", MOSTLY * len(values)
    for form in [form for form in FORMATS if any(_reads(form, value) for value in first)]:
        count = sum(_reads(form, value) for value in values)
        if count > most:
            best, most = form, count
    return best


def _reads(form: str, value: str) -> bool:
    if form.startswith("epoch") and not 9 <= len(value.partition(".")[0]) <= 13:
        return False
    if form == "iso" and len(value) < 10:
        return False
    try:
        time_reader((form,), UTC)(value)
    except UnreadableTime:
        return False
    return True


def _layout(path: Path) -> Layout:
    form = Log(path, Layout()).form
    if form != "csv":
        return Layout()
    for encoding in ("utf-8", "gb18030"):
        layout = Layout("", ",", encoding)
        try:
            header = Log(path, layout).columns()
        except Problems:
            continue
        line = ",".join(header)
        separator = max(SEPARATORS, key=line.count)
        return Layout("", separator if line.count(separator) else ",", encoding)
    return Layout()
