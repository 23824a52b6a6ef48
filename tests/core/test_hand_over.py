"""Every case stays under the version it was opened under, unless a later one is published for open cases."""

import pytest

from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.reading import Reading
from wuxing.core.clock.telling import read_event
from wuxing.core.instant import parse_instant
from wuxing.core.standard.document import Standard
from wuxing.core.standard.reading import read_standard
from wuxing.packs.finding import calendars, data_sets

TEXT = """
standard: hotline
version: "{version}"
title: {{zh: 热线, en: Hotline}}
effective: {{from: {since}, applies_to: {scope}}}
roles: {{agent: {{zh: 客服, en: Agent}}}}
calendars: {{always: {{timezone: Asia/Shanghai, week: always}}, hours: {{timezone: Asia/Shanghai, week: {{mon-sun: ["08:00-22:00"]}}}}}}
classes: {{business: {{repair: {{zh: 维修, en: Repair}}}}}}
commitments:
"""
CLAUSE = """
  {name}:
    clause: "1"
    title: {{zh: 解决, en: Solved}}
    owner: agent
    quality: {{zh: 确认, en: Confirmed}}
    starts: case.opened
    stops: {stops}
    calendar: {calendar}
    reclassify: {policy}
    within: [{{limit: {limit}}}]
"""


def version(number: str, since: str, scope: str, **clauses: tuple[str, ...]) -> Standard:
    text = TEXT.format(version=number, since=since, scope=scope)
    for name, (limit, calendar, policy, stops) in clauses.items():
        text += CLAUSE.format(name=name, limit=limit, calendar=calendar, policy=policy, stops=stops)
    return read_standard(text, file="hotline.yaml", data_sets=data_sets())


OLD = version("1", "2026-01-01", "new_cases", solution=("48 h", "always", "retro", "case.resolved"))
EVENTS = [
    read_event({"at": "2026-03-01T12:00+08:00", "kind": "case.opened"}, 1),
    read_event({"at": "2026-03-01T18:00+08:00", "kind": "message.agent"}, 2),
]


def readings(*later: Standard, at: str) -> dict[tuple[str, int], Reading]:
    told = evaluate([OLD, *later], calendars(), EVENTS, parse_instant(at))
    return {(each.commitment, each.cycle): each for each in told.readings}


def test_a_later_version_leaves_open_cases_alone() -> None:
    new = version("2", "2026-03-02", "new_cases", solution=("4 h", "always", "retro", "case.resolved"))

    (reading,) = readings(new, at="2026-03-02T10:00+08:00").values()
    assert (reading.standard, reading.target_seconds) == ("hotline@1", 48 * 3600)


@pytest.mark.parametrize(
    ("policy", "due", "cycles"),
    [
        ("retro", "2026-03-02T12:00+08:00", 1),
        ("from_change", "2026-03-03T00:00+08:00", 1),
        ("restart", "2026-03-03T00:00+08:00", 2),
    ],
)
def test_one_for_open_cases_takes_over_at_midnight_by_its_policy(policy: str, due: str, cycles: int) -> None:
    new = version("2", "2026-03-02", "open_cases", solution=("24 h", "always", policy, "case.resolved"))

    before = readings(new, at="2026-03-01T23:59:59+08:00")["solution", 1]
    after = readings(new, at="2026-03-02T00:00+08:00")

    assert (before.standard, before.due_at) == ("hotline@1", parse_instant("2026-03-03T12:00+08:00"))
    assert (after["solution", cycles].standard, after["solution", cycles].due_at) == ("hotline@2", parse_instant(due))
    assert len(after) == cycles


def test_the_next_wake_is_the_hand_over() -> None:
    new = version("2", "2026-03-02", "open_cases", solution=("24 h", "always", "retro", "case.resolved"))

    told = evaluate([OLD, new], calendars(), EVENTS, parse_instant("2026-03-01T20:00+08:00"))

    assert told.next_wake == parse_instant("2026-03-02T00:00+08:00")


def test_a_promise_that_is_gone_is_cancelled_and_a_new_one_counts_from_its_start() -> None:
    new = version("2", "2026-03-02", "open_cases", reply=("24 h", "always", "retro", "message.agent"))

    found = readings(new, at="2026-03-02T10:00+08:00")

    assert found["solution", 1].state == "cancelled"
    assert found["solution", 1].stopped_at == parse_instant("2026-03-02T00:00+08:00")
    assert (found["reply", 1].state, found["reply", 1].elapsed_seconds) == ("met", 6 * 3600)


def test_another_calendar_counts_from_the_hand_over_on() -> None:
    new = version("2", "2026-03-02", "open_cases", solution=("48 h", "hours", "retro", "case.resolved"))

    reading = readings(new, at="2026-03-02T10:00+08:00")["solution", 1]

    assert reading.elapsed_seconds == (12 + 2) * 3600
    assert reading.calendar == "hours"
