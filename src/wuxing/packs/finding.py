"""Finding a standard: NAME is a path, else a pack that ships with Wuxing (standard.md section 1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wuxing.core.calendar.calendar import Calendars
from wuxing.core.calendar.data_set import DataSet, data_set_of
from wuxing.core.source import Node, Problems, Reader, nearest
from wuxing.core.standard.document import Standard
from wuxing.core.standard.reading import IDENTIFIER, read_standard
from wuxing.packs.shipped import PACKS, shipped

HOLIDAYS = PACKS / "holidays"
LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """A standard's text and where it was found; `sentences` is the path of its examples, None without any."""

    path: Path
    text: str
    sentences: Path | None


@lru_cache(maxsize=1)
def data_sets() -> Mapping[str, DataSet]:
    """The dated data sets that ship with Wuxing, by name."""
    found = (data_set_of(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(HOLIDAYS.glob("*.json")))
    return {each.name: each for each in found}


@lru_cache(maxsize=1)
def calendars() -> Calendars:
    """Calendars opened with the shipped data sets; their tables are shared by everything in this process."""
    return Calendars(data_sets())


def find_standard(name: str) -> Found:
    """The text that a name stands for: a file, a folder with a standard.yaml, or a pack as NAME or NAME@VERSION.

    Raises Problems where there is none, or where it cannot be read.
    """
    path = _path_of(name) or _shipped_path(name)
    sentences = path.with_name("sentences.yaml")
    return Found(path, read_text(path), sentences if sentences.is_file() and path.name == "standard.yaml" else None)


def _path_of(name: str) -> Path | None:
    """The file that a name is the path of, or of the folder around it; None where it is no such path."""
    path = Path(name)
    try:
        path = path / "standard.yaml" if path.is_dir() else path
        return path if path.is_file() else None
    except (OSError, ValueError):  # longer than a path can be, or with a character that none has
        return None


def load_standard(name: str) -> Standard:
    """The standard that a name stands for, checked. Raises Problems with everything that is wrong with it."""
    found = find_standard(name)
    return read_standard(
        found.text, file=found.path.name, data_sets=data_sets(), base=lambda below: find_standard(below).text
    )


def read_text(path: Path) -> str:
    """The text of a document. Raises Problems where it is missing, too large or not UTF-8."""
    reader = Reader(path.name)
    try:
        if path.stat().st_size > LARGEST:
            zh, en = f"文件过大：上限为 {LARGEST:,} 字节。", f"The file is too large: at most {LARGEST:,} bytes."
            reader.problem("too-large", Node(None), zh, en)
            raise Problems(reader.found)
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        reader.problem(
            "not-utf-8", Node(None), "文件不是 UTF-8 编码，请另存为 UTF-8。", "The file is not UTF-8; save it as UTF-8."
        )
    except OSError as error:
        reader.problem(
            "unreadable", Node(None), f"无法读取：{error.strerror}。", f"It cannot be read: {error.strerror}."
        )
    raise Problems(reader.found)


def _shipped_path(name: str) -> Path:
    wanted, _, version = name.partition("@")
    known = [each for each in shipped() if each[0] == wanted and version in ("", each[1])]
    if known and IDENTIFIER.fullmatch(wanted):
        return PACKS / wanted / known[-1][1] / "standard.yaml"
    names = [f"{pack}@{each}" for pack, each in shipped()]
    reader = Reader()
    reader.problem(
        "no-standard",
        Node(None, name),
        f"没有这个服务标准。自带的有：{'、'.join(names)}；是否为 {nearest(name, names)}？也可以写文件路径。",
        f"There is no such standard. Shipped: {', '.join(names)}. Did you mean {nearest(name, names)}? A path will do as well.",
    )
    raise Problems(reader.found)
