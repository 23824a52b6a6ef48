"""The form that asks for a replay: which standards, which history, between which days, of which classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.cases.models import Case
from wuxing.core.source import Text
from wuxing.core.standard.document import MAIN_DIMENSIONS, Standard
from wuxing.core.standard.wording import dimension_in_words
from wuxing.history.choices import DRAFT, LIVE, first_of, standards
from wuxing.history.log_lists import labels_of
from wuxing.history.models import Log
from wuxing.history.stretches import Stretch
from wuxing.history.whatif_forms import bounds
from wuxing.ui.language import said

CLASS = "class-"
DAY = forms.DateInput(attrs={"type": "date"})


class ReplayForm(forms.Form):
    """What is to be replayed. A class that is not chosen leaves all of them in."""

    standard = forms.ChoiceField(label=_("Standard to try"))
    against = forms.ChoiceField(
        label=_("Compared with"), required=False, help_text=_("Without one, only the standard itself is judged.")
    )
    history = forms.ChoiceField(label=_("History"))
    first = forms.DateField(label=_("Cases opened from"), required=False, widget=DAY)
    last = forms.DateField(label=_("Until"), required=False, widget=DAY)

    def __init__(self, in_force: Standard | None, *args: Any, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(*args)
        self._of_class: list[str] = []
        known = standards()
        self._choose("standard", [(key, said(text)) for key, text in known.items()])
        self._choose("against", [("", gettext("nothing")), *((key, said(text)) for key, text in known.items())])
        self._choose("history", list(_histories()))
        for name, values in _labels(in_force).items():
            self._ask_class(name, values)
        self.initial = _usual(list(known), in_force) | dict(asked or {})

    @property
    def has_history(self) -> bool:
        """Whether there is anything to replay."""
        return bool(cast(forms.ChoiceField, self.fields["history"]).choices)

    @property
    def of_class(self) -> list[BoundField]:
        """The fields that leave classes out."""
        return [self[CLASS + name] for name in self._of_class]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first. Choose a later one."))
        return given

    @property
    def stretch(self) -> Stretch:
        """The stretch of history that a valid form names; days are those of our own zone."""
        given = self.cleaned_data
        first, last = bounds(given["first"], given["last"], ZoneInfo(settings.TIME_ZONE))
        where = {name: given[CLASS + name] for name in self._of_class if given.get(CLASS + name)}
        return Stretch("" if given["history"] == LIVE else given["history"], first, last, where)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _ask_class(self, name: str, values: Mapping[str, Text]) -> None:
        self._of_class.append(name)
        choices = [("", gettext("all")), *((value, said(text)) for value, text in values.items())]
        label = said(dimension_in_words(name)).capitalize()
        self.fields[CLASS + name] = forms.ChoiceField(label=label, required=False, choices=choices)


def _histories() -> Iterator[tuple[str, str]]:
    if Case.objects.live().exists():
        yield LIVE, gettext("Our own cases")
    for log in Log.objects.shown().ready():
        yield log.key, str(log)


def _labels(in_force: Standard | None) -> Mapping[str, Mapping[str, Text]]:
    """The values of each dimension of class, as the standard in force and the logs call them."""
    found: dict[str, dict[str, Text]] = {name: {} for name in MAIN_DIMENSIONS}
    own = in_force.classes if in_force else {}
    for labels in (own, *(labels_of(log) for log in Log.objects.shown().ready())):
        for name, values in labels.items():
            found[name] = {**values, **found.get(name, {})}
    return {name: values for name, values in found.items() if len(values) > 1}


def _usual(known: list[str], in_force: Standard | None) -> dict[str, str]:
    """The newest draft against what is in force."""
    now = first_of(known, in_force.ref if in_force else "")
    drafts = [key for key in known if key.startswith(DRAFT)]
    return {"standard": first_of([*drafts, *(key for key in known if key != now)], ""), "against": now}
