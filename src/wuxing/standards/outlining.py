"""The outline of a text line by line, also while it has mistakes: sections, then clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass

SECTION = re.compile(r"^([a-z_]+):")
ENTRY = re.compile(r"^(\s+)([a-z0-9][a-z0-9-]*):")
CLAUSE = re.compile(r"\bclause:\s*[\"']?([0-9A-Za-z.-]+)")
TITLE = re.compile(r"\btitle:\s*(?:\{\s*zh:\s*)?[\"']?([^,}\"'\n]+)")
WITH_CLAUSES = ("commitments", "duties")


@dataclass(slots=True)
class Place:
    """One line of the outline. `level` 1 is a section, 2 an entry of it, which may have a clause number."""

    line: int
    level: int
    key: str
    clause: str = ""
    title: str = ""


def outline(text: str) -> list[Place]:
    """The sections of a text, and the entries of those that hold clauses."""
    found: list[Place] = []
    section, indent = "", ""
    for number, line in enumerate(text.split("\n"), 1):
        if head := SECTION.match(line):
            section, indent = head[1], ""
            found.append(Place(number, 1, section))
        elif section in WITH_CLAUSES and (entry := ENTRY.match(line)):
            indent = indent or entry[1]
            if entry[1] == indent:
                found.append(Place(number, 2, entry[2]))
        if found and found[-1].level == 2:
            _complete(found[-1], line)
    return found


def clause_at(text: str, line: int) -> str:
    """The clause in which a line stands; empty outside of clauses."""
    before = [place for place in outline(text) if place.line <= line]
    return before[-1].clause if before else ""


def _complete(place: Place, line: str) -> None:
    """The first clause number and title of an entry are its own."""
    if not place.clause and (clause := CLAUSE.search(line)):
        place.clause = clause[1]
    if not place.title and (title := TITLE.search(line)):
        place.title = title[1].strip()
