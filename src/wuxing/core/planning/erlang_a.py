"""Erlang A: people take work in turn, and who waits too long leaves (M/M/n+M)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, expm1, inf, lgamma, log, log1p, sqrt

from wuxing.core.planning.erlang_b import blocking
from wuxing.core.planning.erlang_c import erlang_c
from wuxing.core.planning.queue import Service, Work

SMALLEST = 1e-17  # a term this small beside its sum changes no digit of it
LARGE = 1e200
FAR = 12  # standard deviations, beyond which nothing of the gamma function is left


def erlang_a(work: Work, people: int, within: float, patience: float) -> Service:
    """What `people` give when customers leave after a patience of their own, exponentially distributed.

    Exact, also where more work arrives than can be done: then just so many leave that the rest can be served.

    Args:
        people: who take the work in turn; at least 1.
        within: seconds of waiting asked about. Who left within them was not served.
        patience: mean patience in seconds, above 0; infinite patience is Erlang C.
    Raises ValueError for less than one person or no patience.
    Source: C. Palm, Research on telephone traffic carried by full availability groups (1957); the closed form of
    S. Zeltyn and A. Mandelbaum, Call centers with impatient customers: many-server asymptotics of the M/M/n+G queue,
    Queueing Systems 51 (2005), 361-402, with exponential patience.
    """
    if people < 1 or not patience > 0:
        raise ValueError(f"Erlang A needs at least one person and a patience above 0: {people}, {patience}")
    if patience == inf or not work.arrivals:
        return erlang_c(work, people, within)
    queue = _Queue(work, people, patience)
    lost = queue.lost
    return Service(
        waiting=queue.waiting,
        within=max(0.0, 1 - queue.waiting_beyond(within) - lost + queue.lost_beyond(within)),
        lost=lost,
        mean_wait=lost * patience,
        busy=work.load * (1 - lost) / people,
    )


@dataclass(frozen=True)
class _Queue:
    """The building blocks of the closed form, as logarithms where they overflow.

    With λ, nμ and θ the rates of arrival, of service by all and of leaving, H(t) = (1 − e^(−θt)) ÷ θ and
    J(t) = ∫ from t of e^(λH(x) − nμx) dx: P(offered wait > t) = λJ(t) ÷ (1/B + λJ(0)), B of n − 1 people.
    """

    work: Work
    people: int
    patience: float

    @property
    def waiting(self) -> float:
        return _share(self._odds)

    @property
    def lost(self) -> float:
        """The share that leaves: (1 + (λ − nμ)·J) ÷ (1/B + λJ)."""
        waiting = self.waiting
        return self._idle * _share(-self._odds) + (1 - self._slack) * waiting

    def waiting_beyond(self, seconds: float) -> float:
        """The share that still waits after so many seconds."""
        return exp(-seconds / self.patience) * self._offered_beyond(seconds)

    def lost_beyond(self, seconds: float) -> float:
        """The share that leaves after more than so many seconds, θ·∫ from t of P(wait > u) du, in closed form."""
        beyond = self._offered_beyond(seconds)
        at_once = exp(log(self._idle) - _log1p_exp(self._odds) + self._exponent(seconds))
        return max(0.0, at_once + (exp(-seconds / self.patience) - self._slack) * beyond)

    def _offered_beyond(self, seconds: float) -> float:
        return exp(log(self.work.per_second) + log(self._idle) + self._log_j(seconds) - _log1p_exp(self._odds))

    @cached_property
    def _idle(self) -> float:
        """Erlang B of one person less."""
        return blocking(self.work.load, self.people - 1)

    @property
    def _slack(self) -> float:
        """What can be done by what arrives: nμ ÷ λ."""
        return self.people / self.work.load

    @cached_property
    def _odds(self) -> float:
        """The logarithm of λ·J(0)·B: waiting against not waiting."""
        return log(self.work.per_second) + self._log_j(0.0) + log(self._idle)

    def _exponent(self, seconds: float) -> float:
        """λ·H(t) − nμ·t."""
        arriving = -expm1(-seconds / self.patience) * self.patience * self.work.per_second
        return arriving - self.people * seconds / self.work.handling

    def _log_j(self, seconds: float) -> float:
        """The logarithm of J(t) = e^(λH(t) − nμt) ÷ nμ · A(nμ/θ, λe^(−θt)/θ)."""
        served = self.people / self.work.handling
        left = self.work.per_second * self.patience * exp(-seconds / self.patience)
        return self._exponent(seconds) - log(served) + _log_series(served * self.patience, left)


def _log_series(start: float, ratio: float) -> float:
    """The logarithm of A(x, y) = 1 + Σ y^j ÷ ((x+1)(x+2)…(x+j)) = x·e^y·y^(−x)·γ(x, y), γ the incomplete gamma function.

    Far above its middle γ is the whole gamma function to the last digit; the series would take millions of terms there.
    """
    if ratio > start + FAR * (1 + sqrt(ratio)):
        return ratio - start * log(ratio) + lgamma(start + 1)
    total = term = 1.0
    scale = 0.0
    number = 0
    while term > SMALLEST * total:
        number += 1
        term *= ratio / (start + number)
        total += term
        if total > LARGE:
            scale, total, term = scale + log(total), 1.0, term / total
    return scale + log(total)


def _share(odds: float) -> float:
    """What odds, given as a logarithm, are as a share."""
    return exp(odds - _log1p_exp(odds))


def _log1p_exp(value: float) -> float:
    """The logarithm of 1 + e^value."""
    return max(value, 0.0) + log1p(exp(-abs(value)))
