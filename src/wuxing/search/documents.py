"""What capabilities declare: which of their records can be found, and by which conditions hits are narrowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from wuxing.accounts.actors import Actor
from wuxing.ui.language import language

EVERYBODY = "everybody"
"""The audience key of what every colleague may find: the clauses of a standard."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text to be found. `keys` are the audience keys of those who may; `names` finds it and is never shown."""

    kind: str
    object_id: int
    about: int
    at: datetime
    title: str
    body: str
    keys: Sequence[str]
    names: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a hit leads to, as it stands now: its name, where it opens, and a line about it."""

    name: str
    title: str
    href: str
    meta: str


@dataclass(frozen=True, slots=True)
class Facet:
    """How found records differ in what an operator asks for: values as they are asked and as they read, with counts."""

    operator: str
    title: str
    values: Sequence[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Source:
    """A realm of what can be found. Whoever owns the records declares it, once.

    `documents` gives what a rebuild indexes: of the records whose number is above one, in order, at most so many; with
    the number it got to, None at the end. `shown` tells how records look now, to somebody who may see them; `facets` how
    those that were found differ. `is_apart`: its texts are no hits among others; the owner asks for them by `apart`.
    """

    realm: str
    kinds: Mapping[str, str | Promise]
    documents: Callable[[int, int], tuple[Sequence[Document], int | None]]
    last: Callable[[], int]
    shown: Callable[[Sequence[int], Actor, datetime], Mapping[int, Shown]] = lambda numbers, by, at: {}
    facets: Callable[[Sequence[int], datetime], Iterable[Facet]] = lambda numbers, at: ()
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """A condition that a question may name, as owner:me. `narrowed` gives the records of the realm that meet it."""

    name: str
    also: Sequence[str]
    realm: str
    title: str | Promise
    values: Callable[[Actor], Sequence[tuple[str, str | Promise]]]
    narrowed: Callable[[str, Actor, datetime], QuerySet[Any] | None]

    @property
    def typed(self) -> str:
        """What a reader types: its name in the language of the page, the first of the others being Chinese."""
        return self.also[0] if self.also and language() == "zh" else self.name


_sources: dict[str, Source] = {}
_operators: dict[str, Operator] = {}


def declare(source: Source, operators: Iterable[Operator] = ()) -> None:
    """Let the records of a realm be found."""
    _sources[source.realm] = source
    for operator in operators:
        for name in (operator.name, *operator.also):
            _operators[name] = operator


def sources() -> Mapping[str, Source]:
    """By realm."""
    return _sources


def realm_of(kind: str) -> str:
    """The realm that a kind belongs to."""
    return next(source.realm for source in _sources.values() if kind in source.kinds)


def keys_in(realm: str, keys: Iterable[str]) -> list[str]:
    """Audience keys as texts of a realm bear them: apart, under its name, so that no other question comes upon them."""
    return sorted(f"{realm}/{key}" for key in keys) if _sources[realm].is_apart else sorted(keys)


def operators() -> Mapping[str, Operator]:
    """By every name that they have."""
    return _operators
