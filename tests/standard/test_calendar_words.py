"""A calendar in words, in both languages."""

import pytest

from standard.writing import read, small
from wuxing.core.calendar.saying import exceptions_in_words, hours_in_words
from wuxing.core.source import Text
from wuxing.packs.finding import data_sets


def calendar(said: str):  # type: ignore[no-untyped-def]
    text = small("{limit: 1 h}").replace("calendars: {", f"calendars: {{tried: {{timezone: Asia/Shanghai, {said}}}, ")
    return read(text).calendars["tried"]


def exceptions(said: str) -> list[Text]:
    return exceptions_in_words(calendar(f'week: {{mon: ["09:00-18:00"]}}, {said}'), data_sets())


@pytest.mark.parametrize(
    ("week", "zh", "en"),
    [
        ("always", "全天候", "round the clock"),
        (
            '{mon-fri: ["09:00-12:00", "13:30-18:00"], sat: ["10:00-16:00"]}',
            "周一至周五 09:00–12:00、13:30–18:00；周六 10:00–16:00",
            "Mon–Fri 09:00–12:00, 13:30–18:00; Sat 10:00–16:00",
        ),
        ('{sun: ["22:00-06:00"]}', "周日 22:00–次日06:00", "Sun 22:00–06:00 the next day"),
        ('{mon: ["18:00-24:00"]}', "周一 18:00–24:00", "Mon 18:00–24:00"),
    ],
)
def test_the_hours_of_a_week(week: str, zh: str, en: str) -> None:
    assert hours_in_words(calendar(f"week: {week}")) == Text(zh, en)


def test_a_calendar_of_single_dates_says_so() -> None:
    said = hours_in_words(calendar('week: {}, dates: {2026-12-31: ["09:00-12:00"]}'))

    assert said == Text("只在列明的日期", "only on the dates listed")


def test_holidays_and_make_up_days_are_named_by_their_data_sets() -> None:
    assert exceptions("closed: [cn-statutory-holidays], opened: {cn-makeup-days: mon}") == [
        Text("中国法定节假日放假", "Closed on statutory holidays of China"),
        Text("中国调休上班日按周一上班", "Make-up working days of China are worked like a Monday"),
    ]


def test_single_dates_and_closures_are_told_on_the_local_clock() -> None:
    said = exceptions(
        'closed: [2026-05-06, 12-25], opened: {2026-05-09: wed}, dates: {2026-12-31: ["09:00-12:00"], 2027-01-02: []}, '
        "closures: [{from: 2026-05-06T14:00+08:00, to: 2026-05-06T16:00+08:00, why: 停电}]"
    )

    assert [each.zh for each in said] == [
        "放假：2026-05-06",
        "每年放假：12-25",
        "2026-05-09 按周三上班",
        "2026-12-31 09:00–12:00",
        "2027-01-02 放假",
        "2026-05-06 14:00 至 2026-05-06 16:00 停业：停电",
    ]


def test_a_long_list_of_dates_is_cut_and_counted() -> None:
    (said,) = exceptions("closed: [" + ", ".join(f"2026-05-{day:02}" for day in range(1, 16)) + "]")

    assert said.zh.endswith("2026-05-12 等 15 天") and said.en.endswith("2026-05-12 and 3 more days")
