"""The measures that are compared, each counted on both sides by the same formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from wuxing.core.clock.rating import RATED, SATISFIED
from wuxing.core.clock.story import RESOLVING
from wuxing.core.replay.rate import Z_95
from wuxing.core.standard.document import Standard
from wuxing.history.comparing.facts import COMPLAINT, Facts
from wuxing.history.comparing.figures import NOTHING, Change, Figure, change, mean, median, number, ratio, share
from wuxing.history.comparing.reading import Side
from wuxing.history.events.file import Header

KEPT = "kept:"
Count = Callable[[Side, float], Figure]


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure before and after.

    `unit` is share, seconds, number or cases; `better` 1 where more is better, −1 where less is, 0 where neither.
    `is_certain` allows for all measures being looked at together.
    """

    key: str
    unit: str
    better: int
    before: Figure
    after: Figure
    change: Change | None
    is_certain: bool

    @property
    def is_known(self) -> bool:
        """Whether there is data on either side."""
        return self.before.n > 0 or self.after.n > 0

    @property
    def weight(self) -> float:
        """How large the change is: relative to what was before; from nothing to something counts as doubled."""
        if self.change is None:
            return 0.0
        return 1.0 if self.change.relative is None else abs(self.change.relative)

    @classmethod
    def of(cls, told: dict[str, Any]) -> Compared:
        """From what `asdict` made of one."""
        figures = {name: Figure(**told[name]) for name in ("before", "after")}
        return cls(**{**told, **figures, "change": Change(**told["change"]) if told["change"] else None})


@dataclass(frozen=True, slots=True)
class Measure:
    """How one measure is counted."""

    key: str
    unit: str
    better: int
    count: Count


def compare(standard: Standard, header: Header, before: Side, after: Side) -> list[Compared]:
    """Every measure, in the order of the page.

    A change is certain when its interval leaves 0 out at 1 − 5 % ÷ (number of changes looked at): the more one looks
    at, the more chance alone would show. Source: the inequality of Bonferroni (1936).

    Args:
        header: of the history; what its source cannot tell of has no figure.
    """
    every = list(_measures(standard, header, before.facts, after.facts))
    looked_at = sum(change(each.count(before, Z_95), each.count(after, Z_95)) is not None for each in every[1:])
    strict = NormalDist().inv_cdf(1 - 0.025 / max(looked_at, 1))
    return [_compared(each, before, after, strict) for each in every]


def largest(every: Sequence[Compared]) -> Compared | None:
    """The certain change that is largest in proportion; None where nothing changed beyond chance.

    The number of cases is not among them: it says how much came, not how well it went.
    """
    certain = [each for each in every if each.is_certain and each.better]
    return max(certain, key=lambda each: each.weight, default=None)


def _compared(measure: Measure, before: Side, after: Side, strict: float) -> Compared:
    old, new = measure.count(before, Z_95), measure.count(after, Z_95)
    strictly = change(measure.count(before, strict), measure.count(after, strict))
    certain = strictly is not None and strictly.is_certain
    return Compared(measure.key, measure.unit, measure.better, old, new, change(old, new), certain)


def _measures(standard: Standard, header: Header, *sides: Facts) -> Iterator[Measure]:
    told = {*header.supplies}.union(*(side.kinds for side in sides))
    yield Measure("cases", "cases", 0, lambda side, z: number(side.facts.cases, z))
    yield _of_facts(
        "complaints", "share", -1, lambda f, z: share(f.complaints, f.classed, z), _tells_complaints(header, sides)
    )
    for name in standard.commitments:
        yield Measure(f"{KEPT}{name}", "share", 1, _kept(name))
    yield from _satisfaction(RATED in told)
    is_solving = bool(told.intersection(RESOLVING))
    yield _of_facts("answer", "seconds", -1, lambda f, z: median(f.answers, z))
    yield _of_facts("answer-mean", "seconds", -1, lambda f, z: mean(f.answers, z))
    yield _of_facts("solved", "share", 1, lambda f, z: share(len(f.solutions), f.cases, z), is_solving)
    yield _of_facts("solution", "seconds", -1, lambda f, z: median(f.solutions, z))
    yield _of_facts("stages", "number", -1, lambda f, z: mean(f.stages, z))
    yield _of_facts("acts", "number", -1, lambda f, z: mean(f.acts, z), any(any(side.acts) for side in sides))
    yield _of_facts("back-to-stage", "share", -1, lambda f, z: share(f.back_to_stage, len(f.stages), z))
    yield _of_facts("back-to-person", "share", -1, lambda f, z: share(f.back_to_person, f.assigned, z))
    yield _of_facts("waiting", "share", -1, lambda f, z: ratio(f.waits, f.solutions, z), "wait.started" in told)


def _satisfaction(is_rated: bool) -> Iterator[Measure]:
    """Of each rated case the last rating counts; who did not rate is no score of 0."""
    yield _of_facts("satisfied", "share", 1, lambda f, z: share(_satisfied(f), len(f.scores), z), is_rated)
    yield _of_facts("score", "score", 1, lambda f, z: mean(f.scores, z), is_rated)
    yield _of_facts("rated", "share", 0, lambda f, z: share(len(f.scores), f.cases, z), is_rated)


def _satisfied(facts: Facts) -> int:
    return sum(score >= SATISFIED for score in facts.scores)


def _tells_complaints(header: Header, sides: Sequence[Facts]) -> bool:
    """Whether the source tells complaints from the rest: some are there, or its classes do not say that none can be."""
    known = header.classes.get("business")
    return any(side.complaints for side in sides) or not known or COMPLAINT in known


def _of_facts(
    key: str, unit: str, better: int, count: Callable[[Facts, float], Figure], is_told: bool = True
) -> Measure:
    return Measure(key, unit, better, lambda side, z: count(side.facts, z) if is_told else NOTHING)


def _kept(name: str) -> Count:
    """Met ÷ (met + late), as everywhere."""

    def count(side: Side, z: float) -> Figure:
        met = side.outcomes[name, "met"]
        return share(met, met + side.outcomes[name, "late"], z)

    return count
