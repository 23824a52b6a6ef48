"""What becomes of open cases when a version takes them over: whoever keeps their clocks tells it beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from wuxing.accounts.actors import Actor
from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.standards.finding import Issue, shelf


@dataclass(frozen=True, slots=True)
class Move:
    """A clock that would move: of which case, by which clause, from which due to which. None: there is none."""

    ref: str
    subject: str
    path: str
    commitment: str
    cycle: int
    title: Text
    clause: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A piece of the answer: the moves found among so many cases; `after` is where the next piece begins, 0 at the end."""

    moves: tuple[Move, ...] = ()
    cases: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """Which open cases would go over to a standard: those opened under one of `refs`; `at` is when they would."""

    standard: Standard
    refs: tuple[str, ...]
    at: datetime


Previewer = Callable[[Question, Actor, int], Preview]
_previewers: list[Previewer] = []


def preview_by(previewer: Previewer) -> None:
    """Whoever keeps stored clocks registers how it looks ahead: question, who asks, where to go on."""
    if previewer not in _previewers:
        _previewers.append(previewer)


def question(standard: Standard, scope: str, at: datetime) -> Question:
    """What to ask about a standard that is not published yet; `at` is when it takes over, at the earliest now."""
    as_if = Issue(2**63, standard.ref, standard.name, "open_cases", at, "", scope)
    return Question(standard, tuple(each.ref for each in shelf().issues if as_if.takes_over(each)), at)


def preview(asked: Question, *, by: Actor, after: int = 0) -> Preview:
    """The next piece of what would move, among the cases that `by` may see."""
    if not (_previewers and asked.refs):
        return Preview()
    (previewer,) = _previewers
    return previewer(asked, by, after)
