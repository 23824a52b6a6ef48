"""A visit of an engineer, as a part of a story: agreed, arrived, done; with waits for the customer or for a part."""

from __future__ import annotations

from datetime import datetime, timedelta

from wuxing.demo.hours import clock_time, next_open, slot
from wuxing.demo.story import CUSTOMER, Draft
from wuxing.demo.texts import Turn


def visit(draft: Draft, turn: Turn) -> None:
    """A visit and what was done."""
    if not draft.is_urgent and draft.branches("waiting-customer", 0.12):
        wait_for_customer(draft)
    planned = _urgent(draft) if draft.is_urgent else _ordinary(draft)
    _name_time(draft, planned)
    _agree(draft)
    if draft.case_class["business"] == "after-sales" and (draft.is_urgent or draft.branches("engineer", 0.25)):
        _hand_to_engineer(draft)
    _arrive(draft, planned)
    if draft.script.part and draft.branches("waiting-parts", 0 if draft.is_urgent else 0.15):
        wait_for_parts(draft)
    done = draft.line(turn.texts)
    draft.act(draft.chance.minutes(20, 40, 80), draft.handler, "record", kind="visit.finished", evidence=done)


def wait_for_customer(draft: Draft) -> None:
    """Something is asked of the customer; his answer ends the wait."""
    draft.act(draft.chance.minutes(1, 4), draft.handler, "reply", body=draft.shared("asking-photo"))
    said = draft.shared("waiting-customer")
    draft.act(draft.chance.minutes(0.5, 2), draft.handler, "wait", reason="waiting-customer", evidence=said)
    text = draft.shared("photo-sent")
    draft.act(draft.chance.minutes(60, 400, 2000), CUSTOMER, "receive", body=text, picture=True)
    draft.asked = True


def wait_for_parts(draft: Draft) -> None:
    """A part is missing: the customer is told, the clock pauses, the engineer comes again."""
    draft.act(draft.chance.minutes(15, 30), draft.handler, "reply", body=draft.shared("parts-told"))
    said = draft.shared("waiting-parts")
    draft.act(draft.chance.minutes(1, 4), draft.handler, "wait", reason="waiting-parts", evidence=said)
    back = next_open(draft.at + draft.chance.minutes(1000, 2400, 3600))
    draft.act(back - draft.at, draft.handler, "resume")
    planned = next_open(draft.at + draft.chance.minutes(120, 300, 500))
    _name_time(draft, planned)
    draft.act(draft.chance.minutes(1, 5), draft.handler, "reply", body=draft.shared("parts-came"))
    _arrive(draft, planned)


def _urgent(draft: Draft) -> datetime:
    """Within two hours of the opening, mostly; never before somebody can have driven there."""
    return max(draft.opened_at + draft.within("on-site", 0.35, 0.85, 0.1), draft.at + timedelta(minutes=18))


def _ordinary(draft: Draft) -> datetime:
    """Today or tomorrow; days later when everybody is out."""
    days = (2900, 4500) if draft.branches("no-engineer", 0.06) else (200, 700, 1500)
    return next_open(draft.at + draft.chance.minutes(*days))


def _name_time(draft: Draft, planned: datetime) -> None:
    draft.slots |= {"slot": slot(planned, draft.at, draft.script.language), "eta": clock_time(planned)}


def _hand_to_engineer(draft: Draft) -> None:
    """The case goes to the repair team of the engineer, who accepts; the first responder stays."""
    note, engineer = draft.shared("transfer-repair"), draft.slots["engineer-number"]
    draft.act(draft.chance.minutes(1, 3), draft.agent, "transfer", to=draft.slots["repair"], note=note)
    draft.act(draft.chance.minutes(1, 3, 9), engineer, "accept")
    draft.handler = engineer


def _agree(draft: Draft) -> None:
    """The time is offered and accepted, or told where it is urgent."""
    if not draft.is_urgent and draft.branches("offered-time", 0.35):
        draft.act(draft.chance.minutes(1, 4), draft.agent, "reply", body=draft.shared("visit-offered"))
        said = draft.shared("visit-accepted")
        draft.act(draft.chance.minutes(1, 8, 40), CUSTOMER, "receive", body=said, picture=False)
        draft.asked = True
    told = draft.shared("urgent-confirmed" if draft.is_urgent else "visit-confirmed")
    pause = draft.within("next-reply", 0.05, 0.45) if draft.asked else draft.chance.minutes(1, 4)
    draft.act(pause, draft.agent, "reply", body=told)
    draft.asked, draft.answered = False, True
    if draft.force or draft.is_urgent or draft.chance.happens(0.5):
        said = draft.shared("visit-note")
        draft.act(draft.chance.minutes(0.3, 1), draft.agent, "record", kind="visit.scheduled", evidence=said)


def _arrive(draft: Draft, planned: datetime) -> None:
    """On time, a little before or after; an arrival is put on record where it happens."""
    late = draft.chance.minutes(*((-8, 0, 5) if draft.is_urgent else (-20, 4, 25)))
    pause = max(planned + late - draft.at, timedelta(minutes=5))
    draft.act(pause, draft.handler, "record", kind="visit.arrived", evidence=draft.shared("arrived"))
    draft.enter("execution")
