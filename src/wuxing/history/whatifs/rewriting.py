"""A changed limit or calendar written into the text of a standard, everything else left as it stands."""

from __future__ import annotations

import re

from wuxing.core.source import Node, read_yaml
from wuxing.core.standard.limit import Limit


def with_limit(text: str, commitment: str, place: int, limit: Limit) -> str | None:
    """The text with another limit in one row of a commitment; None where its limit does not stand in this text.

    `place` counts the rows of `within`. A standard that extends another may inherit the row.
    """
    rows = _below(read_yaml(text), "commitments", commitment, "within").value
    if not isinstance(rows, list) or place >= len(rows):
        return None
    return _replaced(text, _below(rows[place], "limit"), "limit", written(limit))


def with_calendar(text: str, commitment: str, calendar: str) -> str | None:
    """The text with another calendar for a commitment; None where its calendar does not stand in this text."""
    return _replaced(text, _below(read_yaml(text), "commitments", commitment, "calendar"), "calendar", calendar)


def written(limit: Limit) -> str:
    """A limit as a standard says it: 90 s, 15 min, 4 h, 3 working days."""
    if limit.is_days:
        kind = limit.unit.removesuffix("_days")
        return f"{limit.amount} {kind} day{'' if limit.amount == 1 else 's'}"
    unit, size = next((unit, size) for unit, size in (("h", 3600), ("min", 60), ("s", 1)) if limit.amount % size == 0)
    return f"{limit.amount // size} {unit}"


def _below(node: Node, *path: str) -> Node:
    for key in path:
        node = node.value.get(key, Node(None)) if isinstance(node.value, dict) else Node(None)
    return node


def _replaced(text: str, node: Node, key: str, value: str) -> str | None:
    """The text with one value changed: the one that stands on the node's line behind its key."""
    if not isinstance(node.value, str) or not node.line:
        return None
    lines = text.split("\n")
    said = re.compile(rf"(\b{key}:\s*[\"']?){re.escape(node.value)}(?![\w-])")
    lines[node.line - 1], changed = said.subn(lambda found: found[1] + value, lines[node.line - 1], count=1)
    return "\n".join(lines) if changed else None
