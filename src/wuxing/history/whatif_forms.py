"""What a reader of a what-if may say in figures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.history.whatifs.people import Assumptions

FORMULAS = [("c", _("Erlang C: nobody leaves")), ("a", _("Erlang A: who waits too long leaves"))]
SHOWN = [
    ("people", _("People needed")),
    ("arrivals", _("Arrivals per hour")),
    ("minutes", _("Working minutes per hour")),
]
DEFAULTS = {
    "handling": 10,
    "share": 95,
    "busiest": 85,
    "away": 30,
    "formula": "c",
    "shown": "people",
}

USUAL_PATIENCE = 3
"""So many times the limit: who is promised two days waits for days, who is promised two minutes does not."""


class WhatIfForm(forms.Form):
    """A stretch of the history, and the assumptions behind the people needed. What is left out has its usual value."""

    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    handling = forms.FloatField(label=_("Work on each, minutes"), min_value=0.1, max_value=2880)
    share = forms.FloatField(label=_("Share to be kept, %"), min_value=50, max_value=99.9)
    patience = forms.FloatField(
        label=_("Customers' patience, minutes"),
        required=False,
        min_value=0.1,
        max_value=100_000,
        help_text=_("Three times the limit where nothing is said."),
    )
    busiest = forms.FloatField(label=_("Busy at most, % of the time"), min_value=40, max_value=100)
    away = forms.FloatField(label=_("Away, % (leave, training, breaks)"), min_value=0, max_value=80)
    formula = forms.ChoiceField(label=_("Formula"), choices=FORMULAS, widget=forms.RadioSelect)
    shown = forms.ChoiceField(label=_("Table shows"), choices=SHOWN, widget=forms.RadioSelect)

    def __init__(self, asked: Any) -> None:
        data = {name: asked.get(name) or usual for name, usual in DEFAULTS.items()}
        super().__init__({**data, **{name: asked.get(name, "") for name in ("first", "last", "patience")}})
        self.is_valid()

    def figure(self, name: str) -> float:
        """What was said, or the usual value where it was no figure."""
        said = self.cleaned_data.get(name)
        return float(DEFAULTS[name] if said is None else said)  # type: ignore[arg-type]

    def assumptions(self, limit: int, *, includes_work: bool) -> Assumptions:
        """The assumptions in seconds and shares, about a limit in working seconds."""
        patience = self.cleaned_data.get("patience")
        return Assumptions(
            handling=round(self.figure("handling") * 60),
            share=self.figure("share") / 100,
            patience=max(1, round(patience * 60 if patience else USUAL_PATIENCE * limit)),
            busiest=self.figure("busiest") / 100,
            away=self.figure("away") / 100,
            includes_work=includes_work,
        )

    def choice(self, name: str) -> str:
        """What was chosen, or the usual."""
        return str(self.cleaned_data.get(name) or DEFAULTS[name])

    def stretch(self, zone: ZoneInfo) -> tuple[int | None, int | None]:
        """From the beginning of the first day until the end of the last, UTC seconds; None where it is open."""
        return bounds(self.cleaned_data.get("first"), self.cleaned_data.get("last"), zone)


def bounds(first: date | None, last: date | None, zone: ZoneInfo) -> tuple[int | None, int | None]:
    """From the beginning of the first day until the end of the last, UTC seconds; None where it is open."""
    return _instant(first, zone), None if last is None else _instant(date.fromordinal(last.toordinal() + 1), zone)


def _instant(on: date | None, zone: ZoneInfo) -> int | None:
    return None if on is None else int(datetime(on.year, on.month, on.day, tzinfo=zone).astimezone(UTC).timestamp())
