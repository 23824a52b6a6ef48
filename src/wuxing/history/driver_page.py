"""The page of a driver analysis: the part that takes most, a bar for each theme, every figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from wuxing.cases.showing import waiting_for
from wuxing.core.source import Text
from wuxing.history.before_after_words import class_words, long
from wuxing.history.choices import classes_in
from wuxing.history.comparing.figures import Figure
from wuxing.history.driver import ALL
from wuxing.history.driver_question import Question
from wuxing.history.drivers.parts import ANSWER, NO_STAGE, PHASES, WAIT, WORK
from wuxing.history.drivers.weighing import Cell, Theme
from wuxing.history.reports.words import Words
from wuxing.ui.language import said

COLOURS = 5
"""So many parts have a colour of their own; the rest share one."""
MOST = 20
"""Themes in the picture and the table."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part in the bar of a theme: place and width in percent of the axis."""

    x: float
    width: float
    colour: int
    spoken: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One theme: its pieces, and the time of all its cases."""

    name: str
    pieces: tuple[Piece, ...]
    total: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a theme in words. `share` is of the time of everything that is looked at."""

    part: str
    colour: int
    entered: str
    mean: str
    interval: str
    total: str
    share: str
    waited: str
    is_driver: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One theme in the table."""

    name: str
    n: str
    unsolved: int
    mean: str
    interval: str
    total: str
    share: str
    rows: tuple[Row, ...]
    begin: str


class Answer:
    """What a question comes to."""

    def __init__(self, question: Question, words: Words) -> None:
        self.question, self.words = question, words
        self.every = question.weighing.results()
        self.themes = [each for each in self.every if each.n][:MOST]
        self.seconds = sum(each.seconds for each in self.every)

    @property
    def is_empty(self) -> bool:
        """Whether no case is solved, so that no time can be told."""
        return not self.seconds

    @cached_property
    def driver(self) -> tuple[Theme, Cell]:
        """The part of a theme in which most time lies."""
        cells = [(theme, cell) for theme in self.themes for cell in theme.cells]
        return max(cells, key=lambda each: each[1].seconds)

    @property
    def sentence(self) -> str:
        """What a director reads."""
        theme, cell = self.driver
        values = {
            "share": self._share(cell.seconds),
            "cases": self.where,
            "theme": self._theme(theme),
            "part": self._part(cell.part),
            "mean": self._long(cell.mean.value),
            "n": self.words.number(theme.n),
        }
        return (
            gettext(
                "Cases looked at: %(cases)s. %(share)s of their time lies in “%(part)s” of “%(theme)s”: %(mean)s a case, n = %(n)s."
            )
            % values
        )

    @property
    def waited(self) -> str:
        """How much of that was waiting."""
        cell = self.driver[1]
        if not cell.waited or cell.part.startswith(WAIT):
            return ""
        values = {"share": self.words.percent(cell.waited / cell.seconds)}
        return gettext("%(share)s of it was waiting for somebody else.") % values

    @property
    def where(self) -> str:
        """Which cases are looked at."""
        asked = self.question.weighing
        return class_words(asked.history, asked.standard, "" if asked.where == ALL else asked.where)

    @property
    def counts(self) -> str:
        """How many cases are solved, and how many are left out."""
        values = {
            "solved": self.words.number(sum(each.n for each in self.every)),
            "open": self.words.number(sum(each.unsolved for each in self.every)),
        }
        return gettext("Solved: %(solved)s; not solved yet and left out: %(open)s.") % values

    @cached_property
    def colours(self) -> dict[str, int]:
        """The parts with a colour of their own, those with most time first; the others have 0."""
        total: dict[str, int] = {}
        for theme in self.themes:
            for cell in theme.cells:
                total[cell.part] = total.get(cell.part, 0) + cell.seconds
        most = sorted(total, key=lambda part: (-total[part], part))
        return {part: place if place <= COLOURS else 0 for place, part in enumerate(most, 1)}

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Colour and name of each part."""
        named = [(colour, self._part(part)) for part, colour in self.colours.items() if colour]
        rest = [(0, gettext("other parts"))] if 0 in self.colours.values() else []
        return named + rest

    @property
    def bars(self) -> list[Bar]:
        """A bar for each theme, on one axis from 0."""
        most = max(theme.seconds for theme in self.themes)
        return [self._bar(theme, most) for theme in self.themes]

    @property
    def groups(self) -> list[Group]:
        """Every figure, by theme."""
        return [self._group(theme) for theme in self.themes]

    @property
    def left_out(self) -> int:
        """How many themes do not fit."""
        return max(0, sum(bool(each.n) for each in self.every) - MOST)

    @property
    def standard(self) -> str:
        return self.question.weighing.standard.ref

    def _bar(self, theme: Theme, most: int) -> Bar:
        pieces = tuple(self._pieces(theme, most))
        spoken = pgettext("between items of a list", ", ").join(piece.spoken for piece in pieces)
        return Bar(self._theme(theme), pieces, self._long(theme.seconds), f"{self._theme(theme)}: {spoken}")

    def _pieces(self, theme: Theme, most: int) -> Iterator[Piece]:
        x = 0.0
        for cell in sorted(theme.cells, key=lambda cell: (self.colours[cell.part] or COLOURS + 1, cell.part)):
            width = cell.seconds / most * 100
            spoken = f"{self._part(cell.part)} {self._long(cell.seconds)}"
            yield Piece(round(x, 2), round(width, 2), self.colours[cell.part], spoken)
            x += width

    def _group(self, theme: Theme) -> Group:
        return Group(
            name=self._theme(theme),
            n=self.words.number(theme.n),
            unsolved=theme.unsolved,
            mean=self._long(theme.mean.value),
            interval=self._interval(theme.mean),
            total=self._long(theme.seconds),
            share=self._share(theme.seconds),
            rows=tuple(self._row(theme, cell) for cell in theme.cells),
            begin=self._begin(theme),
        )

    def _row(self, theme: Theme, cell: Cell) -> Row:
        return Row(
            part=self._part(cell.part),
            colour=self.colours[cell.part],
            entered=self.words.number(cell.entered),
            mean=self._long(cell.mean.value),
            interval=self._interval(cell.mean),
            total=self._long(cell.seconds),
            share=self._share(cell.seconds),
            waited=self.words.percent(cell.waited / cell.seconds),
            is_driver=(theme, cell) == self.driver,
        )

    def _begin(self, theme: Theme) -> str:
        """Where an improvement of this theme begins: by the time to the first answer where that is what takes long."""
        asked = self.question.weighing
        part = theme.cells[0].part
        told = {
            "history": asked.history.key,
            "standard": asked.standard_key,
            "where": f"{asked.theme}={theme.key}" if theme.key else "",
            "theme": self._theme(theme),
            "measure": "answer-mean" if part == ANSWER else "solution",
            "finding": self._finding(theme),
            "driver": asked.address.partition("?")[2],
        }
        return f"{reverse('history:improvement-new')}?{urlencode({name: each for name, each in told.items() if each})}"

    def _finding(self, theme: Theme) -> str:
        cell = theme.cells[0]
        values = {
            "theme": self._theme(theme),
            "part": self._part(cell.part),
            "mean": self._long(cell.mean.value),
            "share": self.words.percent(cell.seconds / theme.seconds),
            "n": self.words.number(theme.n),
        }
        return gettext("“%(theme)s” waits in “%(part)s”: %(mean)s a case, %(share)s of its time, n = %(n)s.") % values

    def _theme(self, theme: Theme) -> str:
        asked = self.question.weighing
        if not theme.key:
            return gettext("not said")
        names = classes_in(asked.history, asked.standard).get(asked.theme, {})
        return said(names.get(theme.key, Text(theme.key, theme.key)))

    def _part(self, part: str) -> str:
        if self.question.weighing.cut == PHASES:
            return waiting_for(part.removeprefix(WAIT)) if part.startswith(WAIT) else _phase(part)
        return gettext("before the first stage") if part == NO_STAGE else self._stages.get(part, part)

    @cached_property
    def _stages(self) -> dict[str, str]:
        """The titles of stages; a stage of several processes as the first of them calls it."""
        found: dict[str, str] = {}
        for process in self.question.weighing.standard.process:
            for stage in process.stages:
                found.setdefault(stage.id, said(stage.title))
        return found

    def _share(self, seconds: int) -> str:
        return self.words.percent(seconds / self.seconds)

    def _long(self, seconds: float | None) -> str:
        return "—" if seconds is None else long(seconds, self.words)

    def _interval(self, figure: Figure) -> str:
        if figure.low is None or figure.high is None:
            return ""
        return f"[{self._long(max(figure.low, 0))}, {self._long(figure.high)}]"


def _phase(part: str) -> str:
    return gettext("until the first answer") if part == ANSWER else gettext("work") if part == WORK else part
