"""Acts on a draft besides its text: remarks, the norm beside it, review, approval, publication."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.core.source import Problems
from wuxing.standards import drafting, norms, remarks, reviewing
from wuxing.standards.draft_views import show
from wuxing.standards.forms import EffectiveForm, NormForm, RemarkForm
from wuxing.ui.parts import go
from wuxing.ui.refusal import Refused


@require_POST
@staff
def remark(request: AgentRequest, key: int) -> HttpResponse:
    """Say something about a line."""
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return show(request, drafting.find(key), status=422, remark_form=form)
    line = form.cleaned_data["line"] or 0
    remarks.remark(key=key, body=form.cleaned_data["body"], line=line, by=request.actor, at=timezone.now())
    return _back(request, key, "remarks")


@require_POST
@staff
def resolution(request: AgentRequest, key: int, remark: int) -> HttpResponse:
    """Say that a remark is dealt with."""
    remarks.resolve(key=key, remark=remark, by=request.actor, at=timezone.now())
    return _back(request, key, "remarks")


@require_POST
@staff
def norm(request: AgentRequest, key: int) -> HttpResponse:
    """Keep the norm beside the draft, from a Word or PDF file or pasted."""
    form = NormForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, drafting.find(key), status=422, norm_form=form)
    file, name, text = form.cleaned_data["file"], "", form.cleaned_data["text"]
    try:
        if file:
            name = str(file.name)
            text = norms.text_of(name, file.read(norms.LARGEST + 1))
        drafting.keep_source(key=key, name=name, text=text, by=request.actor, at=timezone.now())
    except Refused as refused:
        form.add_error("file", str(refused))
        return show(request, drafting.find(key), status=refused.status, norm_form=form)
    return _back(request, key, "source")


@require_POST
@staff
def submission(request: AgentRequest, key: int) -> HttpResponse:
    """Ask for approval; a text with mistakes is shown with them."""
    try:
        reviewing.submit(key=key, by=request.actor, at=timezone.now())
    except Problems:
        return show(request, drafting.find(key), status=422)
    return _back(request, key)


@require_POST
@staff
def approval(request: AgentRequest, key: int) -> HttpResponse:
    """Agree to the text that was read."""
    reviewing.approve(key=key, sha256=request.POST.get("sha256", ""), by=request.actor, at=timezone.now())
    return _back(request, key)


@require_POST
@staff
def rejection(request: AgentRequest, key: int) -> HttpResponse:
    """Give it back with a reason."""
    reviewing.send_back(key=key, why=request.POST.get("why", ""), by=request.actor, at=timezone.now())
    return _back(request, key, "remarks")


@require_POST
@staff
def withdrawal(request: AgentRequest, key: int) -> HttpResponse:
    """Give a draft up."""
    drafting.withdraw(key=key, by=request.actor, at=timezone.now())
    return _back(request, key)


@require_POST
@staff
def publication(request: AgentRequest, key: int) -> HttpResponse:
    """Publish an approved draft, from the date it names or a later instant."""
    form = EffectiveForm(request.POST)
    if not form.is_valid():
        return show(request, drafting.find(key), status=422, effective_form=form)
    try:
        published = reviewing.publish_draft(
            key=key,
            sha256=request.POST.get("sha256", ""),
            effective_at=form.cleaned_data["effective_at"],
            by=request.actor,
            at=timezone.now(),
        )
    except Problems:  # what it extends was published anew, or a data set changed
        return show(request, drafting.find(key), status=422)
    except Refused as refused:
        form.add_error("effective_at", str(refused))
        return show(request, drafting.find(key), status=refused.status, effective_form=form)
    return go(request, reverse("standards:document", args=[published.name, published.version]))


def _back(request: AgentRequest, key: int, panel: str = "") -> HttpResponse:
    return go(request, reverse("standards:draft", args=[key]) + (f"?panel={panel}" if panel else ""))
