"""Why a promise of a case came out as it did, under the standard that was tried and under the one beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.landing import ref_of
from wuxing.cases.models import Case
from wuxing.cases.showing import ClockView
from wuxing.cases.why import Why, chip_of, explained
from wuxing.core.clock.evaluate import evaluate_story
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading
from wuxing.core.replay.flips import SAME, TO_LATE, TO_MET, compared
from wuxing.core.replay.judging import Judge, judged, story_of
from wuxing.core.replay.observing import missing_kinds
from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS, Standard
from wuxing.history.choices import DRAFT
from wuxing.history.events.stream import events_of, read_header
from wuxing.history.models import Replay
from wuxing.history.replay_standards import standards_in
from wuxing.packs.finding import calendars
from wuxing.ui.citing import draft_clause_path
from wuxing.ui.language import said
from wuxing.ui.refusal import Refused

Place = tuple[str, int]
"""A commitment and its cycle."""


class NoSuchPromise(Refused):
    """The replay holds no such case, or the case no such promise."""

    code = "no-such-promise"
    status = 404
    says = _("The replay %(key)s holds no such promise. The cases that flip stand on its page.")


class NotReplayed(Refused):
    """There are no figures yet."""

    code = "not-replayed"
    status = 409
    says = _("The replay %(key)s is not finished, so nothing can be compared yet. Its page shows how far it is.")


@dataclass(frozen=True, slots=True)
class Side:
    """One standard: its name, its part in the comparison, and why, or what it says instead."""

    ref: str
    part: str
    mark: str
    why: Why | None
    instead: str
    clause_href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One promise of the case under each standard; `turn` is to_late, to_met, same or empty."""

    name: str
    cycle: int
    href: str
    chips: tuple[ClockView | None, ...]
    turn: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class TwoWhys:
    """The whole page."""

    replay: Replay
    case: str
    case_href: str
    horizon: datetime
    heading: str
    sides: tuple[Side, ...]
    lines: tuple[Line, ...]


def two_whys(replay: Replay, case: str, *, commitment: str, cycle: int, by: Actor) -> TwoWhys:
    """One promise of a case of a replay under its standards; without a commitment the first that flips.

    Raises NotReplayed, NoSuchPromise.
    """
    if replay.done_at is None:
        raise NotReplayed(key=replay.key)
    events = events_of(path=replay.events_path, case=case)
    if not events:
        raise NoSuchPromise(key=replay.key)
    both = Both(replay, case, events)
    place = (commitment, cycle) if commitment else both.first
    if place not in both.places:
        raise NoSuchPromise(key=replay.key)
    return TwoWhys(
        replay=replay,
        case=case,
        case_href=_case_href(replay, case, by),
        horizon=both.horizon,
        heading=both.heading(place),
        sides=tuple(both.sides(place)),
        lines=tuple(both.lines(place)),
    )


class Both:
    """A case judged under the standards of a replay: the one beside it first, as the report has them."""

    def __init__(self, replay: Replay, case: str, events: Sequence[Event]) -> None:
        self.replay, self.case, self.events = replay, case, events
        self.at = replay.horizon
        tried, against = standards_in(replay)
        self.keys = (replay.against, replay.standard) if against else (replay.standard,)
        supplies = read_header(replay.events_path).supplies
        self.supplies = supplies
        self.judges = [Judge(each, calendars(), supplies, self.at) for each in (against, tried) if each]
        self.readings = [self._readings(judge) for judge in self.judges]

    @property
    def horizon(self) -> datetime:
        """The instant it was judged at."""
        return datetime.fromtimestamp(self.at, UTC)

    @property
    def places(self) -> list[Place]:
        """Every promise that started under either, in the order of the standard that was tried."""
        return list(dict.fromkeys(place for found in reversed(self.readings) for place in found))

    @property
    def first(self) -> Place:
        """The first that flips, else the first there is."""
        flipping = [place for place in self.places if self.turn(place) in (TO_LATE, TO_MET)]
        return next(iter([*flipping, *self.places]), ("", 0))

    def turn(self, place: Place) -> str:
        """Which way it flips."""
        found = [[judged(self.case, each[place])] if place in each else [] for each in self.readings]
        return compared(found[-1], found[0]).get(place, "") if len(found) == 2 else ""

    def heading(self, place: Place) -> str:
        """首次响应：由按时翻为超时; under one standard the name alone."""
        if len(self.judges) == 1:
            return self._name(place)
        return str(HEADINGS[self.turn(place)]) % {"name": self._name(place)}

    def sides(self, place: Place) -> Iterator[Side]:
        """Why, under each standard."""
        parts = [gettext("Before"), gettext("After")] if len(self.judges) == 2 else [""]
        for number, (judge, found) in enumerate(zip(self.judges, self.readings, strict=True)):
            reading, key = found.get(place), self.keys[number]
            why = self._why(judge.standard, reading) if reading else None
            yield Side(
                ref=judge.standard.ref,
                part=parts[number],
                mark="b" if number == len(self.judges) - 1 else "a",
                why=why,
                instead="" if why else self._instead(judge, place),
                clause_href=_draft_href(key, why.reading.clause) if why else "",
            )

    def lines(self, shown: Place) -> Iterator[Line]:
        """Every promise of the case under each standard."""
        for place in self.places:
            href = address(self.replay, self.case, place)
            chips = tuple(self._chip(number, place, href) for number in range(len(self.judges)))
            yield Line(self._name(place), place[1], href, chips, self.turn(place), place == shown)

    def _why(self, standard: Standard, reading: Reading) -> Why:
        href = address(self.replay, self.case, (reading.commitment, reading.cycle))
        return explained(reading, standard, self.events, self.horizon, href=href)

    def _readings(self, judge: Judge) -> Mapping[Place, Reading]:
        found = evaluate_story((judge.seen,), calendars(), story_of(self.events, self.at), self.at).readings
        return {(each.commitment, each.cycle): each for each in found if each.state != "none"}

    def _chip(self, number: int, place: Place, href: str) -> ClockView | None:
        reading = self.readings[number].get(place)
        return chip_of(reading, self.judges[number].standard, self.horizon, href=href) if reading else None

    def _name(self, place: Place) -> str:
        standards = [judge.standard for judge in reversed(self.judges)]
        first = next(each.commitments[place[0]] for each in standards if place[0] in each.commitments)
        return said(first.title)

    def _instead(self, judge: Judge, place: Place) -> str:
        """What a standard says that did not start this clock."""
        commitment = judge.standard.commitments.get(place[0])
        if commitment is None:
            return gettext("This standard does not make this promise.")
        if missing := missing_kinds(commitment, self.supplies):
            kinds = [_kind(kind, judge.standard) for kind in missing]
            listed = said(Text("、".join(kinds), ", ".join(kinds)))
            return gettext("This history cannot tell; it lacks: %(kinds)s.") % {"kinds": listed}
        return gettext(
            "Under this standard the clock did not start: no limit for this class, or nothing that starts it."
        )


HEADINGS = {
    TO_LATE: _("%(name)s: met becomes missed"),
    TO_MET: _("%(name)s: missed becomes met"),
    SAME: _("%(name)s: the same under both"),
    "": _("%(name)s: not comparable"),
}


def address(replay: Replay, case: str, place: Place) -> str:
    """The page of one promise of a case: cases of other systems are called anything, so it is no path."""
    query = urlencode({"case": case, "commitment": place[0], "cycle": place[1]})
    return f"{reverse('history:why-under-both', args=[replay.pk])}?{query}"


def _kind(kind: str, standard: Standard) -> str:
    known = {**EVENT_KINDS, **standard.events}.get(kind)
    return said(known) if known else kind


def _draft_href(key: str, clause: str) -> str:
    """Where the clause of a draft stands; nothing for what is published, whose document everybody links to."""
    if not key.startswith(DRAFT):
        return ""
    return draft_clause_path(int(key.removeprefix(DRAFT)), clause)


def _case_href(replay: Replay, case: str, by: Actor) -> str:
    """The page of the case itself, where the ledger has it."""
    log = replay.stretch.get("log", "")
    ref = ref_of(log, case) if log else case
    is_there = Case.objects.visible_to(by).filter(ref=ref).exists()
    return reverse("cases:page", args=[ref]) if is_there else ""
