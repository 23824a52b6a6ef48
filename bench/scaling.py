"""The company of the demo at the size of a large firm, on which pages are measured."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

import ready  # noqa: F401 - before any model
from wuxing.cases.models import Case
from wuxing.cases.verifying import Seen, verify_sample
from wuxing.demo import company, many
from wuxing.ledger.models import Event
from wuxing.site.upkeep import count_rows

SAMPLE = 10_000


def made(cases: int, processes: int = 2) -> dict[str, Any]:
    """Make so many cases; seconds of the copies, and how many of a sample are not what their events tell."""
    call_command("migrate", verbosity=0)
    at = timezone.now()
    company.make(at=at, tell=lambda done, of: None)
    begun = monotonic()
    copied = many.make(cases, at=at, tell=lambda done, of: None, processes=processes)
    seconds = monotonic() - begun
    count_rows(at)
    if connection.vendor == "postgresql":  # which does it by itself, but a minute later
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    seen = Seen()
    differences = sum(1 for _ in verify_sample(min(SAMPLE, cases), timezone.now(), seen))
    return {
        "cases": Case.objects.count(),
        "events": Event.objects.count(),
        "copied": copied,
        "seconds": seconds,
        "sampled": seen.cases,
        "differences": differences,
    }
