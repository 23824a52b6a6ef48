"""Whether what is stored about cases is what their events tell: rows, audiences, clocks, signals, words."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from django.db.models import Max, Min

from wuxing.accounts.models import Team
from wuxing.cases.acting import columns
from wuxing.cases.clocks import STORED, clock_rows, evaluate_case, fired, next_due
from wuxing.cases.folding import Facts, audience_of, fold, fold_history
from wuxing.cases.messages import digest
from wuxing.cases.models import Audience, Case, Clock, Link, Message
from wuxing.cases.ties import ties_in_facts, ties_in_rows
from wuxing.core.clock.evaluate import Evaluation
from wuxing.core.clock.event import Event
from wuxing.core.source import Text
from wuxing.ledger import models as ledger
from wuxing.ledger import streams, verifying
from wuxing.ledger.signals import Fired
from wuxing.ledger.verifying import Difference
from wuxing.ledger.writing import writing

Row = TypeVar("Row", Audience, Clock, Link, Message)
BATCH = 200


@dataclass(slots=True)
class Seen:
    """How much was looked at. `behind` are cases whose clocks the sweeper has yet to look at."""

    ledger: verifying.Seen = field(default_factory=verifying.Seen)
    cases: int = 0
    clocks: int = 0
    signals: int = 0
    messages: int = 0
    behind: int = 0


class Stored(NamedTuple):
    """What the database holds of one case."""

    case: Case
    audience: frozenset[str]
    clocks: Sequence[Clock]
    messages: Sequence[Message]
    signals: Sequence[ledger.Signal]
    events: Sequence[Event]
    links: Sequence[Link]

    def as_of(self, at: datetime) -> datetime:
        """The instant up to which the clocks are stored: now, or just before the sweeper wants to look again.

        Now is never before the last thing on record: another machine's clock may be ahead of ours.
        """
        at = max(at, datetime.fromtimestamp(max((each.recorded_at for each in self.events), default=0), UTC))
        waiting = [row.next_at for row in self.clocks if row.next_at is not None and row.next_at <= at]
        return min(waiting) - timedelta(seconds=1) if waiting else at


def verify(at: datetime, seen: Seen) -> Iterator[Difference]:
    """Every difference in the ledger, then in what is stored about cases; `at` is now. Writers go on meanwhile."""
    now = _clock(at)
    yield from verifying.verify(seen.ledger)
    yield from _verify(_all(), now, seen)


def verify_sample(count: int, at: datetime, seen: Seen) -> Iterator[Difference]:
    """The same of so many cases, drawn anew each time: their chains, and all that is stored about them."""
    now, drawn = _clock(at), _drawn(count)
    for first in range(0, len(drawn), BATCH):
        cases = list(Case.objects.filter(pk__in=drawn[first : first + BATCH]).order_by("pk"))
        yield from verifying.verify_some([case.stream_id for case in cases], seen.ledger)
        yield from _verify([cases], now, seen)


def _clock(at: datetime) -> Callable[[], datetime]:
    """What time it is, from the instant that is now on."""
    begun = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - begun)


def _all() -> Iterator[Sequence[Case]]:
    after = 0
    while batch := list(Case.objects.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = batch[-1].pk
        yield batch


def _drawn(count: int) -> Sequence[int]:
    """Cases by chance: as many as are wanted, or all."""
    bounds = Case.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if bounds["last"] is None:
        return []
    every = range(bounds["first"], bounds["last"] + 1)
    return sorted(random.sample(every, min(count, len(every))))


def _verify(batches: Iterable[Sequence[Case]], now: Callable[[], datetime], seen: Seen) -> Iterator[Difference]:
    outlets = dict(Team.objects.values_list("pk", "outlet_id"))
    for batch in batches:
        for stored in _stored(batch):
            is_unlike = bool(_differences(stored, outlets, now()))
            yield from _differences_held(stored.case, outlets, now) if is_unlike else ()
            _count(stored, seen, now())


def _count(stored: Stored, seen: Seen, at: datetime) -> None:
    seen.cases += 1
    seen.clocks += len(stored.clocks)
    seen.signals += len(stored.signals)
    seen.messages += len(stored.messages)
    seen.behind += stored.as_of(at) < at


def _stored(cases: Sequence[Case]) -> Iterator[Stored]:
    keys: dict[int, set[str]] = defaultdict(set)
    for case_id, key in Audience.objects.filter(case__in=cases).values_list("case_id", "key"):
        keys[case_id].add(key)
    clocks = _by_case(Clock.objects.filter(case__in=cases).order_by("id"))
    messages = _by_case(Message.objects.filter(case__in=cases).order_by("seq"))
    links = _by_case(Link.objects.filter(case__in=cases).select_related("other"))
    of = [case.stream_id for case in cases]
    events: dict[int, list[Event]] = defaultdict(list)
    for event in ledger.Event.objects.filter(stream__in=of).order_by("seq"):
        events[event.stream_id].append(streams.as_core(event))
    signals: dict[int, list[ledger.Signal]] = defaultdict(list)
    for signal in ledger.Signal.objects.filter(stream__in=of).order_by("id"):
        signals[signal.stream_id].append(signal)
    for case in cases:
        pk, stream = case.pk, case.stream_id
        yield Stored(case, frozenset(keys[pk]), clocks[pk], messages[pk], signals[stream], events[stream], links[pk])


def _by_case(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _differences_held(case: Case, outlets: Mapping[int, int | None], now: Callable[[], datetime]) -> list[Difference]:
    """The differences that are still there while nobody can be acting on the case."""
    with writing():
        streams.lock(case.stream_id)
        (stored,) = _stored([Case.objects.get(pk=case.pk)])
        return _differences(stored, outlets, now())


def _differences(stored: Stored, outlets: Mapping[int, int | None], at: datetime) -> list[Difference]:
    try:
        told = list(_told(stored, outlets, at))
    except Exception as error:  # a history that makes no sense must not hide the next case
        told = [Text(f"无法重算：{error!r}", f"It cannot be computed again: {error!r}")]
    return [Difference(stored.case.ref, each) for each in told]


def _told(stored: Stored, outlets: Mapping[int, int | None], at: datetime) -> Iterator[Text]:
    facts = fold_history(stored.events) if stored.case.history else fold(stored.events)
    as_of = stored.as_of(at)
    evaluation = evaluate_case(stored.case, stored.events, as_of)
    yield from _of_row(stored, facts, evaluation)
    if stored.audience != (wanted := audience_of(facts, outlets)):
        yield _unlike("可见范围", "audience", sorted(stored.audience), sorted(wanted))
    if (ties := ties_in_rows(stored.links)) != (told := ties_in_facts(facts.ties)):
        yield _unlike("关联的工单", "links", sorted(ties), sorted(told))
    yield from _of_clocks(stored, evaluation)
    yield from _of_signals(stored, evaluation)
    yield from _of_messages(stored)


def _of_row(stored: Stored, facts: Facts, evaluation: Evaluation) -> Iterator[Text]:
    wanted = {**columns(facts), "next_due_at": next_due(clock_rows(stored.case, evaluation))}
    for name, value in wanted.items():
        if (is_now := getattr(stored.case, name)) != value:
            yield _unlike(name, name, is_now, value)


def _of_clocks(stored: Stored, evaluation: Evaluation) -> Iterator[Text]:
    computed = {(row.commitment, row.cycle): row for row in clock_rows(stored.case, evaluation)}
    rows = {(row.commitment, row.cycle): row for row in stored.clocks}
    for commitment, cycle in sorted(computed.keys() ^ rows.keys()):
        is_stored = (commitment, cycle) in rows
        yield _unlike(f"时钟 {commitment} {cycle}", f"clock {commitment} {cycle}", is_stored, not is_stored)
    for place in sorted(computed.keys() & rows.keys()):
        for name in STORED:
            is_now, value = getattr(rows[place], name), getattr(computed[place], name)
            if is_now != value:
                of = f"{place[0]} {place[1]} {name}"
                yield _unlike(f"时钟 {of}", f"clock {of}", is_now, value)


def _of_signals(stored: Stored, evaluation: Evaluation) -> Iterator[Text]:
    """What fired is recorded; what is recorded had fired, by all that was known when it was recorded."""
    recorded = {Fired(*(getattr(each, name) for name in Fired._fields)) for each in stored.signals}
    known = {each.identity for each in recorded}
    for each in fired(stored.case, evaluation, stored.events):
        if each.identity not in known:
            yield Text(f"缺少信号：{_named(each)}", f"A signal is missing: {_named(each)}")
    for (seq, recorded_at), group in groupby(stored.signals, key=lambda each: (each.seq, each.recorded_at)):
        events = [event for event in stored.events if event.seq <= seq]
        had = set(fired(stored.case, evaluate_case(stored.case, events, recorded_at), events))
        for signal in group:
            each = Fired(*(getattr(signal, name) for name in Fired._fields))
            if each not in had:
                yield Text(f"信号没有依据：{_named(each)}", f"A signal has no ground: {_named(each)}")


def _of_messages(stored: Stored) -> Iterator[Text]:
    digests = {event.seq: event.payload["digest"] for event in stored.events if "digest" in event.payload}
    for message in stored.messages:
        told = digests.pop(message.seq, None)
        if message.salt and told != digest(message.salt, message.body):  # without a salt the words were erased
            yield Text(f"第 {message.seq} 条的内容被改过。", f"The words of {message.seq} were changed.")
    for seq in digests:
        yield Text(f"第 {seq} 条的内容不见了。", f"The words of {seq} are missing.")


def _named(each: Fired) -> str:
    return f"{each.kind} {each.commitment} {each.cycle} {each.step} {each.to} {each.due_at.isoformat()}"


def _unlike(zh: str, en: str, is_now: Any, wanted: Any) -> Text:
    return Text(
        f"{zh} 存的是 {is_now}，按事件应为 {wanted}", f"{en} is stored as {is_now}, by the events it is {wanted}"
    )
