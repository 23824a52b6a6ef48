"""A history with a known step in the middle: what a comparison of before and after has to find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from history.replayed import MARCH, case
from wuxing.core.clock.event import Event

DAY = 86_400
DAYS = 30
STEP = date(2026, 4, 1)
"""The day of the step: thirty days after the history begins."""
A_DAY = 40
FLOW = ("accept", "check", "handle", "close")


def stepped(a_day: int = A_DAY, *, is_stepping: bool = True) -> dict[str, list[Event]]:
    """Thirty days on each side. From the step on: complaints 8 of 40 a day instead of 10 (−20 % of the share), answers
    within 10 minutes 30 of 40 instead of 24 (60 % → 75 %), one stage fewer, solved in half the time."""
    return {
        f"C{day:02}-{number:03}": _case(day, number, a_day, is_after=is_stepping and day >= DAYS)
        for day in range(2 * DAYS)
        for number in range(a_day)
    }


def _case(day: int, number: int, a_day: int, *, is_after: bool) -> list[Event]:
    complaints, in_time = (8, 30) if is_after else (10, 24)
    turn = number * 17 % a_day * 40 // a_day
    answer = 5 + number % 3 if turn < in_time else 25
    told = [(answer, "message.agent"), *_flow(number, is_after=is_after)]
    business = "complaint" if number * 40 // a_day < complaints else "consultation"
    return case(*told, business=business, at=MARCH + day * DAY + number * 600)


def _flow(number: int, *, is_after: bool) -> Iterator[tuple[int, str, dict[str, str]]]:
    stages = [each for each in FLOW if each != "check" or not is_after]
    for place, stage in enumerate(stages):
        yield 30 + 10 * place, "stage.entered", {"stage": stage}
    if number % 4 == 0 and not is_after:
        yield 75, "stage.entered", {"stage": "accept"}
    yield 80, "wait.started", {"reason": "waiting-customer"}
    yield (90 if is_after else 140), "wait.ended", {"reason": "waiting-customer"}
    yield (120 if is_after else 240), "case.resolved", {}


def rated(before: int, after: int, a_day: int = A_DAY) -> dict[str, list[Event]]:
    """Thirty days on each side; three of four cases are rated, and so many percent of them with 4 or 5 of 5."""
    every = [(day, number) for day in range(2 * DAYS) for number in range(a_day)]
    asked = [each for each in every if each[1] % 4]
    place = {each: turn for turn, each in enumerate(asked)}
    return {
        f"C{day:02}-{number:03}": _rated(day, number, place.get((day, number)), after if day >= DAYS else before)
        for day, number in every
    }


def _rated(day: int, number: int, place: int | None, percent: int) -> list[Event]:
    told: list[tuple[int, str, dict[str, int]]] = [(60, "case.resolved", {})]
    if place is not None:
        score = 4 + place % 2 if place * 7 % 100 < percent else 1 + place % 3
        told += [(90, "rating.given", {"score": 3}), (120, "rating.given", {"score": score})]
    return case(*told, at=MARCH + day * DAY + number * 600)
