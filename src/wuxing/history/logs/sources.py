"""Foreign logs as rows: CSV and JSONL, plain or gzipped, and Parquet. What is no row is passed on with its reason."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from wuxing.core.source import Problem, Problems, Text
from wuxing.history.logs.lines import Lines, is_readable
from wuxing.history.logs.rows import Row, csv_header, csv_rows, json_keys, json_rows, parquet_columns, parquet_rows

FORMATS = ("csv", "jsonl", "parquet")
SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
}
GZIP, PARQUET, ZIP = b"\x1f\x8b", b"PAR1", b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file of a log is written: `form` is one of FORMATS, or empty to go by the file itself."""

    form: str = ""
    separator: str = ","
    encoding: str = "utf-8"


class Log:
    """A log on disk; `position` of `size` bytes are read."""

    def __init__(self, path: Path, layout: Layout) -> None:
        """Raises Problems where there is no such file, or none of a known format."""
        self.path = path
        self.layout = layout
        self.size = _size_of(path)
        self.form = layout.form or _form_of(path)
        self._file: BinaryIO | None = None

    @property
    def position(self) -> int:
        return self._file.tell() if self._file and not self._file.closed else 0

    def columns(self) -> list[str]:
        """The names of the columns; of a JSONL file the keys of its first object."""
        if self.form == "parquet":
            with self._readable() as file:
                return parquet_columns(file)
        with self._lines() as lines:
            if self.form == "jsonl":
                return json_keys(lines)
            try:
                header = csv_header(lines, self.layout.separator)
            except csv.Error as error:
                raise Problems([_bad_header(self.path, f"CSV: {error}")]) from None
        if not all(map(is_readable, header)):
            raise Problems([_bad_header(self.path, self.layout.encoding)])
        return header

    def rows(self, wanted: Sequence[str]) -> Iterator[Row]:
        """Every row with its wanted cells, None where a column is not there. Raises Problems where the file breaks off."""
        if self.form == "parquet":
            with self._readable() as file:
                yield from parquet_rows(file, wanted)
            return
        with self._lines() as lines:
            if self.form == "jsonl":
                yield from json_rows(lines, wanted)
            else:
                yield from csv_rows(lines, self.layout.separator, wanted)

    @contextmanager
    def _lines(self) -> Iterator[Lines]:
        encoding = "utf-8-sig" if self.layout.encoding == "utf-8" else self.layout.encoding
        with self._readable() as file:
            packed = file.peek(2)[:2] == GZIP if isinstance(file, io.BufferedReader) else False
            binary = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
            with io.TextIOWrapper(binary, encoding=encoding, errors="surrogateescape", newline="") as stream:
                yield Lines(stream)

    @contextmanager
    def _readable(self) -> Iterator[BinaryIO]:
        try:
            with self.path.open("rb") as self._file:
                yield self._file
        except (EOFError, zlib.error, OSError, UnicodeError, pa.ArrowException) as error:
            raise Problems([_broken(self.path, error)]) from None


def _size_of(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return file.seek(0, io.SEEK_END)
    except OSError as error:
        zh, en = f"无法读取日志（{error.strerror}）。", f"The log cannot be read ({error.strerror})."
        raise Problems([Problem("no-log", Text(zh, en), str(path))]) from None


def _form_of(path: Path) -> str:
    with path.open("rb") as file:
        begins = file.read(4)
    if begins == PARQUET:
        return "parquet"
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    if begins != ZIP and suffixes and suffixes[-1] in SUFFIXES:
        return SUFFIXES[suffixes[-1]]
    zh = "看不出这是哪种格式的日志。可用 CSV、JSONL（均可为 .gz）或 Parquet；Excel 工作簿请先另存为 CSV（UTF-8）。"
    en = "This is no log of a known format. CSV, JSONL (both also as .gz) and Parquet can be read; save an Excel workbook as CSV (UTF-8)."
    raise Problems([Problem("no-format", Text(zh, en), path.name)])


def _broken(path: Path, error: Exception) -> Problem:
    zh = f"文件读到一半就断了（{error}），可能没有复制完整。为避免少算，没有导入任何内容；请重新复制后再试。"
    en = f"The file breaks off ({error}); it may have been copied in part. Nothing was imported, so that nothing is missing: copy it again."
    return Problem("log-breaks-off", Text(zh, en), path.name)


def _bad_header(path: Path, why: str) -> Problem:
    zh = f"读不出首行的列名（{why}）。中文 Excel 导出的 CSV 常为 gb18030：请在映射中写明 log: {{encoding: gb18030}}。"
    en = f"The names of the columns in the first line cannot be read ({why}). A mapping may say log: {{encoding: gb18030}}, for example."
    return Problem("bad-header", Text(zh, en), path.name, 1)
