"""Small stories told in a line each: "2 10:00 case.opened" is Monday the 2nd of March 2026, ten o'clock in Shanghai."""

import json
from typing import Any

from referee import clock
from referee.calendar import instant

Json = dict[str, Any]

NINE_TO_FIVE = {"timezone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-17:00"]}, "closed": ["2026-03-05"]}
ALWAYS = {"timezone": "Asia/Shanghai", "week": "always"}
SOLUTION = {"starts": "case.opened", "stops": "case.resolved", "calendar": "office", "within": [{"limit": "4 h"}]}


def at(text: str) -> int:
    """Turn "2 10:00" into the 2nd of March 2026, 10:00 in Shanghai; the 2nd is a Monday."""
    return instant(iso(text))


def tell(*events: str, ask: str, **keys: Any) -> list[Json]:
    """Tell a story of one commitment: each event is "2 10:00 kind key=value …", the ask an instant."""
    spec = {**SOLUTION, **{key: value for key, value in keys.items() if key != "case_class"}}
    line = {
        "calendars": {"office": NINE_TO_FIVE, "always": ALWAYS},
        "commitments": {"it": spec},
        "class": keys.get("case_class", {}),
        "events": [_event(text) for text in events],
        "ask": [{"at": iso(ask)}],
    }
    return clock.run(line)


def last(*events: str, ask: str, **keys: Any) -> Json:
    return tell(*events, ask=ask, **keys)[-1]


def states(readings: list[Json]) -> list[str]:
    return [reading["state"] for reading in readings]


def iso(text: str) -> str:
    day, time = text.split()
    return f"2026-03-{int(day):02d}T{time}:00+08:00"


def _event(text: str) -> Json:
    day, time, kind, *pairs = text.split()
    event: Json = {"at": iso(f"{day} {time}"), "kind": kind}
    for pair in pairs:
        key, _, value = pair.replace("~", " ").partition("=")
        outer, _, inner = key.partition(".")
        plain = json.loads(value) if value.isdigit() or value.startswith("{") else value
        event[outer] = {**event.get(outer, {}), inner: plain} if inner else plain
    return event
