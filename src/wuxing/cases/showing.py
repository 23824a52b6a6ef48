"""Clocks in the words of visual.md: what a chip, a list row and a case's header show of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.cases.models import Clock
from wuxing.core.calendar.calendar import Calendar, NoWorkingTime
from wuxing.core.source import Text
from wuxing.core.standard.document import MAIN_DIMENSIONS, Standard
from wuxing.core.standard.limit import Limit, parse_limit
from wuxing.core.standard.table import label
from wuxing.packs.finding import calendars
from wuxing.ui import times
from wuxing.ui.language import said

MOST = 4
"""So many chips stand in one strip."""

WAITS: Mapping[str, str | Promise] = {
    "waiting-customer": _("for the customer"),
    "waiting-parts": _("for parts"),
    "waiting-supplier": _("for the supplier"),
    "testing": _("testing"),
    "resolved": _("resolved"),
}
"""What a clock is paused for, as short as a chip allows; other reasons are shown as the standard writes them."""

DIMENSIONS: Mapping[str, Any] = {
    "business": _("Business"),
    "customer": _("Customer type"),
    "urgency": _("Urgency"),
    "topic": _("Topic"),
    "product": _("Product line"),
}

ORDER = {"late": 0, "risk": 1, "run": 1, "hold-late": 2, "hold": 3, "wait": 4}
"""Breached, next due, paused."""


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock as it is shown. `due_at` is an ISO instant only where every second until then is working time."""

    name: str
    state: str
    left: str
    to: str
    share: int
    href: str
    due_at: str = ""
    clause: str = ""
    standard: str = ""
    commitment: str = ""
    short: str = ""
    """What a row says under a heading that tells the state already."""
    tells: str = ""
    """What it promises and since when, for who rests on it."""
    at: datetime | None = None
    """What it is sorted by among its like: its due, or its stop."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is owed on it any more."""
        return self.state in ("met", "met-late", "off")


def waiting_for(reason: str) -> str:
    """等客户, 等配件; a reason that only the standard knows as it is written there."""
    return str(WAITS.get(reason, reason))


def dimension(name: str) -> str:
    """A dimension of the class in words; one that only the standard knows as it is written there."""
    return str(DIMENSIONS.get(name, name))


def class_words(standard: Standard, case_class: Mapping[str, str]) -> str:
    """售后 / 个人 / 紧急 / 技术: the main dimensions first, the others as the standard has them."""
    order = [*MAIN_DIMENSIONS, *standard.classes]
    return said(label(standard, {name: value for name in order if (value := case_class.get(name))}))


def clock_view(clock: Clock, ref: str, standard: Standard, at: datetime) -> ClockView:
    """How a stored clock of a case looks at an instant."""
    href = reverse("cases:why", args=[ref, clock.commitment, clock.cycle])
    return clock_chip(clock, standard, at, href=href)


def clock_chip(clock: Clock, standard: Standard, at: datetime, *, href: str) -> ClockView:
    """How the row of a clock looks at an instant, whoever's it is; `href` is where it leads."""
    commitment = standard.commitments.get(clock.commitment)
    calendar = calendars()[commitment.calendar] if commitment else None
    state, left, to, share = _shown(clock, calendar, at)
    return ClockView(
        name=said(commitment.title) if commitment else clock.commitment,
        state=state,
        left=left,
        to=to,
        share=share,
        href=href,
        due_at=_counts_to(clock, calendar, at) if state in ("run", "risk", "late") else "",
        clause=clock.clause,
        standard=clock.standard,
        commitment=clock.commitment,
        short=said(_rest(clock, calendar, at)) if state == "hold" else left,
        tells=_promise(clock, at),
        at=clock.stopped_at or clock.due_at,
    )


def _promise(clock: Clock, at: datetime) -> str:
    """第 1.1 条，时限 3 分钟，自 10:01 起算."""
    limit = limit_of(clock)
    words = {"clause": clock.clause, "limit": said(limit.text) if limit else clock.limit}
    if clock.started_at is None:
        return gettext("Clause %(clause)s, limit %(limit)s") % words
    return gettext("Clause %(clause)s, limit %(limit)s, counted from %(start)s") % {
        **words,
        "start": _when(clock.started_at, at),
    }


def urgency(clock: Clock, at: datetime) -> tuple[int, float]:
    """What an open clock is sorted by: breached, next due, paused."""
    due = clock.due_at.timestamp() if clock.due_at else 0
    if clock.paused:
        return ORDER["hold-late" if clock.due_at else "hold"], due
    return ORDER["late" if clock.due_at and clock.due_at < at else "run"], due


def in_order(views: Iterable[ClockView]) -> list[ClockView]:
    """Open clocks as a strip shows them: breached, next due, paused."""
    open_ones = [view for view in views if not view.is_over]
    return sorted(open_ones, key=lambda view: (ORDER[view.state], _place(view)))


def kept(views: Sequence[ClockView]) -> list[ClockView]:
    """Clocks that have stopped, the last ones first."""
    return sorted((view for view in views if view.is_over), key=_place, reverse=True)


def _place(view: ClockView) -> float:
    return view.at.timestamp() if view.at else 0


Shown = tuple[str, str, str, int]
"""State, words, further words, and the share of the budget that is used."""


def _shown(clock: Clock, calendar: Calendar | None, at: datetime) -> Shown:
    if clock.cancelled:
        return "off", gettext("Cancelled"), "", 0
    if clock.stopped_at is not None:
        return _stopped(clock)
    if clock.paused:
        return _paused(clock, calendar, at)
    if clock.due_at is None or clock.started_at is None:
        return "wait", gettext("Not started"), "", 0
    return _overdue(clock, calendar, at) if clock.due_at < at else _running(clock, calendar, at)


def _stopped(clock: Clock) -> Shown:
    if clock.due_at is not None and clock.stopped_at is not None and clock.stopped_at > clock.due_at:
        # Late by no working time at all: an evening answer to an 18:00 deadline. The wall clock tells it then.
        late = clock.overdue_seconds or (clock.stopped_at - clock.due_at).total_seconds()
        return "met-late", gettext("Met late"), said(times.late_by(late)), 100
    return "met", gettext("Met"), said(times.took(clock.elapsed_seconds or 0)), 100


def _paused(clock: Clock, calendar: Calendar | None, at: datetime) -> Shown:
    reason = waiting_for(clock.pause_reason)
    if clock.due_at is not None:
        return "hold-late", gettext("Paused when overdue"), reason, 100
    rest = _rest(clock, calendar, at)
    words = Text(f"暂停，{rest.zh}", f"Paused, {rest.en}")
    return "hold", said(words), reason, _share(clock, clock.left_seconds or 0)


def _rest(clock: Clock, calendar: Calendar | None, at: datetime) -> Text:
    """余 9小时40分; of a limit in days, whole days where there are any."""
    left = clock.left_seconds or 0
    days = _days_of(clock, calendar, at, _end(calendar, at, left)) if is_in_days(clock) else 0
    length = times.duration(left)
    return days_left(days, limit_of(clock)) if days else Text(f"余 {length.zh}", f"{length.en} left")


def _overdue(clock: Clock, calendar: Calendar | None, at: datetime) -> Shown:
    assert clock.due_at is not None
    late = _between(calendar, clock.due_at, at)
    # Where no working time has passed since, nothing is said that would shrink when work begins again.
    words = said(times.overdue(late)) if late else gettext("Overdue")
    return "late", words, _when(clock.due_at, at), 100


def _running(clock: Clock, calendar: Calendar | None, at: datetime) -> Shown:
    assert clock.due_at is not None
    state = "risk" if clock.risk_at is not None and clock.risk_at <= at else "run"
    left = _between(calendar, at, clock.due_at)
    days = _days_of(clock, calendar, at, clock.due_at) if is_in_days(clock) else 0
    words = days_left(days, limit_of(clock)) if days else times.left(left)
    return state, said(words), _when(clock.due_at, at), _share(clock, left)


def limit_of(clock: Clock) -> Limit | None:
    """The limit of a clock, from the words it is stored in."""
    return parse_limit(clock.limit.partition(",")[0])


def is_in_days(clock: Clock) -> bool:
    """Whether a clock counts whole dates."""
    limit = limit_of(clock)
    return limit is not None and limit.is_days


def _days_of(clock: Clock, calendar: Calendar | None, at: datetime, due: datetime) -> int:
    """Whole dates that are left after today, of the kind that the limit counts."""
    if calendar is None:
        return 0
    today, last = (calendar.day_of(int(each.timestamp()) - edge) for each, edge in ((at, 0), (due, 1)))
    limit = limit_of(clock)
    if limit is not None and limit.unit == "calendar_days":
        return max(0, last - today)
    return calendar.count_workdays(today, last) if last > today else 0


def days_left(count: int, limit: Limit | None) -> Text:
    """余 2 个工作日; of a limit in calendar days: 余 2 天."""
    if limit is None or limit.unit != "calendar_days":
        return times.days_left(count)
    return Text(f"余 {count} 天", "1 day left" if count == 1 else f"{count} days left")


def _between(calendar: Calendar | None, start: datetime, end: datetime) -> int:
    first, last = int(start.timestamp()), int(end.timestamp())
    return calendar.between(first, last) if calendar else max(0, last - first)


def _end(calendar: Calendar | None, at: datetime, left: int) -> datetime:
    if calendar is None:
        return at
    try:
        return datetime.fromtimestamp(calendar.add(int(at.timestamp()), left), at.tzinfo)
    except NoWorkingTime:
        return at


def _counts_to(clock: Clock, calendar: Calendar | None, at: datetime) -> str:
    """The due, where a script may count to it: it knows no hours of work and no days."""
    due = clock.due_at
    if due is None or calendar is None or is_in_days(clock):
        return ""
    if due < at:
        return due.isoformat() if calendar.is_never_closed else ""
    wall = int(due.timestamp()) - int(at.timestamp())
    return due.isoformat() if calendar.between(int(at.timestamp()), int(due.timestamp())) == wall else ""


def _share(clock: Clock, left: int) -> int:
    target = clock.target_seconds or 0
    return round(100 * min(target, max(0, target - left)) / target) if target else 0


def _when(due: datetime, at: datetime) -> str:
    return said(times.short_instant(due, now=timezone.localtime(at)))
