"""What a chip says of a clock in every state, in both languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from made import NOON, standard
from wuxing.cases.models import Clock
from wuxing.cases.showing import ClockView, clock_view, in_order, urgency
from wuxing.standards.finding import in_force

pytestmark = pytest.mark.django_db
ALWAYS, OFFICE, DAYS = "first-response", "solution", "result"
LIMITS = {ALWAYS: ("1 h", 3600), OFFICE: ("8 h", 8 * 3600), DAYS: ("3 working days", 22.5 * 3600)}


@pytest.fixture(autouse=True)
def _standard() -> None:
    standard()


def shown(commitment: str = ALWAYS, *, minutes: float = 0, language: str = "zh-hans", **given: Any) -> ClockView:
    """A clock that started at NOON, so many minutes later."""
    limit, seconds = LIMITS[commitment]
    clock = Clock(
        commitment=commitment,
        cycle=1,
        clause="1.1",
        standard="test-company@2026.1",
        limit=limit,
        target_seconds=seconds,
    )
    for name, value in {"started_at": NOON, **given}.items():
        setattr(clock, name, value)
    with translation.override(language):
        return clock_view(clock, "C-1", in_force(NOON), NOON + timedelta(minutes=minutes))


def hours(count: float) -> Any:
    return NOON + timedelta(hours=count)


def words(view: ClockView) -> tuple[str, str, str]:
    return view.state, view.left, view.to


def test_a_running_clock_says_what_is_left_and_until_when() -> None:
    view = shown(minutes=18, due_at=hours(1.5), target_seconds=5400)

    assert words(view) == ("run", "还剩 1小时12分", "13:30")
    assert (view.name, view.share, view.due_at) == ("首次响应", 20, hours(1.5).isoformat())


def test_past_a_warning_it_is_at_risk() -> None:
    assert words(shown(minutes=42, due_at=hours(1), risk_at=hours(0.5))) == ("risk", "还剩 18分", "13:00")


def test_the_last_minute_is_told_in_seconds() -> None:
    assert shown(minutes=59.3, due_at=hours(1)).left == "还剩 42秒"


def test_at_the_due_instant_it_is_not_broken_a_second_later_it_is() -> None:
    assert shown(minutes=60, due_at=hours(1)).state == "run"
    assert shown(minutes=61, due_at=hours(1)).state == "late"


def test_an_overdue_clock_says_by_how_much() -> None:
    view = shown(minutes=68, due_at=hours(1))

    assert (*words(view), view.share) == ("late", "超时 8分", "13:00", 100)


def test_overdue_in_closed_hours_says_no_number_that_would_shrink() -> None:
    at_six = NOON + timedelta(hours=6)

    assert shown(OFFICE, minutes=7 * 60, due_at=at_six).left == "已超时"
    assert shown(OFFICE, minutes=21.5 * 60, due_at=at_six).left == "超时 30分"


def test_remaining_is_working_time_and_no_script_counts_through_the_night() -> None:
    tomorrow = NOON + timedelta(hours=22)  # 10:00

    view = shown(OFFICE, minutes=5 * 60, due_at=tomorrow)

    assert (view.left, view.due_at) == ("还剩 2小时", "")


@pytest.mark.parametrize(("later", "left"), [(0, "余 2 个工作日"), (24, "余 1 个工作日"), (46, "还剩 6小时30分")])
def test_a_limit_in_days_is_told_in_whole_days_while_there_are_any(later: int, left: str) -> None:
    friday_evening = NOON + timedelta(days=2, hours=6)

    assert shown(DAYS, minutes=later * 60, due_at=friday_evening).left == left


def test_a_paused_clock_says_what_is_left_and_what_it_waits_for() -> None:
    view = shown(OFFICE, paused=True, pause_reason="waiting-parts", left_seconds=7 * 3600 + 40 * 60)

    assert (*words(view), view.short) == ("hold", "暂停，余 7小时40分", "等配件", "余 7小时40分")
    assert shown(paused=True, pause_reason="waiting-parts", due_at=NOON).left == "超时后暂停"


def test_a_stopped_clock_says_whether_it_was_kept() -> None:
    met = shown(due_at=hours(1), stopped_at=NOON + timedelta(minutes=2), elapsed_seconds=120)
    late = shown(due_at=hours(1), stopped_at=NOON + timedelta(minutes=66), elapsed_seconds=3960, overdue_seconds=360)

    assert words(met) == ("met", "按时", "用时 2分")
    assert words(late) == ("met-late", "迟到完成", "晚 6分")
    assert shown(cancelled=True, stopped_at=NOON).state == "off"


def test_every_state_speaks_english() -> None:
    said = [
        shown(language="en", minutes=18, due_at=hours(1.5)).left,
        shown(language="en", minutes=68, due_at=hours(1)).left,
        shown(OFFICE, language="en", paused=True, pause_reason="waiting-customer", left_seconds=34800).left,
        shown(DAYS, language="en", due_at=NOON + timedelta(days=2, hours=6)).left,
    ]

    assert said == ["1 h 12 min left", "8 min overdue", "Paused, 9 h 40 min left", "2 working days left"]


def test_breached_stands_before_next_due_before_paused() -> None:
    held = shown(OFFICE, minutes=90, paused=True, left_seconds=60)
    soon, later = shown(minutes=90, due_at=hours(2)), shown(minutes=90, due_at=hours(3))
    late, kept = shown(minutes=90, due_at=hours(1)), shown(due_at=hours(1), stopped_at=NOON, elapsed_seconds=0)

    assert in_order([held, later, kept, soon, late]) == [late, soon, later, held]


def test_rows_and_strips_agree_on_what_comes_first() -> None:
    at = hours(1.5)
    late, soon = Clock(due_at=hours(1)), Clock(due_at=hours(2))
    hold, hold_late = Clock(paused=True), Clock(paused=True, due_at=hours(1))

    assert sorted([hold, soon, hold_late, late], key=lambda clock: urgency(clock, at)) == [late, soon, hold_late, hold]
