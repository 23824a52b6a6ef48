"""A driver analysis as it stands in the address, made sense of: what is not there takes its usual value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.cases.events import STAGE_ENTERED
from wuxing.core.source import Text
from wuxing.core.standard.wording import dimension_in_words
from wuxing.history.before_after_question import class_choices
from wuxing.history.choices import LIVE, History, classes_in, first_of, histories, standard_called, standards
from wuxing.history.comparing.facts import COMPLAINT
from wuxing.history.driver import ALL, Weighing
from wuxing.history.drivers.parts import PHASES, STAGES
from wuxing.history.whatif_question import Asked, Choice

COMPLAINTS = f"business={COMPLAINT}"
THEME = "topic"
BUSINESS = "business"
CUT_NAMES = {
    STAGES: Text("环节", "stages"),
    PHASES: Text("首次答复、处理和等待", "first answer, work and waiting"),
}


class DaysForm(forms.Form):
    """The days between which the cases were opened."""

    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, asked: Asked) -> None:
        super().__init__({name: asked.get(name, "") for name in ("first", "last")})
        self.is_valid()


@dataclass(frozen=True)
class Question:
    """One history, by theme and part."""

    histories: Mapping[str, History]
    standards: Mapping[str, Text]
    weighing: Weighing
    form: DaysForm

    @property
    def hidden(self) -> Mapping[str, str]:
        """What stands for this question in a form that is sent."""
        return {name: str(value) for name, value in self.weighing.params.items() if name != "path"}

    def choices(self) -> Mapping[str, list[Choice]]:
        """What can be chosen, by field."""
        asked = self.weighing
        themes = classes_in(asked.history, asked.standard)
        return {
            "history": [
                Choice(key, Text(h.name, h.name), key == asked.history.key) for key, h in self.histories.items()
            ],
            "standard": [Choice(key, text, key == asked.standard_key) for key, text in self.standards.items()],
            "where": [replace(each, value=each.value or ALL) for each in self._classes()],
            "theme": [Choice(name, dimension_in_words(name), name == asked.theme) for name in themes],
            "cut": [Choice(name, text, name == asked.cut) for name, text in CUT_NAMES.items()],
        }

    def _classes(self) -> list[Choice]:
        asked = self.weighing
        return class_choices(asked.history, asked.standard, "" if asked.where == ALL else asked.where)


def read_question(asked: Asked) -> Question | None:
    """What the address asks; None where there is no history or no standard. Raises Problems where a draft has mistakes."""
    stretches, named = histories(), standards()
    if not stretches or not named:
        return None
    history = stretches[first_of(list(stretches), asked.get("history", ""))]
    key = first_of(list(named), asked.get("standard", ""))
    standard, form = standard_called(key), DaysForm(asked)
    themes = [name for name in classes_in(history, standard) if name != BUSINESS] or [BUSINESS]
    theme = first_of([first_of(themes, THEME), *themes, BUSINESS], asked.get("theme", ""))
    known = [each.value for each in class_choices(history, standard) if each.value]
    where = first_of([*(each for each in known if each == COMPLAINTS), ALL, *known], asked.get("where", ""))
    tells_stages = history.key == LIVE or STAGE_ENTERED in history.header.supplies
    cut = first_of([STAGES, PHASES] if tells_stages else [PHASES, STAGES], asked.get("cut", ""))
    days = (form.cleaned_data.get("first"), form.cleaned_data.get("last"))
    return Question(stretches, named, Weighing(history, key, standard, theme, where, cut, *days), form)
