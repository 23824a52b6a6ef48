"""What a change of the standard changes: clause by clause and cell by cell, stricter, looser, new or gone."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.core.source import Text
from wuxing.core.standard.document import Class, Commitment, Standard
from wuxing.core.standard.limit import Limit
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
    before: str
    after: str


def differences(before: Standard, after: Standard) -> tuple[list[Change], list[Rewording]]:
    """Everything that changes between two standards; commitments are the same when their ids are."""
    found: dict[tuple[str, str, Limit | None, Limit | None], list[Class]] = {}
    limits_before, limits_after = _limits(before), _limits(after)
    for key in dict.fromkeys([*limits_before, *limits_after]):
        name, cell = key
        one, other = limits_before.get(key), limits_after.get(key)
        if one == other:
            continue
        kind = _kind(one, other, name in before.commitments, name in after.commitments)
        found.setdefault((name, kind, one, other), []).append(dict(cell))
    changes = []
    for (name, kind, one, other), cells in found.items():
        was, will = before.commitments.get(name), after.commitments.get(name)
        title = will.title if will else was.title if was else Text(name, name)
        clauses = (was.clause if was else "", will.clause if will else "")
        changes.append(Change(name, title, *clauses, kind, one, other, tuple(cells)))
    shared = [name for name in before.commitments if name in after.commitments]
    reworded = [each for name in shared for each in _rewordings(before.commitments[name], after.commitments[name])]
    return changes, reworded


def _limits(standard: Standard) -> dict[tuple[str, tuple[tuple[str, str], ...]], Limit | None]:
    limits: dict[tuple[str, tuple[tuple[str, str], ...]], Limit | None] = {}
    for cell in decision_table(standard):
        for entry in cell.entries:
            key = (entry.commitment.id, tuple({**cell.case_class, **entry.only_for}.items()))
            limits[key] = entry.row.limit
    if not cells_of(standard):
        limits |= {(each.id, ()): each.within[0].limit for each in standard.commitments.values() if each.within}
    return limits


def _kind(before: Limit | None, after: Limit | None, was: bool, will: bool) -> str:
    if before is None or after is None:
        return "new" if before is None and after is not None else "gone" if will or was else "changed"
    if before.unit != after.unit or before.amount == after.amount:
        return "changed"
    return "stricter" if after.amount < before.amount else "looser"


def _rewordings(before: Commitment, after: Commitment) -> list[Rewording]:
    pairs = [(key, _shown(getattr(before, key)), _shown(getattr(after, key))) for key in FIELDS]
    pairs.append(("quality", before.quality.zh, after.quality.zh))
    pairs.append(("calendar", _calendar(before), _calendar(after)))
    pairs.append(("pauses", _pauses(before), _pauses(after)))
    pairs.append(("escalate", _ladder(before), _ladder(after)))
    return [
        Rewording(after.id, after.clause, after.title, key, one or "—", other or "—")
        for key, one, other in pairs
        if one != other
    ]


def _shown(value: object) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)


def _calendar(commitment: Commitment) -> str:
    return commitment.calendar.name


def _pauses(commitment: Commitment) -> str:
    return ", ".join(
        f"{reason} ≤ {pause.cap.text.en}" if pause.cap else reason for reason, pause in commitment.pauses.items()
    )


def _ladder(commitment: Commitment) -> str:
    return ", ".join(f"{step.label} → {step.to}" for step in commitment.escalate)
