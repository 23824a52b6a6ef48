"""What lists can be narrowed by, and what they are narrowed by now, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team, User
from wuxing.cases.filters import ME, NOBODY, PEOPLE, STRETCHES, UNSAID, Filters, Mark, Sort, State
from wuxing.cases.outcomes import Outcome
from wuxing.cases.ranges import WORDS, in_words
from wuxing.cases.showing import dimension
from wuxing.cases.waiting import REASONS
from wuxing.core.standard.document import Standard
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui.language import said

LABELS: dict[str, str | Promise] = {
    "assignee": _("Handled by"),
    "first": _("First responder"),
    "lead": _("Project lead"),
    "opened": _("Opened"),
    "due": _("Next due"),
    "ended": _("Ended"),
}


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
    standard = _standard()
    teams = Team.objects.order_by("name").values_list("pk", "name")
    sheet = [
        _choices("state", gettext("Clocks"), State.choices, filters.state),
        _choices("sort", gettext("Order"), Sort.choices, filters.sort, is_open=False),
        _choices("team", gettext("Team"), [*teams, (NOBODY, gettext("No team"))], filters.team),
        *(_people(name, filters) for name in PEOPLE),
        *_classes(filters, standard),
        _choices("stage", gettext("Stage"), stages_in(standard).items(), filters.stage),
        _choices("waiting", gettext("Waits for"), REASONS.items(), filters.waiting),
        *(_stretch(name, filters) for name in STRETCHES),
        _choices("today", gettext("Promises today"), Outcome.choices, filters.today),
        _choices("has", gettext("With me"), Mark.choices, next(iter(filters.has), "")),
    ]
    return {"sheet": sheet, "kept": _kept(filters, {each.name for each in sheet})}


def _kept(filters: Filters, names: set[str]) -> list[tuple[str, str]]:
    """What the address says and the sheet does not ask: it stays as it is."""
    given = QueryDict(filters.query)
    return [(name, value) for name in given if name not in names for value in given.getlist(name)]


def _people(name: str, filters: Filters) -> Choices:
    value = getattr(filters, name)
    known = {each: _person(each) for each in (ME, NOBODY, value) if each}
    return _choices(name, str(LABELS[name]), known.items(), value)


def _stretch(name: str, filters: Filters) -> Choices:
    value = getattr(filters, name)
    known: dict[str, str | Promise] = dict(WORDS)
    if value and value not in known:
        known[value] = in_words(value, timezone.now())
    return _choices(name, str(LABELS[name]), known.items(), value)


def stages_in(standard: Standard | None) -> dict[str, str]:
    """The stages of every process of a standard, each once, in words."""
    processes = standard.process if standard else ()
    return {stage.id: said(stage.title) for process in processes for stage in process.stages}


def chosen(filters: Filters) -> list[Chosen]:
    """What narrows the list now, besides the view."""
    return [
        Chosen(text, f"{reverse('cases:list')}?{replace(filters, **change).query}") for text, change in _chosen(filters)
    ]


def _chosen(filters: Filters) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each filter that is on: its words, and what it is without it."""
    if filters.q:
        yield f"“{filters.q}”", {"q": ""}
    if filters.state:
        yield str(State(filters.state).label), {"state": ""}
    if filters.clause:
        yield f"§{filters.clause}", {"clause": ""}
    if filters.team:
        yield gettext("No team") if filters.team == NOBODY else _name(Team, filters.team), {"team": ""}
    if filters.customer:
        yield gettext("One customer"), {"customer": None}
    if filters.channel:
        yield filters.channel, {"channel": ""}
    if filters.waiting:
        yield str(REASONS.get(filters.waiting, filters.waiting)), {"waiting": ""}
    yield from _labelled(filters)
    yield from _of_the_standard(filters)


def _labelled(filters: Filters) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in PEOPLE:
        if value := getattr(filters, name):
            yield f"{LABELS[name]}: {_person(value)}", {name: ""}
    for name in STRETCHES:
        if value := getattr(filters, name):
            yield f"{LABELS[name]}: {in_words(value, timezone.now())}", {name: ""}
    if filters.today:
        yield str(Outcome(filters.today).label), {"today": ""}
    for mark in filters.has:
        yield str(Mark(mark).label), {"has": tuple(each for each in filters.has if each != mark)}


def _of_the_standard(filters: Filters) -> Iterator[tuple[str, dict[str, Any]]]:
    """What only a standard has words for."""
    standard = _standard() if filters.classes or filters.stage or filters.commitment else None
    if filters.commitment:
        promise = standard.commitments.get(filters.commitment) if standard else None
        yield said(promise.title) if promise else filters.commitment, {"commitment": ""}
    if filters.stage:
        yield stages_in(standard).get(filters.stage, filters.stage), {"stage": ""}
    for name, value in filters.classes:
        rest = tuple(each for each in filters.classes if each[0] != name)
        yield _in_words(name, value, standard), {"classes": rest}


def _in_words(name: str, value: str, standard: Standard | None) -> str:
    """The value of a dimension."""
    if value == UNSAID:
        return gettext("%(dimension)s: not said") % {"dimension": dimension(name)}
    text = standard.classes.get(name, {}).get(value) if standard else None
    return said(text) if text else value


def _name(model: type[Team] | type[User], pk: int | str) -> str:
    return str(model.objects.filter(pk=pk).first() or pk)


def _person(value: str) -> str:
    named = {ME: gettext("me"), NOBODY: gettext("Nobody")}
    return named.get(value) or _name(User, int(value))


def _classes(filters: Filters, standard: Standard | None) -> Iterator[Choices]:
    picked = dict(filters.classes)
    for name, values in standard.classes.items() if standard else ():
        named = [*((value, said(text)) for value, text in values.items()), (UNSAID, gettext("Not said"))]
        yield _choices(f"class.{name}", dimension(name), named, picked.get(name, ""))


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
