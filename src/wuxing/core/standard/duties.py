"""Recurring duties in words, and how they differ between two standards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wuxing.core.source import Text
from wuxing.core.standard.difference import KINDS as CHANGES
from wuxing.core.standard.document import Duty, Standard
from wuxing.core.standard.table import label
from wuxing.core.standard.wording import role_in_words

PERIODS: Mapping[str, Text] = {
    "day": Text("每天", "every day"),
    "week": Text("每周", "every week"),
    "month": Text("每月", "every month"),
    "quarter": Text("每季度", "every quarter"),
    "year": Text("每年", "every year"),
}
"""From the shortest to the longest: a duty that comes round sooner is stricter."""

KEYS: Mapping[str, Text] = {
    "clause": Text("条款号", "clause"),
    "title": Text("名称", "title"),
    "every": Text("周期", "period"),
    "owner": Text("负责人", "owner"),
    "opens": Text("开出的工单", "case it opens"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is said otherwise: what it was, what it is."""

    key: Text
    before: Text
    after: Text

    @property
    def in_words(self) -> Text:
        """周期  每季度 → 每月."""
        return Text(
            f"{self.key.zh}  {self.before.zh} → {self.after.zh}", f"{self.key.en}  {self.before.en} → {self.after.en}"
        )


def part(key: Text, before: Text, after: Text) -> Part:
    """What is said otherwise. Where a reader would see two equal words, both languages are shown."""
    was, will = f"{before.zh} / {before.en}", f"{after.zh} / {after.en}"
    zh = (before.zh, after.zh) if before.zh != after.zh else (was, will)
    en = (before.en, after.en) if before.en != after.en else (was, will)
    return Part(key, Text(zh[0], en[0]), Text(zh[1], en[1]))


@dataclass(frozen=True, slots=True)
class DutyChange:
    """A duty that is new, gone, or said otherwise in some `parts`. `says` tells a new one, or the one that is gone."""

    duty: str
    clause: str
    title: Text
    kind: str
    says: Text
    parts: tuple[Part, ...] = ()

    @property
    def in_words(self) -> Text:
        """§3.1 更新操作手册：收紧  周期  每季度 → 每月."""
        kind, what = CHANGES[self.kind], in_words(self.parts) if self.parts else self.says
        return Text(
            f"§{self.clause} {self.title.zh}：{kind.zh}  {what.zh}",
            f"§{self.clause} {self.title.en}: {kind.en}  {what.en}",
        )


def in_words(parts: tuple[Part, ...]) -> Text:
    """Everything that is said otherwise, in one line."""
    said = [part.in_words for part in parts]
    return Text("；".join(each.zh for each in said), "; ".join(each.en for each in said))


def explain_duty(standard: Standard, duty: Duty) -> Text:
    """One duty in a sentence: how often, who answers for it, what case it opens, where it comes from."""
    every, owner, opens = PERIODS[duty.every], role_in_words(duty.owner, standard), label(standard, duty.opens)
    source = Text(f"（{duty.source}）", f" ({duty.source})") if duty.source else Text("", "")
    return Text(
        f"{every.zh}开一件“{opens.zh}”工单，由{owner.zh}负责{source.zh}。",
        f"{every.en[:1].upper()}{every.en[1:]} a case “{opens.en}” is opened; {owner.en} answers for it{source.en}.",
    )


def duty_differences(before: Standard, after: Standard) -> list[DutyChange]:
    """Every duty that is new, gone or said otherwise; duties are the same when their ids are."""
    found = []
    for name in dict.fromkeys([*before.duties, *after.duties]):
        was, will = before.duties.get(name), after.duties.get(name)
        if was and not will:
            found.append(DutyChange(name, was.clause, was.title, "gone", explain_duty(before, was)))
        elif will and not was:
            found.append(DutyChange(name, will.clause, will.title, "new", explain_duty(after, will)))
        elif was and will and (parts := _parts(before, was, after, will)):
            says = explain_duty(after, will)
            found.append(DutyChange(name, will.clause, will.title, _kind(was, will, parts), says, parts))
    return found


def _kind(was: Duty, will: Duty, parts: tuple[Part, ...]) -> str:
    order = list(PERIODS)
    if len(parts) > 1 or was.every == will.every:
        return "changed"
    return "stricter" if order.index(will.every) < order.index(was.every) else "looser"


def _parts(before: Standard, was: Duty, after: Standard, will: Duty) -> tuple[Part, ...]:
    one, other = _said(before, was), _said(after, will)
    return tuple(part(KEYS[key], one[key], other[key]) for key in KEYS if one[key] != other[key])


def _said(standard: Standard, duty: Duty) -> dict[str, Text]:
    return {
        "clause": Text(duty.clause, duty.clause),
        "title": duty.title,
        "every": PERIODS[duty.every],
        "owner": role_in_words(duty.owner, standard),
        "opens": label(standard, duty.opens),
    }
