"""Forms for customers: few fields, plain words, nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuxing.cases.attachments import ACCEPTED, uploads
from wuxing.cases.messages import LONGEST
from wuxing.channels.form.receiving import Inbound
from wuxing.core.standard.document import Standard
from wuxing.portal.choices import choices_of
from wuxing.ui.files import FilesField
from wuxing.ui.language import said

LABELS: dict[str, str | Promise] = {
    "business": _("What is it about?"),
    "topic": _("Which area?"),
    "urgency": _("How urgent is it?"),
    "customer": _("You are"),
}
"""The dimensions a customer is asked for, in his words; `topic` may stay open."""


class RequestForm(forms.Form):
    """A request. `website` is bait: people do not see it."""

    business = forms.ChoiceField(widget=forms.RadioSelect)
    topic = forms.ChoiceField(required=False)
    body = forms.CharField(label=_("What happened?"), max_length=LONGEST, widget=forms.Textarea)
    urgency = forms.ChoiceField(widget=forms.RadioSelect)
    pictures = FilesField(label=_("Pictures or files"), accept=ACCEPTED)
    customer = forms.ChoiceField(widget=forms.RadioSelect)
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    name = forms.CharField(label=_("Your name"), max_length=120)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, help_text=_("One of the two is enough: phone or mail.")
    )
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    website = forms.CharField(required=False)

    def __init__(self, standard: Standard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for dimension, label in LABELS.items():
            self._offer(dimension, label, standard)
        for name, how in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs |= how

    def _offer(self, dimension: str, label: str | Promise, standard: Standard) -> None:
        """Ask for a dimension of the standard, or not at all where it leaves nothing to choose."""
        offered = [(value, said(name)) for value, name in choices_of(standard, dimension).items()]
        if len(offered) < 2:
            del self.fields[dimension]
            return
        field = self.fields[dimension]
        assert isinstance(field, forms.ChoiceField)
        field.label = str(label)
        field.choices = offered if field.required else [("", _("Not sure")), *offered]
        field.initial = offered[0][0] if field.required and dimension != "business" else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("phone") and not cleaned.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", _("Write a phone number or a mail address, so that we can answer you."))
        return cleaned

    def inbound(self, language: str) -> Inbound:
        """The request, once the form is valid."""
        given = self.cleaned_data
        return Inbound(
            name=given["name"],
            body=given["body"],
            phone=given["phone"],
            email=given["email"],
            company=given["company"],
            case_class={name: given[name] for name in LABELS if given.get(name)},
            files=uploads(given["pictures"]),
            language=language,
        )

    @property
    def is_bait_taken(self) -> bool:
        """Whether a program filled in what people do not see."""
        return bool(self.data.get("website"))


AUTOCOMPLETE = {
    "name": {"autocomplete": "name"},
    "company": {"autocomplete": "organization"},
    "phone": {"autocomplete": "tel", "inputmode": "tel", "type": "tel"},
    "email": {"autocomplete": "email", "inputmode": "email", "type": "email"},
}


class AnswerForm(forms.Form):
    """Something more to say on a case, with pictures."""

    body = forms.CharField(
        label=_("What else should we know?"), max_length=LONGEST, required=False, widget=forms.Textarea
    )
    pictures = FilesField(label=_("Pictures or files"), accept=ACCEPTED)


class ReopenForm(forms.Form):
    """Why it is not solved."""

    reason = forms.CharField(label=_("What is still wrong?"), max_length=LONGEST, widget=forms.Textarea)
