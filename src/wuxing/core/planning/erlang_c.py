"""Erlang C: people take work in turn, and everybody waits as long as it takes (M/M/n)."""

from __future__ import annotations

from math import exp, inf

from wuxing.core.planning.erlang_b import blocking
from wuxing.core.planning.queue import Service, Work

HOPELESS = Service(waiting=1.0, within=0.0, lost=0.0, mean_wait=inf, busy=1.0)
"""More work arrives than the people can do: the queue grows without end, and no share of it can be promised."""


def waiting_share(load: float, people: int) -> float:
    """The share of arrivals that has to wait, by Erlang C; 1 where the load is not below the number of people.

    Args:
        load: work that arrives, in erlangs.
    Pw = n·B ÷ (n − a·(1 − B)), B by Erlang B.
    Source: Erlang (1917); the form as in R. B. Cooper, Introduction to Queueing Theory, 2nd ed. (1981), section 3.4.
    """
    if load >= people:
        return 1.0
    lost = blocking(load, people)
    return people * lost / (people - load * (1 - lost))


def erlang_c(work: Work, people: int, within: float) -> Service:
    """What `people` give when nobody leaves; HOPELESS where they cannot keep up with the work.

    P(wait > t) = Pw·e^(−(n − a)·t/h), mean wait = Pw·h ÷ (n − a), busy = a ÷ n.

    Args:
        people: who take the work in turn, each able to do any of it.
        within: seconds of waiting asked about.
    Source: as `waiting_share`. It assumes random arrivals, exponential handling and an hour long enough to settle.
    """
    if not work.arrivals:
        return Service(waiting=0.0 if people else 1.0, within=1.0, lost=0.0, mean_wait=0.0, busy=0.0)
    if work.load >= people:
        return HOPELESS
    waiting, spare = waiting_share(work.load, people), people - work.load
    return Service(
        waiting=waiting,
        within=1 - waiting * exp(-spare * within / work.handling),
        lost=0.0,
        mean_wait=waiting * work.handling / spare,
        busy=work.load / people,
    )
