"""A case of the demo told again: the same events and words, at another time, with other people and another customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from wuxing.cases.bulk import Course, Whole, Words, course_of
from wuxing.cases.models import Case, Message
from wuxing.core.clock.event import Event
from wuxing.demo.branches import Branch
from wuxing.ledger import models as ledger
from wuxing.ledger import streams
from wuxing.ledger.models import Stream

TEAM, PEOPLE, CUSTOMER = "team", ("assignee", "lead"), "customer"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A case that the verbs made and that has ended. `kind` says which customers may stand in for its own."""

    subject: str
    kind: tuple[str, str, bool]
    ending: str
    events: Sequence[Event]
    words: Sequence[Words]

    @property
    def opened_at(self) -> int:
        """When it began."""
        return self.events[0].at

    @property
    def seconds(self) -> int:
        """How long it took."""
        return max(1, self.events[-1].at - self.opened_at)


@dataclass(frozen=True, slots=True)
class Telling:
    """A pattern at another time, as far as it has come by then, with its clocks."""

    pattern: Pattern
    events: Sequence[Event]
    words: Sequence[Words]
    course: Course


class Customer(NamedTuple):
    """Who stands in."""

    id: int
    name: str


def patterns() -> list[Pattern]:
    """The cases that can be told again: ended, of a customer, without files, each in the same order always."""
    cases = Case.objects.live().exclude(ending="").filter(customer__isnull=False, attachments=None)
    found = list(cases.select_related(CUSTOMER).order_by("pk")[:MOST])
    words: dict[int, list[Words]] = defaultdict(list)
    for each in Message.objects.filter(case__in=found).order_by("seq"):
        said = Words(each.seq, each.kind, each.author, each.author_name, each.body, each.salt, _seconds(each.at))
        words[each.case_id].append(said)
    events: dict[int, list[Event]] = defaultdict(list)
    for event in ledger.Event.objects.filter(stream__in=Stream.objects.filter(case__in=found)).order_by("seq"):
        events[event.stream_id].append(streams.as_core(event))
    return [_pattern(case, events[case.stream_id], words[case.pk]) for case in found]


MOST = 800
"""So many patterns: what is copied from them is not copied again."""


def tell_again(pattern: Pattern, shift: int, at: datetime) -> Telling:
    """A pattern moved by so many seconds, as far as it has come by an instant."""
    now = _seconds(at)
    moved = [each._replace(at=each.at + shift, recorded_at=each.recorded_at + shift) for each in pattern.events]
    events = [each for each in moved if each.recorded_at <= now]
    words = [each._replace(at=each.at + shift) for each in pattern.words if each.seq <= len(events)]
    return Telling(pattern, events, words, course_of(events, at))


def played_by(telling: Telling, branch: Branch, customer: Customer) -> Whole:
    """The same with the people of a branch, for a customer."""
    actors = {f"user:{before}": (f"user:{pk}", name) for before, (pk, name) in branch.people.items()}
    own = telling.events[0].payload[CUSTOMER]
    actors[f"customer:{own}"] = (f"customer:{customer.id}", customer.name)
    return Whole(
        subject=telling.pattern.subject,
        events=[_played(each, actors, branch, customer) for each in telling.events],
        words=[_said(each, actors) for each in telling.words],
        course=telling.course,
    )


def _pattern(case: Case, events: Sequence[Event], words: Sequence[Words]) -> Pattern:
    customer = case.customer
    assert customer is not None
    kind = (customer.kind, customer.language, customer.company_id is not None)
    return Pattern(case.subject, kind, case.ending, events, words)


def _played(event: Event, actors: Mapping[str, tuple[str, str]], branch: Branch, customer: Customer) -> Event:
    by, _name = actors.get(event.by, (event.by, ""))
    return event._replace(by=by, payload=_payload(event.payload, branch, customer))


def _payload(payload: Mapping[str, Any], branch: Branch, customer: Customer) -> Mapping[str, Any]:
    if not payload.keys() & {TEAM, CUSTOMER, *PEOPLE}:
        return payload
    changed = dict(payload)
    if TEAM in changed:
        changed[TEAM] = branch.teams.get(changed[TEAM], changed[TEAM])
    if CUSTOMER in changed:
        changed[CUSTOMER] = customer.id
    for name in PEOPLE:
        if changed.get(name) in branch.people:
            changed[name] = branch.people[changed[name]][0]
    return changed


def _said(words: Words, actors: Mapping[str, tuple[str, str]]) -> Words:
    author, name = actors.get(words.author, (words.author, words.author_name))
    return words._replace(author=author, author_name=name)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
