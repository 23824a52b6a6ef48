"""The read side of replays: the list, and whether a result is that of another time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from wuxing.history.log_lists import labels_of
from wuxing.history.models import Log, Replay
from wuxing.history.reports.words import Words
from wuxing.history.stretches import Stretch
from wuxing.standards.saying import names_of
from wuxing.ui import times
from wuxing.ui.language import language, said

PAGE = 50


@dataclass(frozen=True, slots=True)
class ReplayLine:
    """One replay of the list, its figures in words."""

    replay: Replay
    history: str
    limits: str
    by: str
    cases: str
    rate: str
    rate_against: str
    to_late: str
    to_met: str


@dataclass(frozen=True, slots=True)
class Sameness:
    """What a result has to do with those of other times.

    `same` and `others` had the same inputs; `others` came to another result. `before` is the one that was run again,
    where its inputs were others: history has grown since. `still` says whether the figures are the same nevertheless.
    """

    same: tuple[Replay, ...]
    others: tuple[Replay, ...]
    before: Replay | None
    still: bool


def replays(before: int = 0) -> list[ReplayLine]:
    """A page of the list, the newest first; those that began before a number."""
    found: QuerySet[Replay] = Replay.objects.select_related("job").order_by("-id")
    rows = list((found.filter(pk__lt=before) if before else found)[:PAGE])
    names, logs = names_of({row.by for row in rows}), _logs(rows)
    return [_line(row, names, logs.get(row.stretch["log"])) for row in rows]


def sameness(replay: Replay) -> Sameness:
    """The other times that the same was asked, the first ones first."""
    peers = Replay.objects.done().filter(inputs=replay.inputs).exclude(pk=replay.pk).order_by("pk")
    again = replay.again
    before = again if again and again.done_at and again.inputs != replay.inputs else None
    return Sameness(
        tuple(each for each in peers if each.results == replay.results),
        tuple(each for each in peers if each.results != replay.results),
        before,
        before is not None and before.results == replay.results,
    )


def history_of(replay: Replay) -> str:
    """What the history is called: that of the company, or a log by its name."""
    return _named(replay, _logs([replay]).get(replay.stretch["log"]))


def limits_of(replay: Replay) -> str:
    """Days and classes that a stretch keeps to: 2026-03-01 – 2026-03-31 · 售后; empty where it is whole."""
    return _limits(replay, _logs([replay]).get(replay.stretch["log"]))


def _named(replay: Replay, log: Log | None) -> str:
    return str(log) if log else replay.stretch["log"] or gettext("Our own cases")


def _limits(replay: Replay, log: Log | None) -> str:
    stretch = Stretch(**replay.stretch)
    first, last = _day(stretch.first, 0), _day(stretch.last, 1)
    days = f"{first or '…'} – {last or '…'}" if first or last else ""
    labels = labels_of(log) if log else {}
    classes = [
        said(labels[name][value]) if value in labels.get(name, {}) else value for name, value in stretch.where.items()
    ]
    return " · ".join(filter(None, [days, *classes]))


def _logs(rows: Iterable[Replay]) -> Mapping[str, Log]:
    """The logs that these were replayed on, by their keys; one that is gone is not among them."""
    numbers = {key.removeprefix("H") for row in rows if (key := str(row.stretch["log"]))}
    found = Log.objects.ready().filter(pk__in=[int(each) for each in numbers if each.isdecimal()])
    return {log.key: log for log in found}


def _day(instant: int | None, less: int) -> str:
    if instant is None:
        return ""
    at = timezone.localtime(datetime.fromtimestamp(instant, UTC) - timedelta(seconds=less))
    return said(times.day(at.date(), today=timezone.localdate()))


def _line(replay: Replay, names: Mapping[str, str], log: Log | None) -> ReplayLine:
    told, figures = Words(language()), replay.figures
    flips = figures.get("flips") or {}
    return ReplayLine(
        replay=replay,
        history=_named(replay, log),
        limits=_limits(replay, log),
        by=names.get(replay.by, "Wuxing"),
        cases=told.number(figures.get("cases")),
        rate=told.percent(figures.get("rate")),
        rate_against=told.percent(figures.get("rate_against")),
        to_late=told.number(flips.get("to_late")),
        to_met=told.number(flips.get("to_met")),
    )
