"""Limits tried on the times of a history: the same as a replay under that limit says."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from history.replayed import MARCH, case, commitment, event_file, report_on
from wuxing.core.standard.document import Standard
from wuxing.core.standard.limit import parse_limit
from wuxing.core.standard.reading import read_standard
from wuxing.history.events.extent import extent_of
from wuxing.history.whatifs.demand import Week, week_of
from wuxing.history.whatifs.limits import Kept, Times, times_by_row
from wuxing.history.whatifs.measuring import measure
from wuxing.history.whatifs.people import Assumptions, need_of
from wuxing.history.whatifs.rewriting import with_calendar, with_limit
from wuxing.history.whatifs.rewriting import written as said
from wuxing.packs.finding import calendars, data_sets, find_standard, load_standard

OFFICE = """
standard: office
version: "1"
title: {{zh: 办公时间, en: Office}}
effective: {{from: 2026-01-01}}
roles: {{agent: {{zh: 客服, en: Agent}}}}
calendars:
  office: {{timezone: Asia/Shanghai, week: {{mon-fri: ["09:00-12:00", "13:30-18:00"]}}, closed: [cn-statutory-holidays]}}
classes: {{business: {{consultation: 咨询}}, customer: {{individual: 个人}}, urgency: {{normal: 一般}}}}
commitments:
  solution:
    clause: "1.1"
    title: {{zh: 解决, en: Solution}}
    owner: agent
    quality: {{zh: 好, en: Good}}
    starts: case.opened
    stops: case.resolved
    calendar: office
    pauses: {{waiting-customer: {{}}}}
    within: [{{limit: {limit}}}]
"""


def office(limit: str):
    return read_standard(OFFICE.format(limit=limit), file="office.yaml", data_sets=data_sets())


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred cases of three weeks, some waiting for the customer, some not resolved."""
    chance, cases = random.Random(4), {}
    for number in range(300):
        told = [(chance.randrange(0, 9_000), "case.resolved")] if chance.random() < 0.9 else []
        if told and chance.random() < 0.3:
            begin = chance.randrange(0, told[0][0] + 1)
            told = [(begin, "wait.started", {"reason": "customer"}), (told[0][0], "wait.ended"), *told]
        cases[f"C{number:03}"] = case(*told, at=MARCH + chance.randrange(0, 21 * 86_400))
    return event_file(tmp_path_factory.mktemp("history") / "events.parquet", cases)


def times_of(history: Path, standard: Standard) -> Times:
    solution, at = standard.commitments["solution"], extent_of(history).last_at
    table = measure(standard, solution, [history], at)
    (times,) = times_by_row(table, solution, calendars()[solution.calendar], at).values()
    return times


def replayed(history: Path, limit: str, out: Path) -> Kept:
    tally = commitment(report_on(history, out, office(limit)), "solution")["standard"]
    return Kept(tally["met"], tally["late"], tally["open"])


@pytest.mark.parametrize(
    "limits", [("4 h", "7 h", "15 h", "30 h"), ("1 working day", "2 working days", "5 working days")]
)
def test_every_limit_gives_what_a_replay_under_it_gives(history: Path, limits, tmp_path: Path) -> None:
    times = times_of(history, office(limits[1]))

    for limit in limits:
        assert times.at(parse_limit(limit).amount) == replayed(history, limit, tmp_path / limit), limit


def test_the_shortest_limit_that_keeps_a_share_keeps_it_and_none_shorter_does(history: Path) -> None:
    times = times_of(history, office("7 h"))

    shortest = times.limit_for(0.8)

    assert shortest
    assert times.at(shortest).rate >= 0.8 > times.at(shortest - 1).rate


def test_a_longer_limit_never_keeps_fewer(history: Path) -> None:
    points = times_of(history, office("7 h")).curve([3600, 25_200])

    assert {3600.0, 25_200.0} <= {limit for limit, _ in points}
    assert points == sorted(points)
    assert [rate for _, rate in points] == sorted(rate for _, rate in points)


def test_days_beyond_what_was_tried_keep_nobody(history: Path) -> None:
    times = times_of(history, office("1 working day"))

    assert max(limit for limit, _ in times.curve([])) <= times.reach == 10
    assert (times.limit_for(1.0) or 10) <= 10


def test_the_open_ones_bound_the_rate() -> None:
    kept = Kept(met=60, late=20, open=20)

    assert kept.rate == 0.75
    assert kept.bounds == (0.6, 0.8)


def test_nothing_has_no_rate_and_no_limit(history: Path) -> None:
    nothing = times_of(history, office("7 h")).between(0, 1)

    assert nothing.at(60) == Kept(0, 0, 0)
    assert (nothing.at(60).rate, nothing.limit_for(0.9), nothing.curve([60])) == (None, None, [])


def week(*minutes: int) -> Week:
    """The week of MARCH, arrivals so many minutes after Monday 0:00."""
    calendar = calendars()[office("1 h").calendars["office"]]
    return week_of(np.array([MARCH + each * 60 for each in minutes], np.int64), calendar, MARCH, MARCH + 7 * 86_400)


def test_arrivals_at_night_count_in_the_first_hour_of_the_morning() -> None:
    found = week(60, 120, 9 * 60 + 30)

    assert found.arrivals[9] == 3
    assert found.arrivals.sum() == 3


def test_half_an_hour_of_work_doubles_the_rate_of_its_hour() -> None:
    found = week(13 * 60 + 45)

    assert (found.arrivals[13], found.worked[13]) == (2, 0.5)


def test_a_week_has_the_hours_of_its_calendar() -> None:
    assert week().hours == 37.5


def assumed(**more: float) -> Assumptions:
    usual = {"handling": 600, "share": 0.95, "patience": 3600, "busiest": 1.0, "away": 0.3, "includes_work": False}
    return Assumptions(**{**usual, **more})  # type: ignore[arg-type]


def test_a_tighter_limit_takes_more_people() -> None:
    busy = week(*(9 * 60 for _ in range(40)))

    loose, tight = (need_of(busy, limit, assumed(), patient=True) for limit in (3600, 60))

    assert (loose.peak, tight.peak) == (8, 12)
    assert loose.hours == 8
    assert tight.on_roster == 18


def test_nobody_is_needed_where_nothing_comes() -> None:
    need = need_of(week(), 600, assumed(), patient=False)

    assert (need.peak, need.hours, need.on_roster) == (0, 0.0, 0)


def test_more_people_than_can_be_planned_are_not_a_number() -> None:
    need = need_of(week(600), 600, assumed(handling=10**9), patient=True)

    assert (need.peak, need.on_roster) == (-1, -1)


@pytest.mark.parametrize("name", ["reference", "efficiency", "service-norm"])
def test_every_limit_of_a_shipped_standard_can_be_rewritten_alone(name: str) -> None:
    text, every = find_standard(name).text, load_standard(name).commitments.values()
    limits = [(each.id, place, row.limit) for each in every for place, row in enumerate(each.within) if row.limit]

    for commitment_id, place, limit in limits:
        changed = with_limit(text, commitment_id, place, replace(limit, amount=limit.amount + 7))

        assert changed
        pairs = zip(text.split("\n"), changed.split("\n"), strict=True)
        assert sum(before != after for before, after in pairs) == (limit.unit != "end_of_next_working_day")


def test_a_calendar_is_rewritten_where_it_stands() -> None:
    text = OFFICE.format(limit="4 h")

    assert with_calendar(text, "solution", "night") == text.replace("calendar: office\n", "calendar: night\n")
    assert with_calendar(text, "reply", "night") is None


@pytest.mark.parametrize("limit", ["90 s", "15 min", "36 h", "1 working day", "3 calendar days"])
def test_a_limit_is_written_as_it_is_read(limit: str) -> None:
    assert said(parse_limit(limit)) == limit
