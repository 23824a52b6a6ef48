"""The course of a clock as stretches and rows of days."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from made import TEST_STANDARD
from wuxing.cases.timebar import Axis, axis, course, days
from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading
from wuxing.core.instant import date_of
from wuxing.core.standard.reading import read_standard
from wuxing.packs.finding import calendars, data_sets

STANDARD = read_standard(TEST_STANDARD.read_text(encoding="utf-8"), file="product_standard.yaml", data_sets=data_sets())
OFFICE = calendars()[STANDARD.calendars["office"]]
SHANGHAI = ZoneInfo("Asia/Shanghai")
ORDINARY = {"business": "after-sales", "customer": "individual", "urgency": "normal"}
H = 3600


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp())


def told(*story: tuple[str, str, str], at: str, commitment: str = "solution") -> Reading:
    events = [
        Event(seq, kind, instant(when), instant(when), payload={"class": ORDINARY} if seq == 1 else {"reason": reason})
        for seq, (when, kind, reason) in enumerate(story, 1)
    ]
    readings = evaluate((STANDARD,), calendars(), events, instant(at)).readings
    return next(each for each in readings if each.commitment == commitment)


NATIONAL_DAY = (
    ("2026-09-30T14:30", "case.opened", ""),
    ("2026-09-30T16:00", "wait.started", "waiting-customer"),
    ("2026-09-30T17:00", "wait.ended", "waiting-customer"),
)


def over_the_holiday() -> Reading:
    return told(*NATIONAL_DAY, at="2026-10-08T10:12")


def drawn(reading: Reading, rest: str = "open"):
    return course(reading.explain, OFFICE, reading.due_at or reading.projected_due_at, rest=rest)


def lengths(stretches, kind: str) -> int:
    return sum(each.end - each.start for each in stretches if each.kind == kind)


def test_the_working_stretches_sum_to_the_limit_and_follow_without_a_gap() -> None:
    reading = over_the_holiday()

    stretches = drawn(reading)

    assert all(one.end == other.start for one, other in pairwise(stretches))
    assert lengths(stretches, "used") == reading.elapsed_seconds == 13_320
    assert lengths(stretches, "used") + lengths(stretches, "open") == 8 * H
    assert lengths(stretches, "paused") == 1 * H
    assert stretches[-1].end == reading.due_at == instant("2026-10-08T16:00")


def test_holidays_fold_into_one_row_with_their_name_and_the_last_sum_is_the_limit() -> None:
    rows = days(drawn(over_the_holiday()), OFFICE)

    assert [(str(date_of(row.first)), row.kind, row.days) for row in rows] == [
        ("2026-09-30", "work", 1),
        ("2026-10-01", "holiday", 7),
        ("2026-10-08", "work", 1),
    ]
    assert rows[1].label.zh == "国庆节"
    assert [row.total for row in rows] == [2.5 * H, 2.5 * H, 8 * H]


def test_a_make_up_saturday_is_a_working_row_of_its_own() -> None:
    rows = days(drawn(told(("2026-10-09T17:00", "case.opened", ""), at="2026-10-09T17:30")), OFFICE)

    assert [(row.kind, row.total) for row in rows] == [("work", 1 * H), ("makeup", 8 * H)]
    assert date_of(rows[1].first).isoformat() == "2026-10-10"


def test_what_lies_outside_the_clock_is_dotted() -> None:
    first = days(drawn(over_the_holiday()), OFFICE)[0]

    before = [each for each in first.stretches if each.kind == "after"]

    assert [(each.start, each.end) for each in before] == [
        (instant("2026-09-30T09:00"), instant("2026-09-30T12:00")),
        (instant("2026-09-30T13:30"), instant("2026-09-30T14:30")),
    ]


def test_after_the_due_the_time_is_over_and_the_sum_goes_on() -> None:
    reading = told(("2026-10-08T09:00", "case.opened", ""), at="2026-10-09T11:00")

    stretches = drawn(reading)

    assert (reading.state, lengths(stretches, "used"), lengths(stretches, "over")) == ("breached", 8 * H, 1.5 * H)
    assert days(stretches, OFFICE)[-1].total == 9.5 * H


def test_paused_nights_are_closed_and_the_rest_is_projected() -> None:
    story = (("2026-10-08T09:00", "case.opened", ""), ("2026-10-08T12:00", "wait.started", "waiting-parts"))
    reading = told(*story, at="2026-10-09T10:00")

    stretches = drawn(reading)

    assert (reading.state, lengths(stretches, "paused"), lengths(stretches, "open")) == ("paused", 5.5 * H, 5 * H)


def test_a_clock_that_was_met_shows_what_it_did_not_need() -> None:
    story = (("2026-10-08T09:00", "case.opened", ""), ("2026-10-08T11:00", "case.resolved", ""))
    reading = told(*story, at="2026-10-12T10:00")

    stretches = drawn(reading, rest="after")

    assert (reading.state, lengths(stretches, "used"), lengths(stretches, "after")) == ("met", 2 * H, 6 * H)
    assert days(stretches, OFFICE)[-1].total == 2 * H


def test_a_clock_that_has_not_started_has_nothing_to_draw() -> None:
    assert days(course((), OFFICE, None), OFFICE) == []
    assert axis([]).end == 24 * H


def test_a_long_pause_folds_in_the_middle() -> None:
    story = (("2026-03-02T10:00", "case.opened", ""), ("2026-03-02T11:00", "wait.started", "waiting-parts"))
    rows = days(drawn(told(*story, at="2026-06-30T10:00")), OFFICE)

    assert len(rows) == 22
    assert [row.kind for row in rows].count("between") == 1
    assert sum(row.days for row in rows) == (date_of(rows[-1].last) - date_of(rows[0].first)).days + 1


def test_the_axis_shows_working_hours_with_round_numbers() -> None:
    assert axis(days(drawn(over_the_holiday()), OFFICE)) == Axis(
        6 * H, 21 * H, (6 * H, 9 * H, 12 * H, 15 * H, 18 * H, 21 * H)
    )


def test_a_clock_of_minutes_is_shown_in_minutes() -> None:
    reading = told(("2026-10-08T10:00", "case.opened", ""), at="2026-10-08T10:10", commitment="first-response")
    always = calendars()[STANDARD.calendars["round-the-clock"]]

    hours = axis(days(course(reading.explain, always, reading.due_at), always))

    assert (hours.start, hours.end) == (9 * H + 45 * 60, 11 * H + 15 * 60)


@pytest.mark.parametrize("at", ["2026-10-08T15:59", "2026-10-08T16:00", "2026-10-08T16:01"])
def test_at_the_boundary_nothing_is_drawn_twice(at: str) -> None:
    stretches = drawn(told(*NATIONAL_DAY, at=at))

    assert lengths(stretches, "used") + lengths(stretches, "open") == 8 * H
