"""How sentences of this package name an instant."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def shown(at: datetime) -> str:
    """2026-03-01 00:00, on the wall clock here."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
