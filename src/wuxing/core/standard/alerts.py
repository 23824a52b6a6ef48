"""Alerts: which promise in danger is whose to act on, and who is called where nobody takes note of it in time."""

from __future__ import annotations

from wuxing.core.source import Node, Text
from wuxing.core.standard import grammar
from wuxing.core.standard.commitments import Scope, clause_in, read_clause, read_label
from wuxing.core.standard.document import Alerts, Standard
from wuxing.core.standard.limit import duration, read_time
from wuxing.core.standard.pauses import read_share
from wuxing.core.standard.rule import Rule
from wuxing.core.standard.wording import role_in_words

WHOLE = 100
"""The share of a limit that is used at due."""
TITLE = Text("预警处理", "Handling of alerts")


def read_alerts(node: Node | None, scope: Scope) -> Alerts | None:
    """The section `alerts`; None and its problems where it cannot be understood."""
    if node is None:
        return None
    reader = scope.reader
    reader.clause = clause_in(node)
    before = len(reader.found)
    fields = reader.fields(node, grammar.ALERT_KEYS, grammar.ALERT_OWED, example=grammar.ALERTS)
    found = Alerts(
        read_clause(fields["clause"], scope) if "clause" in fields else "",
        read_label(fields["title"], reader) if "title" in fields else TITLE,
        _share(fields.get("at"), scope),
        scope.role(fields["to"]) if "to" in fields else "",
        (read_time(fields["acknowledge"], reader) or 0) if "acknowledge" in fields else 0,
        _roles(fields.get("then"), scope),
        (reader.text(fields["source"], example="S3-45") or "") if "source" in fields else "",
    )
    reader.clause = ""
    return found if len(reader.found) == before else None


def _share(node: Node | None, scope: Scope) -> int:
    if node is None or node.value == "due":
        return WHOLE
    return read_share(node, scope.reader) or WHOLE


def _roles(node: Node | None, scope: Scope) -> tuple[str, ...]:
    if node is None:
        return ()
    if isinstance(node.value, str):
        return (scope.role(node),)
    return tuple(scope.role(each) for each in scope.reader.items(node, example="[supervisor, director]"))


def alert_rules(standard: Standard) -> list[Rule]:
    """What the section binds people to."""
    alerts = standard.alerts
    return [Rule("alerts", alerts.clause, alerts.title, explain_alerts(standard, alerts))] if alerts else []


def explain_alerts(standard: Standard, alerts: Alerts) -> Text:
    """时限用到 80 % 时向值班组长预警，5 分钟内确认；无人确认的，依次报客服主管、服务总监。"""
    to, then = role_in_words(alerts.to, standard), [role_in_words(each, standard) for each in alerts.then]
    time = duration(alerts.acknowledge)
    if alerts.share == WHOLE:
        when = Text("承诺到期未完成的", "When a promise is due and not kept")
    else:
        when = Text(f"时限用到 {alerts.share} % 的", f"When {alerts.share} % of the time of a promise is used")
    source = Text(f"（{alerts.source}）", f" ({alerts.source})") if alerts.source else Text("", "")
    called = Text("、".join(each.zh for each in then), ", then ".join(each.en for each in then))
    next_zh = f"；无人确认的，{'依次' if len(then) > 1 else ''}报{called.zh}，每次 {time.zh}" if then else ""
    next_en = f"; where nobody does, {called.en} is called, each after another {time.en}" if then else ""
    return Text(
        f"{when.zh}，向{to.zh}预警，{time.zh}内确认{next_zh}{source.zh}。",
        f"{when.en}, {to.en} is alerted and acknowledges within {time.en}{next_en}{source.en}.",
    )
