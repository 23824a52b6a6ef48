"""The process of a case in words, and how it differs between two standards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wuxing.core.source import Text
from wuxing.core.standard.difference import KINDS as CHANGES
from wuxing.core.standard.document import Process, Stage, Standard
from wuxing.core.standard.duties import Part, in_words, part
from wuxing.core.standard.table import label
from wuxing.core.standard.wording import role_in_words

MODES: Mapping[str, Text] = {
    "linear": Text("依次进行", "one stage after the other"),
    "network": Text("按需流转", "stages as the case needs them"),
    "matrix": Text("多部门协同", "several departments at once"),
}
ROUTES: Mapping[str, Text] = {
    "": Text("—", "—"),
    "nearest": Text("就近分派", "to the nearest team"),
    "least-loaded": Text("分给在办最少的班组", "to the least loaded team"),
}
SKIPS: Mapping[str, Text] = {
    "with-reason": Text("写明原因可以跳过", "may be skipped for a reason"),
    "never": Text("不得跳过", "never skipped"),
}
KEYS: Mapping[str, Text] = {
    "title": Text("名称", "title"),
    "owner": Text("负责人", "owner"),
    "input": Text("输入", "input"),
    "output": Text("输出", "output"),
    "control": Text("控制点", "control point"),
    "route": Text("分派", "routing"),
    "skip": Text("跳过", "skipping"),
}
LEAD = Text("项目负责人", "project lead")
MODE = Text("流程模式", "mode")
ORDER = Text("环节顺序", "order of stages")


@dataclass(frozen=True, slots=True)
class StageChange:
    """A stage of the process of a class that is new, gone or said otherwise; without a `stage`, the process itself."""

    where: Text
    kind: str
    stage: Text | None
    says: Text
    parts: tuple[Part, ...] = ()

    @property
    def in_words(self) -> Text:
        """流程（投诉）定级：改变  负责人  客服专员 → 值班组长."""
        kind, what = CHANGES[self.kind], in_words(self.parts) if self.parts else self.says
        zh, en = (f" {self.stage.zh}", f", {self.stage.en}") if self.stage else ("", "")
        return Text(
            f"流程（{self.where.zh}）{zh}：{kind.zh}  {what.zh}", f"Process ({self.where.en}){en}: {kind.en}  {what.en}"
        )


def explain_stage(standard: Standard, stage: Stage) -> Text:
    """One stage in a sentence: who, from what, to what, how it is controlled, and how it is routed or left out."""
    owner = role_in_words(stage.owner, standard)
    more = [ROUTES[stage.route]] if stage.route else []
    more += [SKIPS[stage.skip]] if stage.skip == "never" else []
    zh, en = "".join(f"；{each.zh}" for each in more), "".join(f"; {each.en}" for each in more)
    return Text(
        f"由{owner.zh}负责，从“{stage.input.zh}”到“{stage.output.zh}”；控制点：{stage.control.zh}{zh}。",
        f"{owner.en} answers for it, from “{stage.input.en}” to “{stage.output.en}”; "
        f"control point: {stage.control.en}{en}.",
    )


def explain_mode(standard: Standard, process: Process) -> Text:
    """How the stages of a process follow each other, and who leads it beside whoever has the case."""
    mode = MODES[process.mode]
    if not process.lead:
        return mode
    lead = role_in_words(process.lead, standard)
    return Text(f"{mode.zh}，{LEAD.zh}：{lead.zh}", f"{mode.en}, {LEAD.en}: {lead.en}")


def process_differences(before: Standard, after: Standard) -> list[StageChange]:
    """Every stage that is new, gone or said otherwise, and processes with another mode or order.

    Processes are the same when their conditions are, stages when their ids or titles are.
    """
    ones, others = ({tuple(sorted(each.when.items())): each for each in side.process} for side in (before, after))
    found: list[StageChange] = []
    for key in dict.fromkeys([*ones, *others]):
        was, will = ones.get(key), others.get(key)
        where = label(after if will else before, dict(key))
        found += _stages(where, before, was, after, will)
        if was and will and (parts := _whole(before, was, after, will)):
            found.append(StageChange(where, "changed", None, Text("", ""), parts))
    return found


def _stages(
    where: Text, before: Standard, was: Process | None, after: Standard, will: Process | None
) -> list[StageChange]:
    ones, others = was.stages if was else (), will.stages if will else ()
    partners = _partners(ones, others)
    found = []
    for one in ones:
        other = partners.get(one.id)
        if other is None:
            found.append(StageChange(where, "gone", one.title, explain_stage(before, one)))
        elif parts := _parts(before, one, after, other):
            found.append(StageChange(where, "changed", other.title, explain_stage(after, other), parts))
    known = {stage.id for stage in partners.values()}
    new = [stage for stage in others if stage.id not in known]
    return found + [StageChange(where, "new", each.title, explain_stage(after, each)) for each in new]


def _partners(ones: tuple[Stage, ...], others: tuple[Stage, ...]) -> dict[str, Stage]:
    """For each stage what it became: the one of the same id, else one of the same title under another id."""
    by_id = {stage.id: stage for stage in others}
    found = {stage.id: by_id[stage.id] for stage in ones if stage.id in by_id}
    left = [stage for stage in others if stage.id not in found]
    titles = {title: stage for stage in left for title in (stage.title.zh, stage.title.en)}
    renamed = {
        stage.id: same
        for stage in ones
        if stage.id not in found and (same := titles.get(stage.title.zh) or titles.get(stage.title.en))
    }
    return found | renamed


def _parts(before: Standard, one: Stage, after: Standard, other: Stage) -> tuple[Part, ...]:
    was, will = _said(before, one), _said(after, other)
    return tuple(part(KEYS[key], was[key], will[key]) for key in KEYS if was[key] != will[key])


def _said(standard: Standard, stage: Stage) -> dict[str, Text]:
    return {
        "title": stage.title,
        "owner": role_in_words(stage.owner, standard),
        "input": stage.input,
        "output": stage.output,
        "control": stage.control,
        "route": ROUTES[stage.route],
        "skip": SKIPS[stage.skip],
    }


def _whole(before: Standard, was: Process, after: Standard, will: Process) -> tuple[Part, ...]:
    parts = []
    if was.mode != will.mode:
        parts.append(Part(MODE, MODES[was.mode], MODES[will.mode]))
    one_lead, other_lead = _lead(before, was), _lead(after, will)
    if one_lead != other_lead:
        parts.append(part(LEAD, one_lead, other_lead))
    partners = _partners(was.stages, will.stages)
    one = [partners[stage.id] for stage in was.stages if stage.id in partners]
    other = [stage for stage in will.stages if stage in one]
    if [stage.id for stage in one] != [stage.id for stage in other]:
        parts.append(Part(ORDER, _in_order(one), _in_order(other)))
    return tuple(parts)


def _lead(standard: Standard, process: Process) -> Text:
    return role_in_words(process.lead, standard) if process.lead else Text("—", "—")


def _in_order(stages: list[Stage]) -> Text:
    return Text("、".join(each.title.zh for each in stages), ", ".join(each.title.en for each in stages))
