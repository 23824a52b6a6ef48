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
