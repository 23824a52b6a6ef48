"""Form of a new key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.models import Team
from wuxing.channels.keys import Wanted
from wuxing.channels.models import ApiKey, Scope


class KeyForm(forms.Form):
    """What a new key is for."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("The program that uses it, and whose it is."))
    scopes = forms.MultipleChoiceField(label=_("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)
    team = forms.ModelChoiceField(
        label=_("It sees"), queryset=Team.objects.none(), required=False, empty_label=_("the whole company")
    )
    speaker = forms.ChoiceField(
        label=_("Replies through it are written by"),
        choices=ApiKey.Speaker.choices,
        initial=ApiKey.Speaker.AGENT,
        help_text=_("Only a person’s reply keeps the promise of a first response."),
        widget=forms.RadioSelect,
    )
    per_minute = forms.IntegerField(label=_("Requests a minute, at most"), min_value=1, max_value=60_000, initial=600)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.order_by("name")  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The key asked for, once the form is valid."""
        return Wanted(**self.cleaned_data)
