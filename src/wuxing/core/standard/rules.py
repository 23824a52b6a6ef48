"""Every rule of a standard that no clock counts, and how they differ between two standards."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.core.source import Text
from wuxing.core.standard.alerts import alert_rules
from wuxing.core.standard.closing import closing_rules
from wuxing.core.standard.difference import KINDS as CHANGES
from wuxing.core.standard.document import Standard
from wuxing.core.standard.duties import Part, in_words, part
from wuxing.core.standard.rule import Rule
from wuxing.core.standard.transfers import transfer_rules
from wuxing.core.standard.writing import writing_rules

KEYS = {"clause": Text("条款号", "clause"), "title": Text("名称", "title"), "says": Text("规定", "rule")}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that is new, gone, or said otherwise in some `parts`."""

    key: str
    clause: str
    title: Text
    kind: str
    says: Text
    parts: tuple[Part, ...] = ()

    @property
    def in_words(self) -> Text:
        """§7.4 预警处理：改变  规定  … → …."""
        kind, what = CHANGES[self.kind], in_words(self.parts) if self.parts else self.says
        return Text(
            f"§{self.clause} {self.title.zh}：{kind.zh}  {what.zh}",
            f"§{self.clause} {self.title.en}: {kind.en}  {what.en}",
        )


def rules_of(standard: Standard) -> list[Rule]:
    """The rules of a standard, section by section."""
    return [*alert_rules(standard), *closing_rules(standard), *transfer_rules(standard), *writing_rules(standard)]


def rule_differences(before: Standard, after: Standard) -> list[RuleChange]:
    """Every rule that is new, gone or said otherwise; rules are the same when their keys are."""
    ones, others = ({each.key: each for each in rules_of(side)} for side in (before, after))
    found = []
    for key in dict.fromkeys([*ones, *others]):
        was, will = ones.get(key), others.get(key)
        known = will or was
        assert known is not None
        if was and will and not (parts := _parts(was, will)):
            continue
        kind = "new" if not was else "gone" if not will else "changed"
        found.append(RuleChange(key, known.clause, known.title, kind, known.says, parts if was and will else ()))
    return found


def _parts(was: Rule, will: Rule) -> tuple[Part, ...]:
    ones, others = _said(was), _said(will)
    return tuple(part(KEYS[key], ones[key], others[key]) for key in KEYS if ones[key] != others[key])


def _said(rule: Rule) -> dict[str, Text]:
    return {"clause": Text(rule.clause, rule.clause), "title": rule.title, "says": rule.says}
