"""Small histories written by a test, and their replay."""

import json
import random

from wuxing.core.clock.event import Event
from wuxing.core.instant import parse_instant
from wuxing.core.standard.document import EVENT_KINDS
from wuxing.core.standard.reading import read_standard
from wuxing.history.events.file import Header, writing_events
from wuxing.history.replays.replaying import Work, replay

EVERYTHING = tuple(sorted(EVENT_KINDS))
MARCH = parse_instant("2026-03-02T00:00+08:00")

TRIAL = """
standard: trial
version: "{version}"
title: {{zh: 试用标准, en: Trial standard}}
effective: {{from: 2026-01-01}}
roles: {{agent: {{zh: 客服专员, en: Agent}}}}
calendars:
  round-the-clock: {{timezone: Asia/Shanghai, week: always}}
classes:
  business: {{consultation: {{zh: 咨询, en: Consultation}}, complaint: {{zh: 投诉, en: Complaint}}}}
  customer: {{individual: {{zh: 个人, en: Individual}}, enterprise: {{zh: 企业, en: Enterprise}}}}
  urgency: {{normal: {{zh: 一般, en: Normal}}}}
commitments:
  first-response:
    clause: "1.1"
    title: {{zh: 首次响应, en: First response}}
    owner: agent
    quality: {{zh: 规范用语, en: Polite}}
    starts: case.opened
    stops: [message.agent, case.resolved]
    calendar: round-the-clock
    within: [{{limit: {response}}}]
  solution:
    clause: "2.1"
    title: {{zh: 解决问题, en: Solution}}
    owner: agent
    quality: {{zh: 客户确认, en: Confirmed}}
    starts: case.opened
    stops: case.resolved
    calendar: round-the-clock
    within: [{{when: {{business: complaint}}, limit: {solution}}}]
"""


def trial(version="2", response="10 min", solution="4 h"):
    text = TRIAL.format(version=version, response=response, solution=solution)
    return read_standard(text, file="trial.yaml", data_sets=())


def case(*told, business="consultation", at=MARCH, **classes):
    """The events of a case opened at an instant: (minutes after the opening, kind, payload)."""
    given = {"business": business, "customer": "individual", "urgency": "normal", **classes}
    lines = [(0, "case.opened", {"class": given}), *((*each, {})[:3] for each in told)]
    return [
        Event(seq, kind, at + minutes * 60, at + minutes * 60, "", "", payload)
        for seq, (minutes, kind, payload) in enumerate(lines, 1)
    ]


def event_file(path, cases, supplies=EVERYTHING):
    """Write cases (a mapping, or a list that gets numbers) as an event file."""
    numbered = cases if isinstance(cases, dict) else {f"C-{n:07}": events for n, events in enumerate(cases, 1)}
    with writing_events(path=path, header=Header("test", tuple(supplies), "Asia/Shanghai")) as writer:
        for name, events in numbered.items():
            writer.add(name, events)
    return path


def report_on(events, out, standard=None, *, against=None, at=None, processes=1):
    """Replay and give back the report."""
    work = Work(processes)
    replay(standard=standard or trial(), against=against, events=events, out=out, at=at, work=work)
    return json.loads((out / "report.json").read_text("utf-8"))


def commitment(report, name):
    return next(each for each in report["commitments"] if each["commitment"] == name)


def generated(count, seed=1):
    """Cases as a service desk might have them, about eight events each, one opened every minute."""
    chance = random.Random(seed)

    def later(minute, mean):
        return minute + int(chance.expovariate(1 / mean))

    for number in range(count):
        reply = later(0, 6)
        solved = later(later(reply, 30), 200)
        told = [(0, "message.customer"), (reply, "message.agent"), (later(reply, 10), "solution.proposed")]
        if chance.random() < 0.3:
            waited = later(reply, 20)
            told += [(waited, "wait.started", {"reason": "waiting-customer"}), (later(waited, 60), "wait.ended")]
        told += [(solved, "case.resolved"), (solved + 1440, "case.closed")]
        business = chance.choice(["consultation", "complaint", "after-sales"])
        urgency = chance.choice(["normal", "normal", "urgent", "major"])
        yield case(*sorted(told, key=lambda each: each[0]), business=business, urgency=urgency, at=MARCH + number * 60)
