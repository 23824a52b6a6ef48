"""The rules of a mapping file: values, conditions, and the events that rows become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wuxing.core.source import Node, Reader, Text, listing
from wuxing.history.logs.mapping import CLASS, CONSTANT, FROM, OPENED, SOURCES, SPEAKERS, TESTS, Condition, Pick, Rule

RULE_KEYS = ("event", "when", "at", "recorded_at", "by", "speaker", "payload", "payload_from")
TRANSLATED = ("from", "before")


@dataclass(slots=True)
class Scope:
    """What the rest of the mapping has named so far."""

    reader: Reader
    kinds: tuple[str, ...]
    classes: Mapping[str, Mapping[str, Text]]
    at: str = ""
    recorded_at: str | None = None
    row_id: str | None = None
    fields: dict[str, Pick] = field(default_factory=dict)


def name_in(node: Node | None, scope: Scope, *, example: str) -> str | None:
    """The name of a column or field, or None where the key is not given."""
    return scope.reader.text(node, example=example) if node else None


def read_pick(node: Node, scope: Scope) -> Pick | None:
    """A value: a text, or where it comes from."""
    if not isinstance(node.value, dict):
        text = scope.reader.text(node, example="agent, {from: column}")
        return Pick(CONSTANT, text) if text is not None else None
    given = scope.reader.fields(node, (*SOURCES, "values", "else"))
    sources = [key for key in SOURCES if key in given]
    if len(sources) != 1 or (sources[0] not in TRANSLATED and len(given) > 1):
        example = "{from: priority, values: {High: urgent}, else: normal}"
        zh = f"需要且只能有 {listing(SOURCES)} 中的一个；values、else 只与 from、before 同用。例如 {example}。"
        en = f"Exactly one of {listing(SOURCES)} is needed; values and else go with from and before only. For example {example}."
        scope.reader.problem("not-a-value", node, zh, en)
        return None
    name = scope.reader.text(given[sources[0]], example="priority")
    if name is None:
        return None
    if name in scope.fields:
        return _pick_of_field(node, sources[0], scope.fields[name], scope)
    return Pick(sources[0], name, _values(given.get("values"), scope), _else(given.get("else"), scope))


def _pick_of_field(node: Node, how: str, named: Pick, scope: Scope) -> Pick | None:
    """A field stands for its column and translation."""
    if how in TRANSLATED and isinstance(node.value, dict) and len(node.value) == 1:
        return replace(named, how=how)
    zh, en = (
        "字段已经翻译过，只能写 {from: 字段} 或 {before: 字段}。",
        "A field is translated already: write {from: field} or {before: field}.",
    )
    scope.reader.problem("not-a-value", node, zh, en)
    return None


def _values(node: Node | None, scope: Scope) -> dict[str, str | None] | None:
    """The translation of a log's values; null for those that are known and mean nothing."""
    if node is None:
        return None
    entries = scope.reader.mapping(node)
    return {
        key: None if each.value is None else scope.reader.text(each, example="urgent") for key, each in entries.items()
    }


def _else(node: Node | None, scope: Scope) -> str | None:
    return None if node is None or node.value is None else scope.reader.text(node, example="normal")


def require_outcomes(pick: Pick | None, node: Node, allowed: Iterable[str], scope: Scope, what: Text) -> None:
    """A problem for each text that can come out and is not one of the allowed ones."""
    known = list(allowed)
    for outcome in sorted((pick.outcomes() if pick else None) or ()):
        scope.reader.choice(Node(outcome, node.place, node.line), known, zh=what.zh, en=what.en)
    if pick and pick.how not in (CONSTANT, *TRANSLATED):
        scope.reader.problem(
            "not-a-value", node, f"{what.zh}应为文字或 {{from: 列}}。", f"The {what.en} is a text or {{from: column}}."
        )


def read_class(node: Node | None, scope: Scope) -> dict[str, Pick]:
    """How each dimension of the class is filled."""
    found = {}
    for dimension, each in scope.reader.fields(node, scope.classes).items() if node else ():
        pick = read_pick(each, scope)
        require_outcomes(pick, each, scope.classes[dimension], scope, Text("分类值", "class value"))
        if pick:
            found[dimension] = pick
    return found


def read_fields(node: Node | None, scope: Scope) -> None:
    """Values of a row that get a name, so that conditions can speak of them."""
    for name, each in scope.reader.mapping(node).items() if node else ():
        pick = read_pick(each, scope)
        if pick and pick.how != FROM:
            scope.reader.problem(
                "not-a-field", each, "字段应为 {from: 列, values: {…}}。", "A field is {from: column, values: {…}}."
            )
        if pick:
            scope.fields[name] = pick


def read_rules(node: Node, scope: Scope) -> tuple[Rule, ...]:
    """The rules in their order; one of them has to open cases."""
    rules = [
        rule for each in scope.reader.items(node, example="[{event: case.opened}]") if (rule := _rule(each, scope))
    ]
    kinds = [rule.event.outcomes() for rule in rules]
    if not any(each is None or OPENED in each for each in kinds):
        zh = f"没有一条规则产生 {OPENED}：工单从哪里开始？例如 {{event: {OPENED}, when: first, at: opened_at}}。"
        en = f"No rule makes {OPENED}: where does a case begin? For example {{event: {OPENED}, when: first, at: opened_at}}."
        scope.reader.problem("no-opening", node, zh, en)
    return tuple(rules)


def _rule(node: Node, scope: Scope) -> Rule | None:
    given = scope.reader.fields(node, RULE_KEYS, {"event": "event: case.opened"})
    event = read_pick(given["event"], scope) if "event" in given else None
    speaker = read_pick(given["speaker"], scope) if "speaker" in given else None
    if event is None:
        return None
    require_outcomes(event, given["event"], scope.kinds, scope, Text("事件", "event"))
    if speaker:
        require_outcomes(speaker, given["speaker"], SPEAKERS, scope, Text("发言方", "speaker"))
    return Rule(
        event,
        name_in(given.get("at"), scope, example="opened_at") or scope.at,
        name_in(given.get("recorded_at"), scope, example="sys_updated_at") or scope.recorded_at,
        read_pick(given["by"], scope) if "by" in given else None,
        speaker,
        _payload(given.get("payload"), scope),
        name_in(given.get("payload_from"), scope, example="payload"),
        _conditions(given.get("when"), scope),
    )


def _payload(node: Node | None, scope: Scope) -> dict[str, Pick]:
    found = {}
    for key, each in scope.reader.mapping(node).items() if node else ():
        pick = read_pick(each, scope)
        if key == CLASS:
            zh, en = (
                "分类由 class 一节给出，不写在 payload 里。",
                "The class is filled by the section class, not in payload.",
            )
            scope.reader.problem("class-in-payload", each, zh, en)
        elif pick and pick.how == "seq_of" and scope.row_id is None:
            zh, en = "seq_of 需要 row_id：哪一列给每行编号？", "seq_of needs row_id: which column numbers the rows?"
            scope.reader.problem("no-row-id", each, zh, en)
        elif pick:
            found[key] = pick
    return found


def _conditions(node: Node | None, scope: Scope) -> tuple[Condition, ...]:
    if node is None:
        return ()
    if not isinstance(node.value, dict):
        word = scope.reader.choice(node, ["first"], zh="条件", en="condition")
        return (Condition(word),) if word else ()
    named = scope.reader.fields(node, TESTS[1:])
    found = [(test, name_in(each, scope, example="status"), each) for test, each in named.items()]
    for test, name, each in found:
        if name == CLASS and test != "changes":
            zh, en = "对 class 只能写 changes。", "Of class only changes can be said."
            scope.reader.problem("not-a-condition", each, zh, en)
    return tuple(Condition(test, name) for test, name, _ in found if name)
