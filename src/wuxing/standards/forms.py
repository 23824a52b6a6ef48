"""The form by which a standard is checked and published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.packs.finding import LARGEST


class PublicationForm(forms.Form):
    """A text, written here or as a file; the file wins."""

    file = forms.FileField(label=_("File"), required=False, help_text=_("A standard.yaml, UTF-8, at most 4 MB."))
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"spellcheck": "false", "wrap": "off", "class": "mono"}),
        help_text=_("Edit here, or choose a file above; a file counts."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        file = given.get("file")
        if file:
            given["raw"] = file.read(LARGEST + 1)
        elif given.get("text", "").strip():
            given["raw"] = given["text"].replace("\r\n", "\n").encode()
        else:
            self.add_error("text", _("Paste a text, or choose a file."))
        return given


class StartForm(forms.Form):
    """What a draft begins with: a version, or a text of one's own."""

    ref = forms.CharField(label=_("Begin from"), required=False, max_length=100)
    text = forms.CharField(label=_("Text"), required=False, strip=False)
    scope = forms.CharField(
        label=_("For whom"),
        required=False,
        max_length=72,
        help_text=_("Empty for the whole company; region:north or contract:acme-2026 for a part of it."),
    )


class SeenForm(forms.Form):
    """Which revision of a draft somebody had read."""

    seen = forms.IntegerField(min_value=0)


class TextForm(SeenForm):
    """The text of a draft as its editor left it."""

    text = forms.CharField(required=False, strip=False)


class RemarkForm(forms.Form):
    """A remark on a line, or on the whole draft."""

    body = forms.CharField(
        label=_("Remark"), max_length=2_000, widget=forms.Textarea, help_text=_("What is to be changed, and why.")
    )
    line = forms.IntegerField(
        label=_("Line"), required=False, min_value=0, help_text=_("Empty for the draft as a whole.")
    )


class EffectiveForm(forms.Form):
    """From when a version is in force."""

    effective_at = forms.DateTimeField(
        label=_("In force from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty: from the date that the text names, at the earliest now."),
    )


class NormForm(forms.Form):
    """The norm that a draft is written from, as a file or pasted."""

    file = forms.FileField(
        label=_("File"), required=False, help_text=_("Word (.docx), PDF or plain text, at most 20 MB.")
    )
    text = forms.CharField(label=_("or paste the text"), required=False, max_length=1_000_000, widget=forms.Textarea)
