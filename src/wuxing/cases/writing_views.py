"""The composer's own addresses: drafts and their files, replies that can be undone, the preview, texts and colleagues."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.cases import drafting, holding
from wuxing.cases.acting import NoCase
from wuxing.cases.attachments import open_file, uploads
from wuxing.cases.composing import composer_of, held_by
from wuxing.cases.following import colleagues_for
from wuxing.cases.forms import DraftForm, FilesForm
from wuxing.cases.models import Draft, DraftFile
from wuxing.cases.page import case_page, live_case_for
from wuxing.cases.saved_texts import texts_for
from wuxing.cases.views import INLINE, page_context
from wuxing.ui import times
from wuxing.ui.parts import go, part
from wuxing.ui.refusal import Refused


@require_POST
@staff
def draft(request: AgentRequest, ref: str) -> HttpResponse:
    """Keep what was typed so far; a script reads the answer."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"said": _("Not saved")}, status=422)
    try:
        saved = drafting.save(ref=ref, by=request.actor, at=timezone.now(), **form.cleaned_data)
    except drafting.OtherWindow as refused:
        return JsonResponse(_told(str(refused), refused.data["draft"]), status=refused.status)
    except NoCase:
        raise
    except Refused as refused:
        return JsonResponse({"said": str(refused), "code": refused.code, "revision": 0}, status=refused.status)
    if request.POST.get("plain"):
        return go(request, reverse("cases:page", args=[ref]))
    return JsonResponse(_told(_saved_at(saved), saved))


@require_POST
@staff
def draft_removal(request: AgentRequest, ref: str) -> HttpResponse:
    """Throw one's draft away."""
    drafting.discard(ref=ref, by=request.actor, at=timezone.now())
    return _composer(request, ref)


@require_POST
@staff
def draft_sharing(request: AgentRequest, ref: str) -> HttpResponse:
    """Let colleagues see one's draft, or no longer."""
    drafting.share(ref=ref, shared=request.POST.get("shared") == "1", by=request.actor, at=timezone.now())
    return _composer(request, ref)


@require_POST
@staff
def draft_taking(request: AgentRequest, ref: str, pk: int) -> HttpResponse:
    """Go on with a colleague's draft."""
    drafting.take(pk=pk, by=request.actor, at=timezone.now())
    return _composer(request, ref)


@require_POST
@staff
def draft_files(request: AgentRequest, ref: str) -> HttpResponse:
    """Put files with one's draft as soon as they are chosen or pasted: they outlive the page like the words."""
    form, refused = FilesForm(request.POST, request.FILES), ""
    given = uploads(form.cleaned_data["attached"]) if form.is_valid() else ()
    try:
        if given:
            drafting.add_files(ref=ref, files=given, by=request.actor, at=timezone.now())
    except NoCase:
        raise
    except Refused as problem:
        refused = str(problem)
    return _files(request, ref, refused)


@require_POST
@staff
def draft_file_removal(request: AgentRequest, ref: str, file: str) -> HttpResponse:
    """Take a file from one's draft."""
    drafting.remove_file(ref=ref, key=file, by=request.actor, at=timezone.now())
    return _files(request, ref)


@require_safe
@staff
def draft_file(request: AgentRequest, ref: str, file: str) -> HttpResponseBase:
    """A file of a draft that one may see: one's own, or a shared one."""
    case = live_case_for(ref, request.actor)
    kept = get_object_or_404(DraftFile, key=file, draft__case=case)
    if kept.draft.user != request.user and not kept.draft.shared:
        raise Http404
    is_picture = kept.content_type in INLINE
    response = FileResponse(
        open_file(kept), as_attachment=not is_picture, filename=kept.name, content_type=kept.content_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@staff
def undoing(request: AgentRequest, ref: str) -> HttpResponse:
    """Take a reply back that has not left: its words stand in the composer again."""
    holding.undo(ref=ref, by=request.actor, at=timezone.now())
    to = reverse("cases:page", args=[ref])
    if urlsplit(request.headers.get("HX-Current-URL", "")).path != to:
        return go(request, f"{to}#composer")
    page = case_page(request.actor, ref, timezone.now())
    return part(request, "cases/_undone.html", page_context(request, page), then=to)


@require_POST
@staff
def letting_go(request: AgentRequest, ref: str) -> HttpResponse:
    """Send a held reply at once, or one that was to leave later."""
    live_case_for(ref, request.actor)
    holding.let_go(ref=ref, by=request.actor, at=timezone.now(), later=True)
    return _held(request, then=reverse("cases:page", args=[ref]))


@require_GET
@staff
def held(request: AgentRequest) -> HttpResponse:
    """One's replies that can still be undone."""
    return _held(request)


@require_POST
@staff
def preview(request: AgentRequest, ref: str) -> HttpResponse:
    """How the words will look."""
    live_case_for(ref, request.actor)
    return part(request, "cases/_preview.html", {"body": request.POST.get("body", "")[: drafting.LONGEST]})


@require_GET
@staff
def texts(request: AgentRequest, ref: str) -> HttpResponse:
    """Saved texts for a few letters, filled in for the case."""
    case = live_case_for(ref, request.actor)
    found = texts_for(case, request.GET.get("q", ""), request.GET.get("kind", ""), by=request.actor, at=timezone.now())
    return part(request, "cases/_texts.html", {"found": found, "case": case, "q": request.GET.get("q", "")})


@require_GET
@staff
def colleagues(request: AgentRequest, ref: str) -> HttpResponse:
    """Colleagues for a few letters, who sees the case and who would be asked to join."""
    case = live_case_for(ref, request.actor)
    return part(
        request,
        "cases/_colleagues.html",
        {"found": colleagues_for(case, request.GET.get("q", ""), by=request.actor), "case": case},
    )


def _held(request: AgentRequest, then: str = "") -> HttpResponse:
    return part(request, "cases/_held.html", {"held": held_by(request.actor, timezone.now())}, then=then)


def _told(says: str, draft: Draft | None) -> dict[str, Any]:
    return {"said": says, "revision": draft.revision if draft else 0, "body": draft.body if draft else ""}


def _saved_at(draft: Draft | None) -> str:
    """草稿已存 10:11."""
    if draft is None:
        return ""
    return _("Draft saved %(time)s") % {"time": timezone.localtime(draft.saved_at).strftime(times.TIME)}


def _composer(request: AgentRequest, ref: str) -> HttpResponse:
    page = case_page(request.actor, ref, timezone.now())
    return part(request, "cases/_composer.html", page_context(request, page), then=reverse("cases:page", args=[ref]))


def _files(request: AgentRequest, ref: str, refused: str = "") -> HttpResponse:
    case = live_case_for(ref, request.actor)
    context = {"composer": composer_of(case, request.actor), "case": case, "refused": refused}
    return part(request, "cases/_draft_files.html", context, then=reverse("cases:page", args=[ref]))
