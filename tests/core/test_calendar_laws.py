"""The laws of working time (standard.md, end of section 3), on calendars of every shape."""

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

from wuxing.core.calendar.calendar import Calendar, NoWorkingTime
from wuxing.core.calendar.definition import read_definition
from wuxing.core.instant import parse_instant
from wuxing.core.source import Reader, from_plain
from wuxing.packs.finding import data_sets

OFFICE = {"mon-fri": ["09:00-12:00", "13:30-18:00"]}
SPECS = {
    "office": {
        "timezone": "Asia/Shanghai",
        "week": OFFICE,
        "closed": ["cn-statutory-holidays"],
        "opened": {"cn-makeup-days": "mon"},
    },
    "always": {"timezone": "Asia/Shanghai", "week": "always"},
    "three shifts": {"timezone": "Europe/Berlin", "week": {"mon-sun": ["00:00-08:00", "08:00-16:00", "16:00-24:00"]}},
    "night": {"timezone": "Europe/Berlin", "week": {"mon-fri": ["22:00-06:00"]}, "closed": ["12-24", "2026-03-29"]},
    "new york": {"timezone": "America/New_York", "week": {"mon-sat": ["01:00-03:30", "09:00-17:30"]}},
    "lord howe": {"timezone": "Australia/Lord_Howe", "week": {"mon-sun": ["00:30-02:30", "10:00-16:00"]}},
    "closure": {
        "timezone": "Asia/Shanghai",
        "week": OFFICE,
        "closures": [{"from": "2026-05-06T14:00+08:00", "to": "2026-05-07T10:00+08:00", "why": "停电"}],
    },
}


def calendar(spec: object) -> Calendar:
    reader = Reader()
    definition = read_definition(from_plain(spec), reader, "c", data_sets())
    assert definition, [problem.in_language("en") for problem in reader.found]
    return Calendar(definition, data_sets())


CALENDARS = {name: calendar(spec) for name, spec in SPECS.items()}
calendars = st.sampled_from(sorted(CALENDARS)).map(CALENDARS.__getitem__)
START, END = parse_instant("2025-09-01T00:00Z"), parse_instant("2027-04-30T00:00Z")
instants = st.integers(START, END) | st.integers(START // 900, END // 900).map(lambda quarter: quarter * 900)
budgets = st.integers(0, 400_000) | st.integers(0, 100).map(lambda hours: hours * 3600)


@given(calendars, instants, instants, instants)
def test_spans_side_by_side_add_up(time: Calendar, a: int, b: int, c: int) -> None:
    a, b, c = sorted((a, b, c))

    assert time.between(a, b) + time.between(b, c) == time.between(a, c)


@given(calendars, instants, budgets)
def test_add_is_the_earliest_instant_with_that_much_between(time: Calendar, start: int, seconds: int) -> None:
    due = time.add(start, seconds)

    assert time.between(start, due) == seconds
    assert due == start or time.between(start, due - 1) == seconds - 1


@given(calendars, instants, budgets, budgets)
def test_adding_twice_is_adding_the_sum(time: Calendar, start: int, one: int, other: int) -> None:
    assume(other)  # after a budget that ends at closing, adding 0 stays there

    assert time.add(time.add(start, one), other) == time.add(start, one + other)


@given(calendars, instants, budgets, st.integers(0, 90_000))
def test_due_never_comes_earlier_for_a_larger_budget(time: Calendar, start: int, seconds: int, more: int) -> None:
    assert time.add(start, seconds) <= time.add(start, seconds + more)


@given(calendars, instants, budgets)
def test_sub_leads_back_over_the_same_working_time(time: Calendar, start: int, seconds: int) -> None:
    begin = time.sub(start, seconds)

    assert time.between(begin, start) == seconds
    assert begin == start or time.between(begin + 1, start) == seconds - 1


@given(instants, budgets)
def test_three_touching_shifts_are_always_open(start: int, seconds: int) -> None:
    assert CALENDARS["three shifts"].add(start, seconds) == CALENDARS["always"].add(start, seconds) == start + seconds


@given(calendars, instants)
def test_next_open_is_open_and_nothing_before_it_is(time: Calendar, start: int) -> None:
    begin = time.next_open(start)

    assert time.is_open(begin)
    assert begin == start or (not time.is_open(start) and not time.is_open(begin - 1))


@given(calendars, instants, st.integers(1, 12))
def test_working_days_end_at_the_close_of_the_nth_working_date(time: Calendar, start: int, days: int) -> None:
    end = time.add_days(start, days, "working")
    last = max(day for day in range(time.day_of(start) + 1, time.day_of(end) + 1) if time.close_of(day) == end)

    assert time.count_workdays(time.day_of(start), last) == days


@given(st.sampled_from(["office", "night", "new york"]), st.integers(0, 6 * 86_400), instants, budgets)
def test_cutting_a_span_in_two_changes_nothing(name: str, at: int, start: int, seconds: int) -> None:
    whole, week = CALENDARS[name], SPECS[name]["week"]
    assert isinstance(week, dict)
    cut = calendar({**SPECS[name], "week": {day: halved(spans) for day, spans in week.items()}})

    assert cut.add(start, seconds) == whole.add(start, seconds)
    assert cut.between(start, start + at) == whole.between(start, start + at)


def halved(spans: list[str]) -> list[str]:
    """Each span cut one minute after it opens."""
    pieces = []
    for span in spans:
        opens, closes = span.split("-")
        cut = f"{opens[:3]}{int(opens[3:]) + 1:02d}"
        pieces += [f"{opens}-{cut}", f"{cut}-{closes}"]
    return pieces


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-09-30T10:00+08:00", 3, "2026-10-10T18:00+08:00"),
        ("2026-02-13T10:00+08:00", 2, "2026-02-24T18:00+08:00"),
        ("2026-05-08T10:00+08:00", 3, "2026-05-12T18:00+08:00"),
        ("2026-01-02T10:00+08:00", 3, "2026-01-06T18:00+08:00"),
        ("2025-12-31T18:30+08:00", 3, "2026-01-06T18:00+08:00"),
    ],
)
def test_working_days_know_holidays_and_make_up_days(start: str, days: int, end: str) -> None:
    assert CALENDARS["office"].add_days(parse_instant(start), days, "working") == parse_instant(end)


def test_a_date_after_the_announced_years_is_provisional() -> None:
    office = CALENDARS["office"]
    told, untold = parse_instant("2026-12-31T10:00+08:00"), parse_instant("2027-01-01T00:00+08:00")

    assert not office.is_provisional(told, told)
    assert office.is_provisional(told, untold)
    assert office.is_provisional(parse_instant("2009-12-31T23:59:59+08:00"), told)


def test_a_calendar_that_is_open_on_one_date_only_runs_out() -> None:
    once = calendar({"timezone": "UTC", "week": {}, "dates": {"2026-12-31": ["09:00-12:00"]}})
    start = parse_instant("1990-01-01T00:00Z")

    assert once.next_open(start) == parse_instant("2026-12-31T09:00Z")
    with pytest.raises(NoWorkingTime):
        once.add(start, 3 * 3600 + 1)


def test_a_missing_day_is_no_working_date() -> None:
    apia = calendar({"timezone": "Pacific/Apia", "week": "always"})  # went from 2011-12-29 to 2011-12-31

    assert apia.add_days(parse_instant("2011-12-29T12:00-10:00"), 1, "working") == parse_instant(
        "2012-01-01T00:00+14:00"
    )
