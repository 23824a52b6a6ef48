"""The roll of all cases that count on a board, kept by each process: counts are carried on from change to change.

Counting the open cases of a large company takes more than a second; here a look costs what changed since the last one.
What time alone changes is read again at its instant. A new roll follows in the background after an hour, in case a change
left no trace, and at midnight, when the promises of another day are counted.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from threading import Lock, Thread

from django.db import connections
from django.db.models import QuerySet

from wuxing.cases.models import Case
from wuxing.cases.outcomes import midnight
from wuxing.desk.board.entries import Cases, Due, Entry, Key, entries_of
from wuxing.desk.board.tail import Changes

ANEW = timedelta(hours=1)

AHEAD, NEAREST = timedelta(minutes=60), 30
"""Deadlines are told up to so far ahead, and of a team so many by themselves; counted are all."""
AT_ONCE = 1_000
SLOW = timedelta(minutes=1)
"""A thread may have read the clock so much earlier than one that came before it."""

Group = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted at an instant, of the teams that were asked for: `waits_since` by team and class."""

    counts: Mapping[Key, int]
    waits_since: Mapping[Group, datetime]
    dues: Mapping[int | None, Dues]


@dataclass(frozen=True, slots=True)
class Dues:
    """Deadlines of a team: how many lie behind and ahead of an instant, and those nearest to it."""

    late: int
    ahead: int
    nearest: tuple[Due, ...]

    @property
    def count(self) -> int:
        """Behind and ahead."""
        return self.late + self.ahead


class Roll:
    """The entries and what they add up to. One thread brings it up to date; the others wait for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._changes = Changes()
        self._at: datetime | None = None
        self._read_at: datetime | None = None
        self._entries: dict[int, Entry] = {}
        self._counts: Counter[Key] = Counter()
        self._same: dict[Key, Key] = {}
        self._dues: defaultdict[int | None, list[Due]] = defaultdict(list)
        self._waiting: defaultdict[Group, list[datetime]] = defaultdict(list)
        self._coming: list[tuple[datetime, int]] = []

    def look(self, teams: Collection[int] | None, at: datetime) -> Counted:
        """What is counted of these teams, or of all."""
        with self._lock:
            if self._at is not None and timedelta() < self._at - at < SLOW:
                at = self._at
            self._follow(at)
            return self._told(teams, at)

    def count(self, cases: QuerySet[Case], at: datetime) -> Counted:
        """What is counted of these cases alone, read now."""
        self._read(at, cases.order_by().values("pk"))
        return self._told(None, at)

    def is_old(self, at: datetime) -> bool:
        """Whether another should take its place."""
        read_at = self._read_at
        return read_at is not None and (at - read_at > ANEW or midnight(at) != midnight(read_at))

    def _follow(self, at: datetime) -> None:
        """Be as the world is at an instant. Where that fails half way, the next look reads everything."""
        before, self._at = self._at, None
        changed = self._changes.cases()
        if changed is None or before is None or at < before:
            self._read(at)
        elif changed := changed | self._due(at):
            for pk in changed:
                self._drop(pk)
            for pk, entry in entries_of(changed, midnight(at), at).items():
                self._add(pk, entry)
        self._at = at

    def _told(self, teams: Collection[int] | None, at: datetime) -> Counted:
        def is_asked(team: int | None) -> bool:
            return teams is None or team in teams

        return Counted(
            {key: times for key, times in self._counts.items() if times and is_asked(key.team)},
            {group: waits[0] for group, waits in self._waiting.items() if waits and is_asked(group[0])},
            {team: _around(dues, at) for team, dues in self._dues.items() if is_asked(team)},
        )

    def _read(self, at: datetime, cases: Cases = None) -> None:
        self._entries, self._read_at = {}, at
        for kept in (self._counts, self._same, self._dues, self._waiting, self._coming):
            kept.clear()
        for pk, entry in entries_of(cases, midnight(at), at).items():
            self._note(pk, entry)
            self._dues[entry.team] += entry.dues
            if entry.waits_since:
                self._waiting[entry.team, entry.business].append(entry.waits_since)
        for dues in self._dues.values():
            dues.sort(key=_instant)
        for waiting in self._waiting.values():
            waiting.sort()

    def _due(self, at: datetime) -> set[int]:
        """The cases that time alone changed; where they are very many, the rest at the next look."""
        found = set[int]()
        while self._coming and self._coming[0][0] <= at and len(found) < AT_ONCE:
            found.add(heappop(self._coming)[1])
        return found

    def _add(self, pk: int, entry: Entry) -> None:
        self._note(pk, entry)
        for due in entry.dues:
            insort(self._dues[entry.team], due, key=_instant)
        if entry.waits_since:
            insort(self._waiting[entry.team, entry.business], entry.waits_since)

    def _note(self, pk: int, entry: Entry) -> None:
        entry.keys = [self._same.setdefault(key, key) for key in entry.keys]  # many cases count in the same places
        self._entries[pk] = entry
        self._counts.update(entry.keys)
        if entry.changes_at:
            heappush(self._coming, (entry.changes_at, pk))

    def _drop(self, pk: int) -> None:
        if (entry := self._entries.pop(pk, None)) is None:
            return
        self._counts.subtract(entry.keys)
        for due in entry.dues:
            dues = self._dues[entry.team]
            del dues[dues.index(due, bisect_left(dues, due.at, key=_instant))]
        if entry.waits_since:
            waiting = self._waiting[entry.team, entry.business]
            del waiting[bisect_left(waiting, entry.waits_since)]


class Rolls:
    """The roll of this process; when it is old, a thread makes the next one while this one still answers."""

    def __init__(self) -> None:
        self._roll, self._renewing = Roll(), Lock()

    def look(self, teams: Collection[int] | None, at: datetime) -> Counted:
        """What is counted of these teams, or of all."""
        roll = self._roll
        if roll.is_old(at) and self._renewing.acquire(blocking=False):
            Thread(target=self._renew, args=(at,), daemon=True).start()
        return roll.look(teams, at)

    def forget(self) -> None:
        """Nothing was read yet: in tests, where the world begins anew."""
        self._roll = Roll()

    def _renew(self, at: datetime) -> None:
        try:
            roll = Roll()
            roll.look((), at)
            self._roll = roll
        finally:
            self._renewing.release()
            connections.close_all()


ROLLS = Rolls()


def _around(dues: list[Due], at: datetime) -> Dues:
    """Half of those shown lie behind; where there are fewer, the others take their place."""
    now, end = bisect_left(dues, at, key=_instant), bisect_left(dues, at + AHEAD, key=_instant)
    first = max(0, now - max(NEAREST // 2, NEAREST - (end - now)))
    return Dues(now, end - now, tuple(dues[first : min(end, first + NEAREST)]))


def _instant(due: Due) -> datetime:
    return due.at
