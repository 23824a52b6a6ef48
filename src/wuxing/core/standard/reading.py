"""From text to a standard: every key known, every word checked, every mistake named with its line and a right value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping

from wuxing.core.calendar.definition import read_date, read_definition
from wuxing.core.source import Node, Problems, Reader, Text, read_yaml, wide_character
from wuxing.core.standard import grammar
from wuxing.core.standard.alerts import read_alerts
from wuxing.core.standard.closing import read_closing
from wuxing.core.standard.commitments import Scope, clause_in, read_clause, read_commitments, read_label, read_when
from wuxing.core.standard.document import EVENT_KINDS, Class, Duty, Process, Stage, Standard
from wuxing.core.standard.transfers import read_transfers
from wuxing.core.standard.writing import read_writing

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
VERSION = re.compile(r"[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*")
VALUES = "{consultation: 咨询, complaint: 投诉}"
KIND = re.compile(r"[a-z_]+\.[a-z_]+")


def read_standard(
    text: str, *, file: str, data_sets: Collection[str], base: Callable[[str], str] | None = None
) -> Standard:
    """The standard that a YAML text says.

    Args:
        file: how messages name the text.
        data_sets: names of the dated data sets that calendars may use.
        base: gives the text of the standard named by `extends`.
    Raises Problems with everything that is wrong with it.
    """
    reader = Reader(file)
    tree = _with_base(_tree(text, reader), reader, base, ())
    # Without its base, the rest is not held against a standard that would inherit it.
    owed = {key: right for key, right in grammar.REQUIRED.items() if key in grammar.OWN or not reader.found}
    fields = reader.fields(tree, grammar.KEYS, owed, example=owed["standard"])
    scope = _scope(fields, reader, data_sets)
    extends = fields.get("extends")
    effective_from, applies_to = _effective(fields.get("effective"), reader)
    found = Standard(
        _name(fields.get("standard"), reader),
        _version(fields.get("version"), reader),
        read_label(fields["title"], reader) if "title" in fields else Text("", ""),
        _language(fields.get("language"), reader),
        extends.value if extends and isinstance(extends.value, str) else "",
        effective_from,
        applies_to,
        roles=scope.roles or {},
        calendars=scope.calendars,
        classes=scope.classes or {},
        events=scope.events,
        process=tuple(
            _process(each, scope) for each in _items(fields.get("process"), reader, "[{mode: linear, stages: […]}]")
        ),
        commitments=read_commitments(fields["commitments"], scope) if "commitments" in fields else {},
        duties=_duties(fields.get("duties"), scope),
        alerts=read_alerts(fields.get("alerts"), scope),
        closing=read_closing(fields.get("closing"), scope),
        transfers=read_transfers(fields.get("transfers"), scope),
        writing=read_writing(fields.get("writing"), scope),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    reader.require_no_problems()
    return found


def _tree(text: str, reader: Reader) -> Node:
    tree = read_yaml(text, reader.file)
    if not tree.value:
        begin = grammar.REQUIRED["standard"]
        reader.problem("empty", tree, f"文件是空的。请从 {begin} 写起。", f"The file is empty. Begin with {begin}.")
        reader.require_no_problems()
    return tree


def _with_base(tree: Node, reader: Reader, base: Callable[[str], str] | None, seen: tuple[str, ...]) -> Node:
    """The tree laid over the one it extends: single entries override, all but its own head is inherited."""
    entries = tree.value if isinstance(tree.value, dict) else {}
    extends = entries.get("extends")
    if extends is None or extends.value is None:
        return tree
    own = [each.shown for key in ("standard", "version") if (each := entries.get(key))]
    below = _base(extends, reader, base, (*seen, "@".join(own)))
    merged = {key: each for key, each in below.items() if key not in grammar.OWN} | entries
    for key in grammar.MERGED:
        if key in entries and isinstance(inherited := below.get(key, entries[key]).value, dict):
            over = reader.mapping(entries[key])
            merged[key] = Node({**inherited, **over}, key, entries[key].line, entries[key].file)
    return Node(merged, tree.place, tree.line, tree.file)


def _base(extends: Node, reader: Reader, base: Callable[[str], str] | None, seen: tuple[str, ...]) -> dict[str, Node]:
    """The entries of the standard that another extends; a problem and nothing where there is none to extend."""
    name, _, version = extends.shown.partition("@")
    if not (isinstance(extends.value, str) and IDENTIFIER.fullmatch(name) and VERSION.fullmatch(version)):
        odd = wide_character(extends.shown)
        reader.problem(
            "bad-extends",
            extends,
            f"{extends.said.zh}不能作为基础标准。{odd.zh}请写 名称@版本，例如 reference@2026.1。",
            f"{extends.said.en} cannot be the base. {odd.en}Write name@version, for example reference@2026.1.",
        )
        return {}
    if extends.value in seen:
        circle = " → ".join((*seen, extends.value))
        reader.problem(
            "extends-circle",
            extends,
            f"标准互相引用：{circle}。请改用一份不以本标准为基础的标准。",
            f"The standards extend one another: {circle}. Name one that is not built on this one.",
        )
        return {}
    try:
        text = base(extends.value) if base else ""
        found = _with_base(read_yaml(text, extends.value), reader, base, seen).value
    except Problems as problems:
        first = problems.found[0]
        reader.problem(
            "no-base",
            extends,
            f"基础标准不可用。{first.in_language('zh')}",
            f"The base cannot be used. {first.in_language('en')}",
        )
        return {}
    if isinstance(found, dict) and found:
        return found
    reader.problem("no-base", extends, f"{extends.value} 不是一份标准。", f"There is no standard in {extends.value}.")
    return {}


def _name(node: Node | None, reader: Reader) -> str:
    text = reader.text(node, example="home-service") if node else None
    if text and node and not IDENTIFIER.fullmatch(text):
        odd = wide_character(text)
        reader.problem(
            "bad-name",
            node,
            f"{node.said.zh}不能作为标准的名称。{odd.zh}请用小写字母、数字和连字符，例如 home-service。",
            f"{node.said.en} is no name for a standard. {odd.en}Use small letters, digits and hyphens, for example home-service.",
        )
    return text or ""


def _version(node: Node | None, reader: Reader) -> str:
    text = reader.text(node, example='"2026.1"') if node else None
    if text and node and not VERSION.fullmatch(text):
        odd = wide_character(text)
        reader.problem(
            "bad-version",
            node,
            f'{node.said.zh}不能作为版本号。{odd.zh}请用字母、数字、点和连字符，例如 version: "2026.1"。',
            f'{node.said.en} is no version. {odd.en}Use letters, digits, dots and hyphens, for example version: "2026.1".',
        )
    return text or ""


def _language(node: Node | None, reader: Reader) -> str:
    return (reader.choice(node, ("zh", "en"), zh="语言", en="language") if node else "zh") or "zh"


def _effective(node: Node | None, reader: Reader) -> tuple[int | None, str]:
    if node is None:
        return None, "new_cases"
    fields = reader.fields(node, grammar.EFFECTIVE_KEYS, {"from": "from: 2026-01-01"}, example="{from: 2026-01-01}")
    applies = fields.get("applies_to")
    chosen = reader.choice(applies, ("new_cases", "open_cases"), zh="适用范围", en="scope") if applies else None
    return read_date(fields["from"], reader) if "from" in fields else None, chosen or "new_cases"


def _scope(fields: Mapping[str, Node], reader: Reader, data_sets: Collection[str]) -> Scope:
    """What the standard declares. A part that is missing or no mapping is not held against those who refer to it."""
    calendars, roles, classes = (
        dict(_entries(fields.get(key), reader, grammar.REQUIRED[key])) for key in ("calendars", "roles", "classes")
    )
    found = {name: read_definition(node, reader, name, data_sets) for name, node in calendars.items()}
    events = {
        kind: _event(kind, node, reader)
        for kind, node in _entries(fields.get("events"), reader, "events: {part.shipped: 备件发出}")
    }
    labels = {
        dimension: {value: read_label(label, reader, "咨询") for value, label in _entries(node, reader, VALUES)}
        for dimension, node in classes.items()
    }
    return Scope(
        reader,
        {name: each for name, each in found.items() if each},
        found if _is_mapping(fields.get("calendars")) else None,
        events,
        {**events, **EVENT_KINDS, **events},
        {role: read_label(node, reader, "客服专员") for role, node in roles.items()}
        if _is_mapping(fields.get("roles"))
        else None,
        labels if _is_mapping(fields.get("classes")) else None,
    )


def _is_mapping(node: Node | None) -> bool:
    return node is not None and isinstance(node.value, dict)


def _event(kind: str, node: Node, reader: Reader) -> Text:
    if not KIND.fullmatch(kind):
        reader.problem(
            "bad-kind",
            node,
            f"“{kind}”不能作为事件名。请写成 对象.动作 的过去式，例如 part.shipped。",
            f"“{kind}” is no event kind. Write noun.verb in the past tense, for example part.shipped.",
        )
    return read_label(node, reader, "备件发出")


def _entries(node: Node | None, reader: Reader, example: str) -> list[tuple[str, Node]]:
    return list(reader.mapping(node, example=example).items()) if node else []


def _items(node: Node | None, reader: Reader, example: str) -> list[Node]:
    return reader.items(node, example=example) if node else []


def _process(node: Node, scope: Scope) -> Process:
    reader = scope.reader
    fields = reader.fields(node, grammar.PROCESS_KEYS, grammar.PROCESS_OWED, example="{mode: linear, stages: […]}")
    mode = reader.choice(fields["mode"], grammar.MODES, zh="流程模式", en="mode") if "mode" in fields else ""
    stages = tuple(_stage(each, scope) for each in _items(fields.get("stages"), reader, f"[{grammar.STAGE}]"))
    if "stages" in fields and not stages and isinstance(fields["stages"].value, list):
        reader.problem(
            "no-stages",
            fields["stages"],
            f"流程至少要有一个环节，例如 {grammar.STAGE}。",
            f"A process needs at least one stage, for example {grammar.STAGE}.",
        )
    lead = scope.role(fields["lead"]) if "lead" in fields else ""
    _only_in(fields.get("lead"), mode, "matrix", reader)
    for each in fields["stages"].value if "stages" in fields and isinstance(fields["stages"].value, list) else ():
        _only_in(each.value.get("skip") if isinstance(each.value, dict) else None, mode, "linear", reader)
    return Process(read_when(fields.get("when"), scope), mode or "", stages, lead)


def _only_in(node: Node | None, mode: str | None, meant: str, reader: Reader) -> None:
    """A key that means something in one mode alone: a matrix has a lead, a line an order that can be left."""
    if node and mode and mode != meant:
        key = node.place.rpartition(".")[2]
        reader.problem(
            "other-mode",
            node,
            f"“{key}”只用于 mode: {meant}，而这里是 mode: {mode}。请删去它，或改用 mode: {meant}。",
            f"“{key}” belongs to mode: {meant}; this is mode: {mode}. Delete it, or write mode: {meant}.",
        )


def _stage(node: Node, scope: Scope) -> Stage:
    """One node of the process; input, output, owner and control point are all owed (S4-59)."""
    reader = scope.reader
    fields = reader.fields(node, grammar.STAGE_KEYS, grammar.STAGE_OWED, example=grammar.STAGE)
    owner = scope.role(fields["owner"]) if "owner" in fields else ""
    name = reader.text(fields["id"], example="intake") if "id" in fields else ""
    title = read_label(fields["title"], reader, "受理") if "title" in fields else Text(name or "", name or "")
    input_, output, control = (
        read_label(fields[key], reader, grammar.STAGE_VALUES[key]) if key in fields else Text("", "")
        for key in ("input", "output", "control")
    )
    route = reader.choice(fields["route"], grammar.ROUTES, zh="分派规则", en="route") if "route" in fields else ""
    skip = reader.choice(fields["skip"], grammar.SKIPS, zh="选项", en="choice") if "skip" in fields else ""
    return Stage(name or "", title, owner, input_, output, control, route or "", skip or grammar.SKIPS[0])


def _duties(node: Node | None, scope: Scope) -> dict[str, Duty]:
    example = "sop-review: {clause: …, every: quarter, opens: …, owner: quality}"
    return {name: _duty(name, each, scope) for name, each in _entries(node, scope.reader, example)}


def _duty(name: str, node: Node, scope: Scope) -> Duty:
    reader = scope.reader
    reader.clause = clause_in(node)
    fields = reader.fields(
        node, grammar.DUTY_KEYS, grammar.DUTY_OWED, example="{clause: …, every: quarter, opens: …, owner: quality}"
    )
    every = reader.choice(fields["every"], grammar.PERIODS, zh="周期", en="period") if "every" in fields else ""
    opens: Class = read_when(fields.get("opens"), scope)
    duty = Duty(
        name,
        read_clause(fields["clause"], scope) if "clause" in fields else "",
        read_label(fields["title"], reader) if "title" in fields else Text(name, name),
        every or "",
        opens,
        scope.role(fields["owner"]) if "owner" in fields else "",
        (reader.text(fields["source"], example="S3-17") or "") if "source" in fields else "",
    )
    reader.clause = ""
    return duty
