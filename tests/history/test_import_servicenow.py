"""The audit trail of a service desk: what happened is the difference between a row and the row before it."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.imported import imported, told
from wuxing.core.instant import parse_instant
from wuxing.history.events.stream import read_header

COLUMNS = (
    "number incident_state reopen_count sys_mod_count caller_id opened_at sys_updated_by sys_updated_at priority "
    "assignment_group assigned_to resolved_at closed_at"
).split()


def row(count, at, state, **changes):
    """One update; what is not said is as in every row, with the last resolution leaked into each of them."""
    cells = {
        "number": "INC1",
        "incident_state": state,
        "reopen_count": "0",
        "sys_mod_count": str(count),
        "caller_id": "Caller 1",
        "opened_at": "29/2/2016 08:00",
        "sys_updated_by": "Updated by 1",
        "sys_updated_at": at,
        "priority": "3 - Moderate",
        "resolved_at": "17/3/2016 16:28",
        "closed_at": "24/3/2016 18:59",
    }
    return [(cells | changes).get(column, "?") for column in COLUMNS]


LIFE = [
    row(0, "29/2/2016 08:10", "New", assignment_group="Group 1"),
    row(1, "29/2/2016 09:00", "Active", assignment_group="Group 1"),
    row(2, "29/2/2016 09:30", "Active", assignment_group="Group 2"),
    row(3, "29/2/2016 10:00", "Awaiting User Info", assignment_group="Group 2"),
    row(4, "29/2/2016 11:00", "Awaiting Vendor", assignment_group="?"),
    row(5, "29/2/2016 12:00", "Awaiting Vendor", assignment_group="Group 2", priority="1 - Critical"),
    row(6, "29/2/2016 13:00", "Resolved", assignment_group="Group 2", priority="1 - Critical"),
    row(7, "29/2/2016 14:00", "Active", assignment_group="Group 2", priority="1 - Critical", reopen_count="1"),
    row(8, "29/2/2016 14:00", "Resolved", assignment_group="Group 2", priority="1 - Critical", reopen_count="1"),
    row(9, "29/2/2016 15:00", "Closed", assignment_group="Group 2", priority="1 - Critical", reopen_count="1"),
]
STORY = [
    ("02-29 08:00", "case.opened"),
    ("02-29 08:10", "case.assigned"),
    ("02-29 09:30", "case.assigned"),
    ("02-29 10:00", "wait.started"),
    ("02-29 11:00", "wait.ended"),
    ("02-29 11:00", "wait.started"),
    ("02-29 12:00", "case.classified"),
    ("02-29 13:00", "wait.ended"),
    ("02-29 13:00", "case.resolved"),
    ("02-29 14:00", "case.reopened"),
    ("02-29 14:00", "case.resolved"),
    ("02-29 15:00", "case.closed"),
]


def test_a_life_is_told_from_the_changes(write_csv):
    events = imported(write_csv(COLUMNS, LIFE), "servicenow")["INC1"]

    assert told(events) == STORY
    assert [event.seq for event in events] == list(range(1, 13))


def test_waits_name_their_reason_when_they_start_and_when_they_end(write_csv):
    events = imported(write_csv(COLUMNS, LIFE), "servicenow")["INC1"]

    waits = [(event.kind, event.payload["reason"]) for event in events if event.kind.startswith("wait.")]
    assert waits == [
        ("wait.started", "waiting-customer"),
        ("wait.ended", "waiting-customer"),
        ("wait.started", "waiting-supplier"),
        ("wait.ended", "waiting-supplier"),
    ]


def test_a_case_is_opened_when_it_says_and_recorded_when_the_row_was_written(write_csv):
    opened = imported(write_csv(COLUMNS, LIFE), "servicenow")["INC1"][0]

    assert opened.at == parse_instant("2016-02-29T08:00+08:00")
    assert opened.recorded_at == parse_instant("2016-02-29T08:10+08:00")
    assert (opened.by, opened.speaker) == ("Caller 1", "customer")
    assert opened.payload == {
        "class": {"business": "after-sales", "customer": "enterprise", "urgency": "normal", "topic": "technical"}
    }


def test_a_critical_case_becomes_major(write_csv):
    events = imported(write_csv(COLUMNS, LIFE), "servicenow")["INC1"]

    changed = next(event for event in events if event.kind == "case.classified")
    assert changed.payload["class"]["urgency"] == "major"


def test_the_final_resolution_does_not_leak_into_the_first_row(write_csv):
    events = imported(write_csv(COLUMNS, LIFE[:2]), "servicenow")["INC1"]

    assert told(events) == STORY[:2]


@pytest.mark.parametrize("unknown", ["-100", "?"])
def test_a_state_that_says_nothing_ends_no_wait(write_csv, unknown):
    rows = [*LIFE[:4], row(4, "29/2/2016 11:00", unknown), row(5, "29/2/2016 12:00", "Resolved")]

    events = imported(write_csv(COLUMNS, rows), "servicenow")["INC1"]

    assert told(events)[-3:] == [
        ("02-29 10:00", "wait.started"),
        ("02-29 12:00", "wait.ended"),
        ("02-29 12:00", "case.resolved"),
    ]


def test_within_a_minute_the_counter_is_the_order(write_csv):
    minute = "29/2/2016 08:00"
    rows = [row(10, minute, "Closed"), row(9, minute, "Resolved"), row(0, minute, "New")]

    events = imported(write_csv(COLUMNS, rows), "servicenow")["INC1"]

    assert [event.kind for event in events] == ["case.opened", "case.resolved", "case.closed"]


def test_an_event_before_the_opening_keeps_its_time(write_csv):
    rows = [
        row(7, "29/2/2016 07:30", "New", assignment_group="Group 1"),
        row(1, "29/2/2016 09:00", "Resolved", assignment_group="Group 1"),
    ]

    events = imported(write_csv(COLUMNS, rows), "servicenow")["INC1"]

    assert told(events) == [
        ("02-29 07:30", "case.assigned"),
        ("02-29 08:00", "case.opened"),
        ("02-29 09:00", "case.resolved"),
    ]


def test_no_reply_is_invented(write_csv, tmp_path):
    imported(write_csv(COLUMNS, LIFE), "servicenow")

    header = read_header(tmp_path / "out/events.jsonl")
    assert "message.agent" not in header.supplies
    assert "case.resolved" in header.supplies
    assert header.timezone == "Asia/Shanghai"
    assert any("no time zone" in text["en"] for text in header.assumes)


MANY = [[f"INC{case}", *cells[1:]] for case in range(1, 6) for cells in LIFE[: 2 * case]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_the_order_of_the_log_does_not_matter(write_csv, seed):
    rows = random.Random(seed).sample(MANY, len(MANY))

    cases = imported(write_csv(COLUMNS, rows), "servicenow")

    assert list(cases) == ["INC1", "INC2", "INC3", "INC4", "INC5"]
    assert cases == imported(write_csv(COLUMNS, MANY, "tidy.csv"), "servicenow", "tidy.jsonl")


def test_a_log_put_together_twice_tells_the_same(write_csv):
    cases = imported(write_csv(COLUMNS, [*MANY, *MANY]), "servicenow")

    assert cases == imported(write_csv(COLUMNS, MANY, "once.csv"), "servicenow", "once.jsonl")
