"""What a change of the standard changes: clause by clause and cell by cell, stricter, looser, new or gone."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.core.source import Text
from wuxing.core.standard.document import Class, Commitment, Standard
from wuxing.core.standard.limit import Limit, duration
from wuxing.core.standard.matching import row_for
from wuxing.core.standard.table import cells_of, entries_of
from wuxing.core.standard.wording import (
    CHOICES,
    KEYS,
    events_in_words,
    pauses_in_words,
    role_in_words,
    shares_in_words,
    steps_in_words,
)

KINDS = {
    "stricter": Text("收紧", "stricter"),
    "looser": Text("放宽", "looser"),
    "changed": Text("改变", "changed"),
    "new": Text("新增", "new"),
    "gone": Text("删除", "gone"),
}
NO_LIMIT = Text("无时限", "no limit")


@dataclass(frozen=True, slots=True)
class Change:
    """The cells of one commitment whose limit changed in the same way. `cells` are classes of either standard."""

    commitment: str
    title: Text
    clause_before: str
    clause_after: str
    kind: str
    before: Limit | None
    after: Limit | None
    cells: tuple[Class, ...]


@dataclass(frozen=True, slots=True)
class Rewording:
    """A part of a commitment, other than its limits, that is no longer the same: what it said, what it says now."""

    commitment: str
    clause: str
    title: Text
    key: str
    before: Text
    after: Text

    @property
    def in_words(self) -> Text:
        """§2.3 解决问题：负责人  客服专员 → 值班组长."""
        key = KEYS[self.key]
        return Text(
            f"§{self.clause} {self.title.zh}：{key.zh}  {self.before.zh} → {self.after.zh}",
            f"§{self.clause} {self.title.en}: {key.en}  {self.before.en} → {self.after.en}",
        )


def differences(before: Standard, after: Standard) -> tuple[list[Change], list[Rewording]]:
    """Everything that changes between two standards; commitments are the same when their ids are."""
    found: dict[tuple[str, str, Limit | None, Limit | None], list[Class]] = {}
    names = list(dict.fromkeys([*before.commitments, *after.commitments]))
    for name in names:
        was, will = before.commitments.get(name), after.commitments.get(name)
        for cell in _cells(name, before, after):
            one, other = _limit(was, cell), _limit(will, cell)
            if one != other:
                found.setdefault((name, _kind(one, other), one, other), []).append(cell)
    changes = []
    for (name, kind, one, other), cells in found.items():
        was, will = before.commitments.get(name), after.commitments.get(name)
        title = will.title if will else was.title if was else Text(name, name)
        clauses = (was.clause if was else "", will.clause if will else "")
        changes.append(Change(name, title, *clauses, kind, one, other, tuple(cells)))
    shared = [name for name in before.commitments if name in after.commitments]
    reworded = [each for name in shared for each in _rewordings(name, before, after)]
    return changes, reworded


def _cells(name: str, before: Standard, after: Standard) -> list[Class]:
    """The cells of either standard for which either has a row of a commitment, parts of a cell (a topic) apart."""
    cells: dict[tuple[tuple[str, str], ...], Class] = {}
    for cell in cells_of(before, after):
        for standard in (before, after):
            commitment = standard.commitments.get(name)
            for entry in entries_of(commitment, cell) if commitment else ():
                own = {**cell, **entry.only_for}
                cells.setdefault(tuple(own.items()), own)
    return list(cells.values())


def _limit(commitment: Commitment | None, cell: Class) -> Limit | None:
    row = row_for(commitment, cell) if commitment else None
    return row.limit if row else None


def _kind(before: Limit | None, after: Limit | None) -> str:
    if before is None:
        return "new"
    if after is None:
        return "gone"
    if before.unit != after.unit or before.amount == after.amount:
        return "changed"
    return "stricter" if after.amount < before.amount else "looser"


def _rewordings(name: str, before: Standard, after: Standard) -> list[Rewording]:
    one, other = before.commitments[name], after.commitments[name]
    was, will = _parts(one, before), _parts(other, after)
    if one.calendar.name == other.calendar.name and one.calendar != other.calendar:
        shown = other.calendar.name
        will["calendar"] = Text(f"{shown}（工作时间有变）", f"{shown}, with other hours")
    return [
        Rewording(name, other.clause, other.title, key, was[key], will[key]) for key in KEYS if was[key] != will[key]
    ]


def _parts(commitment: Commitment, standard: Standard) -> dict[str, Text]:
    """What a commitment says besides its limits, in words, by key."""
    chosen = ("audience", "recurs", "while_running", "reopen", "reclassify")
    return {
        "clause": Text(commitment.clause, commitment.clause),
        "title": commitment.title,
        "min_left": duration(commitment.min_left),
        "owner": role_in_words(commitment.owner, standard),
        "quality": commitment.quality,
        "calendar": Text(commitment.calendar.name, commitment.calendar.name),
        "pauses": pauses_in_words(commitment.pauses),
        "warn": shares_in_words(commitment.warn),
        "escalate": steps_in_words(commitment, standard),
        **{key: events_in_words(getattr(commitment, key), standard) for key in ("starts", "stops", "cancels")},
        **{key: CHOICES[getattr(commitment, key)] for key in chosen},
    }
