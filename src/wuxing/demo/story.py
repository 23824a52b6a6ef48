"""The story of one case as a plan: what is said and done, by whom, when. Pure: the same seed tells the same story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from wuxing.core.standard.document import Standard
from wuxing.core.standard.matching import row_for
from wuxing.demo.chance import Chance
from wuxing.demo.clients import Client
from wuxing.demo.hours import ZONE, next_open, slot
from wuxing.demo.texts import Script, company, words

CUSTOMER = "customer"
PICTURE = ("照片", "拍", "截图", "发了", "铭牌", "photo", "Here it is")
LATE = 0.1
"""Share of promises that are broken, before chance in the rest of the story adds to it."""


@dataclass(frozen=True, slots=True)
class Act:
    """One verb: when, by whom (a staff number, or the customer), with which words."""

    at: datetime
    by: str
    verb: str
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A case from its opening on."""

    script: Script
    client: Client
    channel: str
    opened_at: datetime
    opened_by: str
    case_class: Mapping[str, str]
    subject: str
    body: str
    team: str
    acts: tuple[Act, ...]

    def until(self, at: datetime) -> Story:
        """What of it has happened by an instant."""
        return replace(self, acts=tuple(act for act in self.acts if act.at <= at))


@dataclass(slots=True)
class Draft:
    """A story being written: where it stands, who has it, and what the texts may name."""

    script: Script
    client: Client
    opened_at: datetime
    chance: Chance
    standard: Standard
    variant: int
    force: frozenset[str] = frozenset()
    case_class: dict[str, str] = field(default_factory=dict)
    slots: dict[str, str] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    at: datetime = field(init=False)
    team: str = field(init=False)
    agent: str = field(init=False)
    handler: str = field(init=False)
    answered: bool = False
    asked: bool = False
    reported_at: datetime | None = None
    channel: str = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.opened_at
        self.case_class = dict(self.script.case_class)
        if "product" not in self.case_class and "{model}" in "".join(self.script.subjects + self.script.bodies):
            self.case_class["product"] = self.chance.pick(list(company()["products"]))
        self.team = "business" if self.case_class["customer"] == "enterprise" else "home"
        self.agent = self.handler = self._agent()
        self.channel = self._channel()
        self.slots = self._slots()

    def _agent(self) -> str:
        if self.script.language == "en":
            return "HZ0219"
        if self.team == "business":
            return self.chance.pick(("HZ0208", "HZ0219"))
        by_day = self.chance.pick(("HZ0105", "HZ0112", "HZ0126"))
        return by_day if 8 <= self.opened_at.astimezone(ZONE).hour < 21 else "HZ0131"

    def _channel(self) -> str:
        is_phone = self.chance.happens(0.25) and not self.force and self.script.file not in ("spam", "suggestions")
        return "phone" if is_phone and self.script.language == "zh" else self.chance.pick(("form", "form", "api"))

    def _slots(self) -> dict[str, str]:
        said, language = company(), self.script.language
        products = said["company-products" if self.team == "business" else "products"]
        models = self.script.models or products.get(self.case_class.get("product", ""), ("WD-1016",))
        model = self.chance.pick(models)
        engineers = [each for each in said["people"] if each["role"] == "engineer"]
        engineer = self.chance.pick(engineers)
        place = self.chance.pick(words(language)["places"])
        self.slots = {
            "call": self.client.call,
            "me": name_of(self.agent, language),
            "model": model.split(" ")[-1] if self.chance.happens(0.5) else model,
            "engineer": name_of(engineer["number"], language),
            "engineer-number": engineer["number"],
            "repair": f"{engineer['outlet']}-repair",
            "part": self.script.part or ("常用件" if language == "zh" else "spare parts"),
            "place": place,
            "since": self.chance.pick(words(language)["since"]),
        }
        return self.slots

    def line(self, texts: Iterable[str], *, own: bool = True) -> str:
        """A text with its names in place: the script's own go together by their order, shared ones are drawn."""
        every = list(texts)
        text = every[self.variant % len(every)] if own else self.chance.pick(every)
        if "{slot}" in text and "slot" not in self.slots:  # no visit is planned: something is promised for tomorrow
            tomorrow = slot(next_open(self.at + timedelta(hours=19)), self.at, self.script.language)
            return text.format_map({**self.slots, "slot": tomorrow})
        return text.format_map(self.slots)

    def shared(self, key: str) -> str:
        """One of the texts that all conversations share."""
        return self.line(words(self.script.language)[key], own=False)

    @property
    def is_urgent(self) -> bool:
        """Whether somebody has to go at once."""
        return self.case_class["urgency"] != "normal"

    def limit(self, commitment: str) -> float | None:
        """How many minutes a clause gives this case; None where it gives none, or counts days."""
        row = row_for(self.standard.commitments[commitment], self.case_class)
        return row.limit.amount / 60 if row and row.limit and not row.limit.is_days else None

    def within(self, commitment: str, least: float = 0.1, most: float = 0.8, late: float = LATE) -> timedelta:
        """How long something takes that a clause promises: mostly in time."""
        limit = self.limit(commitment) or 60.0
        if self.branches("late", late):
            return self.chance.minutes(limit * 1.05, limit * 1.25, limit * 2)
        return self.chance.minutes(limit * least, limit * (least + most) / 2.5, limit * most)

    def branches(self, way: str, share: float) -> bool:
        """Whether the story takes a way: by chance, or as it is told to."""
        return way in self.force if self.force else self.chance.happens(share)

    def act(self, after: timedelta, by: str, verb: str, **said: Any) -> None:
        """Add an act, so long after the one before."""
        self.at += after
        self.acts.append(Act(self.at, by, verb, said))

    def enter(self, stage: str) -> None:
        """Come to a stage of a repair; told only of what is open now, of the past nobody looks at the stages."""
        if self.force and self.case_class["business"] == "after-sales":
            self.act(timedelta(0), self.handler, "stage", stage=stage)

    def finished(self) -> Story:
        """The story as it stands."""
        place = self.variant % len(self.script.subjects)
        return Story(
            script=self.script,
            client=self.client,
            channel=self.channel,
            opened_at=self.opened_at,
            opened_by=self.agent if self.channel == "phone" else CUSTOMER,
            case_class=self.case_class,
            subject=self.script.subjects[place].format_map(self.slots),
            body=self.script.bodies[place % len(self.script.bodies)].format_map(self.slots),
            team=self.team,
            acts=tuple(self.acts),
        )


def name_of(number: str, language: str) -> str:
    """The name behind a staff number, in letters that the customer reads."""
    said = next(each for each in company()["people"] if each["number"] == number)
    return str(said.get("latin", said["name"]) if language == "en" else said["name"])


def is_with_picture(text: str) -> bool:
    """Whether a text speaks of a picture that it brings."""
    return any(each in text for each in PICTURE)
