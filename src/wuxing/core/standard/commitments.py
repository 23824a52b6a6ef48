"""The commitments of a standard, and of a story of `clock run` whose commitments need less."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from wuxing.core.calendar.definition import Definition
from wuxing.core.source import Node, Reader, Text
from wuxing.core.standard import grammar
from wuxing.core.standard.document import EVENT_KINDS, Class, Commitment, Row, Step
from wuxing.core.standard.limit import read_limit, read_time
from wuxing.core.standard.matching import rows_that_tie
from wuxing.core.standard.pauses import read_pauses, read_warnings

KIND = re.compile(r"[a-z_]+\.[a-z_]+")
CLAUSE = re.compile(r"[^\s#@\"'“”‘’]+")


@dataclass(slots=True)
class Scope:
    """What a commitment may refer to. What is None is not checked: a story declares none, or it is itself in error."""

    reader: Reader
    calendars: Mapping[str, Definition]
    calendar_names: Collection[str] | None
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
        if self.calendar_names is None:
            return None
        name = self.reader.choice(node, self.calendar_names, zh="工作日历", en="calendar")
        return self.calendars.get(name or "")

    @property
    def is_story(self) -> bool:
        """Whether it is a story of `clock run`, which declares nothing but calendars."""
        return self.kinds is None

    def kind(self, node: Node) -> str:
        """An event kind that is known; in a story any that looks like one."""
        if self.is_story and isinstance(node.value, str) and KIND.fullmatch(node.value):
            return node.value
        return self.reader.choice(node, self.kinds or EVENT_KINDS, zh="事件", en="event kind") or ""


def read_label(node: Node, reader: Reader, example: str = "{zh: 首次响应, en: First response}") -> Text:
    """A text for people: one text for both languages, or {zh, en}."""
    if isinstance(node.value, dict):
        fields = reader.fields(node, grammar.LABEL, grammar.LABEL)
        zh, en = (
            reader.text(fields[key], example=grammar.LABEL[key]) if key in fields else "" for key in grammar.LABEL
        )
        return Text(zh or "", en or "")
    text = reader.text(node, example=example) or ""
    return Text(text, text)


def read_when(node: Node | None, scope: Scope) -> Class:
    """The conditions of a row, a process or a duty: dimension → value, each known to `classes`."""
    found: dict[str, str] = {}
    for dimension, each in scope.reader.mapping(node, example="{business: complaint}").items() if node else ():
        if scope.classes is None:
            found[dimension] = scope.reader.text(each, example="complaint") or ""
        elif dimension not in scope.classes:
            scope.reader.choice(each.saying(dimension), scope.classes, zh="分类维度", en="class dimension")
        elif value := scope.reader.choice(each, scope.classes[dimension], zh="分类值", en="class"):
            found[dimension] = value
    return found


def read_commitments(node: Node, scope: Scope, *, story: bool = False) -> dict[str, Commitment]:
    """The commitments by id; those that cannot be understood are left out, with their problems in the reader."""
    found = {}
    for name, each in scope.reader.mapping(node, example=grammar.REQUIRED["commitments"]).items():
        before = len(scope.reader.found)
        scope.reader.clause = clause_in(each)
        commitment = _commitment(
            name, each, scope, grammar.COMMITMENT_OWED_IN_STORY if story else grammar.COMMITMENT_OWED
        )
        scope.reader.clause = ""
        if commitment and len(scope.reader.found) == before:
            found[name] = commitment
    return found


def clause_in(node: Node) -> str:
    """The clause that an entry names, for messages."""
    clause = node.value.get("clause") if isinstance(node.value, dict) else None
    return clause.value if clause and isinstance(clause.value, str) else ""


def read_clause(node: Node, scope: Scope) -> str:
    """The number of a clause, by which it is cited: name@version#clause."""
    clause = scope.reader.text(node, example='"1.1"') or ""
    if clause and not scope.is_story and not CLAUSE.fullmatch(clause):
        scope.reader.problem(
            "bad-clause",
            node,
            f'{node.said.zh}不能作为条款号。条款号里不能有空格、引号、# 和 @，请写成 clause: "1.1"。',
            f'{node.said.en} is no clause number: no spaces, quotes, # or @. Write it as clause: "1.1".',
        )
    return clause


def _commitment(name: str, node: Node, scope: Scope, owed: Collection[str]) -> Commitment | None:
    reader = scope.reader
    fields = reader.fields(node, grammar.COMMITMENT_KEYS, owed, example='{clause: "1.1", …}')
    calendar = scope.calendar(fields["calendar"]) if "calendar" in fields else None
    given: dict[str, object] = {
        key: chosen
        for key, allowed in grammar.CHOICES.items()
        if key in fields and (chosen := reader.choice(fields[key], allowed, zh="选项", en="choice"))
    }
    if "min_left" in fields:
        given["min_left"] = read_time(fields["min_left"], reader) or 0
    if "source" in fields:
        given["source"] = reader.text(fields["source"], example="S3-7") or ""
    parts = {
        "clause": read_clause(fields["clause"], scope) if "clause" in fields else "",
        "title": read_label(fields["title"], reader) if "title" in fields else Text(name, name),
        "owner": scope.role(fields["owner"]) if "owner" in fields else "",
        "quality": read_label(fields["quality"], reader, grammar.QUALITY) if "quality" in fields else Text("", ""),
        "starts": _kinds(fields.get("starts"), scope, owed=True),
        "stops": _kinds(fields.get("stops"), scope, owed=True),
        "cancels": _kinds(fields.get("cancels"), scope, owed=False, example="[case.withdrawn]"),
        "within": _within(fields.get("within"), scope, given.get("source", "")),
        "pauses": read_pauses(fields.get("pauses"), reader),
        "warn": read_warnings(fields.get("warn"), reader),
        "escalate": _ladder(fields.get("escalate"), scope),
    }
    return Commitment(id=name, calendar=calendar, **parts, **given) if calendar else None  # type: ignore[arg-type]


def _kinds(
    node: Node | None, scope: Scope, *, owed: bool, example: str = "[message.agent, case.resolved]"
) -> tuple[str, ...]:
    if node is None:
        return ()
    if isinstance(node.value, str):
        return (scope.kind(node),)
    kinds = tuple(scope.kind(each) for each in scope.reader.items(node, example=example))
    if owed and not kinds and isinstance(node.value, list):
        scope.reader.problem(
            "no-event",
            node,
            "至少要写一个事件，例如 case.opened。",
            "At least one event kind is needed, for example case.opened.",
        )
    return kinds


def _within(node: Node | None, scope: Scope, source: object) -> tuple[Row, ...]:
    reader = scope.reader
    nodes = reader.items(node, example="[{limit: 1 h}]") if node else []
    before = len(reader.found)
    rows = tuple(_row(each, scope, str(source)) for each in nodes)
    if node and not nodes and isinstance(node.value, list) and not scope.is_story:
        reader.problem(
            "no-row",
            node,
            "时限至少要有一行，例如 - {limit: 1 h}。",
            "At least one row is needed, for example - {limit: 1 h}.",
        )
    for first, second, cell in rows_that_tie(rows) if len(reader.found) == before else ():
        other = nodes[first]
        line = Text(f"第 {other.line} 行", f"line {other.line}") if other.line else Text(other.place, other.place)
        says = _tie(line, cell, is_same=rows[first].when == rows[second].when)
        reader.problem("rows-tie", nodes[second], says.zh, says.en)
    return rows


def _tie(line: Text, cell: Class, *, is_same: bool) -> Text:
    shown = "{" + ", ".join(f"{dimension}: {value}" for dimension, value in cell.items()) + "}"
    if not cell:
        return Text(
            f"与{line.zh}都没有条件，都适用于每一件工单。请删去一行，或给其中一行加上 when。",
            f"This row and the one of {line.en} have no condition, so both match every case. Delete one of them, or give it a when.",
        )
    if is_same:
        return Text(
            f"与{line.zh}的条件完全相同（{shown}）。请删去一行，或给其中一行再加一个条件。",
            f"This row has the same conditions as the one of {line.en}, {shown}. Delete one of them, or give it a further condition.",
        )
    return Text(
        f"与{line.zh}同样具体，两行都适用于 {shown}。请再写一行 when: {shown}，说明以哪个时限为准。",
        f"This row and the one of {line.en} are equally specific and both match {shown}. Add a row when: {shown} that says which limit holds.",
    )


def _row(node: Node, scope: Scope, inherited: str) -> Row:
    reader = scope.reader
    fields = reader.fields(node, grammar.ROW_KEYS, {"limit": "limit: 1 h"}, example="{limit: 1 h}")
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
            "只有自然日的时限才能顺延，例如 {limit: 5 calendar days, roll: working_day}。",
            "Only a limit in calendar days can roll, for example {limit: 5 calendar days, roll: working_day}.",
        )
    return Row(
        read_when(fields.get("when"), scope),
        read,
        source,
        read_label(fields["note"], reader, grammar.NOTE) if "note" in fields else None,
    )


def _ladder(node: Node | None, scope: Scope) -> tuple[Step, ...]:
    steps = scope.reader.items(node, example="[{at: due, to: supervisor}]") if node else []
    return tuple(step for each in steps if (step := _step(each, scope)))


def _step(node: Node, scope: Scope) -> Step | None:
    reader = scope.reader
    fields = reader.fields(node, grammar.STEP_KEYS, {"to": "to: supervisor"}, example="{at: due, to: supervisor}")
    to = scope.role(fields["to"]) if "to" in fields else ""
    calendar = scope.calendar(fields["calendar"]) if "calendar" in fields else None
    if "after" in fields and "at" not in fields:
        after = read_limit(fields["after"], reader)
        return Step(fields["after"].shown, to, after, calendar) if after else None
    if "at" in fields and "after" not in fields and fields["at"].value == "due":
        return Step("due", to, None, calendar)
    if isinstance(node.value, dict):
        reader.problem(
            "bad-step",
            fields.get("at", node),
            "升级的时点有两种写法，请选其一：at: due（到期时），或 after: 30 min（到期后 30 分钟）。",
            "Say when the step is taken in one of two ways: at: due, or after: 30 min, counted from due.",
        )
    return None
