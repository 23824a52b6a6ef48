"""What follows an event or a signal: filed with it, run after it, at least once, never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from wuxing.ledger.models import Delivery, Event, Signal

Occurrence = Event | Signal


class Handler(Protocol):
    """Reacts to one occurrence; may run twice and must not mind. `at` is now."""

    def __call__(self, occurrence: Occurrence, *, at: datetime) -> None: ...


_reactions: dict[str, Sequence[str]] = {}
_handlers: dict[str, Handler] = {}


def subscribe(reactions: Mapping[str, Sequence[Handler]]) -> None:
    """Take over the table of reactions: kind of event or signal → handlers, in order. Called once, by the site."""
    _reactions.clear()
    _handlers.clear()
    for kind, handlers in reactions.items():
        _reactions[kind] = [name_of(handler) for handler in handlers]
        _handlers.update({name_of(handler): handler for handler in handlers})


def name_of(handler: Handler) -> str:
    """`cases.escalation.escalate`: what a delivery calls its handler."""
    return f"{handler.__module__}.{handler.__name__}".removeprefix("wuxing.")  # type: ignore[attr-defined]


def handler_called(name: str) -> Handler:
    """The handler that a delivery names. Raises LookupError where the table of reactions no longer has it."""
    if name not in _handlers:
        raise LookupError(f"no reaction is called {name}")
    return _handlers[name]


def file_deliveries(occurrences: Sequence[Occurrence]) -> None:
    """One waiting row for each handler of each occurrence, in the caller's transaction."""
    Delivery.objects.bulk_create(
        [
            Delivery(
                **{"event" if isinstance(each, Event) else "signal": each}, handler=handler, not_before=each.recorded_at
            )
            for each in occurrences
            for handler in _reactions.get(each.kind, ())
        ],
        ignore_conflicts=True,
    )
