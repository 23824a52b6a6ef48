"""Figures, lengths, dates and names of a report as people write them, in Chinese or English."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from wuxing.core.standard.document import EVENT_KINDS

Language = Literal["zh", "en"]

NONE = "—"
MINUS = "−"
NARROW = "\N{NO-BREAK SPACE}"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class Words:
    """One language: chooses between two sentences and writes what stands in them."""

    language: Language

    def __call__(self, zh: str, en: str, **values: object) -> str:
        """The sentence in this language with its {values} filled in. What is filled in is never read as a pattern."""
        return (zh if self.language == "zh" else en).format(**values)

    def text(self, value: Any) -> str:
        """A {zh, en} pair, or a plain text, or nothing."""
        if isinstance(value, dict):
            value = value.get(self.language) or value.get("zh") or value.get("en")
        return str(value) if value not in (None, "") else NONE

    def number(self, value: float | None) -> str:
        """A count: 48,212."""
        return NONE if value is None else f"{value:,.0f}".replace("-", MINUS)

    def percent(self, rate: float | None) -> str:
        """A share from 0 to 1 as 96.1 %. Only what is all reads 100.0, only what is nothing 0.0."""
        return NONE if rate is None else f"{figure(rate)}{NARROW}%"

    def figure(self, rate: float | None) -> str:
        """The same without the sign, where the sign stands apart."""
        return NONE if rate is None else figure(rate)

    def interval(self, low: float | None, high: float | None) -> str:
        """The bounds of a rate: [95.2, 96.9]."""
        return "" if low is None or high is None else f"[{low * 100:.1f},{NARROW}{high * 100:.1f}]"

    def points(self, difference: float | None) -> str:
        """A difference of two shares in percentage points: −4.8, +0.3, 0.0."""
        if difference is None:
            return NONE
        size = f"{abs(difference) * 100:.1f}"
        sign = "" if size == "0.0" else MINUS if difference < 0 else "+"
        return sign + size

    def duration(self, seconds: float | None) -> str:
        """A length of working time, rounded down: 42秒, 1分42秒, 4小时06分 / 42 s, 1 min 42 s, 4 h 06 min."""
        if seconds is None:
            return NONE
        hours, rest = divmod(math.floor(seconds), 3600)
        minutes, left = divmod(rest, 60)
        units = ((hours, "小时", "h"), (minutes, "分", "min"), (left, "秒", "s"))
        first = 0 if hours else 1 if minutes else 2
        said = [self._unit(units[first][0], units[first])]
        if first < 2 and hours < 100 and units[first + 1][0]:
            said.append(self._unit(f"{units[first + 1][0]:02}", units[first + 1]))
        return self("", " ").join(said)

    def both(self, before: float | None, after: float | None) -> str:
        """A length before and after, said once where it is the same or known only after."""
        return self.duration(after) if before in (None, after) else f"{self.duration(before)} → {self.duration(after)}"

    def _unit(self, amount: int | str, unit: tuple[int, str, str]) -> str:
        written = amount if isinstance(amount, str) else f"{amount:,}"
        return f"{written}{unit[1]}" if self.language == "zh" else f"{written}{NARROW}{unit[2]}"

    def day(self, iso: str | None, *, with_year: bool = True) -> str:
        """The date of an instant, in the zone it is written in."""
        if not iso:
            return NONE
        at = datetime.fromisoformat(iso)
        year = self(f"{at.year}年", f"{NARROW}{at.year}") if with_year else ""
        return self(f"{year}{at.month}月{at.day}日", f"{at.day}{NARROW}{MONTHS[at.month - 1]}{year}")

    def period(self, start: str | None, end: str | None) -> str:
        """From one date to another; the year is said once when it is one year."""
        if not start or not end:
            return NONE
        if self.day(start) == self.day(end):
            return self.day(start)
        same = datetime.fromisoformat(start).year == datetime.fromisoformat(end).year
        first = self.day(start, with_year=self.language == "zh" or not same)
        last = self.day(end, with_year=self.language == "en" or not same)
        return self(f"{first}至{last}", f"{first} to {last}")

    def instant(self, iso: str | None) -> str:
        """Date, time and offset of an instant."""
        if not iso:
            return NONE
        at = datetime.fromisoformat(iso)
        clock = f"{at:%H:%M} (UTC{at.isoformat()[-6:]})"
        return self(f"{self.day(iso)} {clock}", f"{self.day(iso)}, {clock}")

    def limit(self, limit: Any) -> str:
        """A limit in words, its figures kept beside their units."""
        return re.sub(r"(?<=\d) | (?=days?\b)", NARROW, self.text(limit))

    def clause(self, clause: str | None) -> str:
        """A clause as it is cited: §1.1."""
        return f"§{clause}" if clause else NONE

    def kind(self, kind: str) -> str:
        """What a kind of event is called; the kind itself where only the standard has a word for it."""
        known = EVENT_KINDS.get(kind)
        return known.in_language(self.language) if known else kind

    def kinds(self, kinds: Iterable[str]) -> list[str]:
        """What several kinds of events are called."""
        return [self.kind(kind) for kind in kinds]

    def outcome(self, outcome: str) -> str:
        """The outcome of one promise."""
        known = OUTCOMES.get(outcome)
        return self(*known) if known else outcome

    def column(self, key: str) -> str:
        """The head of a column of counts."""
        return self(*COLUMNS[key])

    def columns(self, keys: Iterable[str]) -> str:
        """The heads of several columns in a sentence."""
        return self.listing([self.column(key) for key in keys]).capitalize()

    def many(self, number: int, what: str) -> str:
        """A count with its English noun: 1 case, 2 cases."""
        return f"{self.number(number)}{NARROW}{what}{'' if number == 1 else 's'}"

    def listing(self, items: list[str]) -> str:
        """Several names in a sentence."""
        return self("、", ", ").join(items)


OUTCOMES = {
    "met": ("按时", "met"),
    "late": ("超时", "missed"),
    "open": ("未结束", "open"),
    "cancelled": ("已取消", "cancelled"),
    "excused": ("已免责", "excused"),
    "not_observable": ("观测不到", "not observable"),
}


COLUMNS = {
    "n": ("n", "n"),
    "met": ("按时", "Met"),
    "late": ("超时", "Missed"),
    "open": ("未结束", "Open"),
    "cancelled": ("取消", "Cancelled"),
    "excused": ("免责", "Excused"),
    "not_observable": ("观测不到", "Not seen"),
}


def figure(rate: float) -> str:
    """A share in percent with one digit, never rounded up to all nor down to nothing."""
    shown = f"{rate * 100:.1f}"
    if shown == "100.0" and rate < 1:
        return "99.9"
    return "0.1" if shown == "0.0" and rate > 0 else shown
