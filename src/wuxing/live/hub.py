"""Who has a page open, and what they still have to be told. Lives in one event loop; knows no database."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Iterable

from wuxing.live.change import ACCESS, Change

KEPT = 5_000
"""Changes kept for pages that come back; who was away for longer loads its parts again."""
WAITING = 200
"""Changes that may wait for one slow page; beyond it, the page loads its parts again instead."""
PER_VISITOR = 24
"""Open streams of one person: pages in view on all devices. The next one polls."""


class Listener:
    """One open page: whose it is, which keys it holds, what it has to be told.

    Who may know no case by its number is told that something changed, once for all that came meanwhile.
    """

    __slots__ = ("ending", "keys", "knows_cases", "missed", "visitor", "waiting", "wake")

    def __init__(self, visitor: str, keys: frozenset[str], *, knows_cases: bool = True) -> None:
        self.visitor, self.keys, self.knows_cases = visitor, keys, knows_cases
        self.waiting: deque[Change] = deque()
        self.missed = False
        self.ending = False
        self.wake = asyncio.Event()

    def tell(self, change: Change) -> None:
        """Keep a change for the page, if it may know."""
        if self.missed or change.keys.isdisjoint(self.keys):
            return
        if not self.knows_cases:
            if change.is_presence:
                return
            change = change.unnamed
            self.waiting.clear()
        if len(self.waiting) >= WAITING:
            self.miss()
            return
        self.waiting.append(change)
        self.wake.set()

    def miss(self) -> None:
        """Let the page load its parts again: what it missed cannot be told."""
        self.waiting.clear()
        self.missed = True
        self.wake.set()

    def end(self) -> None:
        """Close the stream; the page comes back by itself."""
        self.ending = True
        self.wake.set()


class Hub:
    """Every open stream of this process, and the latest changes."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._per_visitor: Counter[str] = Counter()
        self._kept: deque[tuple[float, Change]] = deque(maxlen=KEPT)

    @property
    def last_id(self) -> int:
        """Id of the latest change that has one, else 0."""
        return next((change.id for _, change in reversed(self._kept) if change.id), 0)

    def is_full_for(self, visitor: str) -> bool:
        """Whether somebody has as many streams as one may have."""
        return self._per_visitor[visitor] >= PER_VISITOR

    def enter(self, listener: Listener) -> None:
        """From now on this page is told."""
        self._listeners.add(listener)
        self._per_visitor[listener.visitor] += 1

    def leave(self, listener: Listener) -> None:
        """This page is gone."""
        self._listeners.discard(listener)
        self._per_visitor[listener.visitor] -= 1
        if not self._per_visitor[listener.visitor]:
            del self._per_visitor[listener.visitor]

    def arrived(self, change: Change, at: float) -> None:
        """Pass a change on to every page that may know; `at` in seconds."""
        if change.kind == ACCESS:
            for listener in self._listeners:
                if listener.visitor in change.keys:
                    listener.end()
            return
        if not change.is_presence:
            self._kept.append((at, change))
        for listener in self._listeners:
            listener.tell(change)

    def catch_up_after(self, listener: Listener, last_id: int) -> None:
        """Tell what came after a change; where that is forgotten, let the page load again."""
        changes = [change for _, change in self._kept]
        place = next((place for place, change in enumerate(changes) if change.id == last_id), None)
        if not last_id or place is None:
            listener.miss()
        else:
            _tell_all(listener, changes[place + 1 :])

    def catch_up_since(self, listener: Listener, at: float) -> None:
        """Tell what came since a page was made; where the oldest is forgotten, let it load again."""
        if len(self._kept) == KEPT and self._kept[0][0] > at:
            listener.miss()
        else:
            _tell_all(listener, (change for when, change in self._kept if when >= at))

    def everybody_missed_something(self) -> None:
        """Changes may have been lost on the way here: every page loads its parts again."""
        for listener in self._listeners:
            listener.miss()

    def close(self) -> None:
        """End every stream."""
        for listener in self._listeners:
            listener.end()


def _tell_all(listener: Listener, changes: Iterable[Change]) -> None:
    for change in changes:
        listener.tell(change)
