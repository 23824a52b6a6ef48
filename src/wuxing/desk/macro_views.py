"""Pages of macros: keep them, see what one would do to a case, and have it done."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.sharing import may_change
from wuxing.cases.acting import NoCase
from wuxing.cases.filters import Filters
from wuxing.cases.going_on import list_of, page_in, preferred
from wuxing.cases.models import AfterAct, Case
from wuxing.cases.ordering import neighbour
from wuxing.desk import macros as kept
from wuxing.desk.acts import FOR_MACROS
from wuxing.desk.macro_forms import MacroForm, begun, in_words, step_forms, steps_given, wanted_of
from wuxing.desk.many_page import effects_in_words
from wuxing.desk.models import Macro
from wuxing.desk.saved_views import heading
from wuxing.ui.parts import go, part, wants_part
from wuxing.ui.refusal import Refused


@require_safe
@staff
def macros(request: AgentRequest) -> HttpResponse:
    """All macros that somebody finds; one that was deleted just now can be brought back."""
    found = kept.macros_seen(request.actor)
    number = request.GET.get("deleted", "")
    deleted = Macro.objects.seen_by(request.actor).filter(pk=number if number.isascii() and number.isdecimal() else 0)
    context = {
        "macros": [(each, heading(each), may_change(each, request.actor), _acts(each)) for each in found],
        "deleted": deleted.exclude(deleted_at=None).first(),
    }
    return render(request, "desk/macros.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: AgentRequest) -> HttpResponse:
    """Make a macro."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def macro(request: AgentRequest, pk: int) -> HttpResponse:
    """Change one."""
    found = next((each for each in kept.macros_seen(request.actor) if each.pk == pk), None)
    if found is None or not may_change(found, request.actor):
        raise Http404
    return _edit(request, found)


@require_POST
@staff
def deletion(request: AgentRequest, pk: int) -> HttpResponse:
    """Take one away."""
    kept.delete_macro(pk, by=request.actor, at=timezone.now())
    return go(request, f"{reverse('desk:macros')}?deleted={pk}")


@require_POST
@staff
def restoration(request: AgentRequest, pk: int) -> HttpResponse:
    """Bring it back."""
    kept.restore_macro(pk, by=request.actor, at=timezone.now())
    return go(request, reverse("desk:macros"))


@require_safe
@staff
def trial(request: AgentRequest, pk: int, ref: str) -> HttpResponse:
    """What a macro would do to a case."""
    found, case, at = kept.macro_for(pk, request.actor), _case(request, ref), timezone.now()
    tried = kept.try_macro(found, ref=ref, by=request.actor, at=at)
    steps = kept.steps_on(found, case, request.actor, at)
    context = {
        "macro": found,
        "case": case,
        "refused": tried.refused,
        "effects": effects_in_words(tried.effects),
        "steps": [(FOR_MACROS[act], in_words(act, given, request.actor)) for act, given in steps],
        "is_draft": kept.puts_into_draft(found),
        "query": Filters.of(request.GET).query if "view" in request.GET else "",
        "is_sheet": wants_part(request),
        "now": at,
    }
    return part(request, "desk/_macro_trial.html", context, page="desk/macro_trial.html")


@require_POST
@staff
def run(request: AgentRequest, pk: int, ref: str) -> HttpResponse:
    """Have it done; then on, as the macro or the person wants it."""
    found, case, at = kept.macro_for(pk, request.actor), _case(request, ref), timezone.now()
    to = _way_on(request, found, case)
    kept.run_macro(found, ref=ref, by=request.actor, at=at)
    messages.info(request, _("%(ref)s: “%(name)s” is done.") % {"ref": ref, "name": found.name})
    if not Case.objects.visible_to(request.actor).filter(pk=case.pk).exists():
        to = reverse("cases:list")
    return go(request, to)


def _way_on(request: AgentRequest, macro: Macro, case: Case) -> str:
    filters = Filters.of(QueryDict(request.POST.get("query", "")))
    stay = page_in(filters, case.ref) if request.POST.get("query") else reverse("cases:page", args=[case.ref])
    choice = AfterAct(macro.then) if macro.then else preferred(request.actor)
    if choice == AfterAct.STAY or kept.puts_into_draft(macro):
        return stay
    after = neighbour(request.actor, filters, timezone.now(), case) if choice == AfterAct.NEXT else ""
    return page_in(filters, after) if after else list_of(filters)


def _edit(request: AgentRequest, found: Macro | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = MacroForm(request.actor, sent, initial=begun(found) if found else None)
    steps = step_forms(request.actor, sent, found.steps if found else [])
    status = 200
    if sent is not None:
        given, status = steps_given(steps), 422
        if form.is_valid() and given is not None:
            keep = partial(kept.change_macro, found.pk) if found else kept.save_macro
            try:
                keep(wanted_of(form, given), by=request.actor, at=timezone.now())
                return go(request, reverse("desk:macros"))
            except Refused as refused:
                form.add_error(None, str(refused))
    return render(request, "desk/macro_page.html", {"form": form, "steps": steps, "macro": found}, status=status)


def _acts(macro: Macro) -> list[str]:
    return [str(FOR_MACROS[step["act"]].label) for step in macro.steps]


def _case(request: AgentRequest, ref: str) -> Case:
    found = Case.objects.visible_to(request.actor).live().filter(ref=ref).first()
    if found is None:
        raise NoCase(ref=ref)
    return found
