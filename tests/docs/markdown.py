"""Documents taken apart: fenced blocks, marked tables, links."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAIRED = ["README", "docs/standard", "docs/clocks", "docs/mappings"]
PAGES = [f"{name}{language}.md" for name in PAIRED for language in ("", ".zh-CN")]

FENCE = re.compile(r"^```(\S+)(?: (\S+))?(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARKED = re.compile(r"<!-- (\w+)(?:: (\S+))? -->\n((?:\|.*\n)+)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block; behind its language stand what it is (complete, wrong …) and the file it is saved as."""

    language: str
    what: str
    file: str
    text: str


class Table(NamedTuple):
    """A table behind a comment `<!-- mark: name -->`, its cells as text."""

    mark: str
    name: str
    head: list[str]
    rows: list[list[str]]


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def language_of(page: str) -> str:
    return "zh" if "zh-CN" in page else "en"


def blocks(page: str) -> list[Block]:
    return [Block(*(part or "" for part in found)) for found in FENCE.findall(text_of(page))]


def tables(page: str, mark: str) -> list[Table]:
    found = [(each[1], each[2], _cells(each[3])) for each in MARKED.finditer(text_of(page))]
    return [Table(kind, name or "", rows[0], rows[2:]) for kind, name, rows in found if kind == mark]


def _cells(lines: str) -> list[list[str]]:
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines.splitlines()]


def links(page: str) -> Iterator[tuple[str, str]]:
    """The path and the anchor of every link to a place in the repository."""
    for found in LINK.findall(re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL)):
        path, _, anchor = found.partition("#")
        if "://" not in found:
            yield path, anchor


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    kept = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text_of(page))]
    return {each.replace(" ", "-") for each in kept}
