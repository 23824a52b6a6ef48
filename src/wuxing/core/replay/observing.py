"""Which promises a history can speak about: a clock is observable when its source tells of everything that moves it."""

from __future__ import annotations

from collections.abc import Collection

from wuxing.core.clock.story import RESOLVED
from wuxing.core.standard.document import Commitment

WAITING = ("wait.started", "wait.ended")


def missing_kinds(commitment: Commitment, supplies: Collection[str]) -> tuple[str, ...]:
    """The kinds of events that a clock needs and its source cannot supply, in order; none: it is observable.

    A clock needs whatever starts it, stops it or pauses it. One missing kind of several is enough: a reply by telephone
    that is not on record would make a kept promise look broken. What cancels is left out, and the pause `resolved`
    needs no more than the stops.
    """
    needed = {*commitment.starts, *commitment.stops}
    if any(reason != RESOLVED for reason in commitment.pauses):
        needed.update(WAITING)
    return tuple(sorted(needed.difference(supplies)))


def is_observable(commitment: Commitment, supplies: Collection[str]) -> bool:
    """Whether a clock is observable."""
    return not missing_kinds(commitment, supplies)
