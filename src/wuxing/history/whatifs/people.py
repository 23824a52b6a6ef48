"""How many people keep a promise, hour by hour of an average week: an estimate with its assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from wuxing.core.planning.queue import Work
from wuxing.core.planning.staffing import Aim, people_needed, rostered
from wuxing.history.whatifs.demand import Week


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What no history tells. Lengths in seconds, shares from 0 to 1.

    `handling` is the work on one, `share` the share to be kept, `patience` how long customers wait on average before
    they give up, `busiest` the most of their time that people may work, `away` the share of people who are elsewhere;
    `includes_work` says that the limit ends with the work done, so that only the rest of it may be waited.
    """

    handling: int
    share: float
    patience: int
    busiest: float
    away: float
    includes_work: bool


@dataclass(frozen=True)
class Need:
    """People by hour of the week; `hours` are person-hours a week, `peak` the most at once. -1: more than can be planned."""

    people: NDArray[np.int64]
    hours: float
    peak: int
    on_roster: int


def need_of(week: Week, limit: int, assumed: Assumptions, *, patient: bool) -> Need:
    """The people needed to keep a limit in working seconds: by Erlang C where customers are patient, else by Erlang A."""
    waiting = max(0, limit - assumed.handling) if assumed.includes_work else limit
    aim = Aim(assumed.share, waiting, assumed.busiest)
    patience = inf if patient else float(assumed.patience)
    found = {rate: people_needed(Work(rate, assumed.handling), aim, patience) for rate in set(week.arrivals.tolist())}
    people = np.array([_number(found[rate]) for rate in week.arrivals.tolist()], np.int64)
    people[week.worked == 0] = 0
    peak = -1 if (people < 0).any() else int(people.max(initial=0))
    return Need(people, float((people * week.worked).sum()), peak, rostered(peak, assumed.away) if peak > 0 else peak)


def _number(people: int | None) -> int:
    return -1 if people is None else people
