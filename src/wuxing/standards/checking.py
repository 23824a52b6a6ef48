"""Checking a text before it is published: its mistakes at their lines, else what it would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wuxing.core.source import Problems, Text
from wuxing.core.standard.document import Standard
from wuxing.core.standard.table import decision_table, label
from wuxing.standards.difference_page import Difference, difference_of
from wuxing.standards.finding import NoStandard, in_force
from wuxing.standards.publishing import read_text, stated_beginning

MOST = 200


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where it stands, that line as written, and what is wrong."""

    line: int
    written: str
    clause: str
    place: str
    says: Text


@dataclass(frozen=True, slots=True)
class Check:
    """What a text is: mistakes, or a standard with its gaps and what it changes against the one in force."""

    problems: tuple[Mistake, ...] = ()
    more: int = 0
    standard: Standard | None = None
    begins: datetime | None = None
    gaps: tuple[Text, ...] = ()
    against: str = ""
    difference: Difference | None = None


def check(raw: bytes, *, at: datetime, found: Problems | None = None, scopes: Sequence[str] = ()) -> Check:
    """Check a text; `found` are mistakes that are known already, `scopes` those that it is to be in force for."""
    if found is None:
        try:
            return _good(read_text(raw), at, scopes)
        except Problems as problems:
            found = problems
    lines = raw.decode("utf-8", "replace").split("\n")
    mistakes = [
        Mistake(
            each.line,
            lines[each.line - 1][:200] if 0 < each.line <= len(lines) else "",
            each.clause,
            each.place,
            each.says,
        )
        for each in found.found[:MOST]
    ]
    return Check(tuple(mistakes), max(0, len(found.found) - MOST))


def _good(standard: Standard, at: datetime, scopes: Sequence[str]) -> Check:
    gaps = tuple(label(standard, cell.case_class) for cell in decision_table(standard) if cell.gaps)
    try:
        current = in_force(at, scopes)
    except NoStandard:
        return Check(standard=standard, begins=stated_beginning(standard), gaps=gaps)
    return Check(
        standard=standard,
        begins=stated_beginning(standard),
        gaps=gaps,
        against=current.ref,
        difference=difference_of(current, standard),
    )
