"""Pages of saved views: keep one, change it, put them in order, delete and bring back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.cases.choices import chosen
from wuxing.cases.filters import Filters
from wuxing.desk import saved_views, saving
from wuxing.desk.models import SavedView
from wuxing.desk.view_forms import ViewForm, begun
from wuxing.ui.parts import go
from wuxing.ui.refusal import Refused


@require_safe
@staff
def views(request: AgentRequest) -> HttpResponse:
    """All views that somebody finds; one that was deleted just now can be brought back."""
    groups = list(saved_views.view_groups(request.actor))
    every = [view for group in groups for view in group.views]
    deleted = SavedView.objects.seen_by(request.actor).filter(pk=_number(request, "deleted")).first()
    context = {
        "groups": groups,
        "counts": saved_views.counts_of(every, request.actor, timezone.now()),
        "deleted": deleted if deleted and deleted.deleted_at else None,
    }
    return render(request, "desk/views.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: AgentRequest) -> HttpResponse:
    """Keep the list of the address under a name."""
    query = saving.canonical(request.GET.urlencode())
    form = ViewForm(request.actor, _sent(request), initial={"query": query, "icon": "list"})
    if request.method == "POST" and form.is_valid():
        return _done(request, form, None)
    return _page(request, form, None, form["query"].value())


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def view(request: AgentRequest, pk: int) -> HttpResponse:
    """Change a view."""
    found = saved_views.view_to_change(pk, request.actor)
    if found is None:
        raise Http404
    form = ViewForm(request.actor, _sent(request), initial=begun(found))
    if request.method == "POST" and form.is_valid():
        return _done(request, form, found)
    return _page(request, form, found, form["query"].value())


@require_POST
@staff
def place(request: AgentRequest, pk: int) -> HttpResponse:
    """Let a view change places with its neighbour."""
    saving.move_view(pk, request.POST.get("step", ""), by=request.actor, at=timezone.now())
    return go(request, reverse("desk:views"))


@require_POST
@staff
def deletion(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a view away."""
    saving.delete_view(pk, by=request.actor, at=timezone.now())
    return go(request, f"{reverse('desk:views')}?deleted={pk}")


@require_POST
@staff
def restoration(request: AgentRequest, pk: int) -> HttpResponse:
    """Bring it back."""
    saving.restore_view(pk, by=request.actor, at=timezone.now())
    return go(request, reverse("desk:views"))


def _sent(request: AgentRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _done(request: AgentRequest, form: ViewForm, found: SavedView | None) -> HttpResponse:
    at, wanted = timezone.now(), form.wanted()
    keep = partial(saving.change_view, found.pk) if found else saving.save_view
    try:
        kept = keep(wanted, by=request.actor, at=at)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, form, found, wanted.query)
    messages.info(request, _("“%(name)s” stands in your views.") % {"name": kept.name})
    return go(request, saved_views.address(kept))


def _page(request: AgentRequest, form: ViewForm, found: SavedView | None, query: str) -> HttpResponse:
    filters = Filters.of(QueryDict(query))
    context: dict[str, Any] = {"form": form, "view": found, "filters": filters, "chosen": chosen(filters)}
    return render(request, "desk/view_page.html", context, status=422 if form.errors else 200)


def _number(request: AgentRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
