"""What the pages of many cases show: the effect of an act before it is done, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from wuxing.accounts.actors import Actor
from wuxing.cases.filters import Filters, cases_in
from wuxing.cases.models import Case
from wuxing.cases.trying import Change, Effect, Trial, try_out
from wuxing.desk.acts import Act, Given, Who, act_called
from wuxing.desk.many import MOST, can_be_undone
from wuxing.desk.models import ManyItem, ManyRun
from wuxing.ui.language import language

TRIED = 30
"""Cases that an act is tried on before it is done: enough to see what it does, quick enough to wait for."""
SHOWN = 200
"""Lines of a result that one page shows."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many clocks of one promise to which the same happens."""

    word: str
    change: str
    name: str
    clause: str
    standard: str
    number: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Cases that would be left as they are, and why."""

    why: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do to the cases chosen; tried on the first of them."""

    chosen: int
    tried: int
    would: int
    counts: tuple[Count, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run."""

    run: ManyRun
    act: Act
    done: int
    refused: int
    waiting: int
    items: Sequence[tuple[ManyItem, str, str]]
    more: int
    can_undo: bool


def refs_of(query: QueryDict, by: Actor, at: datetime) -> list[str]:
    """The cases that are chosen: those ticked, or all of the list, one more than may go through."""
    if query.get("all"):
        found = cases_in(list_of(query), by, at).order_by("pk").values_list("ref", flat=True)
        return list(found[: MOST + 1])
    return list(dict.fromkeys(query.getlist("ref")))[: MOST + 1]


def list_of(query: QueryDict) -> Filters:
    """The list that they are chosen from, and that one goes back to."""
    return Filters.of(QueryDict(query.get("list", "")))


def number_in(filters: Filters, by: Actor, at: datetime) -> int:
    """How many cases a list holds, up to one more than may go through."""
    return cases_in(filters, by, at).order_by()[: MOST + 1].count()


def named(refs: Sequence[str], by: Actor) -> list[tuple[str, str]]:
    """The first of the cases chosen and what they are about; of what one may not see, the number alone."""
    shown = refs[:SHOWN]
    subjects = dict(Case.objects.visible_to(by).filter(ref__in=shown).values_list("ref", "subject"))
    return [(ref, subjects.get(ref, "")) for ref in shown]


def preview(act: Act, given: Given, refs: Sequence[str], by: Actor, at: datetime) -> Preview:
    """Try an act on the first of the cases chosen."""
    trials = [_trial(act, given, Who(ref, by, at)) for ref in refs[:TRIED]]
    would = [trial for trial in trials if trial.refused is None]
    effects = Counter((each.change, each.name, each.clause, each.standard) for trial in would for each in trial.effects)
    counts = (
        Count(str(Change(change).label), change, name, clause, standard, number)
        for (change, name, clause, standard), number in effects.most_common()
    )
    return Preview(len(refs), len(trials), len(would), tuple(counts), tuple(_refusals(trials)))


def result_of(run: ManyRun, by: Actor, at: datetime) -> Result:
    """A run as its page shows it: what was refused first."""
    states = Counter(run.items.values_list("state", flat=True))
    items = list(run.items.exclude(state=ManyItem.State.WAITING).order_by("-state", "pk")[:SHOWN])
    subjects = dict(
        Case.objects.visible_to(by).filter(ref__in=[each.ref for each in items]).values_list("ref", "subject")
    )
    lines = [(each, subjects.get(each.ref, ""), str(each.why_not.get(language(), ""))) for each in items]
    return Result(
        run=run,
        act=act_called(run.act),
        done=states[ManyItem.State.DONE],
        refused=states[ManyItem.State.REFUSED],
        waiting=states[ManyItem.State.WAITING],
        items=lines,
        more=run.total - states[ManyItem.State.WAITING] - len(items),
        can_undo=can_be_undone(run, at),
    )


def effects_in_words(effects: Sequence[Effect]) -> list[tuple[str, Effect]]:
    """Each effect with its word."""
    return [(str(Change(each.change).label), each) for each in effects]


def _trial(act: Act, given: Given, who: Who) -> Trial:
    return try_out(lambda: act.do(given, who), ref=who.ref, by=who.by, at=who.at)


def _refusals(trials: Sequence[Trial]) -> Iterator[Refusal]:
    grouped: dict[str, list[str]] = {}
    for trial in trials:
        if trial.refused is not None:
            grouped.setdefault(str(trial.refused), []).append(trial.ref)
    for why, refs in grouped.items():
        yield Refusal(why, tuple(refs))
