"""How somebody wants to be told."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.notices.models import Preference, Ring

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PreferenceForm(forms.Form):
    """Mail and quiet hours."""

    mail = forms.ChoiceField(
        label=_("Mail"),
        choices=Preference.Mail.choices,
        widget=forms.RadioSelect,
        help_text=_("Bundled: from the third within two minutes on, they come in one mail."),
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=TIME)
    quiet_to = forms.TimeField(label=_("Quiet until"), required=False, widget=TIME)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        start, end = told.get("quiet_from"), told.get("quiet_to")
        if not self.errors and (start is None) != (end is None):
            self.add_error("quiet_from" if start is None else "quiet_to", _("Quiet hours need both ends, or none."))
        elif start is not None and start == end:
            self.add_error(
                "quiet_to", _("Quiet hours that end when they begin hold nothing. Choose “No mail” instead.")
            )
        return told

    def quiet(self) -> tuple[time, time] | None:
        """The span, for the verb."""
        start, end = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_to"]
        return (start, end) if start is not None and end is not None else None


class RingForm(forms.Form):
    """What makes a sound, and what the browser shows."""

    sound = forms.TypedMultipleChoiceField(
        label=_("A quiet sound for"),
        choices=Ring.choices,
        coerce=Ring,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    browser = forms.TypedMultipleChoiceField(
        label=_("A browser notice for"),
        choices=Ring.choices,
        coerce=Ring,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Shown while another window is in front."),
    )
