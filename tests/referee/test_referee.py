"""The referee passes what others found out before us, and small stories whose answer one can count on one's fingers."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from referee import clock
from referee.calendar import Calendar, calendar, instant
from referee.histories import history
from referee.labels import RULES
from referee.openness import NeverOpensError
from referee.telling import NINE_TO_FIVE, Json, at, iso

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"


def vectors(name: str) -> list[Json]:
    path = VECTORS / name
    if not path.exists():
        pytest.skip(f"the shared vectors are not here: {path}")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _answer(vector: Json) -> Any:
    office: Calendar = calendar(vector["calendar"])
    op = vector["op"]
    if op in ("is_workday", "count_workdays"):
        return getattr(office, op)(
            *(date.fromisoformat(vector[key]) for key in ("date", "start", "end") if key in vector)
        )
    start = instant(vector["start"])
    if op == "between":
        return office.between(start, instant(vector["end"]))
    if op == "add_days":
        return office.add_days(start, vector["days"], vector["kind"], roll=bool(vector.get("roll")))
    more = [vector[key] for key in ("seconds", "count") if key in vector]
    return getattr(office, op)(start, *more)


def _expected(value: Any) -> Any:
    if isinstance(value, list):
        return [tuple(instant(text) for text in pair) for pair in value]
    return instant(value) if isinstance(value, str) else value


# --- what others found out ------------------------------------------------------------------------------------------


def test_every_calendar_vector_is_answered_as_expected() -> None:
    answers = {vector["id"]: _answer(vector) for vector in vectors("calendar_sample.jsonl")}

    assert answers == {vector["id"]: _expected(vector["expect"]) for vector in vectors("calendar_sample.jsonl")}


def test_every_clock_vector_is_answered_as_expected() -> None:
    for vector in vectors("clock_sample.jsonl"):
        for ask, expect in zip(vector["ask"], vector["expect"], strict=True):
            wanted = clock.in_integers(expect)
            found = [one for one in clock.run({**vector, "ask": [ask]}) if wanted.get("cycle") in (None, one["cycle"])]
            answer = found[-1] if found else {"at": wanted["at"], "commitment": ask["commitment"], "state": "none"}
            assert {key: answer.get(key) for key in wanted} == wanted, vector["id"]


# --- working time ---------------------------------------------------------------------------------------------------


def test_a_calendar_that_never_opens_is_an_error() -> None:
    with pytest.raises(NeverOpensError):
        calendar({"timezone": "UTC", "week": {"mon": ["09:00-10:00"]}, "closures": [_cut(1, 10**7)]}).add(0, 60)


def _cut(start: int, days: int) -> Json:
    return {"from": "1969-01-01T00:00+00:00", "to": f"{1970 + days // 10**6}-01-0{start}T00:00+00:00"}


def test_a_skipped_hour_vanishes_and_a_repeated_hour_counts_twice() -> None:
    night = calendar({"timezone": "Europe/Berlin", "week": {"mon-sun": ["22:00-06:00"]}})

    assert night.between(instant("2026-03-28T22:00+01:00"), instant("2026-03-29T06:00+02:00")) == 7 * 3600
    assert night.between(instant("2026-10-24T22:00+02:00"), instant("2026-10-25T06:00+01:00")) == 9 * 3600


def test_a_shift_begun_on_the_eve_runs_into_the_holiday() -> None:
    night = calendar({"timezone": "Asia/Shanghai", "week": {"mon-fri": ["22:00-06:00"]}, "closed": ["2026-03-05"]})

    assert night.is_open(at("5 05:00"))
    assert not night.is_open(at("5 23:00"))
    assert night.add_days(at("3 12:00"), 1, "working") == at("5 06:00")


def test_closures_move_the_close_and_take_whole_working_dates_away() -> None:
    cut = [{"from": iso("3 15:00"), "to": iso("3 18:00")}, {"from": iso("4 00:00"), "to": iso("5 00:00")}]
    office = calendar({**NINE_TO_FIVE, "closures": cut})

    assert office.add_days(at("2 10:00"), 1, "working") == at("3 15:00")
    assert office.add_days(at("2 10:00"), 2, "working") == at("6 17:00")


def test_calendar_days_end_at_midnight_and_roll_to_a_working_date() -> None:
    office = calendar(NINE_TO_FIVE)

    assert office.add_days(at("6 10:00"), 1, "calendar") == at("8 00:00")
    assert office.add_days(at("6 10:00"), 1, "calendar", roll=True) == at("10 00:00")


# --- random histories -----------------------------------------------------------------------------------------------


def test_every_rule_comes_to_act_in_random_histories() -> None:
    acted: set[str] = set()
    for seed in range(300):
        acted |= history(seed).labels

    assert sorted(set(RULES) - acted) == []


def test_what_was_on_record_stays_on_record() -> None:
    for seed in range(60):
        line = history(seed).line
        if "event.voided" in str(line["events"]):
            continue
        early, late = (_by_cycle(line, place) for place in (len(line["events"]) // 2, -1))
        for cycle, before in early.items():
            for record in ("warnings", "escalations"):
                assert [step for step in before[record] if step not in late[cycle][record]] == [], (seed, cycle)
            assert not before["ever_breached_at"] or late[cycle]["ever_breached_at"] <= before["ever_breached_at"]


def _by_cycle(line: Json, place: int) -> dict[tuple[str, int], Json]:
    instants = sorted((event["at"] for event in line["events"]), key=instant)
    readings = clock.run({**line, "ask": [{"at": instants[place]}]})
    return {(reading["commitment"], reading["cycle"]): reading for reading in readings}


def test_splitting_a_wait_in_two_changes_nothing() -> None:
    for seed in range(150):
        line = history(seed).line
        waits = [event for event in line["events"] if event["kind"] == "wait.started"]
        for wait in waits[:1]:
            split = _split_soon_after(line, wait)
            assert _without_charge(clock.run(split)) == _without_charge(clock.run(line)), seed


def _split_soon_after(line: Json, wait: Json) -> Json:
    """End a wait and start it again in one second, provided that nothing else happens then and it is still going on."""
    later = instant(wait["at"]) + 1800
    ends = ("wait.ended", "case.resolved", "case.closed")
    others = [event for event in line["events"] if instant(event["at"]) <= later and event["kind"] in ends]
    recorded = wait.get("recorded_at", wait["at"])
    if any(instant(event["at"]) >= instant(wait["at"]) for event in others) or "event.voided" in str(line["events"]):
        return line
    at_text = {"at": datetime.fromtimestamp(later, datetime.fromisoformat(wait["at"]).tzinfo).isoformat()}
    pair = [
        {**at_text, "kind": kind, "reason": wait["reason"], "recorded_at": recorded}
        for kind in ("wait.ended", "wait.started")
    ]
    return {**line, "events": [*line["events"], *pair]}


def _without_charge(readings: list[Json]) -> list[Json]:
    return [{**reading, "paused_seconds": sum(reading["paused_seconds"].values())} for reading in readings]
