"""A mapping written from a few choices: which column is what. The text is a beginning that people go on editing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from wuxing.core.source import Text
from wuxing.history.logs.mapping import CLASSIFIED, OPENED
from wuxing.history.logs.sources import Layout

EVENTS, CHANGES, CASES = "events", "changes", "cases"
"""What a row is: an event with its kind; a change of a case's state; a whole case."""

CUSTOMER, PARTS, SUPPLIER = "waiting-customer", "waiting-parts", "waiting-supplier"
RESOLVED, CLOSED, REOPENED = "resolved", "closed", "reopened"
STATES = (CUSTOMER, PARTS, SUPPLIER, RESOLVED, CLOSED, REOPENED)
"""What a state may mean; every other one is being worked on."""

DATED = {"replied": "message.agent", "resolved": "case.resolved", "closed": "case.closed"}
"""The columns of a row that is a whole case, and what happened then."""


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """Where a dimension of the class comes from: a column and what its values become; or one value for all."""

    column: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose. `values` are those of the column `kind` (EVENTS: kinds of events; CHANGES: STATES).

    `dated` names columns by the keys of DATED. `labels` are the texts of class values, by dimension.
    """

    name: str
    title: str
    shape: str
    layout: Layout
    case: str
    at: str
    times: tuple[str, ...]
    zone: str
    missing: tuple[str, ...] = ()
    kind: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    dated: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    classes: Mapping[str, ClassChoice] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)


def draft_mapping(chosen: Choices) -> str:
    """The YAML of a mapping."""
    fields, events = {EVENTS: _of_events, CHANGES: _of_changes, CASES: _of_cases}[chosen.shape](chosen)
    written: dict[str, Any] = {"mapping": chosen.name, "title": chosen.title}
    if log := _log(chosen.layout, chosen.missing):
        written["log"] = log
    times = list(dict.fromkeys(chosen.times))
    written["time"] = {"format": times[0] if len(times) == 1 else times, "zone": chosen.zone}
    written |= {"case": chosen.case, "at": chosen.at}
    classes = {name: each for name, each in chosen.classes.items() if each.column or each.fixed}
    if classes:
        written["classes"] = {name: _labels(each, chosen.labels.get(name, {})) for name, each in classes.items()}
        written["class"] = {name: _class(each) for name, each in classes.items()}
        if chosen.shape == CHANGES:
            events.insert(1, {"event": CLASSIFIED, "when": {"changes": "class"}})
    if fields:
        written["fields"] = fields
    written["supplies"] = _supplies(events)
    written["events"] = [_signed(each, chosen.by) for each in events]
    return yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=110)


Rules = tuple[dict[str, Any], list[dict[str, Any]]]


def _of_events(chosen: Choices) -> Rules:
    return {}, [{"event": {"from": chosen.kind, "values": {key: kind or None for key, kind in chosen.values.items()}}}]


def _of_changes(chosen: Choices) -> Rules:
    """What happened is the difference between a row and the row before."""
    fields: dict[str, Any] = {}
    events: list[dict[str, Any]] = [{"event": OPENED, "when": "first", "speaker": "customer"}]
    waits = {value: state for value, state in chosen.values.items() if state in (CUSTOMER, PARTS, SUPPLIER)}
    if waits:
        fields["waiting"] = {"from": chosen.kind, "values": waits}
        events += [
            {"event": "wait.ended", "when": {"ends": "waiting"}, "payload": {"reason": {"before": "waiting"}}},
            {"event": "wait.started", "when": {"begins": "waiting"}, "payload": {"reason": {"from": "waiting"}}},
        ]
    for state, kind in ((REOPENED, "case.reopened"), (RESOLVED, "case.resolved"), (CLOSED, "case.closed")):
        if values := [value for value, meant in chosen.values.items() if meant == state]:
            fields[state] = {"from": chosen.kind, "values": dict.fromkeys(values, "yes")}
            events.append({"event": kind, "when": {"begins": state}, "speaker": "agent"})
    return fields, events


def _of_cases(chosen: Choices) -> Rules:
    events: list[dict[str, Any]] = [{"event": OPENED, "when": "first", "speaker": "customer"}]
    for name, kind in DATED.items():
        if column := chosen.dated.get(name):
            events.append({"event": kind, "when": {"begins": column}, "at": column, "speaker": "agent"})
    return {}, events


def _signed(rule: dict[str, Any], by: str) -> dict[str, Any]:
    return {**rule, "by": {"from": by}} if by and rule["event"] != OPENED else rule


def _supplies(events: list[dict[str, Any]]) -> list[str]:
    """What the rules make; of a column of kinds, what it was said to hold."""
    found: list[str] = []
    for each in events:
        event = each["event"]
        found += [event] if isinstance(event, str) else [kind for kind in event["values"].values() if kind]
    return list(dict.fromkeys(found))


def _log(layout: Layout, missing: tuple[str, ...]) -> dict[str, Any]:
    written: dict[str, Any] = {"missing": list(missing)} if missing else {}
    if layout.separator != ",":
        written["separator"] = "tab" if layout.separator == "\t" else layout.separator
    if layout.encoding != "utf-8":
        written["encoding"] = layout.encoding
    return written


def _class(chosen: ClassChoice) -> Any:
    if not chosen.column:
        return chosen.fixed
    known = {value: meant for value, meant in chosen.values.items() if meant}
    return {"from": chosen.column, "values": known, **({"else": chosen.fixed} if chosen.fixed else {})}


def _labels(chosen: ClassChoice, labels: Mapping[str, Text]) -> dict[str, Any]:
    values = dict.fromkeys([*filter(None, chosen.values.values()), *filter(None, [chosen.fixed])])
    return {value: {"zh": labels[value].zh, "en": labels[value].en} if value in labels else value for value in values}
