"""How a verb says no: a code for programs, a sentence for people, and the status a browser or program is given."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from wuxing.core.source import Text


class Refused(Exception):
    """An expected refusal. Subclasses stand next to the verb that raises them and set `code`, `status`, `says`.

    `says` is a lazily translated sentence with %(name)s places for `data`: what, why (with clause), what next.
    """

    code = "refused"
    status = 422
    says: str | Promise = ""

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data

    def __str__(self) -> str:
        return str(self.says) % self.data

    @property
    def text(self) -> Text:
        """The sentence in both languages, to be kept or told."""
        with translation.override("zh-hans"):
            zh = str(self)
        with translation.override("en"):
            return Text(zh, str(self))
