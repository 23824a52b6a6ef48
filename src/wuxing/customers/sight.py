"""Who may see a customer. What somebody works on says so, and that is known above: cases register their rule here."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from wuxing.accounts.actors import COMPANY, Actor

Rule = Callable[[Actor], Q]
"""Gives the condition on a customer's row under which an actor may see it."""

_rules: list[Rule] = []


def open_to(rule: Rule) -> None:
    """Let everybody see a customer whom this rule lets. Called once by each package that has such a rule."""
    if rule not in _rules:
        _rules.append(rule)


def seen_by(by: Actor) -> Q:
    """The customers an actor may see: all with a company-wide role, itself as a customer, else what a rule lets it see."""
    if COMPANY in by.keys:
        return Q()
    own = [int(key.partition(":")[2]) for key in by.keys if key.startswith("customer:")]
    seen = Q(pk__in=own)
    for rule in _rules:
        seen |= rule(by)
    return seen
