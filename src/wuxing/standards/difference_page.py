"""What changes between two standards, as a list in the order of the clauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import prod
from operator import attrgetter

from wuxing.core.source import Text
from wuxing.core.standard.difference import KINDS, NO_LIMIT, Change, differences
from wuxing.core.standard.document import Class, Standard
from wuxing.core.standard.duties import DutyChange, Part, duty_differences, part
from wuxing.core.standard.rules import RuleChange, rule_differences
from wuxing.core.standard.stages import process_differences
from wuxing.core.standard.table import label
from wuxing.core.standard.wording import KEYS
from wuxing.standards.articles import clause_order

NOTHING = Text("", "")
TIME = Text("时限", "limit")
LOOKS = {"stricter": "is-late", "looser": "is-met", "new": "is-brand", "changed": "is-hold", "gone": ""}
"""How a tag of each kind looks; the word says it too."""

SHOWN_CELLS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: of a limit in some cells, of what a clause says, of a duty, or of a stage.

    `whom` is `where` without the number of cells, for a sentence.
    """

    clause: str
    kind: str
    title: Text
    where: Text
    parts: tuple[Part, ...]
    says: Text = NOTHING
    cells: tuple[Text, ...] = ()
    whom: Text = NOTHING

    @property
    def word(self) -> Text:
        """收紧 / stricter."""
        return KINDS[self.kind]

    @property
    def look(self) -> str:
        """The class of its tag."""
        return LOOKS[self.kind]


@dataclass(frozen=True, slots=True)
class Count:
    """How many changes there are of a kind."""

    word: Text
    look: str
    number: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changes, by clause; `process` apart, it has no clauses."""

    counts: tuple[Count, ...]
    clauses: tuple[Entry, ...]
    process: tuple[Entry, ...]

    @property
    def is_none(self) -> bool:
        """Whether nothing changes."""
        return not (self.clauses or self.process)


def difference_of(before: Standard, after: Standard) -> Difference:
    """What changes from one standard to the other."""
    clauses = sorted(_clauses(before, after), key=lambda each: clause_order(each.clause))
    process = tuple(_process(before, after))
    counted = Counter(each.kind for each in (*clauses, *process))
    counts = tuple(Count(KINDS[kind], LOOKS[kind] if counted[kind] else "", counted[kind]) for kind in LOOKS)
    return Difference(counts, tuple(clauses), process)


def _clauses(before: Standard, after: Standard) -> Iterator[Entry]:
    changes, reworded = differences(before, after)
    for change in changes:
        yield _limit(change, before, after)
    for _name, found in groupby(reworded, key=attrgetter("commitment")):
        each, *more = found
        parts = tuple(part(KEYS[one.key], one.before, one.after) for one in (each, *more))
        yield Entry(each.clause, "changed", each.title, NOTHING, parts)
    others: list[DutyChange | RuleChange] = [*duty_differences(before, after), *rule_differences(before, after)]
    for other in others:
        says = NOTHING if other.parts else other.says
        yield Entry(other.clause, other.kind, other.title, NOTHING, other.parts, says)


def _limit(change: Change, before: Standard, after: Standard) -> Entry:
    clause = change.clause_after or change.clause_before
    standard = after if change.after else before
    shown = [limit.text if limit else NO_LIMIT for limit in (change.before, change.after)]
    parts = (Part(TIME, *shown),)
    cells = tuple(label(standard, cell) for cell in change.cells)
    where, whom = (cells_in_words(standard, change.cells, counted=counted) for counted in (True, False))
    return Entry(clause, change.kind, change.title, where, parts, cells=cells, whom=whom)


def _process(before: Standard, after: Standard) -> Iterator[Entry]:
    for each in process_differences(before, after):
        title = each.stage or Text("流程", "process")
        yield Entry("", each.kind, title, each.where, each.parts, NOTHING if each.parts else each.says)


def cells_in_words(standard: Standard, cells: Sequence[Class], *, counted: bool = True) -> Text:
    """投诉、售后 / 个人（6 格） where the cells are whole blocks of the table, else the first of them and their number."""
    number = len(cells)
    block = _block(standard, cells)
    if block is not None:
        many = Text(f"（{number} 格）", f" ({number} cells)") if counted and number > 1 else NOTHING
        return Text(block.zh + many.zh, block.en + many.en)
    names = [label(standard, cell) for cell in cells[:SHOWN_CELLS]]
    more = Text(f" 等 {number} 格", f" and {number - SHOWN_CELLS} more") if number > SHOWN_CELLS else NOTHING
    return Text("；".join(each.zh for each in names) + more.zh, "; ".join(each.en for each in names) + more.en)


def _block(standard: Standard, cells: Sequence[Class]) -> Text | None:
    """The values by dimension, where every combination of them is meant; all of a dimension need not be said."""
    values: dict[str, dict[str, None]] = {}
    for cell in cells:
        for name, value in cell.items():
            values.setdefault(name, {})[value] = None
    is_whole = len({tuple(sorted(cell)) for cell in cells}) == 1 and prod(map(len, values.values())) == len(cells)
    if not is_whole:
        return None
    parts = [_values(standard, name, found) for name, found in values.items() if not _is_all(standard, name, found)]
    zh, en = " / ".join(each.zh for each in parts), " / ".join(each.en for each in parts)
    return Text(zh, en) if parts else Text("所有工单", "all cases")


def _is_all(standard: Standard, name: str, found: dict[str, None]) -> bool:
    declared = set(standard.classes.get(name, {}))
    opened = {duty.opens.get(name) for duty in standard.duties.values()} if name == "business" else set()
    return found.keys() >= declared - opened


def _values(standard: Standard, name: str, found: dict[str, None]) -> Text:
    known = standard.classes.get(name, {})
    said = [known.get(value, Text(value, value)) for value in found]
    return Text("、".join(each.zh for each in said), ", ".join(each.en for each in said))
