"""A what-if as it stands in the address, made sense of: what is not there or no longer fits takes its usual value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from wuxing.core.calendar.saying import named_in_words
from wuxing.core.replay.observing import missing_kinds
from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS, Commitment, Row, Standard
from wuxing.core.standard.limit import Limit
from wuxing.core.standard.table import label
from wuxing.history.choices import History, first_of, histories, standard_called, standards
from wuxing.history.whatif import Measuring

Asked = Mapping[str, str]

UNITS = {"s": (1, Text("秒", "seconds")), "min": (60, Text("分钟", "minutes")), "h": (3600, Text("小时", "hours"))}
DAYS = {"working_days": Text("个工作日", "working days"), "calendar_days": Text("个自然日", "calendar days")}
WORK = {"solution.proposed", "result.reported", "case.resolved", "case.closed", "visit.finished"}
"""Who has got so far has done the work: such a limit holds the waiting and the work."""
MINUTES_FROM, HOURS_FROM = 180, 8 * 3600


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list on the page."""

    value: str
    title: Text
    is_chosen: bool
    is_useless: bool = False


@dataclass(frozen=True)
class Question:
    """One history, one standard, one of its promises."""

    histories: Mapping[str, History]
    standards: Mapping[str, Text]
    history: History
    standard_key: str
    standard: Standard
    commitment: Commitment
    calendar: str
    asked: Asked

    @property
    def own(self) -> Measuring:
        """The promise as it is."""
        return Measuring(self.history, self.standard_key, self.standard, self.commitment)

    @property
    def tried(self) -> Measuring:
        """The promise on the calendar that is tried."""
        return replace(self.own, calendar=self.calendar)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The kinds of events for want of which the history says nothing of this promise."""
        return missing_kinds(self.commitment, self.history.header.supplies)

    def kind(self, kind: str) -> Text:
        """What a kind of event is called."""
        return {**EVENT_KINDS, **self.standard.events}.get(kind, Text(kind, kind))

    @property
    def hidden(self) -> Mapping[str, str]:
        """What stands for this question in a form that is sent."""
        return {
            "history": self.history.key,
            "standard": self.standard_key,
            "commitment": self.commitment.id,
            "calendar": self.calendar,
        }

    @property
    def includes_work(self) -> bool:
        """Whether the limit ends with the work done."""
        return set(self.commitment.stops) <= WORK

    def choices(self) -> Mapping[str, list[Choice]]:
        """What can be chosen, by field."""
        supplies = self.history.header.supplies
        own = self.commitment.calendar.name
        return {
            "history": [Choice(key, Text(h.name, h.name), h is self.history) for key, h in self.histories.items()],
            "standard": [Choice(key, text, key == self.standard_key) for key, text in self.standards.items()],
            "commitment": [
                Choice(each.id, _named(each), each is self.commitment, bool(missing_kinds(each, supplies)))
                for each in changeable(self.standard)
            ],
            "calendar": [
                Choice("" if name == own else name, named_in_words(calendar), (self.calendar or own) == name)
                for name, calendar in self.standard.calendars.items()
            ],
        }

    def rows(self, chosen: int) -> list[Choice]:
        """The rows of the promise whose limit can be tried."""
        return [
            Choice(str(place), _row_named(self.standard, row), place == chosen)
            for place, row in enumerate(self.commitment.within)
            if can_change(row)
        ]

    def row(self, most: int | None) -> int:
        """The row that was chosen, else the one with the most promises, else the first."""
        places = [str(place) for place, row in enumerate(self.commitment.within) if can_change(row)]
        usual = first_of(places, str(most))
        return int(first_of([usual, *places], self.asked.get("row", "")))

    def limit(self, place: int) -> Limit:
        """The limit to try: the number where it was changed, else the slider, else what the row says."""
        limit = self.commitment.within[place].limit
        assert limit
        if self.asked.get("of") != self.about(place):
            return limit
        size, before = Unit.of(limit).size, self.asked.get("was", "")
        for name in ("limit", "slide"):
            said = self.asked.get(name, "")
            if said != before and (amount := _amount(said, size)):
                return replace(limit, amount=amount)
        return replace(limit, amount=_amount(before, size) or limit.amount)

    def about(self, place: int) -> str:
        """What a limit is a limit of: for another promise or row the figure on the page means nothing."""
        return f"{self.standard_key}/{self.commitment.id}/{place}"


@dataclass(frozen=True, slots=True)
class Unit:
    """What the number of a limit counts on the page: the largest unit that is fine enough to turn it down."""

    name: Text
    size: int

    @classmethod
    def of(cls, limit: Limit) -> Unit:
        if limit.is_days:
            return cls(DAYS[limit.unit], 1)
        fitting = "h" if limit.amount >= HOURS_FROM else "min" if limit.amount >= MINUTES_FROM else "s"
        size, name = UNITS[fitting]
        return cls(name, size) if limit.amount % size == 0 else cls(UNITS["s"][1], 1)

    def shown(self, amount: int) -> str:
        return f"{amount / self.size:g}"


def read_question(asked: Asked) -> Question | None:
    """What the address asks; None where there is no history or no promise to ask about.

    Raises Problems where a draft has mistakes.
    """
    stretches, named = histories(), standards()
    if not stretches or not named:
        return None
    key = first_of(list(named), asked.get("standard", ""))
    standard = standard_called(key)
    every = {each.id: each for each in changeable(standard)}
    if not every:
        return None
    history = stretches[first_of(list(stretches), asked.get("history", ""))]
    seen = [name for name, each in every.items() if not missing_kinds(each, history.header.supplies)]
    commitment = every[first_of(list(every), asked.get("commitment") or next(iter(seen), ""))]
    calendar = asked.get("calendar", "")
    calendar = calendar if calendar in standard.calendars and calendar != commitment.calendar.name else ""
    return Question(stretches, named, history, key, standard, commitment, calendar, asked)


def changeable(standard: Standard) -> list[Commitment]:
    """The promises with a limit that can be tried. Where each cycle begins at the end of the last limit, none can:
    another limit would make other cycles."""
    every = standard.commitments.values()
    return [each for each in every if each.recurs != "chained" and any(can_change(row) for row in each.within)]


def can_change(row: Row) -> bool:
    """Whether its limit is a length of time."""
    return row.limit is not None and (not row.limit.is_days or row.limit.unit in DAYS)


def _named(commitment: Commitment) -> Text:
    return Text(f"§{commitment.clause} {commitment.title.zh}", f"§{commitment.clause} {commitment.title.en}")


def _row_named(standard: Standard, row: Row) -> Text:
    assert row.limit
    named = label(standard, row.when)
    return Text(f"{named.zh}：{row.limit.text.zh}", f"{named.en}: {row.limit.text.en}")


def _amount(said: str, size: int) -> int | None:
    """A number of the page in seconds or days; None where it is none above 0."""
    try:
        amount = round(float(said) * size)
    except (ValueError, OverflowError):
        return None
    return amount if 0 < amount < 100 * 366 * 86_400 else None
