"""How many people keep a promise: the fewest with which enough are served in time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf

from wuxing.core.planning.erlang_a import erlang_a
from wuxing.core.planning.erlang_c import erlang_c
from wuxing.core.planning.queue import Service, Work

MOST = 1 << 14
"""More people than this are not planned together: they do not take work from one queue."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be kept: the share of all arrivals (0 to 1, below 1) to be served within so many seconds of waiting."""

    share: float
    within: float
    busiest: float = 1.0
    """The most of their time that people may work; 1 where nobody minds."""

    def is_met_by(self, service: Service) -> bool:
        """Whether this is enough."""
        return service.within >= self.share and service.busy <= self.busiest


def people_needed(work: Work, aim: Aim, patience: float = inf) -> int | None:
    """The fewest people that meet the aim: by Erlang C, or by Erlang A where customers have a patience in seconds.

    0 where no work arrives; None where not even MOST would do.
    """
    if not work.arrivals:
        return 0
    if patience == inf:
        return _fewest(lambda people: aim.is_met_by(erlang_c(work, people, aim.within)), int(work.load) + 1)
    served_at_most = int(aim.share * work.load)  # nobody is served by people who are not there
    return _fewest(lambda people: aim.is_met_by(erlang_a(work, people, aim.within, patience)), served_at_most)


def _fewest(is_enough: Callable[[int], bool], least: int) -> int | None:
    """From `least` on in doubled steps, then halving: more people never serve worse."""
    known, step = max(least, 1) - 1, 1
    while known + step <= MOST and not is_enough(known + step):
        known, step = known + step, step * 2
    last = min(known + step, MOST)
    found = bisect_left(range(last + 1), True, lo=known + 1, key=is_enough)
    return found if found <= last else None


def rostered(people: int, shrinkage: float) -> int:
    """How many to put on the roster so that `people` are there, when the share `shrinkage` (below 1) is elsewhere.

    Elsewhere: on leave, ill, in training, at a break. A ceiling, because half a person serves nobody.
    """
    return ceil(round(people / (1 - shrinkage), 9))
