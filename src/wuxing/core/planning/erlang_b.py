"""Erlang B: who finds everybody busy where nobody waits. The other formulas stand on it."""

from __future__ import annotations


def blocking(load: float, people: int) -> float:
    """The share of arrivals that find all people busy, where such arrivals are lost (M/M/n/n).

    Args:
        load: work that arrives, in erlangs: arrivals per hour × hours of work each. At least 0.
    By the recursion B(0) = 1, B(k) = a·B(k−1) ÷ (k + a·B(k−1)), which neither overflows nor cancels.
    Source: A. K. Erlang, Solution of some problems in the theory of probabilities of significance in automatic
    telephone exchanges (1917); the recursion as in D. L. Jagerman, Bell System Technical Journal 53 (1974), 525-551.
    """
    found = 1.0
    for number in range(1, people + 1):
        found = load * found / (number + load * found)
    return found
