"""Forms for customers: few fields, plain words, nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuxing.cases.attachments import Upload
from wuxing.cases.messages import LONGEST
from wuxing.channels.form.receiving import Inbound
from wuxing.core.standard.document import Standard
from wuxing.portal.choices import choices_of
from wuxing.ui.language import said

LABELS: dict[str, str | Promise] = {
    "business": _("What is it about?"),
    "topic": _("Which area?"),
    "urgency": _("How urgent is it?"),
    "customer": _("You are"),
}
"""The dimensions a customer is asked for, in his words; `topic` may stay open."""


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what may be sent is said by `cases.attachments`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=Files(attrs={"accept": "image/*,.pdf,.docx,.xlsx,.zip,.txt"}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        return [super(FilesField, self).clean(each, initial) for each in data or [] if each]


def uploads(files: Sequence[UploadedFile[Any]]) -> tuple[Upload, ...]:
    """Files of a form as the verbs take them."""
    return tuple(Upload(each.name or "", each.read()) for each in files)


class RequestForm(forms.Form):
    """A request. `website` is bait: people do not see it."""

    business = forms.ChoiceField(widget=forms.RadioSelect)
    topic = forms.ChoiceField(required=False)
    body = forms.CharField(label=_("What happened?"), max_length=LONGEST, widget=forms.Textarea)
    urgency = forms.ChoiceField(widget=forms.RadioSelect)
    pictures = FilesField(label=_("Pictures or files"), required=False)
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
    pictures = FilesField(label=_("Pictures or files"), required=False)


class ReopenForm(forms.Form):
    """Why it is not solved."""

    reason = forms.CharField(label=_("What is still wrong?"), max_length=LONGEST, widget=forms.Textarea)
