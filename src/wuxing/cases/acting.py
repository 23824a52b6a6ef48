"""One act on one case: a transaction that holds the case's stream, appends the events of the act, and stores what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team
from wuxing.cases.clocks import keep, look_at
from wuxing.cases.conditions import REALM
from wuxing.cases.findable import index_new
from wuxing.cases.folding import Facts, apply, audience_of, fold
from wuxing.cases.models import Audience, Case, Clock, Message
from wuxing.cases.ties import keep_ties
from wuxing.cases.tying import TYING
from wuxing.core.clock.event import Event
from wuxing.customers import findable as customers
from wuxing.ledger import models as ledger
from wuxing.ledger import streams
from wuxing.ledger.models import Stream
from wuxing.ledger.streams import Fact
from wuxing.ledger.writing import writing
from wuxing.live import bus
from wuxing.search.indexing import readdress
from wuxing.ui.refusal import Refused

WIDTH = 32
"""Of a column that holds a word of the standard; other systems' words may be longer, and are whole in `case_class`."""


class NoCase(Refused):
    """There is no such case for this person: a stranger is told no more than somebody who mistyped."""

    code = "no-case"
    status = 404
    says = _("There is no case %(ref)s that you may see. Check the number, or ask your shift leader for access.")


class CaseEnded(Refused):
    """The case is over: it has to be reopened before anything else can happen to it."""

    code = "case-ended"
    status = 409
    says = _("Case %(ref)s has ended. Reopen it first, then go on.")


class OnlyHistory(Refused):
    """What was imported is read, tried and measured; nobody works on it."""

    code = "only-history"
    status = 409
    says = _("Case %(ref)s is history from another system: it can be read, not changed. Open a new case instead.")


@dataclass(slots=True)
class Act:
    """An act under way. `facts` is where the case stands, with what this act has told so far; `clocks` as it wrote them."""

    case: Case
    stream: Stream
    by: Actor
    at: datetime
    events: list[Event]
    facts: Facts
    said: list[Message] = field(default_factory=list)
    clocks: Sequence[Clock] = ()
    _told: list[Fact] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)
    _is_opened: bool = False

    def tell(
        self, kind: str, payload: Mapping[str, Any] | None = None, *, speaker: str = "", at: datetime | None = None
    ) -> int:
        """Add an event to the act; its seq in the case's stream."""
        self._told.append(Fact(kind, payload or {}, speaker, at))
        seq = self.stream.seq + len(self._told)
        when = int((at or self.at).timestamp())
        event = Event(seq, kind, when, int(self.at.timestamp()), self.by.id, speaker or self.by.speaker, payload or {})
        self.events.append(event)
        if kind == "event.voided":
            self.facts = fold(self.events)  # what it takes back may be anything
        else:
            apply(self.facts, event)
        return seq

    def take_back(self, seq: int, reason: str = "") -> int:
        """Void an event of this case: from now on no clock counts it. The reason stands in the story, where there is one."""
        return self.tell("event.voided", {"seq": seq, **({"reason": reason} if reason else {})})

    def require_open(self) -> None:
        """Refuse an act on a case that is over."""
        if self.facts.ending:
            raise CaseEnded(ref=self.case.ref)

    def write(self) -> None:
        """Append the events, bring row, audience and clocks up to them, and tell open pages after commit."""
        if not self._told:
            return
        is_new = self.case.pk is None
        told = streams.append(
            self.stream, self._told, by=self.by.id, speaker=self.by.speaker, at=self.at, recorded_at=self.at
        )
        for name, value in columns(self.facts).items():
            setattr(self.case, name, value)
        look = look_at(self.case, self.events, self.at)
        self.clocks, self.case.next_due_at = look.rows, look.next_due_at
        self.case.save()
        seeing = audience(self.facts, self.case.team if is_new else None)
        before, self._keys = _store_audience(self.case, seeing, is_new=is_new)
        keep(look, self.case, self.at, is_new=is_new)
        if any(fact.kind in TYING for fact in self._told):
            keep_ties(self.case, self.facts.ties)
        self._told.clear()
        if is_new:
            self._is_opened = True
        else:
            if before != self._keys:
                readdress(REALM, self.case.pk, self._keys)
            self.index()
        if self.case.customer and self._keys - before:
            customers.widen(self.case.customer, self._keys)
        _publish(self.case.ref, before | self._keys, told[-1])

    def index(self) -> None:
        """Let the words of this act be found. Who opens a case says this himself, once the first words are written."""
        index_new(self.case if self._is_opened else None, self.said, self._keys)
        self._is_opened = False
        self.said.clear()


@contextmanager
def acting(*, ref: str, by: Actor, at: datetime) -> Iterator[Act]:
    """Hold a case that the actor may see, and write the act at the end. Raises NoCase, OnlyHistory."""
    with writing():
        found = Case.objects.visible_to(by).filter(ref=ref).values_list("stream_id", "history").first()
        if found is None:
            raise NoCase(ref=ref)
        stream_id, history = found
        if history:
            raise OnlyHistory(ref=ref)
        act = hold(stream_id, by=by, at=at)
        yield act
        act.write()


def hold(stream_id: int, *, by: Actor, at: datetime) -> Act:
    """The act on a case whose stream is now locked."""
    stream = streams.lock(stream_id)
    events = streams.read(stream_id)
    return Act(Case.objects.get(stream_id=stream_id), stream, by, at, events, fold(events))


def audience(facts: Facts, known: Team | None = None) -> set[str]:
    """The audience keys of a case; a team brings in its outlet. `known` is a team that is at hand."""
    outlets = {known.pk: known.outlet_id} if known else {}
    teams = {team for team in (facts.team, facts.first_team, facts.transfer_to) if team is not None}
    if others := teams - outlets.keys():
        outlets |= dict(Team.objects.filter(pk__in=others).values_list("pk", "outlet_id"))
    return audience_of(facts, outlets)


def columns(facts: Facts) -> dict[str, Any]:
    """The columns of a case's row that its events tell."""
    return {
        "channel": facts.channel,
        "standard": facts.standard,
        "customer_id": facts.customer,
        "business": facts.case_class.get("business", "")[:WIDTH],
        "customer_type": facts.case_class.get("customer", "")[:WIDTH],
        "urgency": facts.case_class.get("urgency", "")[:WIDTH],
        "case_class": facts.case_class,
        "stage": facts.stage,
        "team_id": facts.team,
        "assignee_id": facts.assignee,
        "first_responder_id": facts.first_responder,
        "lead_id": facts.lead,
        "transfer_to_id": facts.transfer_to,
        "waiting_for": facts.waiting_for[:WIDTH],
        "opened_at": _instant(facts.opened_at),
        "last_event_at": _instant(facts.last_event_at),
        "unanswered_since": _instant(facts.unanswered_since),
        "resolved_at": _instant(facts.resolved_at),
        "ended_at": _instant(facts.ended_at),
        "ending": facts.ending,
    }


def _store_audience(case: Case, wanted: set[str], *, is_new: bool) -> tuple[set[str], set[str]]:
    """Let exactly those keys see the case; the keys that saw it before, and those that see it now."""
    stored = set() if is_new else set(Audience.objects.filter(case=case).values_list("key", flat=True))
    if stored - wanted:
        Audience.objects.filter(case=case, key__in=stored - wanted).delete()
    if wanted - stored:
        Audience.objects.bulk_create([Audience(case=case, key=key) for key in sorted(wanted - stored)])
    return stored, wanted


def _publish(ref: str, keys: set[str], last: ledger.Event) -> None:
    """Tell open pages after commit: whoever lost sight of the case has to drop it from his list."""
    transaction.on_commit(lambda: bus.publish(case_ref=ref, keys=keys, event_id=last.pk, kind=last.kind))


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
