"""Many clocks at once show what each shows alone: the kernel and `evaluate` agree on every plain clock."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest

from wuxing.core.clock.event import Event
from wuxing.core.clock.plan import plans_of
from wuxing.core.replay.columns import columns_of
from wuxing.core.replay.judging import Judge, story_of
from wuxing.core.replay.kernel import STATES, Plain, is_plain_commitment, judge_plain
from wuxing.core.replay.working_times import NONE
from wuxing.core.standard.document import EVENT_KINDS, Standard
from wuxing.core.standard.reading import read_standard
from wuxing.packs.finding import calendars, data_sets

STANDARD = """
standard: trial
version: "1"
title: {zh: 试用标准, en: Trial standard}
effective: {from: 2026-01-01}
roles: {agent: {zh: 客服专员, en: Agent}}
calendars:
  round-the-clock: {timezone: Asia/Shanghai, week: always}
  office:
    timezone: Asia/Shanghai
    week: {mon-fri: ["09:00-12:00", "13:30-18:00"]}
    closed: [cn-statutory-holidays]
    opened: {cn-makeup-days: mon}
  nights: {timezone: Europe/Berlin, week: {mon-sat: ["22:00-06:00"]}}
classes:
  business: {consultation: {zh: 咨询, en: Consultation}, complaint: {zh: 投诉, en: Complaint}, repair: {zh: 维修, en: Repair}}
  customer: {individual: {zh: 个人, en: Individual}}
  urgency: {normal: {zh: 一般, en: Normal}}
commitments:
"""
COMMITMENT = """
  {name}:
    clause: "{clause}"
    title: {{zh: 承诺, en: Promise}}
    owner: agent
    quality: {{zh: 质量, en: Quality}}
    starts: {starts}
    stops: {stops}
    calendar: {calendar}
    cancels: {cancels}
    pauses: {pauses}
    reopen: {reopen}
    recurs: {recurs}
    within: [{{when: {{business: complaint}}, limit: {strict}}}, {{when: {{business: repair}}, limit: none, source: x}}, {{limit: {limit}}}]
"""
PAUSES = [
    "{}",
    "{waiting-customer: {}}",
    "{waiting-customer: 2 h, waiting-parts: {}}",
    "{waiting-parts: 20 min}",
    "{resolved: {}}",
]
LIMITS = ["1 min", "30 min", "4 h", "9 h", "2 working days", "3 calendar days", "end of next working day"]
KINDS = [
    "message.agent",
    "message.customer",
    "call.answered",
    "wait.started",
    "wait.ended",
    "case.resolved",
    "case.closed",
    "progress.written",
]
RARE = ["case.withdrawn", "case.reopened", "case.classified", "deadline.extended"]
NOW = 1_774_000_000


def standard(chance: Random) -> Standard:
    text = STANDARD
    for number in range(8):
        text += COMMITMENT.format(
            name=f"promise-{number}",
            clause=f"1.{number}",
            starts=chance.choice(["case.opened", "message.customer", "[case.opened, call.answered]", "message.agent"]),
            stops=chance.choice(["[message.agent, case.resolved]", "case.resolved", "case.closed", "progress.written"]),
            calendar=chance.choice(["round-the-clock", "office", "office", "nights"]),
            cancels=chance.choice(["[]", "[]", "[case.resolved]", "[call.answered]"]),
            pauses=chance.choice(PAUSES),
            recurs=chance.choice(["never", "each_start", "after_stop", "chained"]),
            reopen=chance.choice(["ignore", "resume_excluding", "new_cycle"]),
            strict=chance.choice(LIMITS),
            limit=chance.choice(LIMITS),
        )
    return read_standard(text, file="trial.yaml", data_sets=data_sets())


def story(chance: Random) -> list[Event]:
    at = NOW - chance.choice([3_600, 86_400, 10 * 86_400, 40 * 86_400]) + chance.randrange(3_600)
    step = chance.choice([60, 60, 3_600, 20_000])
    case_class = {"business": chance.choice(["consultation", "complaint", "repair"]), "customer": "individual"}
    events = [Event(1, "case.opened", at, at, "", "customer", {"class": case_class})]
    waiting = ""
    for _ in range(chance.randrange(9)):
        at += chance.choice([0, 1, 60]) if chance.random() < 0.3 else chance.randrange(step)
        kind = chance.choice(RARE) if chance.random() < 0.02 else chance.choice(KINDS)
        if kind == "wait.started" and waiting and chance.random() < 0.95:
            kind = "wait.ended"
        if kind == "wait.ended" and not waiting and chance.random() < 0.95:
            kind = "wait.started"
        payload: dict[str, Any] = {}
        if kind == "wait.started":
            waiting = chance.choice(["waiting-customer", "waiting-parts", "lunch"])
            payload = {"reason": waiting}
        elif kind == "wait.ended":
            payload, waiting = chance.choice([{}, {"reason": waiting}]), ""
        elif kind in ("case.resolved", "case.closed"):
            waiting = ""
        speaker = chance.choice(["agent", "agent", "bot", "system"]) if kind == "message.agent" else ""
        if at <= NOW:
            events.append(Event(len(events) + 1, kind, at, at, "", speaker, payload))
    return events


Promise = tuple[str, str, int]


def named(trial: Standard) -> set[str]:
    return {plan.commitment.id for plan in plans_of(trial, calendars()).values() if is_plain_commitment(plan)}


def told_by_kernel(
    trial: Standard, stories: list[tuple[str, list[Event]]]
) -> tuple[dict[Promise, tuple[Any, ...]], set[tuple[str, str]], set[str]]:
    """What the kernel is sure of, what it leaves to `evaluate`, and which cases it takes for plain."""
    columns = columns_of(stories)
    plain = Plain(columns, NOW)
    classes = {int(each): columns.payloads[each]["class"] for each in np.unique(plain.opening)}
    found, unsure = {}, set()
    for plan in plans_of(trial, calendars()).values():
        if not is_plain_commitment(plan):
            continue
        clocks = judge_plain(plan, plain, classes)
        columns_told = (
            clocks.started_at,
            clocks.due_at,
            clocks.stopped_at,
            clocks.ever_breached_at,
            clocks.target,
            clocks.elapsed,
            clocks.overdue_working,
            clocks.overdue_wall,
            clocks.provisional,
            clocks.hour,
        )
        for place, case in enumerate(clocks.case.tolist()):
            promise = columns.cases[case], plan.commitment.id, int(clocks.cycle[place])
            if not clocks.is_sure[place]:
                unsure.add(promise[:2])
            values = (None if each[place] == NONE else each[place].item() for each in columns_told)
            found[promise] = (STATES[clocks.state[place]], *values)
    return found, unsure, {columns.cases[case] for case in np.flatnonzero(plain.is_plain)}


def told_one_by_one(trial: Standard, stories: list[tuple[str, list[Event]]]) -> dict[Promise, tuple[Any, ...]]:
    judge = Judge(trial, calendars(), EVENT_KINDS, NOW)
    found = {}
    for case, events in stories:
        for row in judge.judge(case, story_of(events, NOW)):
            found[case, row.commitment, row.cycle] = (
                row.state,
                row.started_at,
                row.due_at,
                row.stopped_at,
                row.ever_breached_at,
                row.target_seconds,
                row.elapsed_seconds,
                row.overdue_working_seconds,
                row.overdue_wall_seconds,
                row.provisional,
                row.hour,
            )
    return found


@pytest.mark.parametrize("seed", range(20))
def test_the_kernel_shows_what_evaluate_shows(seed: int) -> None:
    chance = Random(seed)
    trial = standard(chance)
    stories = [(f"C-{number:04}", story(chance)) for number in range(500)]

    together, unsure, plain = told_by_kernel(trial, stories)
    alone = told_one_by_one(trial, stories)

    sure = {promise: told for promise, told in together.items() if promise[:2] not in unsure}
    plainly = named(trial)
    assert sure == {
        promise: told
        for promise, told in alone.items()
        if promise[0] in plain and promise[1] in plainly and promise[:2] not in unsure
    }
    assert len(sure) > 0.5 * len(alone)
