"""Durations and instants read as visual.md says, in both languages, and never promise more than there is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.core.source import Text
from wuxing.ui import times

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 9, 10, 12, tzinfo=SHANGHAI)  # a Friday


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0秒", "0 s"),
        (42, "42秒", "42 s"),
        (59.9, "59秒", "59 s"),
        (60, "1分", "1 min"),
        (18 * 60 + 59, "18分", "18 min"),
        (3599, "59分", "59 min"),
        (3600, "1小时", "1 h"),
        (3660, "1小时01分", "1 h 01 min"),
        (4320, "1小时12分", "1 h 12 min"),
        (4 * 3600 + 6 * 60 + 59, "4小时06分", "4 h 06 min"),
        (1000 * 3600, "1,000小时", "1,000 h"),
        (-5, "0秒", "0 s"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(seconds: float, zh: str, en: str) -> None:
    assert times.duration(seconds) == Text(zh, en)


@given(st.integers(0, 10**7))
def test_a_duration_never_says_more_than_there_is(seconds: int) -> None:
    said = times.duration(seconds).en.replace(",", "").split()

    told = sum(int(said[i]) * {"h": 3600, "min": 60, "s": 1}[said[i + 1]] for i in range(0, len(said), 2))

    assert told <= seconds < told + 60


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (times.left(4320), "还剩 1小时12分", "1 h 12 min left"),
        (times.days_left(2), "余 2 个工作日", "2 working days left"),
        (times.days_left(1), "余 1 个工作日", "1 working day left"),
        (times.overdue(480), "超时 8分", "8 min overdue"),
        (times.paused(34800), "暂停，余 9小时40分", "Paused, 9 h 40 min left"),
        (times.took(125), "用时 2分", "in 2 min"),
        (times.late_by(360), "晚 6分", "by 6 min"),
    ],
)
def test_a_clock_speaks_the_words_of_the_trade(text: Text, zh: str, en: str) -> None:
    assert (text.zh, text.en) == (zh, en)


@pytest.mark.parametrize(
    ("at", "long", "short"),
    [
        ("2026-10-09T10:30+08:00", Text("10:30", "10:30"), Text("10:30", "10:30")),
        ("2026-10-10T11:30+08:00", Text("10月10日 周六 11:30", "Sat 10 Oct, 11:30"), Text("10月10日 11:30", "10 Oct, 11:30")),
        ("2026-01-01T00:00+08:00", Text("1月1日 周四 00:00", "Thu 1 Jan, 00:00"), Text("1月1日 00:00", "1 Jan, 00:00")),
        ("2025-11-11T09:05+08:00", Text("2025-11-11 09:05", "2025-11-11 09:05"), Text("2025-11-11 09:05", "2025-11-11 09:05")),
    ],
)  # fmt: skip
def test_an_instant_leaves_out_what_the_reader_knows(at: str, long: Text, short: Text) -> None:
    instant = datetime.fromisoformat(at)

    assert (times.instant(instant, now=NOW), times.short_instant(instant, now=NOW)) == (long, short)


def test_an_instant_is_told_in_the_zone_of_the_reader() -> None:
    at = datetime(2026, 10, 9, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai

    assert times.instant(at, now=NOW).zh == "10月10日 周六 00:30"


def test_a_date_of_another_year_is_written_in_figures() -> None:
    today = date(2026, 10, 9)

    assert times.day(today, today=today) == Text("10月9日 周五", "Fri 9 Oct")
    assert times.day(date(2027, 1, 2), today=today).zh == "2027-01-02"
    assert times.short_day(date(2026, 10, 1), today=today) == Text("10月1日", "1 Oct")


@given(st.timedeltas(timedelta(0), timedelta(days=6)))
def test_every_instant_of_this_week_names_its_time(after: timedelta) -> None:
    at = NOW + after

    assert times.instant(at, now=NOW).zh.endswith(at.strftime("%H:%M"))
