"""Pages of drafts: beginning one, its editor, a save as it is typed, and what is looked at beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, require_may
from wuxing.standards import drafting, lists
from wuxing.standards.clauses import with_clause
from wuxing.standards.draft_page import page_of, standing_of
from wuxing.standards.forms import EffectiveForm, NormForm, RemarkForm, SeenForm, StartForm, TextForm
from wuxing.standards.models import Draft
from wuxing.standards.revisions import revision_page, text_difference
from wuxing.ui.parts import go, part, wants_part
from wuxing.ui.refusal import Refused


@require_http_methods(["GET", "POST"])
@staff
def drafts(request: AgentRequest) -> HttpResponse:
    """Begin a draft: from a version, or with a text."""
    require_may(request.actor, Act.DRAFT_STANDARDS)
    if request.method == "GET":
        return _start_page(request, StartForm(initial={"ref": request.GET.get("from", "")}))
    form = StartForm(request.POST)
    if not form.is_valid():
        return _start_page(request, form, status=422)
    ref, text, scope = (form.cleaned_data[key] for key in ("ref", "text", "scope"))
    try:
        begun = lists.text_of(ref) if ref and not text.strip() else text
        draft = drafting.start(text=begun, based_on=ref, scope=scope, by=request.actor, at=timezone.now())
    except Refused as refused:
        form.add_error("scope", str(refused))
        return _start_page(request, form, status=refused.status)
    return go(request, reverse("standards:draft", args=[draft.pk]))


@require_GET
@staff
def draft(request: AgentRequest, key: int) -> HttpResponse:
    """One draft: its text, where it stands, and a panel beside it."""
    return show(request, drafting.find(key))


@require_POST
@staff
def text(request: AgentRequest, key: int) -> HttpResponse:
    """Keep the text as it is typed; `insert=ref#key` puts a clause of another standard into it."""
    form = TextForm(request.POST)
    if not form.is_valid():
        return show(request, drafting.find(key), status=422)
    typed, seen = drafting.as_kept(form.cleaned_data["text"]), form.cleaned_data["seen"]
    over, insert = request.POST.get("over", ""), request.POST.get("insert", "")
    try:
        if insert:
            ref, _, clause = insert.partition("#")
            typed = with_clause(typed, clause, of=lists.text_of(ref))
        seen = int(over) if over.isdecimal() else seen
        saved = drafting.save(key=key, text=typed, seen=seen, by=request.actor, at=timezone.now())
    except drafting.ChangedMeanwhile as refused:
        return _show_both(request, key, refused, typed=typed, seen=seen)
    if insert or not wants_part(request):
        return go(request, f"{reverse('standards:draft', args=[key])}?panel={request.POST.get('panel', '')}&edit=1")
    return show(request, saved)


@require_GET
@staff
def revision(request: AgentRequest, key: int, number: int) -> HttpResponse:
    """The text as somebody left it, and what became of it since."""
    found = drafting.find(key)
    may_write = standing_of(found, request.actor).may_write
    return render(request, "standards/revision.html", {**revision_page(found, number), "may_write": may_write})


@require_POST
@staff
def restoration(request: AgentRequest, key: int, number: int) -> HttpResponse:
    """Take the text of an earlier revision; where somebody saved meanwhile, it is shown beside theirs."""
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else 0
    try:
        drafting.take_revision(key=key, number=number, seen=seen, by=request.actor, at=timezone.now())
    except drafting.ChangedMeanwhile as refused:
        typed = drafting.revision_of(drafting.find(key), number).text
        return _show_both(request, key, refused, typed=typed, seen=seen)
    return go(request, f"{reverse('standards:draft', args=[key])}?edit=1")


def show(request: AgentRequest, found: Draft, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a draft, or for htmx its panel with what else has changed."""
    asked = {**request.GET.dict(), **({"edit": "1"} if request.method == "POST" and "seen" in request.POST else {})}
    asked |= {name: request.POST[name] for name in ("panel", "with", "of") if request.POST.get(name)}
    context = {
        "typed": found.text,
        "seen": found.revision,
        "remark_form": RemarkForm(),
        "norm_form": NormForm(),
        "effective_form": EffectiveForm(),
        **page_of(found, asked, by=request.actor, at=timezone.now()),
        **more,
    }
    template = "standards/_draft_news.html" if request.GET.get("after") is None else "standards/_moves.html"
    return part(request, template, context, status=status, page="standards/draft.html")


def _show_both(request: AgentRequest, key: int, refused: Refused, *, typed: str, seen: int) -> HttpResponse:
    found = drafting.find(key)
    conflict = {"says": str(refused), "difference": text_difference(found.text, typed)}
    return show(request, found, status=409, typed=typed, conflict=conflict, seen=seen)


def _start_page(request: AgentRequest, form: StartForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "refs": lists.every_ref(), "drafts": lists.open_drafts()}
    return render(request, "standards/draft_new.html", context, status=status)
