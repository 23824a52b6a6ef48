"""The language of the page that is being made: `zh` or `en`, the two that core speaks."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import get_language

from wuxing.core.source import Text


def language() -> Literal["zh", "en"]:
    """`zh` or `en`."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def said(text: Text) -> str:
    """A text of core in the language of the page."""
    return text.in_language(language())
