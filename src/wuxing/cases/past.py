"""A case of history as its page shows it: what another system told, and nothing that could be done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from wuxing.cases.events import OWN_KINDS
from wuxing.cases.models import Case
from wuxing.cases.showing import waiting_for
from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS
from wuxing.ledger.landing import FOREIGN
from wuxing.ledger.models import Event
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui.language import said

MOST = 200
"""So many events are shown; earlier ones are behind a link."""

Labels = Mapping[str, Mapping[str, Text]]


@dataclass(frozen=True, slots=True)
class Origin:
    """The log that a case came from: its name, its page, and its words for the values of each dimension."""

    name: str
    href: str
    labels: Labels


Describe = Callable[[str], Origin]
_describers: list[Describe] = []


def describe_history(describe: Describe) -> None:
    """Whoever keeps logs says what a key stands for. Called once."""
    _describers[:] = [describe]


def origin_of(key: str) -> Origin:
    """Where the cases of a key come from."""
    return _describers[0](key) if _describers else Origin(key, "", {})


@dataclass(frozen=True, slots=True)
class PastLine:
    """One event, in words; `more` is what else it carries."""

    at: datetime
    recorded_at: datetime
    what: str
    by: str
    more: str

    @property
    def is_late(self) -> bool:
        """Whether it was written down later than it happened."""
        return self.recorded_at > self.at


@dataclass(frozen=True, slots=True)
class PastCase:
    """Everything of one case of history."""

    case: Case
    origin: Origin
    class_words: str
    status: str
    lines: tuple[PastLine, ...]
    before: int


def past_case(case: Case, before: int = 0) -> PastCase:
    """A case of history, or the part of its story that ends before an event."""
    origin = origin_of(case.history)
    told = Event.objects.filter(stream_id=case.stream_id).order_by("-seq")
    found = list((told.filter(seq__lt=before) if before else told)[: MOST + 1])
    events = found[:MOST][::-1]
    return PastCase(
        case=case,
        origin=origin,
        class_words=words_of(case.case_class, origin.labels),
        status=_status(case),
        lines=tuple(_lines(events, origin.labels)),
        before=events[0].seq if len(found) > MOST else 0,
    )


def words_of(case_class: Mapping[str, Any], labels: Labels) -> str:
    """售后 / 企业 / 紧急: a class in the words of its log, else as it is written."""
    found = (labels.get(name, {}).get(str(value)) or Text(str(value), str(value)) for name, value in case_class.items())
    return " / ".join(said(each) for each in found)


def _status(case: Case) -> str:
    if case.ending:
        return str(case.get_ending_display())
    return gettext("Resolved") if case.resolved_at else gettext("Open when the log ended")


def kind_names(at: datetime) -> Mapping[str, Text]:
    """The names of the kinds of events, those of the standard in force among them."""
    try:
        return {**EVENT_KINDS, **in_force(at).events}
    except NoStandard:
        return EVENT_KINDS


def _lines(events: Sequence[Event], labels: Labels) -> Iterator[PastLine]:
    names = kind_names(timezone.now())
    for event in events:
        name = names.get(event.kind)
        what = said(name) if name else str(OWN_KINDS.get(event.kind, event.kind))
        by = event.by.removeprefix(FOREIGN)
        yield PastLine(event.at, event.recorded_at, what, by, _more(event.payload, labels))


def _more(payload: Mapping[str, Any], labels: Labels) -> str:
    return " · ".join(filter(None, (_told(name, value, labels) for name, value in payload.items())))


def _told(name: str, value: Any, labels: Labels) -> str:
    if name == "class" and isinstance(value, Mapping):
        return words_of(value, labels)
    if name == "reason":
        return waiting_for(str(value))
    return f"{name} {value}"
