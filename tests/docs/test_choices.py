"""Choices of docs/clocks.md that no table can show: what `evaluate` returns beside the readings, versions in turn."""

from zoneinfo import ZoneInfo

import pytest

from docs.markdown import blocks
from wuxing.core.clock.evaluate import Evaluation, evaluate
from wuxing.core.clock.telling import read_event
from wuxing.core.instant import format_instant, parse_instant
from wuxing.core.standard.document import Standard
from wuxing.core.standard.reading import read_standard
from wuxing.packs.finding import calendars, data_sets

TEXT = next(each.text for each in blocks("docs/standard.md") if each.what == "complete")
DATED = "{from: 2026-07-01, applies_to: new_cases}"
FAR = "calendars:\n  far: {timezone: America/New_York, week: always}"


def standard(text: str) -> Standard:
    return read_standard(text, file="standard.yaml", data_sets=data_sets())


def later(first_calendar: str = "calendars:") -> Standard:
    """A second version, in force for open cases from 7 July on, with 2 h for a solution."""
    dated = TEXT.replace(DATED, "{from: 2026-07-07, applies_to: open_cases}").replace('"2026.1"', '"2026.2"')
    return standard(dated.replace("- {limit: 8 h}", "- {limit: 2 h}").replace("calendars:", first_calendar, 1))


def told(at: str, *standards: Standard) -> Evaluation:
    """A fault reported on Monday 6 July at 16:00, looked at later."""
    case_class = {"business": "after-sales", "urgency": "normal"}
    event = read_event({"at": "2026-07-06T16:00+08:00", "kind": "case.opened", "class": case_class}, 1)
    return evaluate(standards, calendars(), [event], parse_instant(at))


def shown(seconds: int | None) -> str:
    return "—" if seconds is None else format_instant(seconds, ZoneInfo("Asia/Shanghai"))


def test_a_running_clock_wakes_one_second_after_due() -> None:
    evaluation = told("2026-07-06T17:05+08:00", standard(TEXT))

    solution = next(each for each in evaluation.readings if each.commitment == "solution")
    assert shown(solution.due_at) == "2026-07-07T16:30:00+08:00"
    assert shown(evaluation.next_wake) == "2026-07-06T17:30:00+08:00"  # the ladder of the first response comes first
    after = told("2026-07-06T17:35+08:00", standard(TEXT))
    assert shown(after.next_wake) == "2026-07-07T16:30:01+08:00"


@pytest.mark.parametrize(
    ("first_calendar", "taken_over_at"),
    [("calendars:", "2026-07-07T00:00:00+08:00"), (FAR, "2026-07-07T12:00:00+08:00")],
)
def test_a_version_for_open_cases_takes_over_at_midnight_of_its_first_calendar(
    first_calendar: str, taken_over_at: str
) -> None:
    versions = (standard(TEXT), later(first_calendar))
    before = shown(parse_instant(taken_over_at) - 1)

    assert {each.standard for each in told(before, *versions).readings} == {"home-service@2026.1"}
    assert "home-service@2026.2" in {each.standard for each in told(taken_over_at, *versions).readings}


def test_closed_segments_carry_no_seconds_and_open_ones_sum_to_elapsed() -> None:
    solution = next(
        each for each in told("2026-07-07T10:00+08:00", standard(TEXT)).readings if each.commitment == "solution"
    )

    assert {segment.seconds for segment in solution.explain if segment.kind == "closed"} == {0}
    assert sum(segment.seconds for segment in solution.explain if segment.kind == "open") == solution.elapsed_seconds
