"""What the palette offers: plain values that its template draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import override

from wuxing.search.matching import rank


class Does(StrEnum):
    """What choosing an option does. Without scripts each of them leads to its address."""

    GO = "go"
    """Leads to a page."""
    SHEET = "sheet"
    """Shows the form of an act over the page."""
    ACT = "act"
    """Does it at once, with `values`."""
    STEP = "step"
    """Asks for the next choice."""


@dataclass(frozen=True, slots=True)
class Option:
    """One line. `words` are what it is found by besides its text; `key` is the single key that does the same."""

    text: str
    href: str
    icon: str
    does: Does = Does.GO
    note: str = ""
    key: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    post: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is found by."""
        return (self.text, *self.words)


@dataclass(frozen=True, slots=True)
class Group:
    """Options under one heading; `rank` is that of its best match."""

    title: str
    options: tuple[Option, ...]
    rank: int = 0


def matching(title: str, options: list[Option], typed: str, *, most: int = 8) -> Group:
    """The options that what was typed may mean, the best first; all of them, in order, where nothing was typed."""
    ranked = [(found, place) for place, each in enumerate(options) if (found := rank(typed, each.names)) is not None]
    best = sorted(ranked)[:most] if typed else ranked[:most]
    return Group(title, tuple(options[place] for _rank, place in best), best[0][0] if best else 0)


def in_english(text: Any) -> str:
    """A lazily translated text in English: whoever works in Chinese may still type `assign`."""
    with override("en"):
        return str(text)
