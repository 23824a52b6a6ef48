"""Improvements in words: the baseline, what a check found, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from wuxing.history.before_after_question import DAYS
from wuxing.history.before_after_words import Shown, amount, relative, shown
from wuxing.history.improvement_forms import DoneForm
from wuxing.history.improvement_lists import state_of
from wuxing.history.improving import change_in
from wuxing.history.models import Improvement, ImprovementAction, ImprovementCheck
from wuxing.history.reports.words import Words
from wuxing.history.whatif_page import words
from wuxing.standards.saying import names_of


@dataclass(frozen=True, slots=True)
class Side:
    """A figure that was kept: how much, of how many, between which days."""

    value: str
    interval: str
    n: str
    days: str

    @classmethod
    def of(cls, kept: Mapping[str, Any], unit: str, told: Words) -> Side:
        low, high = kept["low"], kept["high"]
        interval = "" if low is None or high is None else f"[{amount(low, unit, told)}, {amount(high, unit, told)}]"
        counted = "" if kept["count"] is None else f"{told.number(kept['count'])} / "
        days = told.period(kept["first"], kept["last"])
        return cls(amount(kept["value"], unit, told), interval, f"{counted}{told.number(kept['n'])}", days)


@dataclass(frozen=True, slots=True)
class CheckView:
    """What one check found. `verdict` says it in a sentence; `tone` is is-better or is-worse where it is certain."""

    at: datetime
    by: str
    as_of: datetime | None
    before: Side
    after: Side
    change: Shown
    verdict: str
    tone: str
    address: str


@dataclass(frozen=True, slots=True)
class ActionView:
    """One action; `form` asks from which day on it had its effect."""

    action: ImprovementAction
    form: DoneForm


class Record:
    """One improvement as its page and its line in the list show it."""

    def __init__(self, improvement: Improvement) -> None:
        self.improvement, self.words = improvement, words()

    @property
    def state(self) -> Improvement.State:
        return state_of(self.improvement)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Plan, do, check, decide: each with met, run or wait."""
        order: list[Improvement.State] = [each for each in Improvement.State if each != Improvement.State.DECIDED]
        here = len(order) if self.improvement.decision else order.index(self.state)
        states = ["met" if place < here else "run" if place == here else "wait" for place in range(len(order))]
        return [(str(each.label), state) for each, state in zip(order, states, strict=True)]

    @property
    def measure(self) -> str:
        return self._named("measure")

    @property
    def where(self) -> str:
        return self._named("where")

    @property
    def history(self) -> str:
        return str(self.improvement.names["history"])

    @property
    def baseline(self) -> Side:
        return Side.of(self.improvement.baseline, self.improvement.unit, self.words)

    @property
    def goal(self) -> str:
        """The change that is wanted, and what that comes to."""
        goal = self.improvement.goal
        if goal is None:
            return ""
        wanted = self.improvement.baseline["value"] * (1 + goal)
        return f"{relative(goal)} → {amount(wanted, self.improvement.unit, self.words)}"

    @property
    def actions(self) -> list[ActionView]:
        today = timezone.localdate()
        return [ActionView(each, DoneForm(each, today)) for each in self.improvement.actions.all()]

    @cached_property
    def checks(self) -> list[CheckView]:
        """The newest first."""
        names = names_of({each.by for each in self.improvement.checks.all()})
        return [self._check(each, names) for each in reversed(self.improvement.checks.all())]

    @property
    def change(self) -> str:
        """What the last check found, relative; — before there is one."""
        last = list(self.improvement.checks.all())[-1:]
        return shown(change_in(last[0]), self.improvement.unit, self.words).relative if last else "—"

    @property
    def usual_check(self) -> dict[str, Any]:
        """Around the day the last action took effect, as long as there are days since."""
        done = [each.done_on for each in self.improvement.actions.all() if each.done_on]
        return {"on": max(done, default=None), "days": DAYS}

    @property
    def comparison(self) -> str:
        """The page of the comparison that the baseline comes from."""
        kept = self.improvement.baseline
        first, end = date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"]) + timedelta(days=1)
        on = date.fromisoformat(kept.get("on", kept["first"]))  # those kept without it are mostly the side after
        return self._comparison(on, (end - first).days)

    @property
    def driver(self) -> str:
        """The driver analysis it began from; empty where it began elsewhere."""
        query = self.improvement.driver
        return f"{reverse('history:drivers')}?{query}" if query else ""

    @property
    def next_round(self) -> Improvement | None:
        """The round that followed."""
        return getattr(self.improvement, "next_round", None)

    def _check(self, check: ImprovementCheck, names: Mapping[str, str]) -> CheckView:
        unit, change = self.improvement.unit, change_in(check)
        is_certain = change is not None and change.is_certain
        is_better = change is not None and change.size * check.better > 0
        told = shown(change, unit, self.words)
        return CheckView(
            check.at,
            names.get(check.by, "Wuxing"),
            check.as_of,
            Side.of(check.before, unit, self.words),
            Side.of(check.after, unit, self.words),
            told,
            self._verdict(told.relative, check),
            ("is-better" if is_better else "is-worse") if is_certain and check.better else "",
            self._comparison(check.on, check.days),
        )

    def _verdict(self, size: str, check: ImprovementCheck) -> str:
        change, goal = change_in(check), self.improvement.goal
        if change is None or not change.is_certain:
            return gettext("%(change)s; this may be chance.") % {"change": size}
        if goal is None or change.relative is None:
            return gettext("%(change)s, beyond chance.") % {"change": size}
        values = {"change": size, "goal": relative(goal)}
        if change.relative <= goal if goal < 0 else change.relative >= goal:
            return gettext("%(change)s, beyond chance; the goal of %(goal)s is reached.") % values
        return gettext("%(change)s, beyond chance; the goal of %(goal)s is not reached yet.") % values

    def _comparison(self, on: date, days: int) -> str:
        asked = {"history": self.improvement.history, "standard": self.improvement.standard, "on": on, "days": days}
        where = {"where": self.improvement.where} if self.improvement.where else {}
        return f"{reverse('history:before-after')}?{urlencode({**asked, **where})}"

    def _named(self, name: str) -> str:
        return self.words.text(self.improvement.names[name])
