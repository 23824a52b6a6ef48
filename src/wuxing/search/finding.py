"""Asking the index: what somebody may see, the newest hits first weighed and then set in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.search import index
from wuxing.search.asking import AFTER, BEFORE, Question, ask, telling_words
from wuxing.search.documents import EVERYBODY, Facet, Shown, operators, sources
from wuxing.search.models import Entry
from wuxing.search.scoring import Marked, Scorer, Text
from wuxing.search.together import together

NEWEST = 2_000
"""Hits that are weighed: the newest. `is_wide` weighs ten times as many."""
WIDE = 20_000
COUNTED = 1_000
"""Hits are counted up to here; beyond it a count says “1000+”."""
PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the question, of which kinds, about which one record, and whether among older ones too."""

    text: str
    kinds: Sequence[str] = ()
    about: tuple[str, int] | None = None
    is_wide: bool = False
    start: int = 0
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that answers: as it stands now, and where it does so."""

    shown: Shown
    kind: str
    kind_title: str
    at: datetime
    title: Marked
    snippet: Marked
    more: int


@dataclass(frozen=True, slots=True)
class Results:
    """What was found. `records` are those that were weighed, by realm, best first; `hits` are a page of them.

    `is_loose`: nothing had all that was asked for; `is_cut`: there are older ones.
    """

    question: Question
    hits: tuple[Hit, ...]
    count: int
    is_cut: bool
    is_loose: bool
    kinds: Mapping[str, int]
    records: Mapping[str, Sequence[int]]
    wrong: tuple[tuple[str, str], ...]
    start: int
    has_more: bool


def search(asked: Asked, *, by: Actor, at: datetime) -> Results:
    """What answers a question among the texts that the actor may see. Never raises: whatever is typed is a question."""
    question = ask(asked.text, _names())
    narrowed, wrong = _narrowed(question, by, at)
    most = WIDE if asked.is_wide else NEWEST
    look = _Look(asked, by, narrowed)
    found = _Found(look.entries(question.groups, most + 1), question, at, is_loose=False)
    if len({(each.realm, each.about) for each in found.entries}) < PAGE:
        found.entries += look.of(
            set(together(question, partial(look.records, most))) - {each.pk for each in found.entries}
        )
    if not found.entries and (loose := question.loose):
        found = _Found(look.entries([loose], NEWEST + 1), question, at, is_loose=True)
    return found.results(asked, most, by, at, wrong)


def facets(results: Results, at: datetime) -> list[Facet]:
    """How the records that were found differ; without what the question asks for already."""
    asked = {operators()[name].name for name, _ in results.question.conditions if name in operators()}
    told = (facet for realm, numbers in results.records.items() for facet in sources()[realm].facets(numbers, at))
    return [facet for facet in told if facet.operator not in asked]


def similar(title: str, *, by: Actor, at: datetime, but: tuple[str, int], limit: int = 5) -> list[tuple[Hit, str]]:
    """Records about the same, with the words that they share: best first, without the one they are compared with."""
    words = telling_words(title)[:12]
    question = Question(title, tuple(words))
    if not words:
        return []
    look = _Look(Asked(title), by, Q(realm=but[0]) & ~Q(about=but[1]))
    found = _Found(look.entries([question.loose], NEWEST), question, at, is_loose=True)
    shown = found.results(Asked(title, limit=limit), NEWEST, by, at, ()).hits
    return [(hit, "、".join(_shared(hit, words))) for hit in shown if _shared(hit, words)]


class _Weighed(NamedTuple):
    score: float
    entry: Text


class _Found:
    """The hits of one question, weighed."""

    def __init__(self, entries: Iterable[Text], question: Question, at: datetime, *, is_loose: bool) -> None:
        words = [word for text in question.words for word in telling_words(text)] if is_loose else question.words
        self._question, self._is_loose = question, is_loose
        self._scorer = Scorer(question, words, at)
        self.entries = [each for each in entries if is_loose or self._scorer.fits(each)]

    def results(self, asked: Asked, most: int, by: Actor, at: datetime, wrong: tuple[tuple[str, str], ...]) -> Results:
        entries = self.entries[:most]
        ranked = self._ranked(entries)
        page = ranked[asked.start : asked.start + asked.limit]
        return Results(
            question=self._question,
            hits=tuple(self._shown(page, by, at)),
            count=len(ranked),
            is_cut=len(self.entries) > most,
            is_loose=self._is_loose,
            kinds=Counter(each.kind for each in entries),
            records=_by_realm(ranked),
            wrong=wrong,
            start=asked.start,
            has_more=len(ranked) > asked.start + asked.limit,
        )

    def _ranked(self, entries: Sequence[Text]) -> list[list[_Weighed]]:
        """The records, each with its texts, best first."""
        records: dict[tuple[str, int], list[_Weighed]] = {}
        for entry in entries:
            weighed = _Weighed(self._scorer.score(entry), entry)
            records.setdefault((entry.realm, entry.about), []).append(weighed)
        for texts in records.values():
            texts.sort(key=lambda each: (-each.score, -each.entry.pk))
        return sorted(records.values(), key=lambda each: (-each[0].score, -each[0].entry.pk))

    def _shown(self, page: Sequence[Sequence[_Weighed]], by: Actor, at: datetime) -> Iterable[Hit]:
        shown = _as_they_stand([weighed[0].entry for weighed in page], by, at)
        for weighed in page:
            entry = weighed[0].entry
            now = shown.get((entry.realm, entry.about))
            if now is None:
                continue
            yield Hit(
                shown=now,
                kind=entry.kind,
                kind_title=str(sources()[entry.realm].kinds[entry.kind]),
                at=datetime.fromtimestamp(entry.at, UTC),
                title=self._scorer.marked(now.title),
                snippet=self._scorer.snippet(entry.body),
                more=len(weighed) - 1,
            )


def _by_realm(ranked: Iterable[Sequence[_Weighed]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for texts in ranked:
        found.setdefault(texts[0].entry.realm, []).append(texts[0].entry.about)
    return found


class _Look:
    """Looking into the index for one asker: who may see a text is one of the groups that it must answer."""

    def __init__(self, asked: Asked, by: Actor, narrowed: Q) -> None:
        if asked.kinds:
            narrowed &= Q(kind__in=asked.kinds)
        if asked.about:
            narrowed &= Q(realm=asked.about[0], about=asked.about[1])
        self._among = Entry.objects.filter(narrowed) if narrowed != Q() else None
        self._keys = [index.key_token(key) for key in (*sorted(by.keys), EVERYBODY)]
        self._sees_most = COMPANY in by.keys

    def entries(self, groups: Sequence[index.Group], most: int) -> list[Text]:
        """The newest entries that have a token of each group."""
        return self.of(self._numbers(groups, most))

    def records(self, most: int, groups: Sequence[index.Group]) -> list[tuple[int, str, int]]:
        """The same by number, each with the record that it is about."""
        found = Entry.objects.filter(pk__in=index.those(self._numbers(groups, most)))
        return list(found.values_list("pk", "realm", "about"))

    def of(self, numbers: Iterable[int]) -> list[Text]:
        """The entries of these numbers, the newest first."""
        found = Entry.objects.filter(pk__in=index.those(numbers)).order_by("-pk")
        columns = (index.Seconds("at") if each == "at" else each for each in Text._fields)
        return [Text._make(row) for row in found.values_list(*columns)]

    def _numbers(self, groups: Sequence[index.Group], most: int) -> list[int]:
        if not groups and self._among is None:
            return []  # nothing was asked
        if self._sees_most:
            return index.newest(groups, most, self._among, common=self._keys)
        return index.newest([*groups, self._keys], most, self._among)


def _names() -> Mapping[str, object]:
    return {**operators(), **dict.fromkeys((*BEFORE, *AFTER))}


def _narrowed(question: Question, by: Actor, at: datetime) -> tuple[Q, tuple[tuple[str, str], ...]]:
    """The conditions as a filter, and those that could not be understood."""
    narrowed, wrong = Q(), []
    for name, value in question.conditions:
        meant = _aged(name, value) if name in (*BEFORE, *AFTER) else _met(name, value, by, at)
        if meant is None:
            wrong.append((name, value))
        else:
            narrowed &= meant
    return narrowed, tuple(wrong)


def _met(name: str, value: str, by: Actor, at: datetime) -> Q | None:
    operator = operators()[name]
    records = operator.narrowed(value, by, at)
    return None if records is None else Q(realm=operator.realm, about__in=records.values("pk"))


def _aged(name: str, value: str) -> Q | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    midnight = timezone.make_aware(datetime.combine(day, time()))
    return Q(at__lt=midnight) if name in BEFORE else Q(at__gte=midnight + timedelta(days=1))


def _as_they_stand(entries: Sequence[Text], by: Actor, at: datetime) -> dict[tuple[str, int], Shown]:
    """The records of a page, as their owners show them: one question a realm."""
    shown = {}
    for realm in {each.realm for each in entries}:
        numbers = [each.about for each in entries if each.realm == realm]
        for number, now in sources()[realm].shown(numbers, by, at).items():
            shown[realm, number] = now
    return shown


def _shared(hit: Hit, words: Sequence[str]) -> list[str]:
    text = "".join(part for part, _ in (*hit.title, *hit.snippet)).casefold()
    return [word for word in words if word in text]
