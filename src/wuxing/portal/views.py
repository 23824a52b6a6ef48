"""Pages for customers: the request form, and the status page behind a signed link. Nobody signs in here.

There is nothing that a forged request could borrow (no session counts, the link itself is the proof), so these forms
need no CSRF token and work without cookies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from wuxing.cases.attachments import open_file, uploads
from wuxing.cases.models import Attachment, Case, Message
from wuxing.cases.ties import family
from wuxing.channels.form.receiving import receive
from wuxing.channels.limits import Meter, address_of
from wuxing.portal import answering
from wuxing.portal.forms import AnswerForm, ReopenForm, RequestForm
from wuxing.portal.links import LinkExpired, NoLink, case_of, path_of, token_of
from wuxing.portal.showing import status_of
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui.refusal import Refused

P = ParamSpec("P")
NOTHING: Mapping[str, Any] = MappingProxyType({})

REQUESTS_PER_WINDOW, LOOKS_PER_WINDOW, WORDS_PER_WINDOW = 10, 240, 30
requests, looks, words = Meter(600), Meter(60), Meter(600)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def request_form(request: HttpRequest) -> HttpResponse:
    """Ask something. What was typed stays when something is wrong with it."""
    try:
        standard = in_force(timezone.now())
    except NoStandard:
        return _notice(request, 503, _("We cannot take requests here yet"), _("Please call us, or come back later."))
    if request.method != "POST":
        return _form_page(request, RequestForm(standard))
    form = RequestForm(standard, request.POST, request.FILES)
    if form.is_bait_taken:
        return HttpResponseRedirect(reverse("portal:received"), status=303)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    if seconds := requests.wait(address_of(request), REQUESTS_PER_WINDOW):
        form.add_error(None, _too_often(seconds))
        return _form_page(request, form, status=429)
    try:
        case = receive(form.inbound(get_language() or "zh-hans"), at=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form, status=refused.status)
    return HttpResponseRedirect(reverse("portal:thanks", args=[token_of(case)]), status=303)


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What a program sees that filled in the bait: nothing was kept."""
    return _notice(request, 200, _("Thank you"), _("Your request has arrived."))


def behind_link(
    view: Callable[Concatenate[HttpRequest, Case, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Give a view the case of the link; a link that is none of ours, or too old, gets a page that helps."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            if seconds := looks.wait(address_of(request), LOOKS_PER_WINDOW):
                return _private(_notice(request, 429, _("Too many requests"), _too_often(seconds)))
            case = case_of(token, at=timezone.now())
        except NoLink as refused:
            return _private(_notice(request, 404, _("This link does not work"), str(refused)))
        except LinkExpired as refused:
            return _private(_notice(request, 410, _("This link has expired"), str(refused)))
        return _private(view(request, case, *args, **kwargs))

    return guarded


@require_safe
@behind_link
def status(request: HttpRequest, case: Case) -> HttpResponse:
    """Where a case stands for its customer."""
    return _status_page(request, case)


@require_safe
@behind_link
def thanks(request: HttpRequest, case: Case) -> HttpResponse:
    """A request arrived: what is promised now, and the link to follow it."""
    context = {"status": status_of(case, timezone.now()), "link": request.build_absolute_uri(path_of(case))}
    return render(request, "portal/thanks.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def messages(request: HttpRequest, case: Case) -> HttpResponse:
    """Write to us, with pictures."""
    form = AnswerForm(request.POST, request.FILES)
    return _act(
        request,
        case,
        "answer",
        form,
        lambda: answering.answer(
            case, form.cleaned_data["body"], uploads(form.cleaned_data["pictures"]), at=timezone.now()
        ),
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def confirmation(request: HttpRequest, case: Case) -> HttpResponse:
    """Say that it is solved."""
    return _act(request, case, "confirm", None, lambda: answering.confirm(case, at=timezone.now()))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def rating(request: HttpRequest, case: Case) -> HttpResponse:
    """Say how satisfied one is."""
    score = request.POST.get("score", "")
    return _act(request, case, "rate", None, lambda: answering.rate(case, score, at=timezone.now()), to="rating")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def reopening(request: HttpRequest, case: Case) -> HttpResponse:
    """Say that it is not solved, and what is wrong."""
    form = ReopenForm(request.POST)
    return _act(
        request, case, "reopen", form, lambda: answering.reopen(case, form.cleaned_data["reason"], at=timezone.now())
    )


@require_safe
@behind_link
def attachment(request: HttpRequest, case: Case, key: str) -> HttpResponseBase:
    """A file of a public message. Pictures are shown, everything else is saved."""
    public = Attachment.objects.filter(case__in=family(case), key=key).exclude(message__kind=Message.Kind.NOTE).first()
    if public is None:
        return _notice(request, 404, _("This file is not here"), _("Go back to the page and load it again."))
    try:
        stored = open_file(public)
    except FileNotFoundError:
        return _notice(request, 404, _("This file is not here"), _("It was lost on our side; ask us for it."))
    is_picture = public.width is not None
    response = FileResponse(
        stored, as_attachment=not is_picture, filename=public.name, content_type=public.content_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _act(
    request: HttpRequest,
    case: Case,
    name: str,
    form: AnswerForm | ReopenForm | None,
    act: Callable[[], None],
    *,
    to: str = "talk",
) -> HttpResponse:
    """Do what the customer asked and lead back to the page; refused, the page stays with what was typed."""
    if request.method != "POST":
        return HttpResponseRedirect(path_of(case))
    wrong = {name: form} if form is not None else {}
    if seconds := words.wait(address_of(request), WORDS_PER_WINDOW):
        return _status_page(request, case, code=429, problem=_too_often(seconds), wrong=wrong)
    if form is not None and not form.is_valid():
        return _status_page(request, case, code=422, wrong=wrong)
    try:
        act()
    except Refused as refused:
        return _status_page(request, case, code=refused.status, problem=str(refused), wrong=wrong)
    return HttpResponseRedirect(f"{path_of(case)}#{to}", status=303)


def _status_page(
    request: HttpRequest, case: Case, *, code: int = 200, problem: str = "", wrong: Mapping[str, Any] = NOTHING
) -> HttpResponse:
    context = {
        "status": status_of(case, timezone.now()),
        "answer": AnswerForm(),
        "reopen": ReopenForm(),
        "problem": problem,
        **wrong,
    }
    return render(request, "portal/status.html", context, status=code)


def _form_page(request: HttpRequest, form: RequestForm, *, status: int = 200) -> HttpResponse:
    response = render(request, "portal/request.html", {"form": form}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _notice(request: HttpRequest, code: int, heading: str, says: str) -> HttpResponse:
    return render(request, "portal/notice.html", {"heading": heading, "says": says, "code": code}, status=code)


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """The address is the proof: no search engine, cache or other site may learn it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    return response


def _too_often(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return _("That was very often in a short time. Please go on in %(minutes)s minutes.") % {"minutes": minutes}
