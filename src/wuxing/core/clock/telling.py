"""Stories told as plain values: the lines of `wuxing clock run`, and the events in them (standard.md section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wuxing.core.calendar.calendar import Calendars, NoWorkingTime
from wuxing.core.calendar.definition import Definition, read_definition
from wuxing.core.calendar.questions import read_instant
from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import as_json
from wuxing.core.source import Reader, Refusal, Text, from_plain
from wuxing.core.standard.commitments import Scope, read_commitments
from wuxing.core.standard.document import Standard

OWN = ("at", "kind", "recorded_at", "by", "speaker")


def read_event(said: Any, seq: int) -> Event:
    """One event of a story: `at`, `kind`, and its payload beside them; its seq is its place, from 1."""
    if not isinstance(said, Mapping) or not isinstance(said.get("kind"), str):
        raise Refusal("bad-event", f"第 {seq} 个事件缺少 at 或 kind。", f"Event {seq} lacks at or kind.")
    at = read_instant(f"events[{seq - 1}].at", said.get("at"))
    recorded = said.get("recorded_at")
    return Event(
        seq,
        said["kind"],
        at,
        at if recorded is None else read_instant(f"events[{seq - 1}].recorded_at", recorded),
        str(said.get("by") or ""),
        str(said.get("speaker") or ""),
        {key: value for key, value in said.items() if key not in OWN},
    )


def read_story_standard(line: Mapping[str, Any], calendars: Calendars) -> Standard:
    """The standard that a line brings with it: its calendars and commitments, nothing else. Raises Problems."""
    reader = Reader()
    definitions: dict[str, Definition] = {}
    for name, node in reader.mapping(from_plain(line.get("calendars") or {}, "calendars")).items():
        if definition := read_definition(node, reader, name, calendars.data_sets):
            definitions[name] = definition
    scope = Scope(reader, definitions, list(line.get("calendars") or {}))
    commitments = read_commitments(from_plain(line.get("commitments") or {}, "commitments"), scope, story=True)
    reader.require_no_problems()
    return Standard("", "", Text("", ""), calendars=definitions, commitments=commitments)


def answer(line: Mapping[str, Any], calendars: Calendars) -> dict[str, Any]:
    """The readings that a line asks for, one flat list. Raises Refusal or Problems."""
    standard = read_story_standard(line, calendars)
    events = [read_event(said, place) for place, said in enumerate(_list(line, "events"), start=1)]
    given = line.get("class") or {}
    if not isinstance(given, Mapping):
        raise Refusal("bad-class", "“class”应为 维度: 值。", "“class” has to be dimension: value.")
    case_class = {str(key): str(value) for key, value in given.items()}
    readings: list[dict[str, Any]] = []
    try:
        for ask in _list(line, "ask"):
            readings += _asked(ask, standard, calendars, events, case_class)
    except NoWorkingTime as error:
        raise Refusal(
            "never-open",
            f"工作日历“{error}”之后不再有足够的工作时间，时限永远到不了期。",
            f"The calendar “{error}” never offers enough working time again, so the limit would never end.",
        ) from None
    return {"readings": readings}


def _list(line: Mapping[str, Any], name: str) -> Sequence[Any]:
    said = line.get(name)
    if not isinstance(said, list):
        raise Refusal("missing-field", f"缺少列表“{name}”。", f"The list “{name}” is missing.")
    return said


def _asked(
    ask: Any, standard: Standard, calendars: Calendars, events: list[Event], case_class: Mapping[str, str]
) -> list[dict[str, Any]]:
    if not isinstance(ask, Mapping):
        raise Refusal("bad-ask", "“ask”的每一项应写 at。", "Every entry of “ask” has to give at.")
    known = ask.get("known_at")
    evaluation = evaluate(
        [standard],
        calendars,
        events,
        read_instant("ask.at", ask.get("at")),
        None if known is None else read_instant("ask.known_at", known),
        case_class=case_class,
    )
    return [
        as_json(reading)
        for reading in evaluation.readings
        if ask.get("commitment") in (None, reading.commitment) and ask.get("cycle") in (None, reading.cycle)
    ]
