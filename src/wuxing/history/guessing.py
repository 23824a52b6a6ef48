"""First guesses for a log that no shipped mapping knows: which column is which, and what its values mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS
from wuxing.history.logs import drafting
from wuxing.history.logs.outline import Column, Outline

NAMES: Mapping[str, str] = {
    "case": r"工单号|单号|编号|^(case|ticket|number|incident|request)[ _]?(id|no|key|number)?$|unique key|^id$",
    "at": r"更新时间|操作时间|updated|timestamp|^at$|^时间$",
    "opened": r"建单时间|创建时间|受理时间|created|opened|日期|date|时间",
    "kind": r"^(状态|事件|动作|kind|event|status|state|activity)$|状态|status|state|事件|activity|event",
    "by": r"处理人|操作人|坐席|updated_by|^by$|agent|assignee|owner|resource",
    "replied": r"首次(响应|回复)|回复时间|first.?(response|reply)",
    "resolved": r"解决时间|完成时间|resolved|completed|finished",
    "closed": r"关闭时间|结案时间|closed",
    "business": r"业务|类型|类别|^type$|category",
    "customer": r"客户类型|customer.?type",
    "urgency": r"紧急|优先级|urgency|priority|severity",
}
STATES: Mapping[str, str] = {
    drafting.REOPENED: r"重开|重新打开|再开|reopen",
    drafting.RESOLVED: r"已?解决|已?完成|已处理|resolved|solved|done|complete",
    drafting.CLOSED: r"关闭|结案|closed",
    drafting.PARTS: r"配件|备件|part",
    drafting.SUPPLIER: r"供应商|厂家|第三方|vendor|supplier",
    drafting.CUSTOMER: r"(等|待).*(客户|用户)|(wait|pend).*|customer|user info",
}
KINDS: Mapping[str, str] = {
    "case.opened": r"建单|创建|新建|open|creat|regist",
    "case.reopened": STATES[drafting.REOPENED],
    "case.resolved": STATES[drafting.RESOLVED],
    "case.closed": STATES[drafting.CLOSED],
    "case.assigned": r"指派|分派|转派|assign",
    "message.agent": r"回复客户|答复|客服回复|repl|answer",
    "message.customer": r"客户(留言|回复)|customer",
    "wait.started": r"挂起|等待|暂停|wait|hold|suspend",
    "wait.ended": r"恢复|继续|resum",
}


def guessed(outline: Outline) -> dict[str, str]:
    """A column for each thing that a mapping asks for; nothing where none looks like it."""
    found: dict[str, str] = {}
    for what, pattern in NAMES.items():
        fit = [each for each in outline.columns if _may_be(what, each) and re.search(pattern, each.name, re.IGNORECASE)]
        if fit:
            found[what] = fit[0].name
    found["shape"] = _shape(outline, found)
    is_whole = found["shape"] == drafting.CASES
    times = [found.get(each, "") for each in (("opened", "at") if is_whole else ("at", "opened"))]
    times += [each.name for each in outline.columns if each.times]
    found["at"] = next(filter(None, times), "")
    return found


def meaning(value: str, patterns: Mapping[str, str], known: Iterable[str] = ()) -> str:
    """What a value of a column probably means; empty where nothing speaks for anything."""
    if value in known:
        return value
    return next((meant for meant, pattern in patterns.items() if re.search(pattern, value, re.IGNORECASE)), "")


def class_of(value: str, labels: Mapping[str, Text]) -> str:
    """The class of a standard that a value names, by its key or by its words."""
    plain = value.strip().casefold()
    for key, label in labels.items():
        if plain in (key, label.zh.casefold(), label.en.casefold()) or label.zh in value:
            return key
    return ""


def _may_be(what: str, column: Column) -> bool:
    if what in ("at", "opened", "replied", "resolved", "closed"):
        return bool(column.times)
    if what in ("kind", "business", "customer", "urgency"):
        return bool(column.values) and not column.times
    return not column.times


def _shape(outline: Outline, found: Mapping[str, str]) -> str:
    kind = outline.column(found.get("kind", ""))
    if kind and sum(bool(value in EVENT_KINDS) for value in kind.values) * 2 > len(kind.values):
        return drafting.EVENTS
    case = outline.column(found.get("case", ""))
    return drafting.CASES if kind is None or (case and case.is_unique) else drafting.CHANGES
