"""One dated fact about a case, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Event(NamedTuple):
    """What happened (`kind`, `at`), when we learned it (`recorded_at`), from whom; instants are UTC seconds.

    `speaker` is one of customer, agent, specialist, engineer, bot, system; `by` an opaque actor.
    """

    seq: int
    kind: str
    at: int
    recorded_at: int
    by: str = ""
    speaker: str = ""
    payload: Mapping[str, Any] = NOTHING
