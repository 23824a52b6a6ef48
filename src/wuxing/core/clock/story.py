"""One case's events as every clock of it sees them: in order, without what was voided or not yet known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from wuxing.core.clock.event import Event
from wuxing.core.source import Text
from wuxing.core.standard.document import Class

RESOLVED = "resolved"
RESOLVING = ("case.resolved", "case.closed")
ENDING = ("case.merged", "case.withdrawn", "case.spam")
FOLLOWED = frozenset((*RESOLVING, "wait.started", "wait.ended", "case.reopened", "case.opened", "case.classified"))
ORDER = attrgetter("at", "seq")
SPEAKING = {"bot": "message.bot", "system": "message.auto"}


class Wait(NamedTuple):
    """A stretch [start, end) in which the case waited for a reason; end None while it is open."""

    reason: str
    start: int
    end: int | None
    seq: int


class Anomaly(NamedTuple):
    """An event that had no effect on a clock, and why not."""

    seq: int
    kind: str
    why: Text


@dataclass(slots=True)
class Story:
    """What is known of a case at an instant. `classes` gives the case's class after the event of that seq."""

    events: list[Event]
    opening_class: Class
    waits: list[Wait] = field(default_factory=list)
    wait_anomalies: list[tuple[Event, str, Text]] = field(default_factory=list)
    classes: dict[int, Class] = field(default_factory=dict)
    odd: list[Anomaly] = field(default_factory=list)
    kinds: frozenset[str] = frozenset()

    @property
    def last_class(self) -> Class:
        """The class after the last event."""
        return next(reversed(self.classes.values()), self.opening_class)


def read_story(events: Sequence[Event], at: int, known_at: int | None, case_class: Class) -> Story:
    """The story up to an instant: `known_at` leaves out what was recorded later, a void what it takes back."""
    told = [event for event in events if event.at <= at and (known_at is None or event.recorded_at <= known_at)]
    told.sort(key=ORDER)
    told = [event._replace(kind=SPEAKING[event.speaker]) if _speaks_by_itself(event) else event for event in told]
    story = Story(told, case_class)
    if any(event.kind == "event.voided" for event in told):
        _take_back(story)
    story.kinds = frozenset(event.kind for event in story.events)
    _open(story)
    _follow(story)
    return story


def _open(story: Story) -> None:
    """A case that begins with its opening has the class that this says from the beginning."""
    if story.events and story.events[0].kind == "case.opened":
        story.opening_class = class_after(story.opening_class, story.events[0].payload)


def class_after(current: Class, payload: Mapping[str, Any]) -> Class:
    """The class of a case after an event with this payload: what it names changes, null takes a dimension away."""
    given = payload.get("class")
    if not isinstance(given, dict) or not given:
        return current
    return {str(name): str(value) for name, value in {**current, **given}.items() if value is not None}


def _speaks_by_itself(event: Event) -> bool:
    """Whether a message counts as a bot's or a machine's: neither is a reply of a person (rule 3)."""
    return event.kind == "message.agent" and event.speaker in SPEAKING


def _take_back(story: Story) -> None:
    """Leave out the voided events; a void that was itself voided takes nothing back."""
    gone: set[int] = set()
    known = {event.seq for event in story.events}
    for event in reversed(story.events):
        if event.kind == "event.voided" and event.seq not in gone:
            target = whole_number(event.payload.get("seq"))
            if target is None or target not in known or target == event.seq:
                story.odd.append(
                    Anomaly(event.seq, event.kind, Text("要作废的记录不存在", "there is no such record to void"))
                )
            else:
                gone.add(target)
    story.events = [event for event in story.events if event.seq not in gone]


def whole_number(value: Any) -> int | None:
    """The integer that a payload holds, as number or text."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _follow(story: Story) -> None:
    """The waits and the classes of the case, in order of happening."""
    open_waits: dict[str, tuple[int, int]] = {}
    current: Class = story.opening_class

    def end(reason: str, at: int) -> None:
        start, seq = open_waits.pop(reason)
        story.waits.append(Wait(reason, start, at, seq))

    for event in story.events:
        kind = event.kind
        if kind not in FOLLOWED:
            continue
        if kind == "wait.started":
            reason = str(event.payload.get("reason") or "")
            if reason in open_waits:
                story.wait_anomalies.append(
                    (event, reason, Text("已在等待同一原因", "already waiting for this reason"))
                )
            else:
                open_waits[reason] = (event.at, event.seq)
        elif kind == "wait.ended":
            _end_waits(story, event, open_waits, end)
        elif kind in RESOLVING:
            for reason in [reason for reason in open_waits if reason != RESOLVED]:
                end(reason, event.at)
            open_waits.setdefault(RESOLVED, (event.at, event.seq))
        elif kind == "case.reopened" and RESOLVED in open_waits:
            end(RESOLVED, event.at)
        if kind in ("case.opened", "case.classified") and (changed := class_after(current, event.payload)) != current:
            current = story.classes[event.seq] = changed
    story.waits.extend(Wait(reason, start, None, seq) for reason, (start, seq) in open_waits.items())
    story.waits.sort(key=lambda wait: (wait.start, wait.seq))


def _end_waits(story: Story, event: Event, open_waits: dict[str, tuple[int, int]], end: Any) -> None:
    reason = event.payload.get("reason")
    ended = [str(reason)] if reason else [each for each in open_waits if each != RESOLVED]
    if not ended or any(each not in open_waits for each in ended):
        story.wait_anomalies.append(
            (event, str(reason or ""), Text("没有开始过这个等待", "there was no such wait to end"))
        )
        return
    for each in ended:
        end(each, event.at)
