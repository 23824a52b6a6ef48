"""Earlier texts of a draft, and the lines in which two texts differ."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from wuxing.standards.drafting import revision_of
from wuxing.standards.models import Draft
from wuxing.standards.saying import names_of

MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a difference: `kind` is gone, new, same or place."""

    kind: str
    text: str


KINDS = {"-": "gone", "+": "new", " ": "same", "@": "place"}


def text_difference(before: str, after: str) -> list[DiffLine]:
    """The lines in which two texts differ, with two around them."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=2)
    return [DiffLine(KINDS[line[0]], line[1:]) for _, line in zip(range(MOST_LINES), list(lines)[2:], strict=False)]


def revision_page(draft: Draft, number: int) -> dict[str, Any]:
    """One revision with those beside it, and its difference to the text as it is now. Raises NoDraft."""
    rows = list(draft.revisions.defer("text"))
    found = revision_of(draft, number)
    known = names_of({each.by for each in rows})
    listed = [(each, known.get(each.by, "Wuxing")) for each in reversed(rows)]
    return {
        "draft": draft,
        "revision": found,
        "name": known.get(found.by, "Wuxing"),
        "revisions": listed,
        "difference": text_difference(found.text, draft.text),
    }
