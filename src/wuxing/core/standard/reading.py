"""From text to a standard: every key known, every word checked, every mistake named with its line and a right value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date

from wuxing.core.calendar.definition import Definition, read_definition
from wuxing.core.instant import EPOCH_ORDINAL
from wuxing.core.source import Node, Problems, Reader, Text, read_yaml
from wuxing.core.standard.commitments import Scope, read_commitments, read_label, read_when
from wuxing.core.standard.document import EVENT_KINDS, Class, Duty, Process, Stage, Standard

KEYS = (
    "standard version title language extends effective roles calendars classes events process commitments duties"
).split()
REQUIRED = ("standard", "version", "title", "effective", "roles", "calendars", "classes", "commitments")
MERGED = ("roles", "calendars", "classes", "events", "commitments", "duties")
STAGE_KEYS = ("id", "title", "owner", "input", "output", "control")
PERIODS = ("day", "week", "month", "quarter", "year")
MODES = ("linear", "network", "matrix")
IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
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
    tree = _with_base(read_yaml(text, file), reader, base, ())
    fields = reader.fields(tree, KEYS, REQUIRED)
    scope = _scope(fields, reader, data_sets)
    extends = fields.get("extends")
    effective_from, applies_to = _effective(fields.get("effective"), reader)
    found = Standard(
        _name(fields.get("standard"), reader),
        (reader.text(fields["version"], example='"2026.1"') or "") if "version" in fields else "",
        read_label(fields["title"], reader) if "title" in fields else Text("", ""),
        _language(fields.get("language"), reader),
        extends.value if extends and isinstance(extends.value, str) else "",
        effective_from,
        applies_to,
        roles=scope.roles or {},
        calendars=scope.calendars,
        classes=scope.classes or {},
        events=scope.events,
        process=tuple(_process(each, scope) for each in _items(fields.get("process"), reader)),
        commitments=read_commitments(fields["commitments"], scope) if "commitments" in fields else {},
        duties=_duties(fields.get("duties"), scope),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    reader.require_no_problems()
    return found


def _with_base(tree: Node, reader: Reader, base: Callable[[str], str] | None, seen: tuple[str, ...]) -> Node:
    """The tree laid over the one it extends: single entries override, everything else is inherited."""
    entries = reader.mapping(tree)
    extends = entries.get("extends")
    if extends is None or extends.value is None:
        return tree
    name = extends.shown
    if base is None or "@" not in name or name in seen:
        reader.problem(
            "bad-extends",
            extends,
            f"“{name}”不能作为基础标准。请写 名称@版本，且不要互相引用，例如 reference@2026.1。",
            f"“{name}” cannot be the base. Write name@version, without a circle, for example reference@2026.1.",
        )
        return tree
    try:
        below = _with_base(read_yaml(base(name), name), Reader(name), base, (*seen, name))
    except (Problems, LookupError, OSError) as error:
        reader.problem(
            "no-base", extends, f"找不到可用的基础标准 {name}：{error}", f"The base {name} cannot be used: {error}"
        )
        return tree
    merged = {**reader.mapping(below), **entries}
    for key in MERGED:
        if key in entries and isinstance(inherited := reader.mapping(below).get(key, entries[key]).value, dict):
            merged[key] = Node({**inherited, **reader.mapping(entries[key])}, entries[key].place, entries[key].line)
    return Node(merged, tree.place, tree.line)


def _name(node: Node | None, reader: Reader) -> str:
    if node is None:
        return ""
    if not (isinstance(node.value, str) and IDENTIFIER.fullmatch(node.value)):
        reader.problem(
            "bad-name",
            node,
            f"“{node.shown}”不能作为标准的名称。请用小写字母、数字和连字符，例如 home-service。",
            f"“{node.shown}” is no name for a standard. Use small letters, digits and hyphens, for example home-service.",
        )
    return node.shown


def _language(node: Node | None, reader: Reader) -> str:
    return (reader.choice(node, ("zh", "en"), zh="语言", en="language") if node else "zh") or "zh"


def _effective(node: Node | None, reader: Reader) -> tuple[int | None, str]:
    if node is None:
        return None, "new_cases"
    fields = reader.fields(node, ("from", "applies_to"), ("from",))
    applies = fields.get("applies_to")
    chosen = reader.choice(applies, ("new_cases", "open_cases"), zh="适用范围", en="scope") if applies else None
    return _date(fields["from"], reader) if "from" in fields else None, chosen or "new_cases"


def _date(node: Node, reader: Reader) -> int | None:
    try:
        return date.fromisoformat(node.shown).toordinal() - EPOCH_ORDINAL
    except ValueError:
        reader.problem(
            "bad-date",
            node,
            f"“{node.shown}”不是日期。请写成 2026-01-01。",
            f"“{node.shown}” is no date. Write it as 2026-01-01.",
        )
        return None


def _scope(fields: Mapping[str, Node], reader: Reader, data_sets: Collection[str]) -> Scope:
    calendars: dict[str, Definition] = {}
    for name, node in _entries(fields.get("calendars"), reader):
        if definition := read_definition(node, reader, name, data_sets):
            calendars[name] = definition
    events = {kind: read_label(node, reader) for kind, node in _entries(fields.get("events"), reader)}
    for kind, node in _entries(fields.get("events"), reader):
        if not KIND.fullmatch(kind):
            reader.problem(
                "bad-kind",
                node,
                f"“{kind}”不能作为事件名。请写成 对象.动作 的过去式，例如 part.shipped。",
                f"“{kind}” is no event kind. Write noun.verb in the past tense, for example part.shipped.",
            )
    classes = {
        dimension: {value: read_label(label, reader) for value, label in reader.mapping(node).items()}
        for dimension, node in _entries(fields.get("classes"), reader)
    }
    roles = {role: read_label(node, reader) for role, node in _entries(fields.get("roles"), reader)}
    known = (
        set(fields["calendars"].value)
        if "calendars" in fields and isinstance(fields["calendars"].value, dict)
        else set()
    )
    return Scope(reader, calendars, known, events, (*EVENT_KINDS, *events), roles, classes)


def _entries(node: Node | None, reader: Reader) -> list[tuple[str, Node]]:
    return list(reader.mapping(node).items()) if node else []


def _items(node: Node | None, reader: Reader) -> list[Node]:
    return reader.items(node) if node else []


def _process(node: Node, scope: Scope) -> Process:
    reader = scope.reader
    fields = reader.fields(node, ("when", "mode", "stages"), ("mode", "stages"))
    mode = reader.choice(fields["mode"], MODES, zh="流程模式", en="mode") if "mode" in fields else ""
    stages = tuple(_stage(each, scope) for each in _items(fields.get("stages"), reader))
    if "stages" in fields and not stages and isinstance(fields["stages"].value, list):
        reader.problem("no-stages", fields["stages"], "流程至少要有一个环节。", "A process needs at least one stage.")
    return Process(read_when(fields.get("when"), scope), mode or "", stages)


def _stage(node: Node, scope: Scope) -> Stage:
    """One node of the process; input, output, owner and control point are all owed (S4-59)."""
    reader = scope.reader
    fields = reader.fields(node, STAGE_KEYS, ("id", "owner", "input", "output", "control"))
    owner = scope.role(fields["owner"]) if "owner" in fields else ""
    name = reader.text(fields["id"], example="intake") if "id" in fields else ""
    title = read_label(fields["title"], reader) if "title" in fields else Text(name or "", name or "")
    input_, output, control = (
        read_label(fields[key], reader) if key in fields else Text("", "") for key in ("input", "output", "control")
    )
    return Stage(name or "", title, owner, input_, output, control)


def _duties(node: Node | None, scope: Scope) -> dict[str, Duty]:
    return {name: _duty(name, each, scope) for name, each in _entries(node, scope.reader)}


def _duty(name: str, node: Node, scope: Scope) -> Duty:
    reader = scope.reader
    fields = reader.fields(
        node, ("clause", "title", "every", "opens", "owner", "source"), ("clause", "every", "opens", "owner")
    )
    clause = reader.text(fields["clause"], example='"1.6"') if "clause" in fields else ""
    reader.clause = clause or ""
    every = reader.choice(fields["every"], PERIODS, zh="周期", en="period") if "every" in fields else ""
    opens: Class = read_when(fields.get("opens"), scope)
    duty = Duty(
        name,
        clause or "",
        read_label(fields["title"], reader) if "title" in fields else Text(name, name),
        every or "",
        opens,
        scope.role(fields["owner"]) if "owner" in fields else "",
        (reader.text(fields["source"], example="S3-17") or "") if "source" in fields else "",
    )
    reader.clause = ""
    return duty
