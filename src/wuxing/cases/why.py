"""Why a clock shows what it shows: the clause, the course of its time day by day, the events that mattered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.cases.clocks import clock_row, evaluate_case
from wuxing.cases.course import Course, many_days
from wuxing.cases.models import Case
from wuxing.cases.showing import ClockView, clock_chip, waiting_for
from wuxing.cases.used import Used, used_events
from wuxing.core.calendar.calendar import Calendar, NoWorkingTime
from wuxing.core.calendar.saying import hours_in_words
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading
from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS, Commitment, Standard, Step
from wuxing.core.standard.table import label
from wuxing.core.standard.wording import events_in_words, pauses_in_words, role_in_words
from wuxing.ledger import streams
from wuxing.packs.finding import calendars
from wuxing.standards.finding import standards_for
from wuxing.ui import times
from wuxing.ui.language import language, said
from wuxing.ui.refusal import Refused

NO_LIMIT = Text("—", "—")


class NoClock(Refused):
    code = "no-clock"
    status = 404
    says = _("The case %(ref)s has no such clock. Its clocks stand on its page.")


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the large figures: numbers with their units."""

    title: str
    parts: tuple[tuple[str, str], ...]
    note: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """A warning or a step of the ladder: what, to whom, when, and whether it is past."""

    says: str
    to: str
    at: datetime | None
    is_past: bool


@dataclass(frozen=True, slots=True)
class Why:
    """The whole page."""

    reading: Reading
    commitment: Commitment
    standard: Standard
    clock: ClockView
    heading: str
    verdict: str
    sentence: tuple[str, str, str]
    terms: str
    figures: tuple[Figure, ...]
    course: Course
    hours: str
    used: tuple[Used, ...]
    rungs: tuple[Rung, ...]
    ifs: tuple[tuple[str, str], ...]
    sources: str


def why(case: Case, commitment: str, cycle: int, at: datetime) -> Why:
    """Everything behind one clock of a case at an instant. Raises NoClock."""
    events = streams.read(case.stream_id)
    evaluation = evaluate_case(case, events, at)
    reading = next((each for each in evaluation.readings if (each.commitment, each.cycle) == (commitment, cycle)), None)
    if reading is None:
        raise NoClock(ref=case.ref)
    standard = next(each for each in standards_for(case.standard) if each.ref == reading.standard)
    href = reverse("cases:why", args=[case.ref, reading.commitment, reading.cycle])
    return explained(reading, standard, events, at, href=href)


def explained(reading: Reading, standard: Standard, events: Sequence[Event], at: datetime, *, href: str) -> Why:
    """Everything behind one reading of a case with these events; `href` is where its chip leads.

    The standard is the one that the reading was made under: that of the case, or one that is only tried on it.
    """
    promise = standard.commitments[reading.commitment]
    course = Course(reading, calendars()[promise.calendar], at)
    return Why(
        reading=reading,
        commitment=promise,
        standard=standard,
        clock=chip_of(reading, standard, at, href=href),
        heading=_heading(reading, at),
        verdict=_verdict(reading, promise, standard, at),
        sentence=_sentence(reading, promise, standard),
        terms=_terms(promise, standard),
        figures=tuple(_figures(reading)),
        course=course,
        hours=said(hours_in_words(promise.calendar)),
        used=tuple(used_events(reading, promise, standard, events)),
        rungs=tuple(_rungs(reading, promise, standard, course.calendar)),
        ifs=tuple(_ifs(reading, course.calendar, at)),
        sources=_sources(course.calendar),
    )


def chip_of(reading: Reading, standard: Standard, at: datetime, *, href: str) -> ClockView:
    """A reading as a chip; one that has not started has no row."""
    promise = standard.commitments[reading.commitment]
    if reading.started_at is None:
        return ClockView(said(promise.title), "wait", gettext("Not started"), "", 0, href)
    view = clock_chip(clock_row(None, reading, promise, reading.at), standard, at, href=href)
    return replace(view, to=_because(reading, standard)) if reading.cancelled_because else view


def _heading(reading: Reading, at: datetime) -> str:
    """为什么是 10月10日 周六 11:30; of a clock without a due, why it is as it is."""
    if reading.state in ("running", "breached") and reading.due_at is not None:
        return gettext("Why %(due)s") % {"due": _when(reading.due_at, at)}
    return {
        "paused": gettext("Why it is paused"),
        "paused_breached": gettext("Why it is overdue and paused"),
        "met": gettext("Why it is met"),
        "met_late": gettext("Why it is met late"),
        "cancelled": gettext("Why it is cancelled"),
    }.get(reading.state, gettext("Why it has not started"))


def _verdict(reading: Reading, promise: Commitment, standard: Standard, at: datetime) -> str:
    """What follows for this clock, in a sentence."""
    words = {
        "start": _when(reading.started_at, at),
        "due": _when(reading.due_at or reading.projected_due_at, at),
        "stop": _when(reading.stopped_at, at),
        "used": said(times.duration(reading.elapsed_seconds)),
        "left": said(times.duration(reading.remaining_seconds or 0)),
        "late": _late(reading),
        "reason": waiting_for(reading.because.resting or ""),
        "because": _because(reading, standard),
        "starts": said(events_in_words(promise.starts, standard)),
    }
    return str(VERDICTS[reading.state]) % words


VERDICTS = {
    "none": _("The clock starts with: %(starts)s. That has not happened yet."),
    "running": _("Running since %(start)s: %(used)s used, %(left)s left, due %(due)s."),
    "breached": _("Running since %(start)s, due %(due)s, overdue by %(late)s."),
    "paused": _("Paused: waiting %(reason)s. %(left)s left; resumed now, it would be due %(due)s."),
    "paused_breached": _("Due %(due)s, overdue by %(late)s, now paused: waiting %(reason)s."),
    "met": _("Started %(start)s, met %(stop)s: %(used)s used; due %(due)s."),
    "met_late": _("Started %(start)s, due %(due)s, met only %(stop)s: late by %(late)s."),
    "cancelled": _("Cancelled %(stop)s: %(because)s. It counts neither as met nor as missed."),
}


def _because(reading: Reading, standard: Standard) -> str:
    """Why it was cancelled; the kinds of events in their names."""
    found = said(reading.cancelled_because) if reading.cancelled_because else ""
    for kind, name in {**EVENT_KINDS, **standard.events}.items():
        found = found.replace(kind, said(name))
    return found


def _late(reading: Reading) -> str:
    """Working time and, where it is more, wall time: an evening answer to an 18:00 deadline is late by no working time."""
    working, wall = reading.overdue_working_seconds, reading.overdue_wall_seconds
    if working == wall:
        return said(times.duration(wall))
    return gettext("%(working)s of working time (%(wall)s by the wall clock)") % {
        "working": said(times.duration(working)),
        "wall": many_days(wall),
    }


def _sentence(reading: Reading, promise: Commitment, standard: Standard) -> tuple[str, str, str]:
    """The clause as it holds for this case: before the limit, the limit, and after it."""
    row = reading.row
    limit = row.limit if row else None
    starts, stops = events_in_words(promise.starts, standard), events_in_words(promise.stops, standard)
    owner, who = role_in_words(promise.owner, standard), label(standard, row.when) if row and row.when else None
    is_end = limit is not None and limit.unit == "end_of_next_working_day"
    if language() == "zh":
        of = f"{who.zh}：" if who else ""
        inside = "" if is_end else "内"
        return (
            f"{of}从{starts.zh}起，应在",
            (limit.text if limit else NO_LIMIT).zh,
            f"{inside}由{owner.zh}做到：{stops.zh}。",
        )
    of = f"{who.en}: " if who else ""
    within = ("by the " if who else "By the ") if is_end else "within " if who else "Within "
    after = f" from {starts.en}: {stops.en}. {owner.en} answers for it."
    return f"{of}{within}", (limit.text if limit else NO_LIMIT).en, after


def _terms(promise: Commitment, standard: Standard) -> str:
    """服务规范 2026.1 · 负责：专家组 · 可暂停：等待客户 · 质量要求：…"""
    parts = [
        f"{said(standard.title)} {standard.version}",
        gettext("Answers for it: %(owner)s") % {"owner": said(role_in_words(promise.owner, standard))},
        gettext("Pauses: %(pauses)s") % {"pauses": said(pauses_in_words(promise.pauses))} if promise.pauses else "",
        gettext("Quality: %(quality)s") % {"quality": said(promise.quality)},
    ]
    return " · ".join(filter(None, parts))


def _figures(reading: Reading) -> Iterator[Figure]:
    """Limit, used, paused, left: the four that make the deadline."""
    row = reading.row
    limit = row.limit if row else None
    days = limit is not None and limit.is_days
    yield Figure(gettext("Limit"), ((said(limit.text), ""),) if limit and days else _parts(reading.target_seconds))
    yield Figure(gettext("Used"), _parts(reading.elapsed_seconds))
    paused = sum(reading.paused_seconds.values())
    yield Figure(gettext("Paused"), _parts(paused), gettext("not counted as used") if paused else "")
    if reading.overdue_wall_seconds:
        wall = gettext("%(wall)s by the wall clock") % {"wall": many_days(reading.overdue_wall_seconds)}
        is_same = reading.overdue_wall_seconds == reading.overdue_working_seconds
        title = gettext("Late by") if reading.state == "met_late" else gettext("Overdue by")
        yield Figure(title, _parts(reading.overdue_working_seconds), "" if is_same else wall, "late")
        return
    title = gettext("Not used") if reading.stopped_at is not None else gettext("Left")
    yield Figure(title, _parts(max(0, reading.remaining_seconds or 0)))


def _parts(seconds: int | None) -> tuple[tuple[str, str], ...]:
    """11 小时 12 分, as numbers with their units."""
    if seconds is None:
        return (("—", ""),)
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    units = ("小时", "分", "秒") if language() == "zh" else ("h", "min", "s")
    parts = [(f"{number:,}", unit) for number, unit in zip((hours, minutes, rest), units, strict=True) if number]
    return tuple(parts[:2]) or (("0", units[1]),)


def _rungs(reading: Reading, promise: Commitment, standard: Standard, calendar: Calendar) -> Iterator[Rung]:
    """The ladder: what it set off, and what it would next."""
    fired = {each.step: each.at for each in reading.warnings}
    for share in promise.warn:
        past = fired.get(f"{share}%")
        says = gettext("%(share)s %% of the time used") % {"share": share}
        yield Rung(says, "", _instant(past or _warns_at(reading, share, calendar)), past is not None)
    stepped = {(each.step, each.to): each.at for each in reading.escalations}
    for step in promise.escalate:
        past = stepped.get((step.label, step.to))
        says = gettext("Overdue by %(time)s") % {"time": said(step.after.text)} if step.after else gettext("When due")
        role = said(role_in_words(step.to, standard))
        yield Rung(says, role, _instant(past or _steps_at(reading, step, calendar)), past is not None)


def _warns_at(reading: Reading, share: int, calendar: Calendar) -> int | None:
    if reading.state != "running" or reading.target_seconds is None:
        return None
    return calendar.add(reading.at, -(-reading.target_seconds * share // 100) - reading.elapsed_seconds)


def _steps_at(reading: Reading, step: Step, calendar: Calendar) -> int | None:
    if reading.state not in ("running", "breached") or reading.due_at is None:
        return None
    if step.after is None or step.after.is_days:
        return reading.due_at if step.after is None else None
    return (calendars()[step.calendar] if step.calendar else calendar).add(reading.due_at, step.after.amount)


def _ifs(reading: Reading, calendar: Calendar, at: datetime) -> Iterator[tuple[str, str]]:
    """What would be, were it otherwise. An estimate: nothing is changed."""
    limit = reading.row.limit if reading.row else None
    if reading.started_at is None or limit is None or limit.is_days or reading.state == "cancelled":
        return
    try:
        plain = calendar.add(reading.started_at, limit.amount)
    except NoWorkingTime:
        return
    if sum(reading.paused_seconds.values()):
        yield gettext("Without pauses"), _when(plain, at)
    if not calendar.is_never_closed:
        yield gettext("If closed time counted"), _when(reading.started_at + limit.amount, at)
    if reading.state == "running":
        left = said(times.duration(reading.remaining_seconds or 0))
        yield gettext("If it paused now"), gettext("due again after it resumes, %(left)s left") % {"left": left}


def _sources(calendar: Calendar) -> str:
    """The data sets that days off and make-up days come from."""
    zh = [f"{data.title.zh}（{name}@{data.version}）" for name, data in calendar.data_sets.items()]
    en = [f"{data.title.en} ({name}@{data.version})" for name, data in calendar.data_sets.items()]
    return said(Text("、".join(zh), ", ".join(en)))


def _when(instant: int | None, at: datetime) -> str:
    found = _instant(instant)
    return said(times.instant(found, now=timezone.localtime(at))) if found else "—"


def _instant(instant: int | None) -> datetime | None:
    return None if instant is None else datetime.fromtimestamp(instant, UTC)
