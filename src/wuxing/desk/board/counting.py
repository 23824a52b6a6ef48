"""What was counted, put together as a board shows it: whole, by team, class and clause, and what each person has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wuxing.desk.board.entries import Key, Of
from wuxing.desk.board.roll import Counted

CASES = {Of.OPEN: "open", Of.RISK: "risk", Of.LATE: "late", Of.UNASSIGNED: "unassigned"}
CLAUSES = {Of.CLAUSE_OPEN: "open", Of.CLAUSE_RISK: "risk", Of.CLAUSE_LATE: "late"}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases are in hand, past a warning, overdue and without anybody; since when the oldest of these waits."""

    open: int = 0
    risk: int = 0
    late: int = 0
    unassigned: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Of so many promises that were decided today, so many were kept."""

    kept: int = 0
    of: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.kept + other.kept, self.of + other.of)

    @property
    def share(self) -> str:
        """97.9; a dash where nothing was decided yet."""
        return f"{100 * self.kept / self.of:.1f}" if self.of else "—"


@dataclass(frozen=True, slots=True)
class Tallies:
    """The counts of a scope, whole and by what they are looked at; the cases in hand and the day of each person."""

    all: Tally
    by_team: Mapping[int | None, Tally]
    by_class: Mapping[str, Tally]
    by_clause: Mapping[tuple[str, str], Tally]
    load: Mapping[int, int]
    today: Mapping[int | None, Kept]


def tallies(counted: Counted) -> Tallies:
    """Put together what was counted. By clause there are cases in time, not in hand, and none that nobody has."""
    waits = counted.waits_since.items()
    return Tallies(
        _tallied(counted, CASES, lambda _key: None, ((None, since) for _, since in waits)).get(None, Tally()),
        _tallied(counted, CASES, lambda key: key.team, ((team, since) for (team, _), since in waits)),
        _tallied(counted, CASES, _by, ((business, since) for (_, business), since in waits)),
        _tallied(counted, CLAUSES, _by),
        {person: found[Of.LOAD] for person, found in _grouped(counted, (Of.LOAD,), _by).items()},
        {
            person: Kept(found[Of.KEPT], found[Of.KEPT] + found[Of.BROKEN])
            for person, found in _grouped(counted, (Of.KEPT, Of.BROKEN), _by).items()
        },
    )


def _tallied(
    counted: Counted,
    what: Mapping[Of, str],
    group: Callable[[Key], Any],
    waits: Iterable[tuple[Hashable, datetime]] = (),
) -> dict[Any, Tally]:
    oldest: dict[Hashable, datetime] = {}
    for of, since in waits:
        oldest[of] = min(since, oldest.get(of, since))
    grouped = _grouped(counted, what, group)
    return {
        of: Tally(**{name: found[each] for each, name in what.items()}, oldest=oldest.get(of))
        for of, found in grouped.items()
    }


def _grouped(counted: Counted, what: Collection[Of], group: Callable[[Key], Any]) -> dict[Any, Counter[Of]]:
    found: defaultdict[Any, Counter[Of]] = defaultdict(Counter)
    for key, times in counted.counts.items():
        if key.what in what:
            found[group(key)][key.what] += times
    return found


def _by(key: Key) -> Any:
    return key.by
