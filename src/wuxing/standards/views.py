"""Pages of standards: the list, one as a document, its decision table, a difference, and publishing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import condition, require_GET, require_http_methods

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, may, require_may
from wuxing.core.source import Problems
from wuxing.standards import lists
from wuxing.standards.annexes import calendar_lines, names
from wuxing.standards.articles import chapters
from wuxing.standards.checking import Check, check
from wuxing.standards.difference_page import difference_of
from wuxing.standards.drafting import start
from wuxing.standards.finding import shelf
from wuxing.standards.forms import PublicationForm
from wuxing.standards.process_page import processes
from wuxing.standards.prose import sentences
from wuxing.standards.reviewing import publish_first
from wuxing.standards.table_page import table_of
from wuxing.ui.parts import go


@require_GET
@staff
def standard_list(request: AgentRequest) -> HttpResponse:
    """Every standard: in force, to come, gone by, shipped."""
    context = {"overview": lists.overview(timezone.now()), "drafts": lists.open_drafts(), **_rights(request)}
    return render(request, "standards/standard_list.html", context)


@require_GET
@staff
def document(request: AgentRequest, name: str, version: str) -> HttpResponse:
    """One standard, to be read."""
    now = timezone.now()
    found = lists.find(name, version, at=now)
    context = {
        "found": found,
        "line": found.line,
        "nearest": lists.to_compare_with(found, at=now).partition("@")[::2],
        "chapters": chapters(found.standard),
        "processes": processes(found.standard),
        "calendars": calendar_lines(found.standard),
        "names": names(found.standard),
        "others": _others(found.line.ref),
        **_rights(request),
    }
    return render(request, "standards/document.html", context)


@require_GET
@staff
def table(request: AgentRequest, name: str, version: str) -> HttpResponse:
    """The decision table of one standard; filters stand in the address."""
    found = lists.find(name, version, at=timezone.now())
    shown = table_of(found.standard, request.GET.dict())
    context = {"found": found, "line": found.line, "table": shown, "is_filtered": bool(request.GET)}
    return render(request, "standards/table.html", context)


@require_GET
@staff
def difference(request: AgentRequest, name: str, version: str, other: str, other_version: str) -> HttpResponse:
    """What changes from one standard to another."""
    now = timezone.now()
    before, after = lists.find(name, version, at=now), lists.find(other, other_version, at=now)
    context = {
        "before": before,
        "after": after,
        "difference": (found := difference_of(before.standard, after.standard)),
        "sentences": sentences(found),
        "others": _others(before.line.ref),
    }
    return render(request, "standards/difference.html", context)


@require_GET
@staff
def choose_difference(request: AgentRequest, name: str, version: str) -> HttpResponse:
    """`?with=name@version` leads to the difference with that one; nothing chosen leads back."""
    other, _, other_version = request.GET.get("with", "").partition("@")
    if f"{other}@{other_version}" not in lists.every_ref():
        return redirect("standards:document", name, version)
    return redirect("standards:diff", name, version, other, other_version)


def _fingerprint(request: HttpRequest, name: str, version: str) -> str | None:
    return f'"{lists.find(name, version, at=timezone.now()).sha256}"' if request.user.is_authenticated else None


@require_GET
@staff
@condition(etag_func=_fingerprint)
def text(request: AgentRequest, name: str, version: str) -> HttpResponse:
    """The text byte for byte."""
    found = lists.find(name, version, at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{name}-{version}.yaml"'}
    return HttpResponse(found.text, content_type="application/yaml; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
@staff
def publication(request: AgentRequest) -> HttpResponse:
    """Check a text, publish it as the first of all, or begin a draft with it: `act` says which.

    `?from=name@version` begins with that text.
    """
    require_may(request.actor, Act.PUBLISH_STANDARDS)
    if request.method == "GET":
        return _publication_page(request, PublicationForm(initial={"text": lists.text_of(request.GET.get("from", ""))}))
    form = PublicationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _publication_page(request, form, status=422)
    raw: bytes = form.cleaned_data["raw"]
    now = timezone.now()
    act, checked = request.POST.get("act"), check(raw, at=now)
    if act == "draft":
        draft = start(text=raw.decode("utf-8", "replace"), by=request.actor, at=now)
        return go(request, reverse("standards:draft", args=[draft.pk]))
    if checked.problems or act != "publish":
        return _publication_page(request, _filled(raw), checked, status=422 if checked.problems else 200)
    try:
        published = publish_first(text=raw, by=request.actor, at=now)
    except Problems as problems:  # a base was published or withdrawn between the two
        return _publication_page(request, _filled(raw), check(raw, at=now, found=problems), status=422)
    return go(request, reverse("standards:document", args=[published.name, published.version]))


def _publication_page(
    request: AgentRequest, form: PublicationForm, checked: Check | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "checked": checked, **_rights(request)}
    return render(request, "standards/publication.html", context, status=status)


def _filled(raw: bytes) -> PublicationForm:
    """The form with the text that was checked: a file that was chosen is not sent back by browsers."""
    return PublicationForm(initial={"text": raw.decode("utf-8", "replace")})


def _others(ref: str) -> list[str]:
    return [each for each in lists.every_ref() if each != ref]


def _rights(request: AgentRequest) -> dict[str, bool]:
    """What the reader may do; the first of all is published without a draft."""
    return {
        "may_publish": may(request.actor, Act.PUBLISH_STANDARDS),
        "may_draft": may(request.actor, Act.DRAFT_STANDARDS),
        "is_first": not shelf().issues,
    }
