"""How sentences of this package name an instant and a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from wuxing.accounts.models import User


def shown(at: datetime) -> str:
    """2026-03-01 00:00, on the wall clock here."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """What people are called who acted as user:7; programs have no name."""
    keys = {actor: int(actor.partition(":")[2]) for actor in actors if actor.startswith("user:")}
    people = User.objects.in_bulk(list(keys.values()))
    return {actor: str(people[key]) for actor, key in keys.items() if key in people}


def name_of(actor: str) -> str:
    """What one of them is called."""
    return names_of([actor]).get(actor, "Wuxing")
