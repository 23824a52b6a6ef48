"""What a change of the standard changes: clause by clause and cell by cell, stricter, looser, new or gone."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.core.source import Text
from wuxing.core.standard.document import Class, Commitment, Standard
from wuxing.core.standard.limit import Limit
from wuxing.core.standard.matching import row_for
from wuxing.core.standard.table import cells_of, decision_table

KINDS = {
    "stricter": Text("收紧", "stricter"),
    "looser": Text("放宽", "looser"),
    "changed": Text("改变", "changed"),
    "new": Text("新增", "new"),
    "gone": Text("删除", "gone"),
}
NO_LIMIT = Text("无时限", "no limit")
FIELDS = ("owner", "audience", "starts", "stops", "cancels", "recurs", "while_running", "reopen", "reclassify", "warn")


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
    """A part of a commitment, other than its limits, that is no longer the same."""

    commitment: str
    clause: str
    title: Text
    key: str
    before: Text
    after: Text


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
    reworded = [each for name in shared for each in _rewordings(before.commitments[name], after.commitments[name])]
    return changes, reworded


def _cells(name: str, before: Standard, after: Standard) -> list[Class]:
    """The cells of the decision tables of both standards in which either has a row for a commitment."""
    cells: dict[tuple[tuple[str, str], ...], Class] = {}
    for standard in (before, after):
        for cell in decision_table(standard):
            for entry in cell.entries:
                if entry.commitment.id == name:
                    own = {**cell.case_class, **entry.only_for}
                    cells.setdefault(tuple(own.items()), own)
    everywhere: list[Class] = [{}]
    return list(cells.values()) if cells_of(before) or cells_of(after) else everywhere


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


def _rewordings(before: Commitment, after: Commitment) -> list[Rewording]:
    pairs = [(key, _shown(getattr(before, key)), _shown(getattr(after, key))) for key in FIELDS]
    pairs.append(("quality", before.quality, after.quality))
    for key, shown in (("calendar", _calendar), ("pauses", _pauses), ("escalate", _ladder)):
        pairs.append((key, _shown(shown(before)), _shown(shown(after))))
    return [
        Rewording(after.id, after.clause, after.title, key, one, other) for key, one, other in pairs if one != other
    ]


def _shown(value: object) -> Text:
    text = ", ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)
    return Text(text or "—", text or "—")


def _calendar(commitment: Commitment) -> str:
    return commitment.calendar.name


def _pauses(commitment: Commitment) -> str:
    return ", ".join(
        f"{reason} ≤ {pause.cap.text.en}" if pause.cap else reason for reason, pause in commitment.pauses.items()
    )


def _ladder(commitment: Commitment) -> str:
    return ", ".join(f"{step.label} → {step.to}" for step in commitment.escalate)
