"""Pages of cases: the list, a case, opening one, and why a deadline is when it is."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.cases import lists
from wuxing.cases.acting import OnlyHistory
from wuxing.cases.attachments import open_file
from wuxing.cases.choices import chosen, filter_choices
from wuxing.cases.composing import composer_of
from wuxing.cases.filters import Filters
from wuxing.cases.forms import OpenForm, WriteForm
from wuxing.cases.going_on import after_act_choices
from wuxing.cases.models import Attachment, Case
from wuxing.cases.page import CasePage, case_for, newest_words
from wuxing.cases.page import case_page as page_of
from wuxing.cases.past import past_case
from wuxing.cases.process_record import MOST, record_of
from wuxing.cases.promises import promises_of
from wuxing.cases.seeing import see
from wuxing.cases.sending_later import times_offered
from wuxing.cases.slots import slots_of_case, slots_of_list
from wuxing.cases.stretches import Stretch
from wuxing.cases.tabs import open_tab, tabs_of
from wuxing.cases.ties import family
from wuxing.cases.why import why as why_of
from wuxing.core.clock.reading import as_json
from wuxing.customers.lists import look_up
from wuxing.notices.reading import read_about
from wuxing.standards.finding import in_force
from wuxing.standards.lists import find
from wuxing.ui.parts import READING, go, part, wants_part
from wuxing.ui.refusal import Refused

INLINE = ("image/jpeg", "image/png", "image/webp")


@require_safe
@staff
def case_list(request: AgentRequest) -> HttpResponse:
    """A list of cases, and a place for the one that is chosen."""
    context = list_context(request)
    if wants_part(request):
        return part(request, "cases/_queue_rows.html", context)
    return render(request, "cases/case_list.html", {**context, **_around_the_list(request, context["filters"].query)})


@require_safe
@staff
def filters(request: AgentRequest) -> HttpResponse:
    """What a list can be narrowed by: rarely wanted, so it comes when somebody reaches for it."""
    asked = Filters.of(request.GET)
    context = {"filters": asked, **filter_choices(asked, request.actor)}
    return part(request, "cases/_filter_sheet.html", context, page="cases/filters.html")


def list_context(request: AgentRequest, current: str = "") -> dict[str, Any]:
    """The list that an address asks for, and which of its cases stands open beside it."""
    at, current = timezone.now(), current or request.GET.get("current", "")
    filters = Filters.of(request.GET)
    shown = lists.case_list(
        request.actor, filters, at, request.GET.get("after", ""), current, rows=_number(request, "rows")
    )
    return {
        "filters": filters,
        "cases": shown,
        "chosen": chosen(filters),
        "current": current,
        "within": request.GET.get("within", ""),
        "level": "h3" if current else "h2",
        "now": at,
        **slots_of_list(filters, request.actor, at),
    }


@require_safe
@staff
def case_page(request: AgentRequest, ref: str) -> HttpResponse:
    """One case beside its list; of history, what is known of it."""
    before, at = _number(request, "before"), timezone.now()
    try:
        page = page_of(request.actor, ref, at, Stretch(before=before) if before else None)
    except OnlyHistory:
        past = past_case(case_for(ref, request.actor), before)
        return render(request, "cases/past_case.html", {"case": past.case, "past": past, "now": timezone.now()})
    if before and wants_part(request):
        return part(request, "cases/_earlier.html", {"page": page, "case": page.case, "now": at})
    read_about(case_ref=page.case.ref, by=request.user, at=at)
    open_tab(case=page.case, up_to=page.seen_seq, by=request.actor, at=at)
    return render(request, "cases/case_page.html", page_context(request, page))


def page_context(
    request: AgentRequest,
    page: CasePage,
    form: WriteForm | None = None,
    news: str = "",
    unread_since: int | None = None,
) -> dict[str, Any]:
    """What the page of a case and its parts are made of; the list only where the whole page is.

    `seen_seq` goes back with the composer: up to there the writer has read. `unread_since` is where his reading began.
    """
    written = form or WriteForm()
    composer = composer_of(page.case, request.actor)
    is_again = form is not None and not news
    context = {
        "page": page,
        "case": page.case,
        "form": written,
        "kind": written.data.get("kind", "reply") if written.is_bound else composer.kind,
        "composer": composer,
        "times_offered": partial(times_offered, timezone.now()),
        "news": news,
        "seen_seq": written.data.get("seen_seq", "") if is_again else page.seen_seq,
        "unread_since": page.seen_seq if unread_since is None else unread_since,
        "filters": list_asked_for(request),
        "now": timezone.now(),
        **slots_of_case(page.case, request.actor, timezone.now()),
    }
    if wants_part(request):
        return context
    listed = list_context(request, current=page.case.ref)
    return {**context, **listed, **_around_the_list(request, listed["filters"].query, current=page.case.ref)}


def _around_the_list(request: AgentRequest, query: str, current: str = "") -> dict[str, Any]:
    """What only a whole page has: the open cases, and where one goes after an act."""
    return {
        "tabs": tabs_of(request.actor, current=current, query=query),
        "after_act": partial(after_act_choices, request.actor),  # asked for where a case is open
    }


def list_asked_for(request: AgentRequest) -> Filters:
    """The list beside the case: a part and an act are asked for by the page they belong to."""
    if request.method in READING and not wants_part(request):
        return Filters.of(request.GET)
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    return Filters.of(QueryDict(urlsplit(page).query))


def shown_of(given: QueryDict) -> Stretch | None:
    """What a page says of itself: from where on it shows the story, and how far its reader had read when it was opened."""
    since, read_to = (whole_number(given.get(name, "")) for name in ("since", "read_to"))
    return Stretch(since=since, read_to=read_to) if since else None


@require_GET
@staff
def refreshment(request: AgentRequest, ref: str) -> HttpResponse:
    """The parts of a page that change by themselves, and a word where somebody wrote since the writer's reading began."""
    page = page_of(request.actor, ref, timezone.now(), shown_of(request.GET))
    if not request.GET.get("hidden"):
        see(case=page.case, up_to=page.seen_seq, by=request.actor)
    since = _number(request, "unread_since")
    other = newest_words(page.case, request.actor, since) if since else None
    news = (
        _("%(name)s just wrote. Read it before you send.") % {"name": other.author_name or _("Somebody")}
        if other
        else ""
    )
    context = page_context(request, page, news=news, unread_since=since or None)
    return part(request, "cases/_refreshment.html", context, page="cases/case_page.html")


@require_safe
@staff
def why(request: AgentRequest, ref: str, commitment: str, cycle: int) -> HttpResponse:
    """Why a clock shows what it shows; `?as=json` for the reading itself."""
    case = case_for(ref, request.actor)
    found = why_of(case, commitment, cycle, timezone.now())
    if request.GET.get("as") == "json":
        response = JsonResponse(as_json(found.reading), json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = f'attachment; filename="{ref}-{commitment}-{cycle}.json"'
        return response
    return render(request, "cases/why.html", {"why": found, "case": case, "now": timezone.now()})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: AgentRequest) -> HttpResponse:
    """Open a case for a customer."""
    at = timezone.now()
    standard = in_force(at)
    if request.method != "POST":
        return _open_page(request, OpenForm(standard, request.actor, initial=_begun(request)))
    form = OpenForm(standard, request.actor, request.POST, request.FILES)
    if not form.is_valid():
        return _open_page(request, form, status=422)
    try:
        case = form.open(at)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _open_page(request, form, status=refused.status)
    if not Case.objects.visible_to(request.actor).filter(pk=case.pk).exists():
        messages.info(request, _("%(ref)s is open with %(team)s.") % {"ref": case.ref, "team": case.team})
        return go(request, reverse("cases:list"))
    return go(request, reverse("cases:page", args=[case.ref]))


@require_GET
@staff
def promises(request: AgentRequest) -> HttpResponse:
    """What a case of the chosen class would promise, were it opened now."""
    at = timezone.now()
    form = OpenForm(in_force(at), request.actor, request.GET)
    context = {"promises": promises_of(form.standard, form.case_class, at), "standard": form.standard, "now": at}
    return part(request, "cases/_promises.html", context)


@require_GET
@staff
def customers(request: AgentRequest) -> HttpResponse:
    """Known customers for a few digits or letters."""
    found = look_up(request.GET.get("who", ""), by=request.actor)
    return part(request, "cases/_known_customers.html", {"found": found})


@require_safe
@staff
def process(request: AgentRequest, name: str, version: str) -> HttpResponse:
    """How the processes of a standard are followed, as far as the reader sees its cases."""
    standard = find(name, version, at=timezone.now()).standard
    context = {"standard": standard, "records": record_of(standard, request.actor), "most": MOST}
    return render(request, "cases/process_record.html", context)


@require_safe
@staff
def attachment(request: AgentRequest, ref: str, key: str) -> HttpResponseBase:
    """A file of a case. Pictures are shown, everything else is saved; nothing in it may run."""
    kept = Attachment.objects.filter(case__in=family(case_for(ref, request.actor)), key=key).first()
    if kept is None:
        raise Http404
    try:
        file = open_file(kept)
    except FileNotFoundError as lost:
        raise Http404 from lost
    shown = kept.content_type in INLINE
    response = FileResponse(file, as_attachment=not shown, filename=kept.name, content_type=kept.content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _number(request: AgentRequest, name: str) -> int:
    """A number of the address; 0 where there is none."""
    return whole_number(request.GET.get(name, ""))


def whole_number(given: str) -> int:
    """A number as an address has it; 0 where it is none."""
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _begun(request: AgentRequest) -> dict[str, Any]:
    """What the address says already: a customer, a phone number, a subject."""
    return {name: request.GET[name] for name in ("customer", "phone", "name", "subject") if request.GET.get(name)}


def _open_page(request: AgentRequest, form: OpenForm, *, status: int = 200) -> HttpResponse:
    at = timezone.now()
    chosen_customer = form["customer"].value()
    known = form.known_customer(chosen_customer)
    context = {
        "form": form,
        "known": known,
        "standard": form.standard,
        "promises": promises_of(form.standard, form.case_class, at),
        "now": at,
    }
    return render(request, "cases/case_new.html", context, status=status)
