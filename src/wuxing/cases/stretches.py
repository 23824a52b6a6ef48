"""Which part of a case's story is on the page: the newest, as far back as its reader needs it, or an earlier one."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.cases.models import Case
from wuxing.ledger.models import Event

MOST = 60
"""So many events are shown; earlier ones are behind a link."""

LONGEST = 300
"""So many are shown of what a page has been collecting while it stood open, or of what nobody read for long."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is asked for: the part before an event, or the newest one, from an event on where `since` says so.

    `read_to` is how far the reader had read when he opened the page; None where he sees it for the first time.
    """

    before: int = 0
    since: int = 0
    read_to: int | None = None

    def events_of(self, case: Case) -> list[Event]:
        """The events of this part, oldest first. The numbers of a stream have no gaps."""
        told = Event.objects.filter(stream_id=case.stream_id).order_by("-seq")
        if self.before:
            return list(told.filter(seq__lt=self.before)[:MOST])[::-1]
        return list(told.filter(seq__gte=self._first(case.stream.seq))[:LONGEST])[::-1]

    def _first(self, newest: int) -> int:
        if self.since:
            return self.since
        first = newest - MOST + 1
        return first if self.read_to is None else min(first, self.read_to + 1)
