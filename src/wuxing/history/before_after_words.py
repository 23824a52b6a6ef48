"""Names of the measures of a comparison, and their figures as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.history.choices import History, classes_in
from wuxing.history.comparing.figures import Change
from wuxing.history.comparing.measures import KEPT
from wuxing.history.comparing.windows import Window, Windows
from wuxing.history.reports.words import MINUS, NARROW, NONE, Words
from wuxing.ui.language import said

DAY = 86_400

NAMES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "cases": (_("Cases opened"), ""),
    "complaints": (_("Share of complaints"), _("of all cases opened")),
    "satisfied": (_("Share satisfied"), _("4 or 5 of 5 ÷ cases rated; of each case the last rating")),
    "score": (_("Average rating"), _("1 to 5, of the cases rated")),
    "rated": (_("Share rated"), _("of all cases opened")),
    "answer": (_("Median time to the first answer"), _("of the cases answered; by reply, call or contact of a person")),
    "answer-mean": (
        _("Average time to the first answer"),
        _("of the cases answered; by reply, call or contact of a person"),
    ),
    "solved": (_("Share solved"), _("of all cases opened")),
    "solution": (_("Median time to the solution"), _("of the cases solved")),
    "stages": (_("Stages per case"), _("average of the cases that entered one")),
    "acts": (_("Acts of people per case"), _("average of all cases opened")),
    "back-to-stage": (_("Share back at an earlier stage"), _("of the cases that entered a stage")),
    "back-to-person": (_("Share back with an earlier person"), _("of the cases assigned to a person")),
    "waiting": (_("Share of waiting"), _("of the time to the solution, of the cases solved")),
}
"""Measure → what it is called, and what its base is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A change in words: in the measure's own unit, its interval, and relative to before."""

    size: str
    interval: str
    relative: str


@dataclass(frozen=True, slots=True)
class Naming:
    """Names and amounts under one standard, in one language."""

    standard: Standard
    words: Words

    def full(self, key: str) -> str:
        """What a measure is called where nothing stands around it."""
        if not key.startswith(KEPT):
            return str(NAMES[key][0])
        return gettext("Kept rate of %(promise)s") % {"promise": f"§{self.clause(key)} {name_of(key, self)}"}

    def clause(self, key: str) -> str:
        """The clause of a promise."""
        return self.standard.commitments[key.removeprefix(KEPT)].clause if key.startswith(KEPT) else ""

    def amount(self, value: float, unit: str) -> str:
        """A figure in its unit."""
        return amount(value, unit, self.words)

    def between(self, low: float, high: float, unit: str) -> str:
        """An interval in the unit."""
        return f"[{self.amount(low, unit)}, {self.amount(high, unit)}]"

    def long(self, seconds: float) -> str:
        """A length of day and night."""
        return long(seconds, self.words)

    def days(self, window: Window, asked: Windows | None) -> str:
        """The days of a window, the last one included."""
        zone = asked.zone if asked else None
        first, last = (datetime.fromtimestamp(each, zone).isoformat() for each in (window.first, window.last - 1))
        return self.words.period(first, last)


def amount(value: float | None, unit: str, words: Words) -> str:
    """A figure in its unit; — where there is none."""
    if value is None:
        return NONE
    if unit == "share":
        return words.percent(value)
    return long(value, words) if unit == "seconds" else _number(value, unit)


def class_words(history: History, standard: Standard, where: str) -> str:
    """What `topic=logistics` is called; all cases where it is empty."""
    name, _is, value = where.partition("=")
    if not value:
        return gettext("all cases")
    return said(classes_in(history, standard).get(name, {}).get(value, Text(value, value)))


def name_of(key: str, naming: Naming) -> str:
    """What a measure is called in its group."""
    if key.startswith(KEPT):
        return said(naming.standard.commitments[key.removeprefix(KEPT)].title)
    return str(NAMES[key][0])


def base_of(key: str) -> str:
    """What a measure is a share or an average of."""
    return gettext("of the promises judged: met ÷ (met + missed)") if key.startswith(KEPT) else str(NAMES[key][1])


def shown(change: Change | None, unit: str, words: Words) -> Shown:
    """A change in words; nothing where nothing can be compared."""
    if change is None:
        return Shown(NONE, "", NONE)
    write = _writer(unit, words)
    interval = ""
    if change.low is not None and change.high is not None:
        interval = f"[{write(change.low)}, {write(change.high)}]"
    size = write(change.size)
    if unit == "share":
        size = gettext("%(points)s percentage points") % {"points": size}
    return Shown(size, interval, relative(change.relative))


def long(seconds: float, words: Words) -> str:
    """A length of day and night; from two days on in days."""
    if abs(seconds) >= 2 * DAY:
        return words("{days} 天", "{days} days", days=f"{seconds / DAY:,.1f}").replace(" ", NARROW)
    return words.duration(seconds)


def _writer(unit: str, words: Words) -> Callable[[float], str]:
    if unit == "share":
        return words.points
    if unit == "seconds":
        return lambda value: _signed(value, long(abs(value), words))
    return lambda value: _signed(value, _number(abs(value), unit))


def _number(value: float, unit: str) -> str:
    return f"{value:,.0f}" if unit == "cases" else f"{value:,.2f}"


def relative(share: float | None) -> str:
    """A change as a share of what was before: −40.0 %."""
    if share is None:
        return NONE
    return _signed(share, f"{abs(share) * 100:,.1f}") + f"{NARROW}%"


def _signed(value: float, size: str) -> str:
    """Nothing that is shown as 0 has a sign."""
    if not any(letter in "123456789" for letter in size):
        return size
    return (MINUS if value < 0 else "+") + size
