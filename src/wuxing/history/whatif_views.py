"""The page where another limit is tried."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, may, require_may
from wuxing.core.source import Problems
from wuxing.history.whatif_drafts import take_into_draft
from wuxing.history.whatif_forms import WhatIfForm
from wuxing.history.whatif_page import Answer, words
from wuxing.history.whatif_question import Asked, Question, read_question
from wuxing.ui.language import language, said
from wuxing.ui.parts import go, part
from wuxing.ui.refusal import Refused

PART, PAGE = "history/_what_if.html", "history/what_if.html"


class NothingAsked(Refused):
    """There is no history or no promise of that name."""

    code = "nothing-asked"
    status = 404
    says = _("There is no such history or promise to try a limit on. Choose again under History.")


@require_safe
@staff
def what_if(request: AgentRequest) -> HttpResponse:
    """Try a limit, a calendar or a class on a stretch of history."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    return part(request, PART, _context(request), page=PAGE)


@require_POST
@staff
def measurement(request: AgentRequest) -> HttpResponse:
    """Measure a long history in a job."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    question = _asked(request.POST)
    for wanted in (question.own, question.tried):
        wanted.start(by=request.actor, at=timezone.now())
    return go(request, _address(request.POST))


@require_POST
@staff
def draft(request: AgentRequest) -> HttpResponse:
    """Take what was tried into a draft of the standard."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    answer = Answer(_asked(request.POST), WhatIfForm(request.POST))
    made = take_into_draft(answer=answer, by=request.actor, at=timezone.now())
    return go(request, reverse("standards:draft", args=[made.pk]))


def _context(request: AgentRequest) -> dict[str, Any]:
    asked: Asked = request.GET.dict()
    context: dict[str, Any] = {"now": timezone.now(), "may_draft": may(request.actor, Act.DRAFT_STANDARDS)}
    try:
        question = read_question(asked)
        form = WhatIfForm(asked)
        context |= {"question": question, "form": form}
        return context | (_answered(question, form) if question else {})
    except Problems as problems:
        lines = [problem.in_language(language()) for problem in problems.found]
        return context | {"wrong": lines, "standard": asked.get("standard", "")}


def _answered(question: Question, form: WhatIfForm) -> dict[str, Any]:
    choices = {"choices": question.choices()}
    if question.missing:
        return {**choices, "missing": words().listing([said(question.kind(kind)) for kind in question.missing])}
    waiting = [each for each in (question.own, question.tried) if not each.is_there]
    if waiting:
        return {**choices, **waiting[0].waiting(timezone.now())}
    return {**choices, "answer": Answer(question, form)}


def _asked(posted: Any) -> Question:
    question = read_question(posted.dict())
    if question is None or question.missing:
        raise NothingAsked
    return question


def _address(posted: Any) -> str:
    asked = {name: value for name, value in posted.items() if name != "csrfmiddlewaretoken" and value}
    return f"{reverse('history:what-if')}?{urlencode(asked)}"
