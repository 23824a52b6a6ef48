"""Who may see a customer. What somebody works on says so, and that is known above: cases register their rule here.

A rule has two sides: the condition on a customer's row, which decides, and the audience keys that may meet it, under which
search finds the customer quickly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q

from wuxing.accounts.actors import COMPANY, Actor

Rule = Callable[[Actor], Q]
"""Gives the condition on a customer's row under which an actor may see it."""

Holders = Callable[[Sequence[int]], Iterable[tuple[int, str]]]
"""Gives, of customers by number, the audience keys with which the rule lets see them."""

_rules: list[tuple[Rule, Holders]] = []


def open_to(rule: Rule, holders: Holders) -> None:
    """Let everybody see a customer whom this rule lets. Called once by each package that has such a rule."""
    if (rule, holders) not in _rules:
        _rules.append((rule, holders))


def seen_by(by: Actor) -> Q:
    """The customers an actor may see: all with a company-wide role, itself as a customer, else what a rule lets it see."""
    if COMPANY in by.keys:
        return Q()
    own = [int(key.partition(":")[2]) for key in by.keys if key.startswith("customer:")]
    seen = Q(pk__in=own)
    for rule, _holders in _rules:
        seen |= rule(by)
    return seen


def keys_of(customers: Sequence[int]) -> dict[int, set[str]]:
    """The audience keys of customers by number: whoever may see one holds one of its keys."""
    keys = {pk: own_keys(pk) for pk in customers}
    for _rule, holders in _rules:
        for pk, key in holders(customers):
            keys[pk].add(key)
    return keys


def own_keys(pk: int) -> set[str]:
    """The keys of a customer whom nobody works for yet."""
    return {COMPANY, f"customer:{pk}"}
