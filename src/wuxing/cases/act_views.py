"""Acts on a case: each address shows a form, and does the one thing that the form is for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.cases.act_form import ActForm
from wuxing.cases.act_forms import FORMS
from wuxing.cases.acting import NoCase
from wuxing.cases.attachments import uploads
from wuxing.cases.forms import WriteForm
from wuxing.cases.going_on import list_of, page_in, way_on
from wuxing.cases.holding import let_go
from wuxing.cases.messages import SaidMeanwhile
from wuxing.cases.models import Draft
from wuxing.cases.page import case_page, live_case_for
from wuxing.cases.seeing import see
from wuxing.cases.sending import OtherReader, SaidAtOnce, TypedAsNote, Written, send
from wuxing.cases.views import list_asked_for, page_context, shown_of
from wuxing.ui.parts import go, part, wants_part
from wuxing.ui.refusal import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def act(request: AgentRequest, ref: str, name: str) -> HttpResponse:
    """Ask for what an act needs, or do it. Refused, the form stays with what was typed."""
    case = live_case_for(ref, request.actor)
    if request.method != "POST":
        return _sheet(request, name, FORMS[name](case, request.actor, initial=request.GET.dict()))
    form = FORMS[name](case, request.actor, request.POST)
    if not form.is_valid():
        return _sheet(request, name, form, status=422)
    way = way_on(name, case, list_asked_for(request), request.actor, timezone.now())
    try:
        if form.asks_first and request.POST.get("sure") != form.signature:
            form.ahead = form.look_ahead(timezone.now())
            return _sheet(request, name, form, status=422)
        let_go(ref=ref, by=request.actor, at=timezone.now())
        done = form.act(timezone.now())
    except NoCase:
        raise
    except Refused as refused:
        form.add_error(None, str(refused))
        return _sheet(request, name, form, status=refused.status)
    if form.goes_there and done.ref != ref:
        way = page_in(list_asked_for(request), done.ref)
    return _done(request, ref, way=way)


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
    case = live_case_for(ref, request.actor)
    way = way_on("notes" if is_note else "messages", case, list_asked_for(request), request.actor, timezone.now())
    try:
        send(ref=ref, written=_written(form, is_note=is_note), by=request.actor, at=timezone.now())
    except NoCase:
        raise
    except (SaidMeanwhile, SaidAtOnce, OtherReader, TypedAsNote) as refused:  # once said, the writer decides
        return _composer(request, ref, form, status=refused.status, news=str(refused))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _composer(request, ref, form, status=refused.status)
    return _done(request, ref, has_written=True, way=way)


def _written(form: WriteForm, *, is_note: bool) -> Written:
    given = form.cleaned_data
    return Written(
        kind=Draft.Kind.NOTE if is_note else Draft.Kind.REPLY,
        body=given["body"],
        files=uploads(given["attached"]),
        seen_seq=given["seen_seq"],
        reader=given["reader"],
        is_meant=given["meant"],
        leaves_at=given["later"],
    )


def _composer(request: AgentRequest, ref: str, form: WriteForm, *, status: int, news: str = "") -> HttpResponse:
    """The page again with what was typed; what came meanwhile counts as seen from here on. Files are chosen again."""
    page = case_page(request.actor, ref, timezone.now(), shown_of(request.POST))
    if request.FILES and not news:
        form.add_error(None, _("The files have to be chosen again."))
    context = page_context(request, page, form=form, news=news)
    return part(request, "cases/_write_answer.html", context, status=status, page="cases/case_page.html")


def _sheet(request: HttpRequest, name: str, form: ActForm, *, status: int = 200) -> HttpResponse:
    href = reverse(f"cases:{name}", args=[form.case.ref])
    context = {"form": form, "case": form.case, "action": href, "name": name, "is_sheet": wants_part(request)}
    return part(request, "cases/_act_form.html", context, status=status, page="cases/act_page.html")


def _done(request: AgentRequest, ref: str, *, has_written: bool = False, way: str = "") -> HttpResponse:
    """What changed on the page, for htmx; else back to it. Who lost sight of the case goes to his list, and who wants it
    so goes on his `way`."""
    if way:
        return go(request, way)
    filters = list_asked_for(request)
    try:
        page = case_page(request.actor, ref, timezone.now(), shown_of(request.POST))
    except NoCase:
        return go(request, list_of(filters))
    see(case=page.case, up_to=page.seen_seq, by=request.actor)
    to = page_in(filters, ref)
    context = {**page_context(request, page), "has_written": has_written}
    response = part(request, "cases/_after_act.html", context, then=to)
    if wants_part(request):
        response["HX-Reswap"], response["HX-Trigger-After-Swap"] = "none", "act-done"
    patch_vary_headers(response, ["HX-Request"])
    return response
