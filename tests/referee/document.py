"""What a line of `clock run` says, in the referee's own words: limits, pauses, commitments, classes, events."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from referee.calendar import instant

UNITS = {"s": 1, "min": 60, "h": 3600}
RESOLUTIONS = ("case.resolved", "case.closed")
ENDINGS = ("case.merged", "case.withdrawn", "case.spam")


@dataclass(frozen=True)
class Limit:
    """How much a commitment allows: `time` in seconds; `working`, `calendar` and `next` (working day) in dates."""

    kind: str
    amount: int
    roll: bool = False

    @property
    def in_days(self) -> bool:
        return self.kind != "time"


@dataclass(frozen=True)
class Pause:
    """One reason that pauses a commitment, perhaps only up to a cap; a legal stop also moves day limits."""

    cap: Limit | None = None
    legal_stop: bool = False


@dataclass(frozen=True)
class Step:
    """One step of an escalation: `after` seconds of its calendar since due."""

    label: str
    after: int
    to: str
    calendar: str | None


@dataclass(frozen=True)
class Commitment:
    """One promise of the line, defaults filled in."""

    name: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    cancels: tuple[str, ...]
    calendar: str
    rows: tuple[tuple[Mapping[str, str], Limit | None], ...]
    pauses: Mapping[str, Pause]
    recurs: str = "never"
    rearms: bool = False
    reopen: str = "ignore"
    reclassify: str = "retro"
    min_left: int = 0
    warn: tuple[int, ...] = ()
    escalate: tuple[Step, ...] = ()

    @property
    def is_reply_clock(self) -> bool:
        return "message.customer" in self.starts


@dataclass(frozen=True)
class Event:
    """One event of the story; a bot's message is of another kind than a person's."""

    seq: int
    at: int
    recorded_at: int
    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def limit(value: Any, *, roll: bool = False) -> Limit | None:
    """Read a limit as it is written; a bare number means seconds, nothing means no limit."""
    if value in (None, "none"):
        return None
    if isinstance(value, int):
        return Limit("time", value)
    if value == "end of next working day":
        return Limit("next", 1)
    match = re.fullmatch(r"(\d+) (s|min|h|working days?|calendar days?)", value)
    assert match, f"no limit: {value}"
    number, unit = int(match[1]), match[2]
    if unit in UNITS:
        return Limit("time", number * UNITS[unit])
    return Limit(unit.split()[0], number, roll=roll)


def commitment(name: str, spec: Mapping[str, Any]) -> Commitment:
    """Read one commitment of the line."""
    return Commitment(
        name=name,
        starts=_names(spec["starts"]),
        stops=_names(spec["stops"]),
        cancels=_names(spec.get("cancels", ())),
        calendar=spec["calendar"],
        rows=tuple(
            (row.get("when", {}), limit(row["limit"], roll=row.get("roll") == "working_day")) for row in spec["within"]
        ),
        pauses=_pauses(spec.get("pauses", ()), spec.get("reopen", "ignore")),
        recurs=spec.get("recurs", "never"),
        rearms=spec.get("while_running", "keep") == "rearm",
        reopen=spec.get("reopen", "ignore"),
        reclassify=spec.get("reclassify", "retro"),
        min_left=_seconds(spec.get("min_left")),
        warn=tuple(int(share.rstrip("%")) for share in spec.get("warn", ())),
        escalate=tuple(_step(step) for step in spec.get("escalate", ())),
    )


def matching(rows: Sequence[tuple[Mapping[str, str], Limit | None]], case_class: Mapping[str, str]) -> Limit | None:
    """Give the limit of the row that matches with the most conditions met; None when no row matches."""
    fitting = [(len(when), row) for when, row in rows if all(case_class.get(dim) == when[dim] for dim in when)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def events(items: Sequence[Mapping[str, Any]]) -> list[Event]:
    """Number the events by their place in the list, from 1."""
    return [_event(seq, item) for seq, item in enumerate(items, start=1)]


def visible(story: Sequence[Event], *, at: int, known_at: int | None) -> list[Event]:
    """Leave out what happens or was recorded later, and what a void takes out by then."""
    known = [event for event in story if event.at <= at and (known_at is None or event.recorded_at <= known_at)]
    voided: set[int] = set()
    for event in reversed(known):
        if event.kind == "event.voided" and event.seq not in voided:
            voided.add(event.payload["seq"])
    return [event for event in known if event.seq not in voided and event.kind != "event.voided"]


def _event(seq: int, item: Mapping[str, Any]) -> Event:
    at, kind = instant(item["at"]), item["kind"]
    if kind == "message.agent" and item.get("speaker") == "bot":
        kind = "message.bot"
    return Event(seq, at, instant(item.get("recorded_at", item["at"])), kind, item)


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _pauses(value: Any, reopen: str) -> dict[str, Pause]:
    written = value if isinstance(value, dict) else dict.fromkeys(value)
    pauses = {reason: _pause(what) for reason, what in written.items()}
    if reopen == "resume_excluding":
        pauses.setdefault("resolved", Pause())
    return pauses


def _pause(what: Any) -> Pause:
    if isinstance(what, dict):
        return Pause(limit(what.get("cap")), bool(what.get("legal_stop")))
    return Pause(limit(what))


def _step(step: Mapping[str, Any]) -> Step:
    label = step.get("at") or step["after"]
    return Step(label, 0 if label == "due" else _seconds(label), step["to"], step.get("calendar"))


def _seconds(text: str | None) -> int:
    read = limit(text)
    assert read is None or read.kind == "time", text
    return read.amount if read else 0
