"""The commitments of a standard, and of a story of `clock run` whose commitments need less."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from wuxing.core.calendar.definition import Definition
from wuxing.core.source import Node, Reader, Text
from wuxing.core.standard.document import Class, Commitment, Pause, Row, Step
from wuxing.core.standard.limit import parse_limit, read_limit, read_time
from wuxing.core.standard.matching import rows_that_tie

KEYS = (
    "clause title audience owner quality starts stops calendar within pauses cancels recurs while_running reopen "
    "reclassify min_left warn escalate source"
).split()
OWED = ("clause", "title", "owner", "quality", "starts", "stops", "calendar", "within")
OWED_IN_STORY = ("starts", "stops", "calendar", "within")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "audience": ("customer", "internal", "supplier"),
    "recurs": ("never", "each_start", "after_stop", "chained"),
    "while_running": ("keep", "rearm"),
    "reopen": ("ignore", "resume_excluding", "new_cycle"),
    "reclassify": ("retro", "from_change", "restart"),
}
PERCENT = re.compile(r"([1-9]\d?|100)%")
KIND = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(slots=True)
class Scope:
    """What a commitment may refer to. Roles and classes of None are not checked: a story declares none."""

    reader: Reader
    calendars: Mapping[str, Definition]
    calendar_names: Collection[str]
    events: Mapping[str, Text] = field(default_factory=dict)
    kinds: Collection[str] | None = None
    roles: Mapping[str, Text] | None = None
    classes: Mapping[str, Mapping[str, Text]] | None = None

    def role(self, node: Node) -> str:
        """A role that the standard names."""
        if self.roles is None:
            return node.shown
        return self.reader.choice(node, self.roles, zh="角色", en="role") or ""

    def calendar(self, node: Node) -> Definition | None:
        """A calendar that the standard names."""
        name = self.reader.choice(node, self.calendar_names, zh="工作日历", en="calendar")
        return self.calendars.get(name or "")

    def kind(self, node: Node) -> str:
        """An event kind that is known; in a story any that looks like one."""
        if self.kinds is None and KIND.fullmatch(node.shown):
            return node.shown
        return self.reader.choice(node, self.kinds or (), zh="事件", en="event kind") or ""


def read_label(node: Node, reader: Reader) -> Text:
    """A text for people: one text for both languages, or {zh, en}."""
    if isinstance(node.value, dict):
        for key, each in node.value.items():
            if each.value is None and key not in ("zh", "en"):
                reader.problem(
                    "comma-in-text",
                    each,
                    f'文字里有逗号“, {key}”，请给整句加引号，例如 en: "Service norm, rectified"。',
                    f'The text holds a comma (“, {key}”): put it in quotes, for example en: "Service norm, rectified".',
                )
                return Text("", "")
        fields = reader.fields(node, ("zh", "en"), ("zh", "en"))
        zh, en = (reader.text(fields[key], example="…") if key in fields else "" for key in ("zh", "en"))
        return Text(zh or "", en or "")
    text = reader.text(node, example="{zh: 首次响应, en: First response}") or ""
    return Text(text, text)


def read_when(node: Node | None, scope: Scope) -> Class:
    """The conditions of a row, a process or a duty: dimension → value, each known to `classes`."""
    found: dict[str, str] = {}
    for dimension, each in scope.reader.mapping(node).items() if node else ():
        if scope.classes is None:
            found[dimension] = each.shown
        elif dimension not in scope.classes:
            scope.reader.choice(
                Node(dimension, each.place, each.line), scope.classes, zh="分类维度", en="class dimension"
            )
        elif value := scope.reader.choice(each, scope.classes[dimension], zh="分类值", en="class"):
            found[dimension] = value
    return found


def read_commitments(node: Node, scope: Scope, *, story: bool = False) -> dict[str, Commitment]:
    """The commitments by id; those that cannot be understood are left out, with their problems in the reader."""
    found = {}
    for name, each in scope.reader.mapping(node).items():
        before = len(scope.reader.found)
        clause = each.value.get("clause") if isinstance(each.value, dict) else None
        scope.reader.clause = clause.shown if clause else ""
        commitment = _commitment(name, each, scope, OWED_IN_STORY if story else OWED)
        scope.reader.clause = ""
        if commitment and len(scope.reader.found) == before:
            found[name] = commitment
    return found


def _commitment(name: str, node: Node, scope: Scope, owed: Collection[str]) -> Commitment | None:
    reader = scope.reader
    fields = reader.fields(node, KEYS, owed)
    calendar = scope.calendar(fields["calendar"]) if "calendar" in fields else None
    given: dict[str, object] = {
        key: chosen
        for key, allowed in CHOICES.items()
        if key in fields and (chosen := reader.choice(fields[key], allowed, zh="选项", en="choice"))
    }
    if "min_left" in fields:
        given["min_left"] = read_time(fields["min_left"], reader) or 0
    if "source" in fields:
        given["source"] = reader.text(fields["source"], example="S3-7") or ""
    parts = {
        "clause": (reader.text(fields["clause"], example='"1.1"') or "") if "clause" in fields else "",
        "title": read_label(fields["title"], reader) if "title" in fields else Text(name, name),
        "owner": scope.role(fields["owner"]) if "owner" in fields else "",
        "quality": read_label(fields["quality"], reader) if "quality" in fields else Text("", ""),
        "starts": _kinds(fields.get("starts"), scope, owed=True),
        "stops": _kinds(fields.get("stops"), scope, owed=True),
        "cancels": _kinds(fields.get("cancels"), scope, owed=False),
        "within": _within(fields.get("within"), scope, given.get("source", "")),
        "pauses": _pauses(fields.get("pauses"), reader),
        "warn": _warnings(fields.get("warn"), reader),
        "escalate": _ladder(fields.get("escalate"), scope),
    }
    return Commitment(id=name, calendar=calendar, **parts, **given) if calendar else None  # type: ignore[arg-type]


def _kinds(node: Node | None, scope: Scope, *, owed: bool) -> tuple[str, ...]:
    if node is None:
        return ()
    if isinstance(node.value, str):
        return (scope.kind(node),)
    kinds = tuple(scope.kind(each) for each in scope.reader.items(node))
    if owed and not kinds and isinstance(node.value, list):
        scope.reader.problem(
            "no-event",
            node,
            "至少要写一个事件，例如 case.opened。",
            "At least one event kind is needed, for example case.opened.",
        )
    return kinds


def _within(node: Node | None, scope: Scope, source: object) -> tuple[Row, ...]:
    nodes = scope.reader.items(node) if node else []
    rows = tuple(_row(each, scope, str(source)) for each in nodes)
    for first, second, cell in rows_that_tie(rows):
        shown = ", ".join(f"{dimension}: {value}" for dimension, value in cell.items()) or "—"
        scope.reader.problem(
            "rows-tie",
            nodes[second],
            f"与第 {nodes[first].line} 行同样具体，都会匹配 {{{shown}}}。请给其中一行再加一个条件。",
            f"This row and the one of line {nodes[first].line} are equally specific and both match {{{shown}}}. Give one of them a further condition.",
        )
    return rows


def _row(node: Node, scope: Scope, inherited: str) -> Row:
    reader = scope.reader
    fields = reader.fields(node, ("when", "limit", "source", "roll", "note"), ("limit",))
    roll = fields.get("roll")
    rolls = bool(roll and reader.choice(roll, ("working_day",), zh="顺延方式", en="way to roll"))
    source = (reader.text(fields["source"], example="S3-7") or "") if "source" in fields else inherited
    limit = fields.get("limit")
    if limit and limit.value == "none":
        if not source:
            reader.problem(
                "gap-without-source",
                limit,
                "“limit: none”表示出处没有给出数字，请用 source 写明出处，例如 source: S1-3。",
                "“limit: none” says that the source gives no number; name it, for example source: S1-3.",
            )
        read = None
    else:
        read = read_limit(limit, reader, roll=rolls) if limit else None
    if rolls and read and read.unit != "calendar_days":
        reader.problem(
            "roll-without-days",
            roll or node,
            "只有 calendar days 的时限才能顺延。",
            "Only a limit in calendar days can roll.",
        )
    return Row(
        read_when(fields.get("when"), scope),
        read,
        source,
        read_label(fields["note"], reader) if "note" in fields else None,
    )


def _pauses(node: Node | None, reader: Reader) -> dict[str, Pause]:
    if node is None:
        return {}
    if isinstance(node.value, list):
        return {each.shown: Pause() for each in node.value if reader.text(each, example="waiting-parts")}
    return {reason: _pause(each, reader) for reason, each in reader.mapping(node).items()}


def _pause(node: Node, reader: Reader) -> Pause:
    if node.value is None:
        return Pause()
    if isinstance(node.value, str):
        return Pause(read_limit(node, reader))
    fields = reader.fields(node, ("cap", "legal_stop"))
    legal = fields.get("legal_stop")
    is_legal = legal is not None and reader.choice(legal, ("true", "false"), zh="选项", en="choice") == "true"
    return Pause(read_limit(fields["cap"], reader) if "cap" in fields else None, is_legal)


def _warnings(node: Node | None, reader: Reader) -> tuple[int, ...]:
    shares = []
    for each in reader.items(node) if node else []:
        found = PERCENT.fullmatch(each.shown)
        if found:
            shares.append(int(found[1]))
        else:
            reader.problem(
                "bad-share",
                each,
                f"“{each.shown}”不是百分比。请写 1% 到 100%，例如 80%。",
                f"“{each.shown}” is no share of the limit. Write 1% to 100%, for example 80%.",
            )
    return tuple(sorted(set(shares)))


def _ladder(node: Node | None, scope: Scope) -> tuple[Step, ...]:
    return tuple(step for each in (scope.reader.items(node) if node else []) if (step := _step(each, scope)))


def _step(node: Node, scope: Scope) -> Step | None:
    reader = scope.reader
    fields = reader.fields(node, ("at", "after", "to", "calendar"), ("to",))
    to = scope.role(fields["to"]) if "to" in fields else ""
    calendar = scope.calendar(fields["calendar"]) if "calendar" in fields else None
    if "at" in fields and "after" not in fields:
        reader.choice(fields["at"], ("due",), zh="时点", en="moment")
        return Step("due", to, None, calendar)
    if "after" in fields and "at" not in fields:
        after = parse_limit(fields["after"].shown) or read_limit(fields["after"], reader)
        return Step(fields["after"].shown, to, after, calendar) if after else None
    reader.problem(
        "bad-step",
        node,
        "升级的时点请写 at: due 或 after: 30 min，二者选一。",
        "Say when the step is due: at: due or after: 30 min, one of them.",
    )
    return None
