"""Acts on a case: each address shows a form, and does the one thing that the form is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.cases import messages as said
from wuxing.cases.act_forms import FORMS, ActForm
from wuxing.cases.acting import NoCase
from wuxing.cases.attachments import uploads
from wuxing.cases.forms import WriteForm
from wuxing.cases.messages import SaidMeanwhile
from wuxing.cases.models import Case
from wuxing.cases.page import case_page, live_case_for
from wuxing.cases.views import page_context
from wuxing.ui.parts import go, part, wants_part
from wuxing.ui.refusal import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def act(request: AgentRequest, ref: str, name: str) -> HttpResponse:
    """Ask for what an act needs, or do it. Refused, the form stays with what was typed."""
    case = live_case_for(ref, request.actor)
    if request.method != "POST":
        return _sheet(request, name, FORMS[name](case, request.actor))
    form = FORMS[name](case, request.actor, request.POST)
    if not form.is_valid():
        return _sheet(request, name, form, status=422)
    try:
        form.act(timezone.now())
    except NoCase:
        raise
    except Refused as refused:
        form.add_error(None, str(refused))
        return _sheet(request, name, form, status=refused.status)
    return _done(request, ref)


@require_POST
@staff
def messages(request: AgentRequest, ref: str) -> HttpResponse:
    """Send a reply; with the choice “note”, write a note: a note never leaves because of the button that was pressed."""
    return _write(request, ref, is_note=request.POST.get("kind") == "note")


@require_POST
@staff
def notes(request: AgentRequest, ref: str) -> HttpResponse:
    """Write an internal note."""
    return _write(request, ref, is_note=True)


def _write(request: AgentRequest, ref: str, *, is_note: bool) -> HttpResponse:
    form = WriteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _composer(request, ref, form, status=422)
    try:
        _spoken(form, is_note=is_note)(ref=ref, by=request.actor, at=timezone.now())
    except NoCase:
        raise
    except SaidMeanwhile as refused:
        return _composer(request, ref, form, status=refused.status, news=str(refused))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _composer(request, ref, form, status=refused.status)
    return _done(request, ref, has_written=True)


def _spoken(form: WriteForm, *, is_note: bool) -> Callable[..., Case]:
    given = form.cleaned_data
    files = uploads(given["attached"])

    def do(**who: Any) -> Case:
        if is_note:
            return said.note(body=given["body"], files=files, **who)
        return said.reply(body=given["body"], files=files, seen_seq=given["seen_seq"], **who)

    return do


def _composer(request: AgentRequest, ref: str, form: WriteForm, *, status: int, news: str = "") -> HttpResponse:
    """The page again with what was typed; what came meanwhile counts as seen from here on. Files are chosen again."""
    page = case_page(request.actor, ref, timezone.now())
    if request.FILES and not news:
        form.add_error(None, _("The files have to be chosen again."))
    context = page_context(request, page, form=form, news=news)
    return part(request, "cases/_write_answer.html", context, status=status, page="cases/case_page.html")


def _sheet(request: HttpRequest, name: str, form: ActForm, *, status: int = 200) -> HttpResponse:
    href = reverse(f"cases:{name}", args=[form.case.ref])
    context = {"form": form, "case": form.case, "action": href, "name": name, "is_sheet": wants_part(request)}
    return part(request, "cases/_act_form.html", context, status=status, page="cases/act_page.html")


def _done(request: AgentRequest, ref: str, *, has_written: bool = False) -> HttpResponse:
    """What changed on the page, for htmx; else back to it. Who lost sight of the case goes to his list."""
    to = reverse("cases:page", args=[ref])
    try:
        page = case_page(request.actor, ref, timezone.now())
    except NoCase:
        return go(request, reverse("cases:list"))
    context = {**page_context(request, page), "has_written": has_written}
    response = part(request, "cases/_after_act.html", context, then=to)
    if wants_part(request):
        response["HX-Reswap"], response["HX-Trigger-After-Swap"] = "none", "act-done"
    patch_vary_headers(response, ["HX-Request"])
    return response
