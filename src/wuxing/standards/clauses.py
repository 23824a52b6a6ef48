"""Clauses of one text put into another: the lines of an entry, and where they go."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent, indent

from django.utils.translation import gettext_lazy as _

from wuxing.standards.outlining import Place, outline
from wuxing.ui.refusal import Refused


class NoClause(Refused):
    """The other text has no such entry."""

    code = "no-clause"
    status = 404
    says = _("There is no clause %(key)s in that standard. Choose one of its list.")


class HasClause(Refused):
    """The text has an entry of that name already."""

    code = "has-clause"
    status = 409
    says = _("The draft has a clause named %(key)s already, on line %(line)s. Change that one, or rename it first.")


@dataclass(frozen=True, slots=True)
class Clause:
    """An entry of `commitments` or `duties` with its lines as written."""

    section: str
    key: str
    clause: str
    title: str
    text: str


def clauses_of(text: str) -> list[Clause]:
    """The entries of a text that bear a clause number, in order."""
    lines, places, found, section = text.split("\n"), outline(text), [], ""
    for place, following in zip(places, [*places[1:], None], strict=False):
        section = place.key if place.level == 1 else section
        if place.level == 2:
            end = following.line - 1 if following else len(lines)
            own = "\n".join(_trimmed(lines[place.line - 1 : end]))
            found.append(Clause(section, place.key, place.clause, place.title, dedent(own)))
    return found


def with_clause(text: str, key: str, *, of: str) -> str:
    """The text with a clause of another at the end of its section. Raises NoClause and HasClause."""
    clause = next((each for each in clauses_of(of) if each.key == key), None)
    if clause is None:
        raise NoClause(key=key)
    places = outline(text)
    if twice := next((each for each in places if each.level == 2 and each.key == key), None):
        raise HasClause(key=key, line=twice.line)
    return _inserted(text, clause, places)


def _inserted(text: str, clause: Clause, places: list[Place]) -> str:
    sections = [each for each in places if each.level == 1]
    keys, lines = [each.key for each in sections], text.split("\n")
    own = indent(clause.text, _depth(places, lines))
    if clause.section not in keys:
        return f"{text.rstrip()}\n\n{clause.section}:\n{own}\n"
    number = keys.index(clause.section)
    end = sections[number + 1].line - 1 if number + 1 < len(sections) else len(lines)
    kept = len(_trimmed(lines[:end]))
    return "\n".join([*lines[:kept], *own.split("\n"), *lines[kept:]])


def _depth(places: list[Place], lines: list[str]) -> str:
    """How far the entries of a text are indented."""
    line = next((lines[each.line - 1] for each in places if each.level == 2), "  ")
    return line[: len(line) - len(line.lstrip())] or "  "


def _trimmed(lines: list[str]) -> list[str]:
    """Without what stands above the next entry: blank lines and its comments."""
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines = lines[:-1]
    return lines
