"""One case as a row of a list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from wuxing.cases.models import Case, Clock
from wuxing.cases.showing import ClockView, clock_view, urgency, waiting_for
from wuxing.standards.finding import Shelf
from wuxing.ui.language import said


@dataclass(frozen=True, slots=True)
class Shown:
    """The page of a list: its query, the case that stands open beside it, the cases not read yet, and the instant."""

    query: str
    current: str
    unread: Collection[int]
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """What one line shows. `why` says why it stands where it stands; `is_new` that there are words to be read."""

    ref: str
    href: str
    who: str
    what: str
    state: str
    share: int
    due: str
    due_at: str
    meta: str
    why: str
    is_new: bool
    is_current: bool


def row_of(case: Case, clocks: Sequence[Clock], standards: Shelf, shown: Shown) -> Row:
    """A case as a row."""
    most = min(clocks, key=lambda clock: urgency(clock, shown.at), default=None)
    first = clock_view(most, case.ref, standards.standard_of(most.standard), shown.at) if most else None
    return Row(
        ref=case.ref,
        href=f"{reverse('cases:page', args=[case.ref])}?{shown.query}",
        who=str(case.customer) if case.customer else _duty(case, standards),
        what=case.subject,
        state=_state(case, first),
        share=first.share if first else 0,
        due=first.short if first else _without_clock(case),
        due_at=first.due_at if first else "",
        meta=_meta(case, first, len(clocks) - 1),
        why=_why(first),
        is_new=case.pk in shown.unread and case.ref != shown.current,
        is_current=case.ref == shown.current,
    )


def _duty(case: Case, standards: Shelf) -> str:
    """Who asks for it where no customer does: the standard; of history nobody does any more."""
    if case.history:
        return gettext("History")
    return said(standards.standard_of(case.standard).title)


def _state(case: Case, first: ClockView | None) -> str:
    if first:
        return first.state
    return "hold" if case.waiting_for and not case.ending else "met" if case.resolved_at or case.ending else "wait"


def _without_clock(case: Case) -> str:
    if case.ending:
        return str(case.get_ending_display())
    return gettext("Resolved") if case.resolved_at else ""


def _meta(case: Case, first: ClockView | None, more: int) -> str:
    """书面进展 · 等配件 · 周宁 · 另有 4 个时钟."""
    parts = [first.name if first else ""]
    if case.waiting_for and not case.ending:
        parts.append(waiting_for(case.waiting_for))
    parts.append(str(case.assignee) if case.assignee else str(case.team or ""))
    if more > 0:
        parts.append(ngettext("%(count)s more clock", "%(count)s more clocks", more) % {"count": more})
    return " · ".join(filter(None, parts))


def _why(first: ClockView | None) -> str:
    if first is None:
        return ""
    return gettext("First here because of %(clock)s, clause %(clause)s: %(left)s %(to)s") % {
        "clock": first.name,
        "clause": first.clause,
        "left": first.left,
        "to": first.to,
    }
