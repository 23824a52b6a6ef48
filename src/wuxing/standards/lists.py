"""Reading standards: which there are, and one of them with its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.packs.shipped import shipped
from wuxing.standards.finding import UnknownStandard, shelf
from wuxing.standards.models import Draft, Publication
from wuxing.standards.reviewing import approvals_of, state_of
from wuxing.standards.saying import names_of
from wuxing.standards.texts import base_to_extend, pack_text, standard_in

IN_FORCE, LATER, EARLIER, PACK = "in-force", "later", "earlier", "pack"


@dataclass(frozen=True, slots=True)
class Line:
    """One standard of the list. `status`: in-force, later, earlier or pack; a pack is not published here."""

    name: str
    version: str
    title: Text
    status: str
    clauses: int
    effective_at: datetime | None = None
    published_at: datetime | None = None
    published_by: str = ""
    scope: str = ""

    @property
    def ref(self) -> str:
        """name@version."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft of the list."""

    row: Draft
    state: Draft.State
    author: str
    approvals: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Every standard: the one in force, those to come (soonest first), those gone by (latest first), shipped packs.

    `elsewhere` are in force for a region or a contract.
    """

    in_force: Line | None
    elsewhere: tuple[Line, ...]
    later: tuple[Line, ...]
    earlier: tuple[Line, ...]
    packs: tuple[Line, ...]

    @property
    def in_force_lines(self) -> tuple[Line, ...]:
        """The one in force as a list of one."""
        return (self.in_force,) if self.in_force else ()


@dataclass(frozen=True, slots=True)
class Document:
    """One standard with its text byte for byte."""

    standard: Standard
    text: bytes
    sha256: str
    line: Line


def overview(at: datetime) -> Overview:
    """Every standard as it stands at an instant."""
    lines = _published(at)
    names = {line.ref for line in lines}
    packs = [_pack_line(name, version) for name, version in shipped() if f"{name}@{version}" not in names]
    return Overview(
        next((line for line in lines if line.status == IN_FORCE and not line.scope), None),
        tuple(line for line in lines if line.status == IN_FORCE and line.scope),
        tuple(line for line in lines if line.status == LATER),
        tuple(line for line in reversed(lines) if line.status == EARLIER),
        tuple(packs),
    )


def open_drafts() -> list[DraftLine]:
    """Drafts that are neither published nor withdrawn, the last changed first."""
    rows = list(Draft.objects.filter(publication=None, withdrawn_at=None).defer("source").prefetch_related("approvals"))
    known = names_of({row.author for row in rows})
    return [DraftLine(row, state_of(row), known.get(row.author, "Wuxing"), len(approvals_of(row))) for row in rows]


def find(name: str, version: str, *, at: datetime) -> Document:
    """A standard by its citation. Raises UnknownStandard."""
    publication = Publication.objects.filter(name=name, version=version).first()
    if publication:
        line = next(each for each in _published(at) if each.ref == publication.ref)
        return Document(standard_in(publication), bytes(publication.text), publication.sha256, line)
    if (name, version) not in shipped():
        raise UnknownStandard(ref=f"{name}@{version}")
    standard = shelf().standard_of(f"{name}@{version}")
    return Document(standard, pack_text(standard.ref).encode(), standard.sha256, _pack_line(name, version))


def text_of(ref: str) -> str:
    """The text that name@version means; nothing where it means none."""
    return base_to_extend({})(ref) if ref in every_ref() else ""


def every_ref() -> list[str]:
    """Every citation that means something, published ones first, the latest at the top."""
    published = [issue.ref for issue in reversed(shelf().issues)]
    return list(dict.fromkeys([*published, *(f"{name}@{version}" for name, version in shipped())]))


def to_compare_with(document: Document, *, at: datetime) -> str:
    """What one would compare a standard with first: the one before it, else the one in force, else what it extends."""
    before = [line.ref for line in _published(at) if line.ref != document.line.ref]
    if document.line.effective_at:
        order = [line.ref for line in _published(at)]
        before = order[: order.index(document.line.ref)]
    shipped_others = [f"{name}@{version}" for name, version in shipped() if f"{name}@{version}" != document.line.ref]
    return next((ref for ref in (*reversed(before), document.standard.extends, *shipped_others) if ref), "")


def _published(at: datetime) -> list[Line]:
    """Lines of all publications in the order in which they take force."""
    rows = list(Publication.objects.defer("text", "bases").order_by("effective_at", "id"))
    begun = [row for row in rows if row.effective_at <= at]
    last = {row.scope: row for row in begun}
    names = names_of({row.published_by for row in rows})
    known = shelf()
    return [
        Line(
            row.name,
            row.version,
            Text(row.title["zh"], row.title["en"]),
            LATER if row not in begun else IN_FORCE if row == last[row.scope] else EARLIER,
            len(known.standard_of(row.ref).commitments) + len(known.standard_of(row.ref).duties),
            row.effective_at,
            row.published_at,
            names.get(row.published_by, ""),
            row.scope,
        )
        for row in rows
    ]


def _pack_line(name: str, version: str) -> Line:
    standard = shelf().standard_of(f"{name}@{version}")
    return Line(name, version, standard.title, PACK, len(standard.commitments) + len(standard.duties))
