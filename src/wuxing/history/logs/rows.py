"""Rows of CSV, JSONL and Parquet: the wanted cells of each, or why it is none."""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO, NamedTuple, NoReturn

import pyarrow.parquet as pq

from wuxing.core.source import Text
from wuxing.history.logs.lines import Lines, is_cut, is_readable

BATCH = 4096
SHOWN = 32_000  # characters of a bad row that are kept: what a cell of a spreadsheet can hold

Cell = str | datetime | None
"""A text, nothing, or a time where the file itself knows times (Parquet)."""

NOT_TEXT = Text(
    "含有不属于该编码的字节（中文 Excel 导出的 CSV 常为 gb18030，可在映射的 log.encoding 中写明）",
    "holds bytes that do not belong to the encoding (a mapping may say log.encoding: gb18030, for example)",
)
TOO_LONG = Text("这一行过长", "the line is too long")
NO_OBJECT = Text("不是完整的 JSON 对象", "is no complete JSON object")


class Row(NamedTuple):
    """The line on which a row begins, its wanted cells, how it stands in the file, and why it is no row if it is none."""

    line: int
    cells: Sequence[Cell]
    raw: object
    wrong: Text | None = None


def raw_text(row: Row) -> str:
    """How the row begins in the file; of a Parquet file, which has no text, as JSON."""
    if isinstance(row.raw, dict):
        return json.dumps(row.raw, ensure_ascii=False, default=str)[:SHOWN]
    text = "".join(row.raw) if isinstance(row.raw, list) else str(row.raw)
    return text[:SHOWN].rstrip("\r\n").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


# CSV


def csv_header(lines: Lines, separator: str) -> list[str]:
    """The names in the first line; none when the file is empty."""
    return [name.strip() for name in next(csv.reader(lines, delimiter=separator), [])]


def csv_rows(lines: Lines, separator: str, wanted: Sequence[str]) -> Iterator[Row]:
    """The rows after the header. A quotation mark left open costs its own line, not those that follow."""
    header = csv_header(lines, separator)
    places = [header.index(name) if name in header else len(header) for name in wanted]
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        lines.begin_row()
        cells, wrong = _next_cells(reader, len(header), lines)
        if not lines.taken:
            return
        if wrong is not None:
            lines.give_back()
            if lines.taken[0].strip():
                yield Row(lines.number, (), lines.taken, wrong)
            continue
        cells.append("")
        yield Row(lines.number - len(lines.taken) + 1, [cells[place] for place in places], lines.taken)


def _next_cells(reader: Iterator[list[str]], columns: int, lines: Lines) -> tuple[list[str], Text | None]:
    try:
        cells = next(reader, [])
        wrong = None
    except csv.Error as error:
        cells, wrong = [], Text(f"不是有效的 CSV（{error}）", f"is not valid CSV ({error})")
    if any(map(is_cut, lines.taken)):
        return [], TOO_LONG
    if not all(map(is_readable, lines.taken)):
        return [], NOT_TEXT
    if wrong is not None:
        return [], wrong
    if len(cells) != columns:
        return [], Text(f"有 {len(cells)} 列，应为 {columns} 列", f"has {len(cells)} columns instead of {columns}")
    return cells, None


# JSONL


def json_keys(lines: Lines) -> list[str]:
    """The keys of the first object; none when the first line holds no object."""
    try:
        found = json.loads(next((line for line in lines if line.strip()), "null"))
    except (ValueError, RecursionError):
        return []
    return list(found) if isinstance(found, dict) else []


def json_rows(lines: Lines, wanted: Sequence[str]) -> Iterator[Row]:
    """One row for each line that is not blank."""
    for line in lines:
        lines.begin_row()
        if not line.strip():
            continue
        if is_cut(line):
            yield Row(lines.number, (), line, TOO_LONG)
        elif not is_readable(line):
            yield Row(lines.number, (), line, NOT_TEXT)
        else:
            yield _json_row(lines.number, line, wanted)


def _json_row(number: int, line: str, wanted: Sequence[str]) -> Row:
    try:
        found = json.loads(line, parse_constant=_no_number)
        if not isinstance(found, dict):
            return Row(number, (), line, NO_OBJECT)
        cells = [_cell(found.get(name)) for name in wanted]
    except (ValueError, RecursionError):
        return Row(number, (), line, NO_OBJECT)
    if "\\u" in line and not all(is_readable(cell) for cell in cells if isinstance(cell, str)):
        return Row(number, (), line, NOT_TEXT)
    return Row(number, cells, line)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


# Parquet


def parquet_columns(file: BinaryIO) -> list[str]:
    """The names of the top-level columns."""
    return list(pq.ParquetFile(file).schema_arrow.names)


def parquet_rows(file: BinaryIO, wanted: Sequence[str]) -> Iterator[Row]:
    """One row for each row of the file, counted from 1."""
    table = pq.ParquetFile(file)
    there = [name for name in wanted if name in table.schema_arrow.names]
    number = 0
    for batch in table.iter_batches(BATCH, columns=there):
        for found in batch.to_pylist():
            number += 1
            yield Row(number, [_cell(found.get(name)) for name in wanted], found)


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | datetime):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return str(value)
