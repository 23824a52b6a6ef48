"""Places of the case page and of the list that later packages fill, without this one knowing them.

A slot is registered once, when the program starts. Its function gets the case (or, above a list, the filters), the
reader and the instant, and gives what its template finds under `slot`, or None where there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any

from wuxing.accounts.actors import Actor
from wuxing.cases.filters import Filters
from wuxing.cases.models import Case


class Place(Enum):
    """Where a slot may stand, and what its function is asked about."""

    HEAD = "head"
    """Beside the tags of the case head; asked about the case. Refreshed when the case changes."""
    ACTS = "acts"
    """Entries of the menu of acts; asked about the case. Refreshed when the case changes."""
    CONTEXT = "context"
    """Sections of the context column; asked about the case. Refreshed when the case changes."""
    COMPOSER = "composer"
    """Tools in the lower bar of the composer; asked about the case. Never refreshed while somebody writes."""
    LIST = "list"
    """Above the rows of the list; asked about the filters."""
    ROW = "row"
    """Before each row of the list, with `row` beside `slot`; asked once a list, about the filters."""
    FOOT = "foot"
    """Below the rows of the list, in sight however far they go; asked about the filters."""


OF_CASE = (Place.HEAD, Place.ACTS, Place.CONTEXT, Place.COMPOSER)
OF_LIST = (Place.LIST, Place.ROW, Place.FOOT)


@dataclass(frozen=True, slots=True)
class Slot:
    """What fills a place: `template` finds the answer of `fill` as `slot`."""

    name: str
    template: str
    fill: Callable[[Any, Actor, datetime], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Filled:
    """A slot that has something to show."""

    name: str
    template: str
    slot: Mapping[str, Any]


_slots: dict[Place, dict[str, Slot]] = {place: {} for place in Place}


def register(place: Place, slot: Slot) -> None:
    """Put a slot in its place, behind those that are there; one of the same name takes the other's place."""
    _slots[place][slot.name] = slot


def filled(place: Place, about: Case | Filters, by: Actor, at: datetime) -> tuple[Filled, ...]:
    """The slots of a place that have something to show, in the order they were registered in."""
    answers = ((slot, slot.fill(about, by, at)) for slot in _slots[place].values())
    return tuple(Filled(slot.name, slot.template, found) for slot, found in answers if found is not None)


def slots_of_case(case: Case, by: Actor, at: datetime) -> dict[str, Any]:
    """What the templates of a case find: `slots.context` and the others, each filled only when a template asks."""
    return {"slots": {place.value: partial(filled, place, case, by, at) for place in OF_CASE}}


def slots_of_list(filters: Filters, by: Actor, at: datetime) -> dict[str, Any]:
    """What the templates of a list find. Those before the rows are filled once, not once a row."""
    return {
        "list_slots": partial(filled, Place.LIST, filters, by, at),
        "foot_slots": partial(filled, Place.FOOT, filters, by, at),
        "row_slots": filled(Place.ROW, filters, by, at),
    }
