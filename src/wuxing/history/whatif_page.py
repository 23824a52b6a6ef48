"""The page of a what-if: what becomes of a promise under another limit, and the people it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.utils.translation import gettext

from wuxing.core.calendar.saying import named_in_words
from wuxing.core.source import Text
from wuxing.core.standard.limit import Limit
from wuxing.core.standard.table import label
from wuxing.history.choices import DRAFT
from wuxing.history.reports.curve import Curve, curve
from wuxing.history.reports.words import NARROW, Words
from wuxing.history.whatif_forms import WhatIfForm
from wuxing.history.whatif_people import People, people_view
from wuxing.history.whatif_question import Choice, Question, Unit
from wuxing.history.whatifs.demand import week_of
from wuxing.history.whatifs.limits import Kept, Times
from wuxing.ui.language import language, said

SHARES = (0.8, 0.9, 0.95, 0.98)
NOTHING = Kept(0, 0, 0)
DAY = 3600
"""The axis of a curve takes days for hours: its marks then fall on whole days."""


@dataclass(frozen=True, slots=True)
class InDays(Words):
    """Words for an axis that counts days."""

    def duration(self, seconds: float | None) -> str:
        days = f"{(seconds or 0) / DAY:g}"
        return self("{days}天", "{days} d", days=days)


@dataclass(frozen=True, slots=True)
class Side:
    """One limit: in words, and what it makes of the row and of the whole promise."""

    limit: Text
    calendar: Text
    kept: Kept
    whole: Kept
    words: Words

    @property
    def counts(self) -> list[str]:
        """Judged, met, missed, not ended."""
        kept = self.kept
        return [self.words.number(each) for each in (kept.n, kept.met, kept.late, kept.open)]

    @property
    def rate(self) -> str:
        """The share kept of the row."""
        return self.words.percent(self.kept.rate)

    @property
    def whole_rate(self) -> str:
        """The share kept of the whole promise."""
        return self.words.percent(self.whole.rate)

    @property
    def interval(self) -> str:
        """Wilson's interval of the rate."""
        return self.words.interval(*(self.kept.interval or (None, None)))

    @property
    def bounds(self) -> str:
        """What the open ones may still make of it."""
        return self.words.interval(*(self.kept.bounds or (None, None))) if self.kept.open else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A limit on the curve, in percent of the drawing: from where its line goes, its point, its label."""

    x: float
    top: float
    y: float
    head: float
    whose: str
    anchor: str
    label: str


class Answer:
    """What a question comes to."""

    def __init__(self, question: Question, form: WhatIfForm) -> None:
        self.question, self.form = question, form
        self.words = words()
        self._first, self._last = form.stretch(question.tried.working.zone)
        self._own = self._cut(question.own.times())
        self._tried = self._cut(question.tried.times()) if question.calendar else self._own
        counts = {place: len(each.used) for place, each in self._own.items()}
        self.row = question.row(max(counts, key=counts.__getitem__, default=None))
        limit = question.commitment.within[self.row].limit
        assert limit
        self.present, self.limit = limit, question.limit(self.row)
        self.unit = Unit.of(limit)

    def _cut(self, every: Mapping[int, Times]) -> Mapping[int, Times]:
        first = 0 if self._first is None else self._first
        last = self.question.history.last_at + 1 if self._last is None else self._last
        return {place: times.between(first, last) for place, times in every.items()}

    @property
    def rows(self) -> list[Choice]:
        return self.question.rows(self.row)

    @property
    def is_empty(self) -> bool:
        """Whether the history holds nothing of this row."""
        return not self._here(self._own)

    @property
    def is_changed(self) -> bool:
        return self.limit != self.present or bool(self.question.calendar)

    @cached_property
    def before(self) -> Side:
        """The limit as it is."""
        own = named_in_words(self.question.commitment.calendar)
        return Side(self.present.text, own, *self._kept(self._own, self.present), self.words)

    @cached_property
    def after(self) -> Side:
        """The limit that is tried."""
        name = named_in_words(self.question.tried.measured.calendar)
        return Side(self.limit.text, name, *self._kept(self._tried, self.limit), self.words)

    def _kept(self, every: Mapping[int, Times], limit: Limit) -> tuple[Kept, Kept]:
        """Of the row, and of all rows of the promise, the others with the limits they have."""
        within = self.question.commitment.within
        parts = {place: times.at(_amount(within[place].limit)) for place, times in every.items()}
        if here := every.get(self.row):
            parts[self.row] = here.at(limit.amount)
        whole = parts.values()
        summed = Kept(
            sum(each.met for each in whole), sum(each.late for each in whole), sum(each.open for each in whole)
        )
        return parts.get(self.row, NOTHING), summed

    @cached_property
    def sentence(self) -> str:
        """What a director reads."""
        before, after, write = self.before, self.after, self.words
        gain = after.kept.met - before.kept.met
        said_of = {
            "what": self.what,
            "before": said(before.limit),
            "after": said(after.limit),
            "old": before.rate,
            "new": after.rate,
            "n": write.number(after.kept.n),
            "many": write.number(abs(gain)),
            "calendar": said(after.calendar),
        }
        if not self.is_changed:
            return (
                gettext("%(what)s: %(before)s, %(old)s kept of %(n)s. Change the limit to see what it would make.")
                % said_of
            )
        head = (
            gettext("%(what)s: %(after)s instead of %(before)s") if self.limit != self.present else gettext("%(what)s")
        )
        middle = gettext(", counted on the calendar %(calendar)s") if self.question.calendar else ""
        tail = {
            1: gettext(": %(new)s would have been kept instead of %(old)s, %(many)s more of %(n)s."),
            -1: gettext(": %(new)s would have been kept instead of %(old)s, %(many)s fewer of %(n)s."),
            0: gettext(": %(new)s would have been kept, no more and no fewer than now, of %(n)s."),
        }[int(np.sign(gain))]
        return str((head + middle + tail) % said_of)

    @property
    def what(self) -> str:
        """The promise and the class: §1.1 首次响应（咨询 / 个人）."""
        commitment = self.question.commitment
        row = commitment.within[self.row]
        named = {
            "clause": commitment.clause,
            "title": said(commitment.title),
            "class": said(label(self.question.standard, row.when)),
        }
        return gettext("§%(clause)s %(title)s (%(class)s)") % named

    @cached_property
    def curve(self) -> Curve | None:
        """The kept rate against the limit, the present one and the one tried marked."""
        limits = {self.limit.amount: "b"}
        if not self.question.calendar or self.limit == self.present:
            limits[self.present.amount] = "ab" if self.limit == self.present else "a"
        here, before = self._here(self._tried), self._here(self._own)
        if here is None:
            return None
        size = DAY if self.limit.is_days else 1
        points = _scaled(here.curve([*limits]), size)
        earlier = _scaled(before.curve([self.present.amount]), size) if before and self.question.calendar else []
        marks = {limit * size: whose for limit, whose in limits.items() if limit <= here.reach}
        return curve(points, marks, InDays(self.words.language) if self.limit.is_days else self.words, earlier)

    @property
    def levels(self) -> list[tuple[float, str]]:
        """The lines of the curve's rate axis."""
        return [(self.curve.y(level / 100), str(level)) for level in (100, 75, 50, 25, 0)] if self.curve else []

    @property
    def rules(self) -> list[Mark]:
        """The limits on the curve."""
        c = self.curve
        every = c.rules if c else ()
        return [
            Mark(r.x, round(c.head(r) + 1.5, 2), c.y(r.share), c.head(r), r.whose, r.anchor, r.label)
            for r in every
            if c
        ]

    @property
    def marks(self) -> list[tuple[float, str, str]]:
        """The marks of the curve's time axis: place, label, anchor."""
        return [(x, label, "end" if x > 96 else "middle") for x, label in (self.curve.marks if self.curve else ())]

    @property
    def hidden(self) -> Mapping[str, str]:
        """What stands for this answer in a form that is sent."""
        asked = {"limit": f"{self.limit.amount / self.unit.size:.12g}", "row": str(self.row), "of": self.about}
        return {**self.question.hidden, **asked}

    @property
    def clause_ref(self) -> str:
        """The standard whose document holds the clause; nothing of a draft, which is no version yet."""
        key = self.question.standard_key
        return "" if key.startswith(DRAFT) else key

    @property
    def shortest(self) -> list[tuple[str, str]]:
        """The shortest limit with which a share is kept."""
        here = self._here(self._tried)
        found = [(share, here.limit_for(share) if here else None) for share in SHARES]
        return [
            (f"{share * 100:g}{NARROW}%", said(replace(self.limit, amount=amount).text) if amount else "—")
            for share, amount in found
        ]

    @property
    def number(self) -> str:
        """The limit tried, in the unit of the page."""
        return self.unit.shown(self.limit.amount)

    @property
    def slider(self) -> Mapping[str, str]:
        """From where to where the slider goes, and in which steps."""
        here = self._here(self._own)
        most = max(3 * self.present.amount, self.limit.amount)
        most = min(most, here.reach) if here else most
        return {"min": "1", "max": self.unit.shown(-(-most // self.unit.size) * self.unit.size), "step": "1"}

    @property
    def about(self) -> str:
        return self.question.about(self.row)

    @cached_property
    def people(self) -> People | None:
        """The people it takes; None where nothing arrived."""
        sides = []
        for measuring, every, limit in (
            (self.question.own, self._own, self.present),
            (self.question.tried, self._tried, self.limit),
        ):
            here = self._here(every)
            if here is None:
                return None
            first = int(here.started_at.min()) if self._first is None else self._first
            last = self.question.history.last_at if self._last is None else self._last
            week = week_of(here.started_at, measuring.working, first, max(last, first + 7 * 86_400))
            sides.append((week, limit))
        return people_view(sides, self.form, includes_work=self.question.includes_work, words=self.words)

    def _here(self, every: Mapping[int, Times]) -> Times | None:
        found = every.get(self.row)
        return found if found is not None and len(found.used) else None


def words() -> Words:
    """Figures in the language of the page."""
    return Words(language())


def _amount(limit: Limit | None) -> int:
    return limit.amount if limit else 0


def _scaled(points: Sequence[tuple[float, float]], size: int) -> list[tuple[float, float]]:
    return [(limit * size, rate) for limit, rate in points]
