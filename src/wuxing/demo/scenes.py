"""What is open when somebody looks for the first time: each state of a clock is on stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from wuxing.demo.story import Act, Story

ON_TIME = frozenset({"on-time"})
"""Told to a story so that chance takes it no other way."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A conversation that has come to a point.

    `point` is the verb it ends with, with its kind for a fact and `back` for what a customer writes after a solution;
    empty is the opening. `minutes` have gone by since then, or since the opening. `gap` days lie before the point.
    """

    script: str
    point: str
    minutes: float
    from_opening: bool = False
    force: frozenset[str] = ON_TIME
    gap_days: float = 0

    @property
    def is_fresh(self) -> bool:
        """Whether minutes count: such a scene is set last, so that the making of the others does not age it."""
        return self.minutes < 180

    @property
    def ago(self) -> timedelta:
        """How long ago the point was reached."""
        return timedelta(minutes=self.minutes)

    @property
    def gap(self) -> timedelta:
        """What lies between the point and the acts before it, beyond the usual."""
        return timedelta(days=self.gap_days)

    def place(self, acts: Sequence[Act]) -> int:
        """The place of the act that the scene ends with."""
        resolved = next((place for place, act in enumerate(acts) if act.verb == "resolve"), len(acts))
        if self.point == "back":
            return next(place for place, act in enumerate(acts) if act.verb == "receive" and place > resolved)
        return next(place for place, act in enumerate(acts) if self.point in (act.verb, act.words.get("kind")))

    def last(self, acts: Sequence[Act]) -> Act:
        """The act that the scene ends with."""
        return acts[self.place(acts)]

    def cut(self, story: Story) -> Story:
        """The story up to the point."""
        if not self.point:
            return replace(story, acts=())
        place = self.place(story.acts)
        before, last, after = story.acts[:place], story.acts[place], story.acts[place + 1 : place + 2]
        entered = tuple(act for act in after if act.verb == "stage")  # of the same instant
        return replace(story, acts=(*before, *(replace(act, at=act.at + self.gap) for act in (last, *entered))))


def parts(*more: str) -> frozenset[str]:
    return frozenset({"waiting-parts", *more})


WAITING_CUSTOMER = frozenset({"waiting-customer"})
WITH_ENGINEER = frozenset({"engineer"})
REOPENED = frozenset({"reopened"})

DUE_SOON = Scene("washer-childlock", "", 1)
"""A question to be answered within three minutes: due two minutes after the first start."""

SCENES: tuple[Scene, ...] = (
    # Nobody has answered yet.
    Scene("washer-noise", "", 1.2),
    Scene("hood-light", "", 2.7),
    Scene("overcharge", "", 12),
    Scene("delivery-broken", "", 26),
    Scene("attitude", "", 39),
    Scene("co-question", "", 18),
    Scene("co-manual", "", 44),
    Scene("heater-code-meaning", "", 9),
    Scene("no-show", "", 74),
    # The customer waits for the next reply.
    Scene("hood-suction", "receive", 5),
    Scene("invoice", "receive", 9),
    Scene("co-repair", "receive", 13),
    Scene("fridge-warm", "receive", 18),
    Scene("ac-drip", "receive", 41),
    # Emergencies: on site within two hours, solved within four.
    Scene("fridge-medicine", "visit.scheduled", 42, from_opening=True),
    Scene("purifier-burst", "visit.scheduled", 78, from_opening=True),
    Scene("washer-shock", "visit.scheduled", 131, from_opening=True),
    Scene("heater-gas", "visit.arrived", 156, from_opening=True),
    Scene("ac-baby", "visit.arrived", 253, from_opening=True),
    # Complaints: by leader or supervisor in person.
    Scene("twice-repaired", "reply", 9.2 * 60, from_opening=True),
    Scene("floor-damage", "reply", 2.5 * 60, from_opening=True),
    Scene("no-show", "reply", 13 * 60, from_opening=True),
    Scene("serious-injury", "customer.contacted", 70),
    Scene("media", "reply", 5 * 60, from_opening=True),
    # Companies: experts, written progress every two hours, a meeting.
    Scene("co-laundry", "transfer", 3),
    Scene("co-purifier", "progress", 25),
    Scene("co-laundry", "progress", 98),
    Scene("co-purifier", "progress", 134),
    Scene("co-aircon", "meeting.called", 80),
    # Offered to a repair team, not accepted yet.
    Scene("heater-fire", "transfer", 6, force=WITH_ENGINEER),
    Scene("washer-leak", "transfer", 22, force=WITH_ENGINEER),
    # Waiting.
    Scene("washer-drain", "wait", 300, force=parts()),
    Scene("fridge-warm", "wait", 620, force=parts()),
    Scene("purifier-slow", "wait", 1100, force=parts("engineer")),
    Scene("ac-cold", "wait", 1700, force=parts("engineer")),
    Scene("en-washer", "wait", 240, force=parts()),
    Scene("heater-temp", "wait", 1300, force=parts(), gap_days=4),
    Scene("purifier-taste", "wait", 45, force=WAITING_CUSTOMER),
    Scene("hood-oil", "wait", 380, force=WAITING_CUSTOMER),
    Scene("fridge-noise", "wait", 1000, force=WAITING_CUSTOMER),
    Scene("en-heater", "wait", 90, force=WAITING_CUSTOMER),
    # A visit is agreed.
    Scene("purifier-leak", "visit.scheduled", 20),
    Scene("ac-cold", "visit.scheduled", 48, force=WITH_ENGINEER),
    Scene("washer-dead", "visit.scheduled", 95),
    Scene("heater-tank", "visit.scheduled", 150, force=WITH_ENGINEER),
    Scene("fridge-ice", "visit.scheduled", 310),
    Scene("hood-suction", "visit.scheduled", 3200),
    # Solved, the customer has not confirmed; and back again.
    Scene("fridge-temperature", "resolve", 14),
    Scene("washer-leak", "resolve", 35),
    Scene("trade-in", "resolve", 110),
    Scene("delivery-broken", "resolve", 200),
    Scene("en-purifier", "resolve", 55),
    Scene("ac-wifi", "back", 8, force=REOPENED),
    Scene("heater-winter", "back", 21, force=REOPENED),
)
