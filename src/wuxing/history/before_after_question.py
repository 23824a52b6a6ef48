"""A comparison as it stands in the address, made sense of: what is not there takes its usual value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.core.standard.wording import dimension_in_words
from wuxing.history.before_after import Comparing, held_by, zone_of
from wuxing.history.choices import History, classes_in, first_of, histories, standard_called, standards
from wuxing.history.whatif_question import Asked, Choice
from wuxing.standards.finding import shelf

DAYS = 30
MOST_DAYS = 366
MOST_MOMENTS = 6


class BeforeAfterForm(forms.Form):
    """The day between before and after, and how many days on each side."""

    on = forms.DateField(label=_("First day of after"), widget=forms.DateInput(attrs={"type": "date"}))
    days = forms.IntegerField(label=_("Days on each side"), min_value=1, max_value=MOST_DAYS)

    def __init__(self, asked: Asked, on: date) -> None:
        super().__init__({"on": asked.get("on") or on.isoformat(), "days": asked.get("days") or str(DAYS)})
        self.is_valid()

    def said(self, name: str, usual: Any) -> Any:
        """What was said, or the usual value where it makes no sense."""
        return self.cleaned_data.get(name) or usual


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which a version took effect within the history."""

    on: date
    ref: str


@dataclass(frozen=True)
class Question:
    """One history, one standard, one day."""

    histories: Mapping[str, History]
    standards: Mapping[str, Text]
    comparing: Comparing
    form: BeforeAfterForm

    @cached_property
    def moments(self) -> list[Moment]:
        """When versions took effect in this history: days that one would compare around, the newest first."""
        return moments_of(self.comparing.history)[:MOST_MOMENTS]

    @property
    def hidden(self) -> Mapping[str, str]:
        """What stands for this question in a form that is sent."""
        return {name: str(value) for name, value in self.comparing.params.items() if name != "path"}

    def choices(self) -> Mapping[str, list[Choice]]:
        """What can be chosen, by field."""
        asked = self.comparing
        return {
            "history": [
                Choice(key, Text(h.name, h.name), key == asked.history.key) for key, h in self.histories.items()
            ],
            "standard": [Choice(key, text, key == asked.standard_key) for key, text in self.standards.items()],
            "where": class_choices(asked.history, asked.standard, asked.where),
        }


def read_question(asked: Asked) -> Question | None:
    """What the address asks; None where there is no history or no standard. Raises Problems where a draft has mistakes."""
    stretches, named = histories(), standards()
    if not stretches or not named:
        return None
    history = stretches[first_of(list(stretches), asked.get("history", ""))]
    usual = _usual_day(history)
    form = BeforeAfterForm(asked, usual)
    key = first_of(list(named), asked.get("standard", ""))
    on, days = form.said("on", usual), form.said("days", DAYS)
    standard = standard_called(key)
    where = first_of([each.value for each in class_choices(history, standard)], asked.get("where", ""))
    return Question(stretches, named, Comparing(history, key, standard, on, days, where), form)


def class_choices(history: History, standard: Standard, chosen: str = "") -> list[Choice]:
    """Every class that a comparison can keep to, after all cases."""
    found = [
        Choice(f"{name}={value}", _in_dimension(name, text), chosen == f"{name}={value}")
        for name, values in classes_in(history, standard).items()
        for value, text in values.items()
    ]
    return [Choice("", Text("全部工单", "all cases"), not chosen), *found]


def _in_dimension(name: str, value: Text) -> Text:
    dimension = dimension_in_words(name)
    return Text(f"{dimension.zh}：{value.zh}", f"{dimension.en}: {value.en}")


def moments_of(history: History) -> list[Moment]:
    """The days within a history on which published versions took effect, the newest first."""
    known, zone = held_by(history), zone_of(history)
    if known is None:
        return []
    first, last = known.days(zone)
    found = [Moment(issue.effective_at.astimezone(zone).date(), issue.ref) for issue in reversed(shelf().issues)]
    return [each for each in found if first < each.on <= last]


def _usual_day(history: History) -> date:
    """The last day a version took effect, else the middle of the history."""
    known = held_by(history)
    if known is None:
        return datetime.now(UTC).date()
    return next((each.on for each in moments_of(history)), known.middle(zone_of(history)))
