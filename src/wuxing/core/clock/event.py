"""One dated fact about a case, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """What happened (`kind`, `at`), when we learned it (`recorded_at`), from whom; instants are UTC seconds.

    `speaker` is one of customer, agent, specialist, engineer, bot, system; `by` an opaque actor.
    """

    seq: int
    kind: str
    at: int
    recorded_at: int
    by: str = ""
    speaker: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
