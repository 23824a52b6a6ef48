"""The turns of a conversation, written into a draft: each knows how long it takes and which verbs it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from wuxing.demo.hours import next_open
from wuxing.demo.story import CUSTOMER, Draft, is_with_picture
from wuxing.demo.texts import Turn
from wuxing.demo.visits import visit

LEADERS = {"home": "HZ0101", "business": "HZ0201"}
SUPERVISOR = "HZ0002"
SPECIALIST = "HZ0402"


def tell(draft: Draft) -> None:
    """Write the whole story into a draft."""
    if draft.script.file == "spam":
        draft.act(draft.chance.minutes(1, 3, 4), draft.agent, "spam")
        return
    if draft.channel == "phone":
        draft.act(draft.chance.minutes(0.1, 0.5), draft.agent, "record", kind="call.answered")
        draft.answered = True
    if draft.branches("withdrawn", 0.02):
        draft.act(draft.chance.minutes(1, 2), CUSTOMER, "withdraw", reason=draft.shared("withdrawn"))
        return
    for turn in draft.script.turns:
        for each in _chosen(draft, turn):
            TURNS[each.kind](draft, each)
    end(draft)


def _chosen(draft: Draft, turn: Turn) -> tuple[Turn, ...]:
    if turn.kind != "maybe":
        return (turn,)
    return turn.maybe if draft.chance.happens(0.35) else ()


def answer(draft: Draft, turn: Turn) -> None:
    """A reply to the customer; the first one greets and says who is responsible."""
    _to_customer(draft, "reply", draft.line(turn.texts))


def ask(draft: Draft, turn: Turn) -> None:
    """The customer writes."""
    pace = {"consultation": (0.5, 1.5, 4), "after-sales": (1, 4, 8)}.get(draft.case_class["business"], (2, 9, 35))
    text = draft.line(turn.texts)
    draft.act(draft.chance.minutes(*pace), CUSTOMER, "receive", body=text, picture=is_with_picture(text))
    draft.asked = True


def propose(draft: Draft, turn: Turn) -> None:
    """A solution proposed."""
    if draft.case_class["business"] == "complaint":
        marks = (20, 40, 70) if draft.team == "business" else (60, 200, 420)
        draft.act(_in_hours(draft, *marks), _leader(draft), "propose", body=draft.line(turn.texts))
        draft.asked = False
        return
    if draft.answered:
        pause = draft.chance.minutes(14, 30) if draft.chance.happens(0.12) else draft.chance.minutes(1, 2, 5)
        draft.act(pause, draft.handler, "propose", body=draft.line(turn.texts))
        draft.asked = False
        return
    _to_customer(draft, "propose", draft.line(turn.texts))


def diagnose(draft: Draft, turn: Turn) -> None:
    """The diagnosis, put on record."""
    is_late = draft.branches("late-diagnosis", 0.1)
    usual = (0.5, 1.5, 4) if draft.is_urgent else (1, 3, 7)
    pause = draft.chance.minutes(*((22, 40) if is_late else usual))
    draft.act(pause, draft.handler, "record", kind="diagnosis.confirmed", evidence=draft.line(turn.texts))
    draft.enter("diagnosis")


def note(draft: Draft, turn: Turn) -> None:
    """An internal note."""
    draft.act(draft.chance.minutes(1, 3, 8), draft.handler, "note", body=draft.line(turn.texts))


def contact(draft: Draft, turn: Turn) -> None:
    """The call of a shift leader, or of the supervisor, to somebody who complained."""
    _say_noted(draft)
    if draft.team == "business":
        pause = draft.chance.minutes(8, 20, 50)
    else:
        limit = "major-complaint-contact" if draft.case_class["urgency"] == "major" else "complaint-contact"
        pause = max(draft.within(limit, 0.03, 0.4) - (draft.at - draft.opened_at), timedelta(minutes=4))
    evidence = draft.line(turn.texts)
    draft.act(pause, _leader(draft), "record", kind="customer.contacted", evidence=evidence)


def hand_to_experts(draft: Draft, turn: Turn) -> None:
    """The experts are asked, and accept within ten minutes of the opening."""
    draft.act(draft.chance.minutes(0.5, 2), draft.agent, "transfer", to="experts", note=draft.shared("transfer-note"))
    used = draft.at - draft.opened_at
    accepts = max(draft.within("transfer", 0.4, 0.9, 0.05) - used, timedelta(seconds=40))
    draft.act(accepts, SPECIALIST, "accept")
    draft.handler, draft.reported_at = SPECIALIST, draft.at


def write_progress(draft: Draft, turn: Turn) -> None:
    """Written progress to the customer."""
    _say_noted(draft)
    since = draft.at - (draft.reported_at or draft.at)
    pause = max(draft.within("written-progress", 0.3, 0.9, 0.1) - since, timedelta(minutes=3))
    draft.act(pause, draft.handler, "progress", body=draft.line(turn.texts))
    draft.answered, draft.asked, draft.reported_at = True, False, draft.at


def meet(draft: Draft, turn: Turn) -> None:
    """The meeting of departments, called and held."""
    leader = LEADERS["business"]
    draft.act(draft.chance.minutes(5, 15), leader, "record", kind="meeting.called")
    evidence = "研发、技术、客服三方会办，分工和完成时限已写入纪要。"
    draft.act(draft.within("joint-meeting", 0.1, 0.4), leader, "record", kind="meeting.held", evidence=evidence)


def report(draft: Draft, turn: Turn) -> None:
    """The result in writing."""
    draft.act(_in_hours(draft, 600, 1200, 2000), SUPERVISOR, "result", body=draft.line(turn.texts))
    draft.asked = False


def resolve(draft: Draft, turn: Turn) -> None:
    """What was done, told to the customer."""
    draft.slots["result"] = draft.line(turn.texts)
    text = draft.shared("resolved") if draft.case_class["business"] == "consultation" else draft.slots["result"]
    draft.act(_until_solved(draft), draft.handler, "resolve", resolution=text)
    draft.asked = False


def _until_solved(draft: Draft) -> timedelta:
    """A question is left open for a while, a complaint takes days, a repair is done when it is done."""
    kind = draft.case_class["business"]
    if kind == "complaint" and draft.team == "home" and not draft.is_urgent:
        _say_noted(draft)
        return _in_hours(draft, 30, 500, 1200, 3600)
    if kind == "consultation" and draft.branches("slow", 0.05):
        return _in_hours(draft, 1500, 2500)
    return draft.chance.minutes(*((3, 20, 90) if kind == "consultation" else (3, 8, 20)))


def end(draft: Draft) -> None:
    """Confirmed by the customer, or followed up; sometimes the fault is back."""
    if draft.branches("reopened", 0.03):
        _come_back(draft)
    if draft.chance.happens(0.55):
        draft.act(draft.chance.minutes(4, 60, 900), CUSTOMER, "close", reason=draft.shared("confirmed"))
        return
    is_late = draft.chance.happens(0.07)
    draft.at = next_open(
        draft.at + (draft.chance.minutes(3300, 5000) if is_late else draft.chance.minutes(60, 900, 2000))
    )
    draft.act(timedelta(0), draft.agent, "close", reason=draft.shared("closing"))


TURNS: Mapping[str, Callable[[Draft, Turn], None]] = {
    "a": answer,
    "c": ask,
    "p": propose,
    "d": diagnose,
    "n": note,
    "k": contact,
    "t": hand_to_experts,
    "w": write_progress,
    "u": meet,
    "x": report,
    "r": resolve,
    "v": visit,
}


def _to_customer(draft: Draft, verb: str, text: str) -> None:
    """Something to the customer, at the pace of the clause that waits for it."""
    if draft.asked:
        pause = draft.within("next-reply", 0.06, 0.7)
    elif not draft.answered:
        pause, text = draft.within("first-response", 0.12, 0.85, 0.12), draft.shared("greeting") + text
    else:
        pause = draft.chance.minutes(1, 3, 9)
    draft.act(pause, draft.handler, verb, body=text)
    draft.answered, draft.asked = True, False


def _say_noted(draft: Draft) -> None:
    """A customer who wrote is not left waiting while something longer is done."""
    if draft.asked:
        _to_customer(draft, "reply", draft.shared("noted"))


def _in_hours(draft: Draft, *marks: float) -> timedelta:
    return next_open(draft.at + draft.chance.minutes(*marks)) - draft.at


def _leader(draft: Draft) -> str:
    return SUPERVISOR if draft.case_class["urgency"] == "major" else LEADERS[draft.team]


def _come_back(draft: Draft) -> None:
    """The fault is back: the case opens again and stays with whoever was responsible."""
    draft.act(draft.chance.minutes(120, 900, 2000), CUSTOMER, "receive", body=draft.shared("again"), picture=False)
    draft.act(draft.within("next-reply", 0.1, 0.7), draft.agent, "reply", body=draft.shared("sorry-again"))
    draft.act(_in_hours(draft, 200, 600, 1500), draft.agent, "resolve", resolution=draft.shared("solved-again"))
