"""Ending what somebody begins to type: the conditions there are, and the values that one takes."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise

from wuxing.accounts.actors import Actor
from wuxing.search.documents import Operator, operators
from wuxing.search.tokens import normal

MOST = 6


def completions(text: str, by: Actor) -> list[tuple[str, str]]:
    """Ways to end the last word of a question: what is added in words, and the question as it would be."""
    before, _, typed = text.rpartition(" ")
    if not typed:
        return []
    name, colon, value = typed.replace("：", ":").partition(":")
    ended = _values(name, normal(value), by) if colon else _names(normal(name))
    begin = f"{before} " if before else ""
    return [(said, begin + condition) for said, condition in ended][:MOST]


def _names(typed: str) -> Iterator[tuple[str, str]]:
    for name, operator in operators().items():
        if name.startswith(typed):
            yield f"{name}: {operator.title}", f"{name}:"


def value_of(value: str, word: str | Promise) -> str:
    """A value as it is written behind a condition: its word, where that is one word."""
    return value if " " in str(word) else str(word)


def _values(name: str, typed: str, by: Actor) -> Iterator[tuple[str, str]]:
    operator: Operator | None = operators().get(normal(name))
    for value, word in operator.values(by) if operator else ():
        shown = normal(str(word))
        if typed not in (value, shown) and (value.startswith(typed) or shown.startswith(typed)):
            yield f"{name}:{word}", f"{name}:{value_of(value, word) if shown.startswith(typed) else value}"
