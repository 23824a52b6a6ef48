"""What came of the promises of a day: kept or broken, of all and of each person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils import timezone

from wuxing.cases.models import Clock
from wuxing.desk.board.scope import Scope


@dataclass(frozen=True, slots=True)
class Kept:
    """Of so many promises that were decided today, so many were kept."""

    kept: int = 0
    of: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.kept + other.kept, self.of + other.of)

    @property
    def share(self) -> str:
        """97.9; a dash where nothing was decided yet."""
        return f"{100 * self.kept / self.of:.1f}" if self.of else "—"


def kept_today(scope: Scope, at: datetime) -> dict[int | None, Kept]:
    """By whoever has the case. Decided is what stopped today, and what became overdue today and still runs."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Clock.objects.filter(cancelled=False, case__in=scope.cases())
    in_time = Q(stopped_at__lte=F("due_at"))
    stopped = seen.filter(stopped_at__gte=midnight, stopped_at__lte=at, due_at__isnull=False).order_by()
    counts = stopped.values_list("case__assignee").annotate(kept=Count("pk", filter=in_time), of=Count("pk"))
    found = {person: Kept(kept, of) for person, kept, of in counts}
    broken = seen.filter(stopped_at=None, due_at__gte=midnight, due_at__lt=at).order_by()
    for person, of in broken.values_list("case__assignee").annotate(of=Count("pk")):
        found[person] = found.get(person, Kept()) + Kept(0, of)
    return found
