"""Which cases changed since the last look: by the newest rows of what is only ever added to, asked by primary key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wuxing.cases.models import Case
from wuxing.ledger.models import Event, Signal

OVERLAP = 200
"""A row can become visible after one with a higher number, when its transaction ends later: so many are looked at again."""
MOST = 2_000
"""Where more was added, reading everything is the quicker way."""


class Tail:
    """The end of one table as it was seen last."""

    def __init__(self, model: Any) -> None:
        self._model, self._seen = model, set[int]()
        self._last: int | None = None

    def streams(self) -> set[int] | None:
        """The streams with rows that were not seen yet; None where they are too many to tell, as at first."""
        before = self._last
        rows = self._model.objects.order_by("-pk").filter(pk__gt=(before or 0) - OVERLAP)
        found = dict(rows.values_list("pk", "stream")[: MOST + OVERLAP])
        last = max(found, default=0)
        new = {stream for pk, stream in found.items() if pk not in self._seen}
        self._seen, self._last = {pk for pk in found if pk > last - OVERLAP}, last
        is_followed = before is not None and last >= before and len(found) < MOST + OVERLAP
        return new if is_followed else None


class Changes:
    """The cases that changed, by events and by what their clocks did."""

    def __init__(self) -> None:
        self._tails = [Tail(Event), Tail(Signal)]

    def cases(self) -> set[int] | None:
        """Since the last look; None where they are too many to tell."""
        found: list[set[int] | None] = [tail.streams() for tail in self._tails]
        told = [streams for streams in found if streams is not None]
        if len(told) < len(found):
            return None
        return _cases_of(set[int]().union(*told))


def _cases_of(streams: Iterable[int]) -> set[int]:
    return set(Case.objects.filter(stream__in=streams).values_list("pk", flat=True))
