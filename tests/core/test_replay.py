"""Replay of one case: what its clocks say of each promise, what cannot be said, and what another standard changes."""

import random

import pytest

from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.event import Event
from wuxing.core.instant import parse_instant
from wuxing.core.replay.cell import cell_of, limit_in, place_of, words_of
from wuxing.core.replay.flips import compared, flips
from wuxing.core.replay.judging import Judge, story_of
from wuxing.core.replay.observing import is_observable, missing_kinds
from wuxing.core.replay.rate import rate, wilson
from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS
from wuxing.core.standard.reading import read_standard
from wuxing.packs.finding import calendars

CONSULTATION = {"business": "consultation", "customer": "individual", "urgency": "normal"}
EVERYTHING = (*EVENT_KINDS, "diagnosis.confirmed")
HORIZON = "2026-03-06T18:00+08:00"

STANDARD = """
standard: trial
version: "1"
title: {zh: 试用标准, en: Trial standard}
effective: {from: 2026-01-01}
roles: {agent: {zh: 客服专员, en: Agent}}
calendars:
  round-the-clock: {timezone: Asia/Shanghai, week: always}
classes:
  business: {consultation: {zh: 咨询, en: Consultation}, complaint: {zh: 投诉, en: Complaint}}
  customer: {individual: {zh: 个人, en: Individual}, enterprise: {zh: 企业, en: Enterprise}}
  urgency: {normal: {zh: 一般, en: Normal}, major: {zh: 重大, en: Major}}
  topic: {billing: {zh: 费用, en: Billing}}
commitments:
  first-response:
    clause: "1.1"
    title: {zh: 首次响应, en: First response}
    owner: agent
    quality: {zh: 规范用语, en: Polite}
    starts: case.opened
    stops: [message.agent, case.resolved]
    calendar: round-the-clock
    warn: [50%]
    escalate: [{at: due, to: agent}]
    within:
      - {limit: 10 min}
      - {when: {business: complaint}, limit: 1 h}
      - {when: {topic: billing}, limit: 5 min}
      - {when: {business: complaint, topic: billing}, limit: none, source: S1-3}
  solution:
    clause: "2.1"
    title: {zh: 解决问题, en: Solution}
    owner: agent
    quality: {zh: 客户确认, en: Confirmed}
    starts: case.opened
    stops: case.resolved
    calendar: round-the-clock
    pauses: [waiting-customer]
    reopen: resume_excluding
    within: [{when: {business: complaint}, limit: 8 h}]
  visit:
    clause: "3.1"
    title: {zh: 上门, en: Visit}
    owner: agent
    quality: {zh: 按约定, en: As agreed}
    starts: visit.scheduled
    stops: visit.arrived
    calendar: round-the-clock
    cancels: [customer.contacted]
    within: [{limit: 2 h}]
"""


def standard(text=STANDARD):
    return read_standard(text, file="trial.yaml", data_sets=())


def story(*lines):
    """Events written as '2026-03-02T10:00 kind key=value …', in order."""
    events = []
    for seq, line in enumerate(lines, 1):
        when, kind, *pairs = line.split()
        payload = {}
        for key, value in (pair.split("=") for pair in pairs):
            place = payload
            *outer, last = key.split(".")
            for name in outer:
                place = place.setdefault(name, {})
            place[last] = value
        at = parse_instant(f"{when}+08:00")
        events.append(Event(seq, kind, at, at, "", "", payload))
    return events


def opened(at="2026-03-02T10:00", business="consultation"):
    return f"{at} case.opened class.business={business} class.customer=individual class.urgency=normal"


def rows(events, *, under=None, supplies=EVERYTHING, at=HORIZON):
    horizon = parse_instant(at)
    judge = Judge(under or standard(), calendars(), supplies, horizon)
    return judge.judge("C-1", story_of(events, horizon))


def outcomes(*args, **kwargs):
    return {(row.commitment, row.cycle): row.outcome for row in rows(*args, **kwargs)}


# Outcomes


def test_an_answer_in_time_is_met_and_one_second_later_is_late():
    met = story(opened(), "2026-03-02T10:10:00 message.agent")
    late = story(opened(), "2026-03-02T10:10:01 message.agent")

    assert outcomes(met)["first-response", 1] == "met"
    assert outcomes(late)["first-response", 1] == "late"


def test_a_promise_that_runs_at_the_horizon_is_open_until_it_is_due_and_late_from_then_on():
    events = story(opened())

    assert outcomes(events, at="2026-03-02T10:10:00+08:00")["first-response", 1] == "open"
    (row,) = rows(events, at="2026-03-02T10:10:01+08:00")
    assert (row.state, row.outcome, row.stopped_at, row.overdue_wall_seconds) == ("breached", "late", None, 1)


def test_a_paused_promise_is_open_while_it_has_time_left_and_late_when_it_has_none():
    waits = story(opened(business="complaint"), "2026-03-02T11:00 wait.started reason=waiting-customer")
    too_late = story(opened(business="complaint"), "2026-03-02T19:00 wait.started reason=waiting-customer")

    assert outcomes(waits)["solution", 1] == "open"
    assert outcomes(too_late)["solution", 1] == "late"


def test_what_was_cancelled_is_neither_kept_nor_broken():
    events = story(
        opened(),
        "2026-03-02T10:01 visit.scheduled",
        "2026-03-02T10:02 message.agent",
        "2026-03-02T10:03 case.withdrawn",
    )

    assert outcomes(events) == {("first-response", 1): "met", ("visit", 1): "cancelled"}


def test_a_late_promise_that_was_excused_is_not_counted_and_a_kept_one_stays_kept():
    excuse = "clock.excused commitment=first-response cycle=1 basis=flood approved_by=director"
    late = story(opened(), "2026-03-02T11:00 message.agent", f"2026-03-02T12:00 {excuse}")
    met = story(opened(), "2026-03-02T10:05 message.agent", f"2026-03-02T12:00 {excuse}")

    assert outcomes(late)["first-response", 1] == "excused"
    assert outcomes(met)["first-response", 1] == "met"


def test_what_has_not_started_has_no_row():
    assert ("visit", 1) not in outcomes(story(opened()))


def test_before_its_first_event_a_case_has_no_rows():
    assert rows(story(opened()), supplies=["case.opened"], at="2026-03-01T00:00+08:00") == []


def test_a_row_carries_what_the_reading_says():
    events = story(opened(), "2026-03-02T10:20 message.agent")
    at = parse_instant(HORIZON)

    (row,) = rows(events)

    (reading,) = (each for each in evaluate([standard()], calendars(), events, at).readings if each.state != "none")
    assert row[:5] == ("C-1", "trial@1", "first-response", "1.1", 1)
    assert row[5:9] == ("consultation/individual/normal", "consultation", "individual", "normal")
    assert (row.started_at, row.due_at, row.stopped_at) == (reading.started_at, reading.due_at, reading.stopped_at)
    assert (row.target_seconds, row.elapsed_seconds, row.overdue_working_seconds) == (600, 1200, 600)
    assert (row.ever_breached_at, row.provisional, row.hour) == (reading.due_at, False, 10)


def test_the_class_is_that_of_the_case_at_the_end_of_the_cycle():
    events = story(
        opened(),
        "2026-03-02T10:01 case.classified class.business=complaint",
        "2026-03-02T10:05 message.agent",
        "2026-03-02T10:06 case.classified class.business=consultation",
    )

    assert [row.cell for row in rows(events) if row.commitment == "first-response"] == ["complaint/individual/normal"]


# Live and replayed


def random_story(chance):
    kinds = [
        "message.agent",
        "message.customer",
        "case.resolved",
        "case.reopened",
        "case.closed",
        "visit.scheduled",
        "visit.arrived",
        "customer.contacted",
        "wait.started reason=waiting-customer",
        "wait.ended",
        "case.classified class.business=complaint",
        "case.classified class.topic=billing",
        "case.classified class.business=consultation",
        "event.voided seq=2",
        "targets.changed",
        "case.withdrawn",
    ]
    minutes = sorted(chance.sample(range(1400), chance.randrange(9)))
    told = (f"2026-03-02T{at // 60:02}:{at % 60:02} {chance.choice(kinds)}" for at in minutes)
    return story(opened("2026-03-02T00:00", chance.choice(["consultation", "complaint"])), *told)


def test_replayed_readings_equal_live_readings():
    chance = random.Random(2)
    seen = set()
    for _ in range(400):
        events = random_story(chance)
        at = parse_instant("2026-03-02T20:00+08:00")

        found = {(row.commitment, row.cycle): row for row in rows(events, at="2026-03-02T20:00+08:00")}

        live = {
            (each.commitment, each.cycle): each
            for each in evaluate([standard()], calendars(), events, at).readings
            if each.state != "none"
        }
        assert found.keys() == live.keys()
        seen |= {row.outcome for row in found.values()}
        for key, row in found.items():
            for name in ("state", "due_at", "stopped_at", "elapsed_seconds", "target_seconds", "ever_breached_at"):
                assert getattr(row, name) == getattr(live[key], name)
    assert seen == {"met", "late", "open", "cancelled"}


# What cannot be observed


@pytest.mark.parametrize(
    ("commitment", "supplies", "missing"),
    [
        ("first-response", ["case.opened", "message.agent", "case.resolved"], ()),
        ("first-response", ["case.opened", "case.resolved"], ("message.agent",)),
        ("solution", ["case.opened", "case.resolved", "wait.started"], ("wait.ended",)),
        ("visit", ["visit.scheduled", "visit.arrived"], ()),
        ("visit", [], ("visit.arrived", "visit.scheduled")),
    ],
)
def test_a_clock_needs_what_starts_stops_and_pauses_it_but_not_what_cancels_it(commitment, supplies, missing):
    promise = standard().commitments[commitment]

    assert missing_kinds(promise, supplies) == missing
    assert is_observable(promise, supplies) == (not missing)


def test_the_pause_resolved_needs_no_waits():
    text = STANDARD.replace("pauses: [waiting-customer]", "pauses: [resolved]")

    assert missing_kinds(standard(text).commitments["solution"], ["case.opened", "case.resolved"]) == ()


def test_an_unseen_promise_is_neither_met_nor_late_and_stands_once_for_a_case_that_has_it():
    events = story(opened(), "2026-03-02T12:00 case.resolved")

    found = rows(events, supplies=["case.opened", "case.resolved"])

    unseen = [row for row in found if row.outcome == "not_observable"]
    assert [(row.commitment, row.state, row.started_at) for row in unseen] == [
        ("first-response", None, None),
        ("visit", None, None),
    ]
    assert {row.cell for row in unseen} == {"consultation/individual/normal"}


def test_an_unseen_promise_stands_under_the_class_that_first_had_it():
    events = story(opened(), "2026-03-02T12:00 case.classified class.business=complaint")

    found = rows(events, supplies=["case.opened"])

    cells = {row.commitment: row.cell for row in found}
    assert cells["solution"] == "complaint/individual/normal"
    assert cells["first-response"] == "consultation/individual/normal"


def test_two_classes_that_the_rows_do_not_tell_apart_keep_their_own_cells():
    judge = Judge(standard(), calendars(), ["case.opened"], parse_instant(HORIZON))
    stories = (story(f"{opened(business='complaint')} class.customer={each}") for each in ("individual", "x/y"))

    cells = {row.cell for each in stories for row in judge.judge("C", story_of(each, parse_instant(HORIZON)))}

    assert cells == {"complaint/individual/normal", "complaint/x/y/normal"}


def test_a_case_that_never_says_its_class_has_the_class_without_values():
    events = story("2026-03-02T10:00 note.added")

    assert {row.cell for row in rows(events, supplies=[])} == {"-/-/-"}


def test_a_voided_classification_and_a_later_one_do_not_count():
    events = story(
        opened(),
        "2026-03-02T11:00 case.classified class.business=complaint",
        "2026-03-02T12:00 event.voided seq=2",
        "2026-03-09T12:00 case.classified class.customer=enterprise",
    )

    assert {row.cell for row in rows(events, supplies=[])} == {"consultation/individual/normal"}


# Flips


def test_a_stricter_limit_flips_a_kept_promise_and_a_looser_one_flips_it_back():
    loose = standard(STANDARD.replace("{limit: 10 min}", "{limit: 30 min}"))
    events = story(opened(), "2026-03-02T10:20 message.agent")
    strict_rows, loose_rows = rows(events), rows(events, under=loose)

    assert flips(strict_rows, loose_rows) == {("first-response", 1): "to_late"}
    assert flips(loose_rows, strict_rows) == {("first-response", 1): "to_met"}


def test_only_what_was_judged_under_both_is_compared():
    events = story(opened(business="complaint"), "2026-03-02T10:20 message.agent", "2026-03-02T10:21 visit.scheduled")
    other = standard(STANDARD.replace("  visit:\n", "  journey:\n"))

    both = compared(rows(events), rows(events, under=other))

    assert both == {("first-response", 1): "same", ("solution", 1): "same"}
    assert flips(rows(events), rows(events, under=other)) == {}


def test_an_excused_promise_does_not_flip():
    loose = standard(STANDARD.replace("{limit: 10 min}", "{limit: 2 h}"))
    excuse = "clock.excused commitment=first-response cycle=1 basis=flood approved_by=director"
    events = story(opened(), "2026-03-02T11:00 message.agent", f"2026-03-02T12:00 {excuse}")

    assert compared(rows(events), rows(events, under=loose)) == {}


# Rates


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (29, 30, 0.8333, 0.9941),
        # R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilson_agrees_with_published_values(successes, n, low, high):
    found = wilson(successes, n)

    assert found is not None
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


def test_nothing_judged_has_no_rate():
    assert wilson(0, 0) is None
    assert rate(0, 0) is None
    assert rate(3, 1) == 0.75


# Cells


def test_a_cell_has_words_a_place_and_limits():
    trial = standard()
    promise = trial.commitments["first-response"]
    cell = cell_of({"business": "complaint", "urgency": "major"})

    assert cell == ("complaint", "-", "major")
    assert words_of(cell, trial.classes) == Text("投诉 / — / 重大", "Complaint / — / Major")
    assert place_of(cell, trial) == (1, 2, 1)
    assert limit_in(cell, promise, trial.classes) == Text("1 小时", "1 h")
    assert limit_in(cell_of(CONSULTATION), promise, trial.classes) == Text(
        "10 分钟；费用 5 分钟", "10 min; Billing: 5 min"
    )
    assert limit_in(cell_of(CONSULTATION), trial.commitments["solution"], trial.classes) is None
