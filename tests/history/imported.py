"""Imports a log and gives back what a test looks at."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from wuxing.core.clock.event import Event
from wuxing.history.events.stream import cases_of
from wuxing.history.logs.importing import import_log

SHANGHAI = ZoneInfo("Asia/Shanghai")


def imported(log: Path, mapping: str | Path, name: str = "events.jsonl") -> dict[str, list[Event]]:
    """The cases of a log with their events."""
    out = log.parent / "out" / name
    import_log(log=log, mapping=mapping, out=out)
    return dict(cases_of(source=out))


def told(events: list[Event], zone: ZoneInfo = SHANGHAI) -> list[tuple[str, str]]:
    """The events as local time and kind."""
    return [(f"{datetime.fromtimestamp(event.at, zone):%m-%d %H:%M}", event.kind) for event in events]


def set_aside(log: Path) -> list[dict[str, Any]]:
    """The rejected rows of a log imported by `imported`."""
    path = log.parent / "out" / f"{log.name}.rejected.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
