"""The page of a comparison: what changed for certain, a chart of the shares, every measure with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from wuxing.history.before_after_question import Question
from wuxing.history.before_after_words import Naming, Shown, base_of, name_of, shown
from wuxing.history.choices import DRAFT
from wuxing.history.comparing.figures import Figure
from wuxing.history.comparing.measures import KEPT, Compared, largest
from wuxing.history.comparing.windows import Window
from wuxing.history.reports.charts import Scale, rate_scale
from wuxing.history.reports.words import NONE, Words
from wuxing.ui.language import said

TOPS = ((0.05, 0.01), (0.1, 0.02), (0.2, 0.05), (0.3, 0.1), (0.5, 0.1), (1.0, 0.25))
"""Where an axis from 0 may end, and the distance of its lines."""

APART = ("solved", "satisfied", "rated")
"""Shares that stand in no chart with the small ones."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one side in words."""

    value: str
    interval: str
    n: str


@dataclass(frozen=True, slots=True)
class Row:
    """One measure in words; `tone` is the class of a certain change that is better or worse."""

    name: str
    clause: str
    base: str
    before: Cell
    after: Cell
    change: Shown
    is_certain: bool
    is_same: bool
    tone: str


@dataclass(frozen=True, slots=True)
class Group:
    """Measures of one kind."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """One side of a line of the chart: place of the figure and its interval, percent; `y` pixels."""

    mark: str
    at: float
    low: float
    width: float
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """One share in the chart."""

    name: str
    dots: tuple[Dot, ...]
    before: str
    after: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Top:
    """A rate axis from 0 to `top`."""

    top: float
    step: float

    def at(self, rate: float) -> float:
        """The place of a share on this axis, percent."""
        return round(min(rate, self.top) / self.top * 100, 2)

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Place and label of each line of the axis."""
        count = round(self.top / self.step)
        return [(self.at(self.step * n), f"{self.step * n * 100:g}") for n in range(count + 1)]


@dataclass(frozen=True, slots=True)
class Chart:
    """Shares on one axis."""

    title: str
    note: str
    lines: tuple[Line, ...]
    marks: Sequence[tuple[float, str]]


class Answer:
    """What a question comes to."""

    def __init__(self, question: Question, words: Words) -> None:
        self.question, self.words = question, words
        self.every = question.comparing.results()
        self._naming = Naming(question.comparing.standard, words)

    @property
    def is_empty(self) -> bool:
        """Whether one side has no case, so that nothing can be compared."""
        cases = self.every[0]
        return not cases.before.n or not cases.after.n

    @cached_property
    def sentence(self) -> str:
        """What a director reads."""
        most = largest(self.every)
        if most is None or most.change is None:
            return gettext("Nothing changed beyond chance.")
        told = shown(most.change, most.unit, self.words)
        values = {
            "what": self._naming.full(most.key),
            "old": self._value(most.before, most.unit),
            "new": self._value(most.after, most.unit),
            "size": told.size,
            "relative": told.relative,
        }
        if most.change.size < 0:
            return gettext("%(what)s fell from %(old)s to %(new)s: %(size)s, %(relative)s relative to before.") % values
        return gettext("%(what)s rose from %(old)s to %(new)s: %(size)s, %(relative)s relative to before.") % values

    @property
    def begin(self) -> str:
        """Where an improvement begins from these figures."""
        return f"{reverse('history:improvement-new')}?{urlencode(dict(self.question.hidden))}"

    @property
    def others(self) -> str:
        """How many further changes are certain."""
        certain = [each for each in self.every if each.is_certain and each.better]
        looked_at = sum(each.change is not None and bool(each.better) for each in self.every)
        better = sum(_tone(each) == "is-better" for each in certain)
        values = {"certain": len(certain), "of": looked_at, "better": better, "worse": len(certain) - better}
        return (
            gettext(
                "Of %(of)s figures that can be compared %(certain)s changed beyond chance: %(better)s for the better, %(worse)s for the worse."
            )
            % values
        )

    @property
    def groups(self) -> list[Group]:
        """Every measure, by what it tells of."""
        kept = [each for each in self.every if each.key.startswith(KEPT)]
        by_key = {each.key: each for each in self.every}

        def some(*keys: str) -> list[Compared]:
            return [by_key[key] for key in keys]

        found = (
            (gettext("Cases"), some("cases", "complaints")),
            (gettext("Promises kept, by one standard on both sides"), kept),
            (gettext("What customers say"), some("satisfied", "score", "rated")),
            (gettext("Time, day and night"), some("answer", "answer-mean", "solved", "solution")),
            (gettext("Steps, loops and waiting"), some("stages", "acts", "back-to-stage", "back-to-person", "waiting")),
        )
        return [Group(title, tuple(self._row(each) for each in every)) for title, every in found if every]

    @property
    def charts(self) -> list[Chart]:
        """The shares, drawn: the promises on an axis of their own."""
        shares = [each for each in self.every if each.unit == "share" and each.change]
        kept = [each for each in shares if each.key.startswith(KEPT)]
        satisfied = [each for each in shares if each.key == "satisfied"]
        rest = [each for each in shares if not each.key.startswith(KEPT) and each.key not in APART]
        return [
            *self._high_chart(gettext("Promises kept (%)"), kept),
            *self._high_chart(gettext("Satisfied customers (%)"), satisfied),
            *self._rest_chart(rest),
        ]

    def _high_chart(self, title: str, every: Sequence[Compared]) -> Iterator[Chart]:
        if not every:
            return
        scale = rate_scale(low for each in every for low in (each.before.low, each.after.low))
        note = gettext("axis from %(floor)s") % {"floor": scale.shown_floor} if scale.floor else ""
        lines = tuple(self._line(each, scale) for each in every)
        yield Chart(title, note, lines, scale.marks)

    def _rest_chart(self, every: Sequence[Compared]) -> Iterator[Chart]:
        if not every:
            return
        most = max(high for each in every for high in (each.before.high, each.after.high) if high is not None)
        top = next(Top(end, step) for end, step in TOPS if most <= end)
        yield Chart(
            gettext("Complaints, loops and waiting (%)"), "", tuple(self._line(e, top) for e in every), top.marks
        )

    def _line(self, each: Compared, scale: Scale | Top) -> Line:
        sides = (("a", each.before, 8), ("b", each.after, 20))
        dots = tuple(_dot(mark, figure, scale, y) for mark, figure, y in sides)
        name = self._naming.full(each.key)
        before, after = (self._value(figure, each.unit) for figure in (each.before, each.after))
        values = {"what": name, "old": before, "new": after}
        spoken = gettext("%(what)s: before %(old)s, after %(new)s") % values
        return Line(name, dots, before, after, spoken)

    def _row(self, each: Compared) -> Row:
        return Row(
            name=name_of(each.key, self._naming),
            clause=self._naming.clause(each.key),
            base=base_of(each.key),
            before=self._cell(each.before, each),
            after=self._cell(each.after, each),
            change=shown(each.change, each.unit, self.words),
            is_certain=each.is_certain,
            is_same=each.change is not None and each.change.size == 0,
            tone=_tone(each),
        )

    def _cell(self, figure: Figure, each: Compared) -> Cell:
        value = self._value(figure, each.unit)
        counted = f"{self.words.number(figure.count)} / " if figure.count is not None else ""
        n = "" if each.unit == "cases" else f"{counted}{self.words.number(figure.n)}"
        return Cell(value, self._interval(figure, each.unit), n)

    def _value(self, figure: Figure, unit: str) -> str:
        return NONE if figure.value is None else self._naming.amount(figure.value, unit)

    def _interval(self, figure: Figure, unit: str) -> str:
        if figure.low is None or figure.high is None:
            return ""
        if unit == "share":
            return self.words.interval(figure.low, figure.high)
        return self._naming.between(figure.low, figure.high, unit)

    @property
    def stretches(self) -> list[tuple[str, str]]:
        """Both stretches in days, first and last included."""
        asked = self.question.comparing.windows
        if asked is None:
            return []
        named = ((gettext("Before"), asked.before), (gettext("After"), asked.after))
        return [(name, self._days(window)) for name, window in named]

    def _days(self, window: Window) -> str:
        return self._naming.days(window, self.question.comparing.windows)

    @property
    def is_shorter(self) -> bool:
        """Whether the history holds less than was asked for."""
        asked = self.question.comparing
        return asked.windows is not None and asked.windows.days < asked.days

    @property
    def days(self) -> int:
        """How long each stretch is."""
        asked = self.question.comparing.windows
        return asked.days if asked else 0

    @property
    def further(self) -> str:
        """How long after its end each stretch is looked at; empty where no longer."""
        asked = self.question.comparing.windows
        return self._naming.long(asked.further) if asked and asked.further else ""

    @property
    def standard(self) -> str:
        """The standard that judges both sides."""
        key = self.question.comparing.standard_key
        return said(self.question.standards[key])

    @property
    def clause_ref(self) -> str:
        """The standard whose document holds the clauses; nothing of a draft, which is no version yet."""
        key = self.question.comparing.standard_key
        return "" if key.startswith(DRAFT) else key


def _dot(mark: str, figure: Figure, scale: Scale | Top, y: int) -> Dot:
    value, low, high = (each or 0.0 for each in (figure.value, figure.low, figure.high))
    return Dot(mark, scale.at(value), scale.at(low), round(scale.at(high) - scale.at(low), 2), y)


def _tone(each: Compared) -> str:
    if not each.is_certain or not each.change or not each.better:
        return ""
    return "is-better" if each.change.size * each.better > 0 else "is-worse"
