"""What somebody on duty is about: ready, busy, on a break, as people say of themselves; offline shows by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import User, WorkState
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

AWAY = timedelta(minutes=15)
"""Nothing was seen of somebody for so long: offline. An open page is seen again every 12 minutes at the latest."""
SEEN_AGAIN = timedelta(minutes=4)
"""Being seen is written down no oftener than this."""

_listeners: list[Callable[[set[str]], None]] = []


class OnlyPeople(Refused):
    code = "only-people"
    status = 403
    says = _("Only people who work here are ready, busy or on a break.")


def set_state(*, state: WorkState, back_in: timedelta | None = None, by: Actor, at: datetime) -> User:
    """Say what one is about; whoever says so is on duty. `back_in` is how long a break takes. Raises OnlyPeople."""
    if by.user is None:
        raise OnlyPeople
    with writing():
        person = User.objects.select_for_update().get(pk=by.user.pk)
        before = {"state": person.state, "on_duty": person.on_duty}
        person.state, person.state_since, person.on_duty = state, at, person.is_active
        person.back_at = at + back_in if back_in and state == WorkState.BREAK else None
        person.save(update_fields=["state", "state_since", "on_duty", "back_at"])
        after = {"state": str(state), "on_duty": person.on_duty}
        changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
        if changed:
            audit("user.state_set", f"user:{person.pk}", by=by, at=at, detail=changed)
        state_changed(person)
    return person


def be_seen(person: User, at: datetime) -> None:
    """Write down that somebody is there, unless it was written down lately."""
    if person.seen_at is not None and at - person.seen_at < SEEN_AGAIN:
        return
    with writing():
        stale = Q(seen_at=None) | Q(seen_at__lte=at - SEEN_AGAIN)
        User.objects.filter(stale, pk=person.pk).update(seen_at=at)
    person.seen_at = at


def is_here(person: User, at: datetime) -> bool:
    """Whether somebody on duty has a page open, or had one lately."""
    return person.on_duty and person.seen_at is not None and at - person.seen_at < AWAY


def hear_states(listener: Callable[[set[str]], None]) -> None:
    """Call a function with the audience keys of whom it concerns after each change of a state. Called once, by the site."""
    _listeners.append(listener)


def state_changed(person: User) -> None:
    """Tell it after the commit of the caller's transaction."""
    keys = {COMPANY, *(f"team:{pk}" for pk in person.teams.values_list("pk", flat=True))}
    for listener in _listeners:
        transaction.on_commit(lambda heard=listener: heard(keys))  # type: ignore[misc]
