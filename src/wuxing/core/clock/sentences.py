"""The sentences of a pack: examples that read like the norm and are run as tests (standard.md section 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wuxing.core.calendar.calendar import Calendars, NoWorkingTime
from wuxing.core.calendar.definition import instant_in
from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading, as_json
from wuxing.core.clock.story import whole_number
from wuxing.core.clock.telling import read_event
from wuxing.core.instant import UnreadableInstant, parse_instant
from wuxing.core.source import Node, Reader, Refusal, Text, from_plain, read_yaml, to_plain
from wuxing.core.standard.commitments import Scope, read_label, read_when
from wuxing.core.standard.document import EVENT_KINDS, Class, Standard

KEYS = ("sentence", "clause", "class", "given", "expect")
READING = (
    "commitment cycle state clause standard calendar started_at due_at projected_due_at stopped_at target_seconds "
    "elapsed_seconds remaining_seconds paused_seconds overdue_working_seconds overdue_wall_seconds ever_breached_at "
    "warnings escalations anomalies excused provisional cap_ended"
).split()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One example: what happened, and what one clock shows then. `place` is its node, for messages."""

    says: Text
    clause: str
    case_class: Class
    events: tuple[Event, ...]
    at: int
    commitment: str
    cycle: int | None
    expect: Mapping[str, Any]
    place: Node


def read_sentences(text: str, *, file: str, standard: Standard) -> list[Sentence]:
    """The sentences of a file. Raises Problems with everything that is wrong with them."""
    reader = Reader(file)
    kinds = (*EVENT_KINDS, *standard.events)
    scope = Scope(
        reader, standard.calendars, standard.calendars, standard.events, kinds, standard.roles, standard.classes
    )
    found = [each for node in reader.items(read_yaml(text, file)) if (each := _sentence(node, scope, standard))]
    reader.require_no_problems()
    return found


def check_sentences(sentences: list[Sentence], *, file: str, standard: Standard, calendars: Calendars) -> Reader:
    """Run every sentence; the reader holds one problem for each that does not hold."""
    reader = Reader(file)
    for sentence in sentences:
        reader.clause = sentence.clause
        for wrong in _wrong(sentence, standard, calendars):
            reader.problem(
                "sentence-fails",
                sentence.place,
                f"例句不成立：{sentence.says.zh}。{wrong.zh}",
                f"The sentence does not hold: {sentence.says.en}. {wrong.en}",
            )
    reader.clause = ""
    return reader


def _sentence(node: Node, scope: Scope, standard: Standard) -> Sentence | None:
    reader = scope.reader
    before = len(reader.found)
    fields = reader.fields(node, KEYS, KEYS)
    wanted = (
        reader.fields(fields["expect"], ("at", *READING), ("at", "commitment", "state")) if "expect" in fields else {}
    )
    if len(reader.found) > before:
        return None
    clauses = [each.clause for each in standard.commitments.values()]
    reader.clause = reader.choice(fields["clause"], clauses, zh="条款", en="clause") or ""
    events = [_event(each, place, scope) for place, each in enumerate(reader.items(fields["given"]), start=1)]
    at = instant_in(wanted["at"], reader)
    sentence = Sentence(
        read_label(fields["sentence"], reader),
        reader.clause,
        read_when(fields["class"], scope),
        tuple(each for each in events if each),
        at or 0,
        reader.choice(wanted["commitment"], standard.commitments, zh="承诺", en="commitment") or "",
        whole_number(to_plain(wanted["cycle"])) if "cycle" in wanted else None,
        {key: to_plain(each) for key, each in wanted.items() if key not in ("at", "commitment", "cycle")},
        node,
    )
    reader.clause = ""
    return sentence


def _event(node: Node, place: int, scope: Scope) -> Event | None:
    """`<instant> <event kind> key=value …`; a dotted key makes a nested payload."""
    words = node.value.split() if isinstance(node.value, str) else []
    if len(words) < 2 or any("=" not in word for word in words[2:]):
        scope.reader.problem(
            "bad-event",
            node,
            f"“{node.shown}”不是事件。请写成 2026-03-02T10:00+08:00 wait.started reason=waiting-parts。",
            f"“{node.shown}” is no event. Write it as 2026-03-02T10:00+08:00 wait.started reason=waiting-parts.",
        )
        return None
    kind = scope.kind(Node(words[1], node.place, node.line))
    payload: dict[str, Any] = {}
    for word in words[2:]:
        key, _, value = word.partition("=")
        inner = payload
        *path, last = key.split(".")
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    try:
        return read_event({"at": words[0], "kind": kind, **payload}, place)
    except Refusal as refusal:
        scope.reader.problem(refusal.code, node, refusal.says.zh, refusal.says.en)
        return None


def _wrong(sentence: Sentence, standard: Standard, calendars: Calendars) -> list[Text]:
    try:
        told = evaluate([standard], calendars, sentence.events, sentence.at, case_class=sentence.case_class)
    except NoWorkingTime:
        return [Text("工作日历没有足够的工作时间。", "The calendar never offers enough working time.")]
    readings = [
        each
        for each in told.readings
        if each.commitment == sentence.commitment and sentence.cycle in (None, each.cycle)
    ]
    if not readings:
        return [] if sentence.expect["state"] == "none" else [Text("没有这样的时钟。", "There is no such clock.")]
    return _mismatches(sentence, readings[-1])


def _mismatches(sentence: Sentence, reading: Reading) -> list[Text]:
    shown = to_plain(from_plain(as_json(reading)))
    return [
        Text(f"{key} 应为 {wanted}，实为 {shown[key]}。", f"{key} should be {wanted}, is {shown[key]}.")
        for key, wanted in sentence.expect.items()
        if not _agree(shown[key], wanted)
    ]


def _agree(shown: Any, wanted: Any) -> bool:
    """Whether a reading shows what is wanted; of a mapping only the named keys, instants in any offset."""
    if isinstance(wanted, dict):
        return isinstance(shown, dict) and all(
            key in shown and _agree(shown[key], each) for key, each in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(shown, list) and len(shown) == len(wanted) and all(map(_agree, shown, wanted))
    return bool(shown == wanted) or _same_instant(shown, wanted)


def _same_instant(shown: Any, wanted: Any) -> bool:
    try:
        return parse_instant(shown) == parse_instant(wanted)
    except UnreadableInstant:
        return False
