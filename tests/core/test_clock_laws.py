"""The laws of clocks (standard.md, end of section 3)."""

from datetime import UTC, datetime
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from referee.histories import history
from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.telling import answer, read_event, read_story_standard
from wuxing.core.instant import parse_instant
from wuxing.packs.finding import calendars

Json = dict[str, Any]
START = parse_instant("2026-09-28T09:00+08:00")
OFFICE: Json = {
    "timezone": "Asia/Shanghai",
    "week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]},
    "closed": ["cn-statutory-holidays"],
    "opened": {"cn-makeup-days": "mon"},
}
SOLUTION: Json = {
    "starts": "case.opened",
    "stops": "case.resolved",
    "calendar": "office",
    "pauses": ["waiting-parts"],
    "warn": ["50%", "80%"],
    "escalate": [{"at": "due", "to": "a"}, {"after": "30 min", "to": "b"}],
    "within": [{"limit": "8 h"}],
}
minutes = st.integers(0, 14 * 1440)


def iso(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat()


def after(minute: int, kind: str, **payload: Any) -> Json:
    return {"at": iso(START + 60 * minute), "kind": kind, **payload}


def solution(events: list[Json], *, at: int, **changes: Any) -> Json:
    line = {
        "calendars": {"office": OFFICE},
        "commitments": {"solution": {**SOLUTION, **changes}},
        "class": {},
        "events": [after(0, "case.opened"), *events],
        "ask": [{"at": iso(START + 60 * at)}],
    }
    (reading,) = answer(line, calendars())["readings"]
    return dict(reading)


def without(reading: Json, *keys: str) -> Json:
    return {key: value for key, value in reading.items() if key not in ("explain", *keys)}


@given(minutes, minutes, minutes, st.integers(0, 100))
def test_splitting_a_pause_in_two_changes_nothing(one: int, other: int, at: int, share: int) -> None:
    begin, end = sorted((one, other))
    middle = begin + (end - begin) * share // 100
    whole = [after(begin, "wait.started", reason="waiting-parts"), after(end, "wait.ended", reason="waiting-parts")]
    cut = [
        whole[0],
        after(middle, "wait.ended", reason="waiting-parts"),
        after(middle, "wait.started", reason="waiting-parts"),
        whole[1],
    ]

    assert without(solution(cut, at=at), "anomalies") == without(solution(whole, at=at), "anomalies")


@given(st.integers(0, 10), st.integers(0, 899), st.integers(0, 899), minutes)
def test_a_pause_outside_hours_changes_nothing(day: int, one: int, other: int, at: int) -> None:
    begin, end = sorted((day * 1440 + 540 + one, day * 1440 + 540 + other))  # 18:00 to 09:00
    waits = [after(begin, "wait.started", reason="waiting-parts"), after(end, "wait.ended", reason="waiting-parts")]

    if not begin <= at < end:
        assert without(solution(waits, at=at)) == without(solution([], at=at))


@given(st.integers(1, 6000), st.integers(0, 3000), minutes)
def test_due_is_monotone_in_the_target(target: int, more: int, at: int) -> None:
    sooner = solution([], at=at, within=[{"limit": f"{target} min"}])
    later = solution([], at=at, within=[{"limit": f"{target + more} min"}])

    assert parse_instant(sooner["due_at"]) <= parse_instant(later["due_at"])


@given(minutes, minutes)
def test_retro_with_the_same_target_is_the_identity(change: int, at: int) -> None:
    changed = [after(change, "targets.changed", targets={"solution": 8 * 3600}, policy="retro")]

    assert without(solution(changed, at=at)) == without(solution([], at=at))


@pytest.mark.parametrize("seed", range(0, 120, 2))
def test_events_after_the_instant_do_not_matter(seed: int) -> None:
    line = history(seed).line
    standard = read_story_standard(line, calendars())
    events = [read_event(event, place) for place, event in enumerate(line["events"], start=1)]
    at = sorted(event.at for event in events)[len(events) // 2]

    told = evaluate([standard], calendars(), events, at, case_class=line["class"])
    known = evaluate([standard], calendars(), [e for e in events if e.at <= at], at, case_class=line["class"])

    assert [each[:-1] for each in told.readings] == [each[:-1] for each in known.readings]
    assert told.next_wake == known.next_wake


@settings(deadline=None, max_examples=120)
@given(st.integers(0, 400), st.integers(0, 20), st.floats(0, 1, exclude_max=True))
def test_nothing_changes_by_itself_before_the_next_wake(seed: int, place: int, share: float) -> None:
    line = history(seed).line
    standard = read_story_standard(line, calendars())
    events = [read_event(event, number) for number, event in enumerate(line["events"], start=1)]
    at = sorted(event.at for event in events)[place % len(events)]
    past = [event for event in events if event.at <= at]

    def standing(instant: int) -> list[tuple[Any, ...]]:
        told = evaluate([standard], calendars(), past, instant, case_class=line["class"])
        return [(each.commitment, each.cycle, each.state, each.warnings, each.escalations) for each in told.readings]

    wake = evaluate([standard], calendars(), past, at, case_class=line["class"]).next_wake
    until = at + 40 * 86_400 if wake is None else wake - 1
    assert standing(at + int((until - at) * share)) == standing(until) == standing(at)


@pytest.mark.parametrize("seed", range(0, 90, 3))
def test_a_sweep_rewrites_nothing_that_an_earlier_one_saw(seed: int) -> None:
    line = history(seed).line
    if any(event["kind"] == "event.voided" for event in line["events"]):
        pytest.skip("a void rewrites on purpose")
    standard = read_story_standard(line, calendars())
    events = [read_event(event, number) for number, event in enumerate(line["events"], start=1)]
    seen: dict[tuple[str, int], set[Any]] = {}
    for at in sorted({event.at for event in events} | {event.at + 7200 for event in events}):
        for each in evaluate([standard], calendars(), events, at, case_class=line["class"]).readings:
            key = (each.commitment, each.cycle)
            fired = {*each.warnings, *each.escalations}
            assert seen.get(key, set()) <= fired
            seen[key] = fired


def test_a_minute_stamped_log_opened_and_resolved_in_one_minute_is_met() -> None:
    assert solution([after(0, "case.resolved")], at=5)["state"] == "met"


def test_an_unapproved_extension_has_no_effect_and_says_so() -> None:
    reading = solution([after(5, "deadline.extended", commitment="solution", amount="2 h")], at=10)

    assert reading["target_seconds"] == 8 * 3600
    assert [each["seq"] for each in reading["anomalies"]] == [2]
