"""The people a promise takes, as the page shows them: totals of both formulas, and a week hour by hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from wuxing.core.standard.limit import Limit
from wuxing.history.reports.words import NONE, Words
from wuxing.history.whatif_forms import WhatIfForm
from wuxing.history.whatifs.demand import Week
from wuxing.history.whatifs.people import Assumptions, Need, need_of

LEVELS = 5
"""Shades of the table, besides none."""


@dataclass(frozen=True, slots=True)
class Total:
    """One figure, now and as tried."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of the week; `level` is its shade, 0 where nobody works."""

    shown: str
    level: int


@dataclass(frozen=True, slots=True)
class People:
    """Totals by formula, the week as rows of hours, and what all of it assumes."""

    patient: tuple[Total, ...]
    leaving: tuple[Total, ...]
    arrivals: tuple[Total, ...]
    days: tuple[str, ...]
    hours: tuple[tuple[str, tuple[Cell, ...]], ...]
    assumes: tuple[str, ...]


def people_view(sides: Sequence[tuple[Week, Limit]], form: WhatIfForm, *, includes_work: bool, words: Words) -> People:
    """The sides are the limit as it is and the one tried, each with the arrivals on its calendar."""
    present, usual = sides[0][1], sides[0][0]
    assumed = form.assumptions(working_seconds(present, usual), includes_work=includes_work)
    weeks = [week for week, _ in sides]
    patient = [need_of(week, working_seconds(limit, week), assumed, patient=True) for week, limit in sides]
    leaving = [need_of(week, working_seconds(limit, week), assumed, patient=False) for week, limit in sides]
    tried = (leaving if form.choice("formula") == "a" else patient)[-1]
    return People(
        patient=tuple(_totals(patient, words)),
        leaving=tuple(_totals(leaving, words)),
        arrivals=tuple(_arriving(weeks, assumed, words)),
        days=tuple(gettext("Mon Tue Wed Thu Fri Sat Sun").split()),
        hours=tuple(_hours(_shown(form.choice("shown"), weeks[-1], tried, assumed), weeks[-1])),
        assumes=tuple(_assumptions(sides[-1], assumed, words)),
    )


def working_seconds(limit: Limit, week: Week) -> int:
    """A limit as waiting time that is worked: a day counts as many hours as an average one is open."""
    if not limit.is_days:
        return limit.amount
    days = 7.0 if limit.unit == "calendar_days" else float(week.worked.reshape(7, 24).any(axis=1).sum() or 7)
    return round(limit.amount * week.hours * 3600 / days)


def _totals(needs: Sequence[Need], words: Words) -> list[Total]:
    rows = (
        (gettext("Most people at once"), [_people(need.peak, words) for need in needs]),
        (gettext("On the roster for them"), [_people(need.on_roster, words) for need in needs]),
        (gettext("Person-hours a week"), [words.number(need.hours) if need.peak >= 0 else NONE for need in needs]),
    )
    return [Total(name, *shown) for name, shown in rows]


def _arriving(weeks: Sequence[Week], assumed: Assumptions, words: Words) -> list[Total]:
    counts = [float((week.arrivals * week.worked).sum()) for week in weeks]
    rows = (
        (gettext("Arrivals a week"), [words.number(count) for count in counts]),
        (gettext("Hours of work a week"), [words.number(count * assumed.handling / 3600) for count in counts]),
        (gettext("Hours open a week"), [words.number(week.hours) for week in weeks]),
    )
    return [Total(name, *shown) for name, shown in rows]


def _people(number: int, words: Words) -> str:
    return NONE if number < 0 else words.number(number)


def _shown(what: str, week: Week, need: Need, assumed: Assumptions) -> NDArray[np.float64]:
    if what == "people":
        return need.people.astype(np.float64)
    return week.arrivals * (assumed.handling / 60 if what == "minutes" else 1.0)


def _hours(figures: NDArray[np.float64], week: Week) -> list[tuple[str, tuple[Cell, ...]]]:
    """One row for each hour of the day that is worked on any day."""
    worked = week.worked.reshape(7, 24) > 0
    table, most = figures.reshape(7, 24), figures.max(initial=0)
    return [
        (f"{hour:02}:00", tuple(_cell(table[day, hour], most, is_worked=worked[day, hour]) for day in range(7)))
        for hour in range(24)
        if worked[:, hour].any()
    ]


def _cell(figure: float, most: float, *, is_worked: bool) -> Cell:
    if not is_worked:
        return Cell("", 0)
    shown = NONE if figure < 0 else f"{figure:.0f}" if figure >= 10 or figure == int(figure) else f"{figure:.1f}"
    return Cell(shown, max(1, int(np.ceil(LEVELS * max(figure, 0) / most))) if most > 0 else 1)


def _assumptions(side: tuple[Week, Limit], assumed: Assumptions, words: Words) -> list[str]:
    week, limit = side
    waiting = working_seconds(limit, week)
    said = {
        "n": words.number(week.counted),
        "days": words.number(week.days),
        "handling": words.duration(assumed.handling),
        "patience": words.duration(assumed.patience),
        "limit": words.duration(waiting),
        "waiting": words.duration(max(0, waiting - assumed.handling)),
    }
    texts = [
        gettext("They come as in this stretch: %(n)s in %(days)s days, at random within each hour."),
        gettext("What comes while nobody works is counted in the first working hour after it."),
        gettext("These people do nothing else, each can take any of them, one at a time, for %(handling)s on average."),
        gettext("Every hour stands for itself: nothing is left over from the hour before."),
        gettext(
            "By Erlang C everybody waits; by Erlang A customers leave after %(patience)s on average, "
            "and who left was not served in time."
        ),
    ]
    if assumed.includes_work:
        texts.append(gettext("The limit ends with the work done: of %(limit)s, %(waiting)s may be waited."))
    if limit.is_days:
        texts.append(gettext("Days are counted as the hours they are open on average: %(limit)s."))
    return [text % said for text in texts]
