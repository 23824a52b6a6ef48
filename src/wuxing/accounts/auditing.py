"""Writing down changes of records that are no case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import AuditRow


def audit(act: str, subject: str, *, by: Actor, at: datetime, detail: Mapping[str, Any] | None = None) -> None:
    """Keep who changed what, in the caller's transaction."""
    AuditRow.objects.create(at=at, by=by.id, act=act, subject=subject, detail=dict(detail or {}))
