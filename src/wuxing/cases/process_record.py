"""How the processes of a standard are followed: how long cases stay in each stage, what is skipped, who kept what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import NamedTuple

from django.utils.translation import gettext

from wuxing.accounts.actors import Actor
from wuxing.cases.events import STAGE_ENTERED
from wuxing.cases.leading import is_leads
from wuxing.cases.models import Case, Clock
from wuxing.cases.process import process_of
from wuxing.core.standard.document import Process, Standard
from wuxing.core.standard.stages import explain_mode
from wuxing.core.standard.table import label
from wuxing.ledger.models import Event
from wuxing.ui import times
from wuxing.ui.language import said

MOST = 500
"""So many of the newest cases are looked at: enough to see how a process is followed, few enough to wait for."""

MARKS = ("case.opened", STAGE_ENTERED, "case.resolved", "case.reopened", "case.closed", "case.withdrawn", "case.spam")
OVER = ("case.resolved", "case.closed", "case.withdrawn", "case.spam")


@dataclass(frozen=True, slots=True)
class StageRecord:
    """One stage: how often it was left and after how long, how often it was passed over."""

    title: str
    left: int
    stay: str
    skipped: int


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What somebody answered for in a matrix, as handler or as lead: kept of all that ended."""

    name: str
    part: str
    kept: int
    ended: int

    @property
    def rate(self) -> str:
        """Kept of ended; — where nothing ended."""
        return f"{100 * self.kept / self.ended:.1f} %" if self.ended else "—"


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """One process. The deviation rate of a line is stages skipped of those entered or skipped (S2-9)."""

    where: str
    mode: str
    has_order: bool
    cases: int
    stages: tuple[StageRecord, ...]
    skipped: int
    due: int
    people: tuple[PersonRecord, ...]

    @property
    def deviation(self) -> str:
        """Skipped of due; — where nothing was."""
        return f"{100 * self.skipped / self.due:.1f} %" if self.due else "—"


class Mark(NamedTuple):
    """One event that tells where a case stands in its process."""

    kind: str
    at: datetime
    stage: str
    skipped: Sequence[str]


@dataclass(slots=True)
class Tally:
    """What is counted of one process, by stage id."""

    cases: list[Case] = field(default_factory=list)
    stays: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    entered: int = 0
    skips: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def record_of(standard: Standard, by: Actor) -> list[ProcessRecord]:
    """Every process of a standard over the newest cases under it that the actor may see; three queries."""
    newest = Case.objects.visible_to(by).live().filter(standard=standard.ref).order_by("-opened_at", "-pk")
    cases = list(newest.select_related("assignee", "lead")[:MOST])
    marks = _marks([case.stream_id for case in cases])
    tallies = {id(process): Tally() for process in standard.process}
    for case in cases:
        process = process_of(standard, case.case_class)
        if process is not None:
            tallies[id(process)].cases.append(case)
            _count(tallies[id(process)], marks[case.stream_id])
    found = [_record(standard, process, tallies[id(process)]) for process in standard.process]
    return sorted(found, key=lambda record: not record.cases)


def _marks(streams: Sequence[int]) -> Mapping[int, list[Mark]]:
    found: dict[int, list[Mark]] = defaultdict(list)
    events = Event.objects.filter(stream__in=streams, kind__in=MARKS).order_by("stream_id", "seq")
    for stream, kind, at, told in events.values_list("stream_id", "kind", "at", "payload"):
        found[stream].append(Mark(kind, at, told.get("stage", ""), told.get("skipped", ())))
    return found


def _count(tally: Tally, marks: Iterable[Mark]) -> None:
    """Follow one case: it stays in a stage until it enters another one or is over; what is open is not counted."""
    stage, since = "", None
    for mark in marks:
        if stage and since is not None and (mark.stage or mark.kind in OVER):
            tally.stays[stage].append((mark.at - since).total_seconds())
            since = None
        if mark.stage:
            stage, since = mark.stage, mark.at
            tally.entered += 1
        elif mark.kind == "case.reopened":
            since = mark.at
        for each in mark.skipped:
            tally.skips[each] += 1


def _record(standard: Standard, process: Process, tally: Tally) -> ProcessRecord:
    skipped = sum(tally.skips.values())
    return ProcessRecord(
        where=said(label(standard, process.when)),
        mode=said(explain_mode(standard, process)),
        has_order=process.mode == "linear",
        cases=len(tally.cases),
        stages=tuple(
            StageRecord(said(stage.title), len(stays), _stay(stays), tally.skips.get(stage.id, 0))
            for stage in process.stages
            for stays in (tally.stays.get(stage.id, []),)
        ),
        skipped=skipped,
        due=tally.entered + skipped,
        people=_people(standard, tally.cases) if process.mode == "matrix" else (),
    )


def _stay(stays: Sequence[float]) -> str:
    return said(times.duration(median(stays))) if stays else "—"


def _people(standard: Standard, cases: Sequence[Case]) -> tuple[PersonRecord, ...]:
    """Each promise counts for one of the two: the lead's for the lead, the others for whoever handles the case."""
    by_pk = {case.pk: case for case in cases}
    kept: dict[tuple[str, str], list[bool]] = defaultdict(list)
    ended = Clock.objects.filter(case__in=by_pk, cancelled=False, stopped_at__isnull=False, due_at__isnull=False)
    for clock in ended:
        case = by_pk[clock.case_id]
        is_his = case.lead is not None and is_leads(standard, case.case_class, clock.owner)
        person = case.lead if is_his else case.assignee
        part = gettext("Project lead") if is_his else gettext("Handler")
        if person is not None and clock.stopped_at and clock.due_at:
            kept[str(person), part].append(clock.stopped_at <= clock.due_at)
    return tuple(PersonRecord(*who, sum(each), len(each)) for who, each in sorted(kept.items()))
