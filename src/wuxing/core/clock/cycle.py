"""One cycle of one commitment: when it started and ended, and the targets it had in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from wuxing.core.clock.plan import Plan
from wuxing.core.clock.story import Anomaly
from wuxing.core.clock.timeline import Timeline
from wuxing.core.source import Text
from wuxing.core.standard.document import Class, Row
from wuxing.core.standard.limit import Limit


class Era(NamedTuple):
    """What a cycle is measured by, in force from `since` until the next era or the end.

    A target in working time is counted from `start` (`limit.amount`, used time of `from_change` included); one in days
    from `base`, and is not due before `floor`.
    """

    since: int
    start: int
    timeline: Timeline
    limit: Limit
    base: int
    floor: int | None = None


@dataclass(slots=True)
class Cycle:
    """A cycle as the events made it. Without an era it is latent: it would run if a limit applied."""

    plan: Plan
    start: int
    seq: int
    case_class: Class
    number: int = 0
    row: Row | None = None
    agreed: Limit | None = None
    extensions: tuple[Limit, ...] = ()
    eras: tuple[Era, ...] = ()
    gaps: tuple[tuple[int, int], ...] = ()
    end: int | None = None
    ended_by: int = 0
    cancelled: Text | None = None
    ever_breached_at: int | None = None
    excused: bool = False
    anomalies: tuple[Anomaly, ...] = ()

    @property
    def era(self) -> Era:
        """What it is measured by now, or was when it ended."""
        return self.eras[-1]

    @property
    def is_open(self) -> bool:
        """Whether nothing has ended it yet."""
        return self.end is None

    @property
    def is_latent(self) -> bool:
        """Whether no limit ever applied to it: it is on no record."""
        return not self.eras
