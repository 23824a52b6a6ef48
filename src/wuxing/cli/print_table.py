"""Tables in a terminal, where a Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a head, columns aligned by what a terminal shows."""
    widths = [max(width(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, ["─" * each for each in widths], *rows):
        print("  ".join(cell + " " * (widths[column] - width(cell)) for column, cell in enumerate(row)).rstrip())


def width(text: str) -> int:
    """How many terminal columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
