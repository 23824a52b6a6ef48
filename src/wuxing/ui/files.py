"""A form's field for any number of files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files. `accept` is what the browser offers; what may be kept, the taker of the files decides."""

    def __init__(self, *, accept: str, **kwargs: Any) -> None:
        super().__init__(widget=Files(attrs={"accept": accept}), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        return [super(FilesField, self).clean(each, initial) for each in data or [] if each]
