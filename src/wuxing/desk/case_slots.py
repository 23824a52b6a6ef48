"""What this package puts into the pages of cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from wuxing.accounts.actors import Actor
from wuxing.accounts.sharing import may_change
from wuxing.cases.filters import Filters
from wuxing.cases.models import Case
from wuxing.cases.snoozing import calls_at, snooze_of
from wuxing.desk.acts import FOR_MANY
from wuxing.desk.alerts.intervening import live_alerts
from wuxing.desk.board.urgent import alert_line
from wuxing.desk.macros import macros_for
from wuxing.desk.many import MOST
from wuxing.desk.saved_views import view_like


def list_tools(filters: Filters, by: Actor, at: datetime) -> Mapping[str, Any]:
    """Above a list: the saved view that it is, or the way to make it one; and the way to tick several cases."""
    saved = view_like(filters, by)
    return {
        "saved": saved,
        "edit_href": reverse("desk:view", args=[saved.pk]) if saved and may_change(saved, by) else "",
        "save_href": f"{reverse('desk:view-new')}?{filters.query}" if filters.is_narrowed else "",
    }


def ticks(_filters: Filters, _by: Actor, _at: datetime) -> Mapping[str, Any]:
    """A box on each row."""
    return {}


def ticked(filters: Filters, by: Actor, at: datetime) -> Mapping[str, Any]:
    """Below the rows: what can be done to those that are ticked."""
    count_href = f"{reverse('desk:many-count')}?{filters.query}"
    return {"acts": FOR_MANY.values(), "most": MOST, "query": filters.query, "count_href": count_href, "by": by.id}


def macro_menu(case: Case, by: Actor, at: datetime) -> Mapping[str, Any] | None:
    """In the menu of a case that is open: the macros that are offered to the reader."""
    return None if case.ending or case.history else {"macros": macros_for(by)}


def alerts_on(case: Case, by: Actor, at: datetime) -> Mapping[str, Any] | None:
    """The alerts of a case whose promise is still open, and where one steps in."""
    lines = [alert_line(each, at) for each in live_alerts(case)]
    return {"alerts": lines, "href": reverse("desk:intervention", args=[case.ref])} if lines else None


def similar_to(case: Case, by: Actor, at: datetime) -> Mapping[str, Any]:
    """The way to similar cases, looked for once the reader gets there; and to what was said on this one."""
    search = f"{reverse('desk:search')}?in={case.ref}"
    return {"href": reverse("desk:similar", args=[case.ref]), "search_href": search}


def put_off(case: Case, by: Actor, at: datetime) -> Mapping[str, Any] | None:
    """Until when the reader put the case off, and when it calls by itself before that."""
    found = snooze_of(case, by, at)
    if found is None:
        return None
    calls = calls_at(case, found.until)
    return {"put_off": found, "calls_at": calls if calls < found.until else None}
