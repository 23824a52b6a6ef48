"""A log as its page shows it: where it stands, what a mapping would make of it, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from wuxing.cases.past import kind_names
from wuxing.cases.showing import waiting_for
from wuxing.core.clock.event import Event
from wuxing.core.replay.observing import missing_kinds
from wuxing.core.source import Problem, Problems, Text
from wuxing.core.standard.document import Standard
from wuxing.history import importing
from wuxing.history.logs.mapping import LogMapping
from wuxing.history.logs.outline import Outline, outline_of
from wuxing.history.logs.previewing import Preview, preview
from wuxing.history.models import Log
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui.language import said

MOST_OF_A_PAYLOAD = 120


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of the preview."""

    case: str
    is_new: bool
    at: datetime
    what: str
    by: str
    more: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """A promise that the log cannot speak about, and for want of what."""

    title: Text
    clause: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a mapping makes of a log: a preview, or what is wrong with it."""

    preview: Preview | None
    problems: tuple[Problem, ...]
    lines: tuple[EventLine, ...]
    kinds: tuple[tuple[str, int], ...]
    standard: Standard | None
    unseen: tuple[Unseen, ...]
    seen: int

    @property
    def works(self) -> bool:
        """Whether an import would bring anything."""
        return self.preview is not None and bool(self.preview.total)


def try_mapping(log: Log, at: datetime) -> Trial | None:
    """What the log's mapping makes of its beginning; None where there is no mapping yet."""
    if not log.mapping.strip():
        return None
    try:
        mapping = importing.mapping_of(log)
        shown = preview(log.source_path, mapping)
    except Problems as wrong:
        return Trial(None, wrong.found, (), (), None, (), 0)
    standard, names = standard_now(at), kind_names(at)
    unseen = tuple(_unseen(standard, shown.supplies, names)) if standard else ()
    return Trial(
        preview=shown,
        problems=(),
        lines=tuple(_lines(shown, mapping, names)),
        kinds=tuple((kind_word(kind, names), count) for kind, count in shown.kinds.items()),
        standard=standard,
        unseen=unseen,
        seen=len(standard.commitments) - len(unseen) if standard else 0,
    )


def standard_now(at: datetime) -> Standard | None:
    """The standard in force, where there is one."""
    try:
        return in_force(at)
    except NoStandard:
        return None


def outline_for(log: Log) -> Outline:
    """What stands in a log's columns. Raises Problems."""
    path = log.source_path
    return _outline(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=16)
def _outline(path: Path, _written: int) -> Outline:
    return outline_of(path)


def counted_kinds(log: Log, at: datetime) -> list[tuple[str, int]]:
    """The kinds of events of an imported log, the commonest first."""
    kinds: Mapping[str, int] = log.summary.get("kinds", {})
    names = kind_names(at)
    return sorted(((kind_word(kind, names), count) for kind, count in kinds.items()), key=lambda pair: -pair[1])


def kind_word(kind: str, names: Mapping[str, Text]) -> str:
    """The name of a kind of event."""
    known = names.get(kind)
    return said(known) if known else kind


def _lines(shown: Preview, mapping: LogMapping, names: Mapping[str, Text]) -> Iterator[EventLine]:
    before = ""
    for case, event in shown.events:
        at = datetime.fromtimestamp(event.at, UTC)
        yield EventLine(case, case != before, at, kind_word(event.kind, names), event.by, _payload(event, mapping))
        before = case


def _payload(event: Event, mapping: LogMapping) -> str:
    words = [_word(mapping, name, value) for name, value in event.payload.items()]
    text = " · ".join(filter(None, words))
    return text if len(text) <= MOST_OF_A_PAYLOAD else f"{text[:MOST_OF_A_PAYLOAD]}…"


def _word(mapping: LogMapping, name: str, value: Any) -> str:
    if name == "class" and isinstance(value, Mapping):
        labels = [mapping.classes.get(dimension, {}).get(each) or Text(each, each) for dimension, each in value.items()]
        return " / ".join(said(each) for each in labels)
    return str(waiting_for(value)) if name == "reason" else f"{name} {value}"


def _unseen(standard: Standard, supplies: tuple[str, ...], names: Mapping[str, Text]) -> Iterator[Unseen]:
    for commitment in standard.commitments.values():
        missing = missing_kinds(commitment, supplies)
        if missing:
            yield Unseen(commitment.title, commitment.clause, tuple(kind_word(kind, names) for kind in missing))


def stopped_where(log: Log, landed: int) -> str:
    """What there is of an import that was not finished."""
    if not landed:
        return gettext("Nothing has landed in the ledger. Start again when you like.")
    return gettext("%(count)s cases have landed. Starting again goes on behind them.") % {"count": f"{landed:,}"}
