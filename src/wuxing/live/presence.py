"""Who has a case open and who writes on it: in the memory of each process, never a row, and never a lock.

A page says every 20 seconds that it is still there; what is not said again fades. Only a change of what others would
see travels to open pages; on PostgreSQL every beat travels to the other processes, so that each can answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from time import monotonic

from django.db import connection

from wuxing.live import bus
from wuxing.live.change import PRESENCE, Change

PAGES = 60
"""Pages that are remembered for one case, and"""
CASES = 20_000
"""cases that are remembered at all: beyond it nobody new is shown, and nothing else happens."""


class Doing(StrEnum):
    """What somebody does on a case, the strongest first."""

    WRITING = "writing"
    VIEWING = "viewing"
    AWAY = "away"
    GONE = "gone"


LASTS = {Doing.WRITING: 50.0, Doing.VIEWING: 50.0, Doing.AWAY: 150.0}
"""Seconds after which what is not said again is forgotten; a page that nobody sees is slowed down by its browser."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What one page says about itself."""

    ref: str
    user: int
    page: str
    doing: Doing


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody on a case, whatever number of pages he has open."""

    user: int
    doing: Doing


class Presence:
    """Who is where, as this process knows it. Threads of pages and the event loop share it."""

    def __init__(self) -> None:
        self._cases: dict[str, dict[tuple[int, str], tuple[Beat, float]]] = {}
        self._lock = Lock()

    def note(self, beat: Beat, at: float) -> bool:
        """Remember a beat; whether others now see something else. `at` in seconds of a clock that never goes back."""
        with self._lock:
            before = self._seen(beat.ref, at)
            pages, page = self._cases.get(beat.ref), (beat.user, beat.page)
            if beat.doing is Doing.GONE:
                (pages or {}).pop(page, None)
            elif pages is None and len(self._cases) >= CASES:
                self._forget(at)
            else:
                pages = self._cases.setdefault(beat.ref, {})
                if page in pages or len(pages) < PAGES:
                    pages[page] = beat, at + LASTS[beat.doing]
            return self._seen(beat.ref, at) != before

    def of(self, refs: Iterable[str], at: float) -> dict[str, list[Present]]:
        """Who is on these cases, writers first; cases with nobody are left out."""
        with self._lock:
            found = {ref: self._seen(ref, at) for ref in refs}
        order = list(Doing)
        return {
            ref: sorted((Present(*each) for each in seen.items()), key=lambda each: order.index(each.doing))
            for ref, seen in found.items()
            if seen
        }

    def _seen(self, ref: str, at: float) -> dict[int, Doing]:
        """What each person does on a case; pages that are silent for too long are dropped on the way."""
        pages = self._cases.get(ref)
        if pages is None:
            return {}
        for page in [page for page, (_beat, until) in pages.items() if until < at]:
            del pages[page]
        if not pages:
            del self._cases[ref]
        order, seen = list(Doing), dict[int, Doing]()
        for beat, _until in pages.values():
            seen[beat.user] = min(seen.get(beat.user, beat.doing), beat.doing, key=order.index)
        return seen

    def _forget(self, at: float) -> None:
        for ref in list(self._cases):
            self._seen(ref, at)


HERE = Presence()
"""What this process knows."""


def tell(beat: Beat, keys: Iterable[str]) -> None:
    """Say what a page does, to whom the case's audience `keys` belong."""
    is_news = HERE.note(beat, monotonic())
    if is_news or connection.vendor == "postgresql":
        said = ":".join((PRESENCE, str(beat.user), beat.page, beat.doing.value, "news" if is_news else "still"))
        bus.publish(beat.ref, keys, 0, said)


def heard(change: Change) -> bool:
    """Remember what another process was told; whether pages have to hear of it."""
    _word, user, page, doing, news = change.kind.split(":")
    HERE.note(Beat(change.ref, int(user), page, Doing(doing)), monotonic())
    return news == "news"


def who_is_on(refs: Iterable[str]) -> dict[str, list[Present]]:
    """Who is on these cases now. The caller has made sure that the reader may see them."""
    return HERE.of(refs, monotonic())
