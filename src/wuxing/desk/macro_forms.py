"""The form of a macro: its name and whose it is, and one form for each act that it may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Role
from wuxing.cases.models import AfterAct
from wuxing.desk.act_forms import GivenForm, form_of
from wuxing.desk.acts import FOR_MACROS, Act, Given
from wuxing.desk.macros import Wanted
from wuxing.desk.models import Macro
from wuxing.desk.view_forms import ShareForm


class MacroForm(ShareForm):
    """What a macro is called, for whom it is, and how it goes about it."""

    name = forms.CharField(label=_("Name"), max_length=40)
    roles = forms.MultipleChoiceField(
        label=_("Offered to"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: everybody who finds it."),
    )
    asks_first = forms.BooleanField(label=_("Show what would happen before it does it"), required=False, initial=True)
    then = forms.ChoiceField(
        label=_("Afterwards"),
        required=False,
        choices=[("", _("As I chose")), *AfterAct.choices],
        widget=forms.RadioSelect,
    )

    def __init__(self, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(by, *args, **kwargs)
        if "scope" not in self.fields:
            del self.fields["roles"]  # who shares with nobody offers it to nobody


@dataclass(frozen=True, slots=True)
class StepForm:
    """One act that a macro may do: whether it does, and what it is given."""

    act: Act
    form: GivenForm
    is_on: bool


def step_forms(by: Actor, sent: QueryDict | None, steps: list[Mapping[str, Any]]) -> list[StepForm]:
    """A form for each act, as sent, else as the macro has it."""
    has = {step["act"]: step for step in steps}
    chosen = set(sent.getlist("does")) if sent is not None else set(has)
    found = []
    for name, act in FOR_MACROS.items():
        is_on = name in chosen
        data = sent if sent is not None and is_on else None
        form = form_of(name)(by, data, prefix=name, initial=has.get(name))
        form.use_required_attribute = False  # a browser would send nothing while acts that are not ticked lack words
        found.append(StepForm(act, form, is_on))
    return found


def steps_given(forms_of_steps: list[StepForm]) -> list[dict[str, Any]] | None:
    """The steps of what was sent; None where one of them has to be mended."""
    on = [each for each in forms_of_steps if each.is_on]
    if not all(not each.form.fields or each.form.is_valid() for each in on):
        return None
    return [{"act": each.act.name, **(each.form.given() if each.form.fields else {})} for each in on]


def wanted_of(form: MacroForm, steps: list[dict[str, Any]]) -> Wanted:
    """The macro asked for, once all forms are valid."""
    return Wanted(steps=steps, **form.cleaned_data)


def begun(macro: Macro) -> dict[str, Any]:
    """What the form of a macro that exists begins with."""
    return {name: getattr(macro, name) for name in ("name", "scope", "team", "roles", "asks_first", "then")}


def in_words(act: str, given: Given, by: Actor) -> list[tuple[str, str]]:
    """What an act is given, with the words of its form."""
    found = []
    for name, field in form_of(act)(by).fields.items():
        value = given.get(name)
        if value in (None, "", False):
            continue
        choices = dict(getattr(field, "choices", ()))
        keyed = {str(key): str(text) for key, text in choices.items()}
        found.append((str(field.label), "" if value is True else keyed.get(str(value), str(value))))
    return found
