"""What lists can be narrowed by, and what they are narrowed by now, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team, User
from wuxing.cases.filters import Filters, Sort, State
from wuxing.cases.forms import DIMENSIONS
from wuxing.core.standard.document import Standard
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui.language import said


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """One filter: its name in the address, its label, and its values."""

    name: str
    label: str
    values: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is on, and the address without it."""

    text: str
    href: str


def filter_choices(filters: Filters, by: Actor) -> dict[str, Any]:
    """The selects of the filter sheet."""
    sheet = [
        _choices("state", gettext("Clocks"), State.choices, filters.state),
        _choices("sort", gettext("Order"), Sort.choices, filters.sort, is_open=False),
        _choices("team", gettext("Team"), Team.objects.order_by("name").values_list("pk", "name"), filters.team or ""),
        *_classes(filters),
    ]
    return {"sheet": sheet}


def chosen(filters: Filters) -> list[Chosen]:
    """What narrows the list now, besides the view."""
    return list(_chosen(filters))


def _chosen(filters: Filters) -> Iterator[Chosen]:
    def without(text: str, **change: Any) -> Chosen:
        return Chosen(text, f"{reverse('cases:list')}?{replace(filters, **change).query}")

    if filters.q:
        yield without(f"“{filters.q}”", q="")
    if filters.state:
        yield without(str(State(filters.state).label), state="")
    if filters.clause:
        yield without(f"§{filters.clause}", clause="")
    if filters.team:
        yield without(_name(Team, filters.team), team=None)
    if filters.assignee:
        yield without(_name(User, filters.assignee), assignee=None)
    if filters.customer:
        yield without(gettext("One customer"), customer=None)
    if filters.channel:
        yield without(filters.channel, channel="")
    standard = _standard() if filters.classes else None
    for dimension, value in filters.classes:
        text = standard.classes.get(dimension, {}).get(value) if standard else None
        rest = tuple(each for each in filters.classes if each[0] != dimension)
        yield without(said(text) if text else value, classes=rest)


def _name(model: type[Team] | type[User], pk: int) -> str:
    return str(model.objects.filter(pk=pk).first() or pk)


def _classes(filters: Filters) -> Iterator[Choices]:
    standard = _standard()
    picked = dict(filters.classes)
    for dimension, values in standard.classes.items() if standard else ():
        named = [(value, said(text)) for value, text in values.items()]
        yield _choices(
            f"class.{dimension}", str(DIMENSIONS.get(dimension, dimension)), named, picked.get(dimension, "")
        )


def _choices(name: str, label: str, values: Any, value: Any, *, is_open: bool = True) -> Choices:
    every = [("", gettext("All"))] if is_open else []
    return Choices(
        name, label, tuple(Choice(str(key), str(text), str(key) == str(value)) for key, text in [*every, *values])
    )


def _standard() -> Standard | None:
    try:
        return in_force(timezone.now())
    except NoStandard:
        return None
