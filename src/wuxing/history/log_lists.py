"""The read side of logs: which there are, and the cases of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from wuxing.accounts.actors import Actor
from wuxing.cases.models import Case
from wuxing.cases.past import Labels, Origin, words_of
from wuxing.core.source import Text
from wuxing.history.models import Log

PAGE = 50
LONGEST = 80


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of a log; `words` is its class in the log's own labels."""

    ref: str
    name: str
    words: str
    opened_at: datetime
    resolved_at: datetime | None
    ended_at: datetime | None
    ending: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of them; `after` is where the next begins, empty at the end."""

    q: str
    lines: tuple[CaseLine, ...]
    after: str
    is_first: bool


def logs(*, is_all: bool = False) -> QuerySet[Log]:
    """The logs, the newest first; hidden ones only where all are asked for."""
    found = Log.objects.all() if is_all else Log.objects.shown()
    return found.select_related("job").order_by("-id")


def landed(log: Log) -> int:
    """How many of its cases are in the ledger."""
    return Case.objects.filter(history=log.key).count()


def cases(log: Log, by: Actor, *, q: str = "", after: str = "") -> CasePage:
    """A page of a log's cases, the newest first."""
    found: QuerySet[Case] = Case.objects.visible_to(by).filter(history=log.key)
    q = q.strip()[:LONGEST]
    if q:
        found = found.filter(Q(ref__iexact=q) | Q(subject__icontains=q))
    if since := _since(after):
        at, pk = since
        found = found.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=pk))
    page = list(found.order_by("-opened_at", "-pk")[: PAGE + 1])
    more = len(page) > PAGE
    page = page[:PAGE]
    labels = labels_of(log)
    end = f"{page[-1].opened_at.isoformat()}~{page[-1].pk}" if more else ""
    return CasePage(q, tuple(_line(case, labels) for case in page), end, not after)


def origin(key: str) -> Origin:
    """The log that a key stands for, as the page of a case names it."""
    number = key.removeprefix("H")
    log = Log.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    return Origin(log.name, reverse("history:cases", args=[log.pk]), labels_of(log)) if log else Origin(key, "", {})


def labels_of(log: Log) -> Labels:
    """The words of a log's mapping for the values of each dimension."""
    classes: dict[str, dict[str, dict[str, str]]] = log.header.get("classes", {})
    return {
        dimension: {value: Text(label["zh"], label["en"]) for value, label in values.items()}
        for dimension, values in classes.items()
    }


def _line(case: Case, labels: Labels) -> CaseLine:
    ending = str(case.get_ending_display()) if case.ending else ""
    words = words_of(case.case_class, labels)
    return CaseLine(case.ref, case.subject, words, case.opened_at, case.resolved_at, case.ended_at, ending)


def _since(after: str) -> tuple[datetime, int] | None:
    value, _sep, pk = after.partition("~")
    try:
        at = parse_datetime(value)
    except ValueError:
        return None
    return (at, int(pk)) if at and timezone.is_aware(at) and pk.isdecimal() and len(pk) < 18 else None
