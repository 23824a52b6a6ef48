"""The trade's words for what a standard says in keys: events, reasons of waiting, choices, steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS, Commitment, Pause, Standard, Step

REASONS: Mapping[str, Text] = {
    "waiting-customer": Text("等待客户", "waiting for the customer"),
    "waiting-parts": Text("等待备件", "waiting for parts"),
    "waiting-supplier": Text("等待供应商", "waiting for a supplier"),
    "testing": Text("检测", "testing"),
    "resolved": Text("已解决", "resolved"),
}
"""Why a case waits, as the packs name it; a standard may use other names, which are shown as they are."""

KEYS: Mapping[str, Text] = {
    "clause": Text("条款号", "clause"),
    "title": Text("名称", "title"),
    "owner": Text("负责人", "owner"),
    "audience": Text("承诺对象", "audience"),
    "quality": Text("质量要求", "quality"),
    "starts": Text("起算", "starts"),
    "stops": Text("完成", "stops"),
    "cancels": Text("取消", "cancelled by"),
    "calendar": Text("工作日历", "calendar"),
    "pauses": Text("暂停", "pauses"),
    "recurs": Text("循环", "recurrence"),
    "while_running": Text("计时中再次起算", "a start while running"),
    "reopen": Text("重新打开", "reopening"),
    "reclassify": Text("改类", "change of class"),
    "min_left": Text("改类后至少留", "least time left after a change of class"),
    "warn": Text("预警", "warnings"),
    "escalate": Text("升级", "escalation"),
}
CHOICES: Mapping[str, Text] = {
    "customer": Text("客户", "customer"),
    "internal": Text("内部", "internal"),
    "supplier": Text("供应商", "supplier"),
    "never": Text("不循环", "never"),
    "each_start": Text("每次起算开始一轮", "each start opens a cycle"),
    "after_stop": Text("完成后接着下一轮", "each stop opens the next cycle"),
    "chained": Text("从上一轮到期时起算", "counted from the previous due"),
    "keep": Text("照常计时", "changes nothing"),
    "rearm": Text("重新计时", "starts again"),
    "ignore": Text("不再计时", "changes nothing"),
    "resume_excluding": Text("接着计时，解决期间不计", "goes on, the time while resolved left out"),
    "new_cycle": Text("开始新的一轮", "a new cycle"),
    "retro": Text("新时限从最初起算", "the new limit counts from the start"),
    "from_change": Text("新时限从改类时起算", "the new limit counts from the change"),
    "restart": Text("重新计时", "starts again"),
}
DIMENSIONS: Mapping[str, Text] = {
    "business": Text("业务类型", "business"),
    "customer": Text("客户类型", "customer"),
    "urgency": Text("紧急程度", "urgency"),
    "topic": Text("主题", "topic"),
    "product": Text("产品线", "product line"),
}
"""The dimensions that packs use; a standard may use others, which are shown as they are."""


def dimension_in_words(name: str) -> Text:
    """The name of a class dimension."""
    return DIMENSIONS.get(name, Text(name, name))


def events_in_words(kinds: Iterable[str], standard: Standard) -> Text:
    """客服回复、接听电话或解决 / agent's reply, call answered or resolved; — where there are none."""
    known = {**EVENT_KINDS, **standard.events}
    said = [known.get(kind, Text(kind, kind)) for kind in kinds]
    if not said:
        return Text("—", "—")
    *first, last = (Text(each.zh, each.en[:1].lower() + each.en[1:]) for each in said)
    zh, en = "、".join(each.zh for each in first), ", ".join(each.en for each in first)
    return Text(f"{zh}或{last.zh}", f"{en} or {last.en}") if first else last


def role_in_words(role: str, standard: Standard) -> Text:
    """The name of a role."""
    return standard.roles.get(role, Text(role, role))


def pauses_in_words(pauses: Mapping[str, Pause]) -> Text:
    """等待客户（最多 16 小时）、等待备件 / waiting for the customer (at most 16 h), waiting for parts; — where there are none."""
    said = [_pause(reason, pause) for reason, pause in pauses.items()]
    return Text("、".join(each.zh for each in said) or "—", ", ".join(each.en for each in said) or "—")


def _pause(reason: str, pause: Pause) -> Text:
    name = REASONS.get(reason, Text(reason, reason))
    zh, en = [], []
    if pause.cap:
        zh, en = [f"最多 {pause.cap.text.zh}"], [f"at most {pause.cap.text.en}"]
    if pause.legal_stop:
        zh, en = [*zh, "按日计算的时限也暂停"], [*en, "limits in days pause too"]
    return Text(f"{name.zh}（{'，'.join(zh)}）", f"{name.en} ({', '.join(en)})") if zh else name


def shares_in_words(shares: Iterable[int]) -> Text:
    """50%、80% / 50%, 80%; — where there are none."""
    said = [f"{share}%" for share in shares]
    return Text("、".join(said) or "—", ", ".join(said) or "—")


def step_in_words(step: Step, standard: Standard) -> Text:
    """到期时升级到值班组长 / when due to Shift leader."""
    to = role_in_words(step.to, standard)
    if step.after is None:
        return Text(f"到期未完成时升级到{to.zh}", f"to {to.en} once due has passed")
    clock = (
        (f"（按工作日历“{step.calendar.name}”）", f" on the calendar “{step.calendar.name}”")
        if step.calendar
        else ("", "")
    )
    return Text(
        f"超时 {step.after.text.zh}后{clock[0]}升级到{to.zh}", f"to {to.en} {step.after.text.en} after due{clock[1]}"
    )


def steps_in_words(commitment: Commitment, standard: Standard) -> Text:
    """All steps of the ladder; — where there are none."""
    said = [step_in_words(step, standard) for step in commitment.escalate]
    return Text("；".join(each.zh for each in said) or "—", "; ".join(each.en for each in said) or "—")
