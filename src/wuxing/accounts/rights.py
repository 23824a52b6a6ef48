"""Who hears that somebody's rights changed. Open pages live above this package and must end at once; the site tells them."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

_listeners: list[Callable[[int], None]] = []


def hear(listener: Callable[[int], None]) -> None:
    """Call a function with the person's id after each change of what that person may see. Called once, by the site."""
    _listeners.append(listener)


def changed(person_id: int) -> None:
    """Tell it after the commit of the caller's transaction."""
    for listener in _listeners:
        transaction.on_commit(lambda heard=listener: heard(person_id))  # type: ignore[misc]
