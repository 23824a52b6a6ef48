"""The referee for `wuxing clock run`: each ask is a story told anew, second by second, with plain state.

`run` answers one input line with its flat list of readings. A commitment that has not started has no reading. Where the
binding text leaves a choice, README.md in this folder says which reading is taken.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from math import gcd
from typing import Any

from referee import document
from referee.calendar import Calendar, calendar, instant
from referee.firing import reading
from referee.openness import QUARTER
from referee.story import Story

INSTANTS = ("at", "started_at", "due_at", "projected_due_at", "stopped_at", "ever_breached_at")


def run(line: Mapping[str, Any], *, seen: set[str] | None = None) -> list[dict[str, Any]]:
    """Answer one line of `clock run`; `seen` collects the names of the rules that really came to act."""
    seen = set() if seen is None else seen
    calendars = {name: calendar(spec) for name, spec in line["calendars"].items()}
    commitments = [document.commitment(name, spec) for name, spec in line["commitments"].items()]
    events = document.events(line["events"])
    changed = [event["calendar"] for event in line["events"] if isinstance(event.get("calendar"), dict)]
    tick = _tick(line, [*calendars.values(), *map(calendar, changed)])
    readings = []
    for ask in line["ask"]:
        at, known_at = instant(ask["at"]), instant(ask["known_at"]) if ask.get("known_at") else None
        visible = document.visible(events, at=at, known_at=known_at)
        _see_what_is_left_out(events, visible, at, known_at, seen)
        for one in commitments:
            if ask.get("commitment") in (None, one.name):
                story = Story(one, calendars, line.get("class", {}), visible, tick=tick, seen=seen)
                cycles = story.told_until(at)
                readings += [reading(each, at) for each in cycles if ask.get("cycle") in (None, each.number)]
    return readings


def in_integers(product: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a reading of the product's JSON into the referee's form: instants as UTC seconds."""
    plain = {name: _seconds(value) if name in INSTANTS else value for name, value in product.items()}
    for name in ("warnings", "escalations"):
        if name in plain:
            plain[name] = [{**step, "at": _seconds(step["at"])} for step in plain[name]]
    return plain


def _seconds(value: Any) -> Any:
    return instant(value) if isinstance(value, str) else value


def _tick(line: Mapping[str, Any], calendars: list[Calendar]) -> int:
    """Give the longest tick that hits every instant, edge and duration of the line exactly."""
    return gcd(QUARTER, *(one.step for one in calendars), *_numbers(line))


def _numbers(node: Any) -> Iterator[int]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in ("calendars", "targets"):
                yield from _numbers(value)
            yield from (seconds for seconds in value.values() if seconds) if key == "targets" else ()
    elif isinstance(node, list):
        for value in node:
            yield from _numbers(value)
    elif isinstance(node, str):
        yield from _number(node)


def _number(text: str) -> Iterator[int]:
    number, _, unit = text.partition(" ")
    if number.isdigit() and unit in document.UNITS:
        yield int(number) * document.UNITS[unit]
    try:
        yield int(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return


def _see_what_is_left_out(
    events: list[document.Event], visible: list[document.Event], at: int, known_at: int | None, seen: set[str]
) -> None:
    left_out = [event for event in events if event.at <= at and event not in visible and event.kind != "event.voided"]
    late = [event for event in left_out if known_at is not None and event.recorded_at > known_at]
    seen.update(["known_at"] if late else [])
    seen.update(["voided"] if len(left_out) > len(late) else [])
