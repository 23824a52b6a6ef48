"""What somebody does with the pages themselves: open cases, reading, the neighbours of a case, the way on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.cases.filters import Filters
from wuxing.cases.going_on import after_act_choices, list_of, page_in, prefer
from wuxing.cases.models import AfterAct
from wuxing.cases.ordering import neighbour
from wuxing.cases.page import case_for, live_case_for
from wuxing.cases.seeing import mark_unread
from wuxing.cases.tabs import close_tab, tabs_of
from wuxing.cases.views import list_asked_for, whole_number
from wuxing.ui.parts import go, part, wants_part


@require_safe
@staff
def tabs(request: AgentRequest) -> HttpResponse:
    """The open cases alone; `current` is the one whose page asks."""
    return _tabs(request, request.GET.get("current", ""))


@require_POST
@staff
def closing_of_tab(request: AgentRequest, ref: str) -> HttpResponse:
    """Close one. From its own page on to the next one, or to the list."""
    current, filters = request.POST.get("current", ""), list_asked_for(request)
    close_tab(case=case_for(ref, request.actor), by=request.actor)
    if wants_part(request) and ref != current:
        return _tabs(request, current)
    left = tabs_of(request.actor, query=filters.query)
    return go(request, left[0].href if left else list_of(filters))


@require_POST
@staff
def unread(request: AgentRequest, ref: str) -> HttpResponse:
    """Count its latest words as not read, and go back to the list."""
    case = live_case_for(ref, request.actor)
    mark_unread(case=case, by=request.actor)
    close_tab(case=case, by=request.actor)
    return go(request, list_of(list_asked_for(request)))


@require_safe
@staff
def beside(request: AgentRequest, ref: str, *, before: bool) -> HttpResponse:
    """The case that follows in the list of the address, or the one before it, as it stands now."""
    filters, case = Filters.of(request.GET), case_for(ref, request.actor)
    found = neighbour(request.actor, filters, timezone.now(), case, before=before)
    if not found:
        messages.info(request, _("This is the first case of the view.") if before else _("No more cases in this view."))
    return go(request, page_in(filters, found or ref, rows=whole_number(request.GET.get("rows", ""))))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def preferences(request: AgentRequest) -> HttpResponse:
    """Where one goes after an act; also asked from beside a case, and back to it."""
    chosen = request.POST.get("after_act", "")
    if request.method == "POST" and chosen in AfterAct.values:
        prefer(after_act=AfterAct(chosen), by=request.actor)
        if not wants_part(request):
            messages.info(request, _("Kept."))
            return go(request, request.path)
    context = {"after_act": after_act_choices(request.actor)}
    if wants_part(request):
        return part(request, "cases/_after_act_choices.html", context)
    return render(request, "cases/desk_preferences.html", context)


def _tabs(request: AgentRequest, current: str) -> HttpResponse:
    filters = list_asked_for(request)
    shown = tabs_of(request.actor, current=current, query=filters.query)
    return part(request, "cases/_tabs.html", {"tabs": shown, "current": current})
