"""What packages above have to say on a customer's page: they put a section there, in the order of registration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wuxing.accounts.actors import Actor
from wuxing.customers.models import Customer


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: a template of the package that registers it, and what it needs."""

    template: str
    context: Callable[[Customer, Actor, datetime], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A section for one customer and one reader."""

    template: str
    context: Mapping[str, Any]


_sections: list[Section] = []


def put(section: Section) -> None:
    """Show a section on every customer's page."""
    if section not in _sections:
        _sections.append(section)


def sections_of(customer: Customer, *, by: Actor, at: datetime) -> list[Filled]:
    """All sections of a customer's page, filled for a reader."""
    return [Filled(each.template, each.context(customer, by, at)) for each in _sections]
