"""The single keys, in words. What they do stands in `static/desk/keys.js`; a test compares the two."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    """Keys that do the same. `is_single`: it is one key alone, and can be switched off."""

    keys: tuple[str, ...]
    text: str | Promise
    is_single: bool = True


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys under one heading."""

    title: str | Promise
    keys: tuple[Key, ...]


KEYS = (
    Keys(
        _("Everywhere"),
        (
            Key(("Ctrl K",), _("Go to, or do: everything by a few letters"), is_single=False),
            Key(("Ctrl Enter",), _("Send what was written"), is_single=False),
            Key(("Esc",), _("Close, or leave the box"), is_single=False),
            Key(("?",), _("This sheet")),
            Key(("/",), _("Search")),
            Key(("n",), _("New case")),
        ),
    ),
    Keys(
        _("List"),
        (
            Key(("j", "k"), _("Next, previous row")),
            Key(("Enter",), _("Open the row"), is_single=False),
            Key(("[", "]"), _("Previous, next case of the list")),
            Key(("u",), _("Back to the list")),
            Key(("x",), _("Tick the row in focus")),
            Key(("b",), _("What to do to the ticked rows")),
        ),
    ),
    Keys(
        _("Case"),
        (
            Key(("r",), _("Reply to the customer")),
            Key(("c",), _("Internal note")),
            Key(("m",), _("Take the case")),
            Key(("a",), _("Assign")),
            Key(("s",), _("Change the stage")),
            Key(("w",), _("Pause, or resume")),
            Key(("t", "p"), _("Change type or urgency")),
            Key(("e",), _("Resolve, then close")),
            Key((".", ">"), _("Copy the number, the link")),
        ),
    ),
)
