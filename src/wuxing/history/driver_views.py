"""The page where themes of cases and parts of their time are weighed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, require_may
from wuxing.core.source import Problems
from wuxing.history.driver_page import Answer
from wuxing.history.driver_question import read_question
from wuxing.history.whatif_page import words
from wuxing.history.whatif_views import NothingAsked
from wuxing.ui.language import language
from wuxing.ui.parts import go, part

PART, PAGE = "history/_drivers.html", "history/drivers.html"


@require_safe
@staff
def drivers(request: AgentRequest) -> HttpResponse:
    """Weigh the time of cases by theme and part."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    return part(request, PART, _context(request), page=PAGE)


@require_POST
@staff
def weighing(request: AgentRequest) -> HttpResponse:
    """Weigh a long history in a job."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    question = read_question(request.POST.dict())
    if question is None:
        raise NothingAsked
    question.weighing.start(by=request.actor, at=timezone.now())
    return go(request, question.weighing.address)


def _context(request: AgentRequest) -> dict[str, Any]:
    context: dict[str, Any] = {"now": timezone.now()}
    try:
        question = read_question(request.GET.dict())
        if question is None:
            return context
        context |= {"question": question, "choices": question.choices()}
        if not question.weighing.is_there:
            return context | dict(question.weighing.waiting(timezone.now()))
        return context | {"answer": Answer(question, words())}
    except Problems as problems:
        return context | {"wrong": [problem.in_language(language()) for problem in problems.found]}
