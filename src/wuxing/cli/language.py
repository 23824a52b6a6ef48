"""Which language the command line speaks: --lang, else the locale; both where neither says."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from wuxing.core.source import Problems, Refusal, Text

VARIABLES = ("WUXING_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def chosen(arguments: Sequence[str] = ()) -> str:
    """`zh`, `en`, or an empty text for both."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--lang"):
            value = argument.partition("=")[2] or "".join(arguments[place + 1 : place + 2])
            if value in ("zh", "en"):
                return value
    for variable in VARIABLES:
        said = os.environ.get(variable, "").lower()
        if said.startswith(("zh", "en")):
            return said[:2]
    return ""


def chosen_now() -> str:
    """The language of this run: `zh`, `en`, or an empty text for both."""
    return chosen(sys.argv[1:])


def say(text: Text) -> str:
    """A text in the language of this run."""
    return text.in_language(chosen_now())


def tell(text: Text) -> None:
    """Print a sentence in the language of this run; where none is chosen, each language on a line of its own."""
    language = chosen_now()
    print(text.in_language(language) if language else f"{text.zh}\n{text.en}")


def say_error(error: Exception) -> str:
    """An error in the language of this run."""
    if isinstance(error, Problems):
        return error.in_language(chosen_now())
    return say(error.says) if isinstance(error, Refusal) else str(error)
