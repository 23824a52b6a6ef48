"""The page where saved texts are kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.sharing import may_change
from wuxing.cases import saved_texts
from wuxing.cases.filling import FIELDS
from wuxing.cases.text_forms import TextForm
from wuxing.ui.parts import go
from wuxing.ui.refusal import Refused


@require_safe
@staff
def texts(request: AgentRequest) -> HttpResponse:
    """All saved texts that one finds."""
    found = [(each, may_change(each, request.actor)) for each in saved_texts.texts_seen(request.actor)]
    return render(request, "cases/texts.html", {"found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def text_new(request: AgentRequest) -> HttpResponse:
    """Keep a text."""
    if request.method != "POST":
        return _page(request, TextForm(request.actor))
    return _kept(request, TextForm(request.actor, request.POST))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def text(request: AgentRequest, pk: int) -> HttpResponse:
    """Change a text."""
    found = saved_texts.text_of(pk, request.actor)
    if request.method != "POST":
        columns = ("name", "body", "kind", "scope", "team")
        return _page(request, TextForm(request.actor, initial={name: getattr(found, name) for name in columns}), pk)
    return _kept(request, TextForm(request.actor, request.POST), pk)


@require_POST
@staff
def text_removal(request: AgentRequest, pk: int) -> HttpResponse:
    """Keep a text no longer."""
    gone = saved_texts.remove(pk=pk, by=request.actor, at=timezone.now())
    messages.info(request, _("“%(name)s” is deleted.") % {"name": gone.name})
    return go(request, reverse("cases:texts"))


def _kept(request: AgentRequest, form: TextForm, pk: int | None = None) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, pk, status=422)
    try:
        if pk is None:
            saved_texts.keep(words=form.words, by=request.actor, at=timezone.now())
        else:
            saved_texts.change(pk=pk, words=form.words, by=request.actor, at=timezone.now())
    except saved_texts.NoText:
        raise
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, form, pk, status=refused.status)
    return go(request, reverse("cases:texts"))


def _page(request: AgentRequest, form: TextForm, pk: int | None = None, *, status: int = 200) -> HttpResponse:
    return render(request, "cases/text_page.html", {"form": form, "pk": pk, "fields": FIELDS}, status=status)
