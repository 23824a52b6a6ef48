"""The page where two stretches of a history are compared."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, require_may
from wuxing.core.source import Problems
from wuxing.history.before_after import zone_of
from wuxing.history.before_after_page import Answer
from wuxing.history.before_after_question import Question, read_question
from wuxing.history.whatif_page import words
from wuxing.ui.language import language
from wuxing.ui.parts import go, part
from wuxing.ui.refusal import Refused

PART, PAGE = "history/_before_after.html", "history/before_after.html"


class NothingToCompare(Refused):
    """There is no history, or one side of the day holds none."""

    code = "nothing-to-compare"
    status = 404
    says = _("There is no history on both sides of that day. Choose again under History.")


@require_safe
@staff
def before_after(request: AgentRequest) -> HttpResponse:
    """Compare a history before and after a day."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    return part(request, PART, _context(request), page=PAGE)


@require_POST
@staff
def counting(request: AgentRequest) -> HttpResponse:
    """Count a long history in a job."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    question = read_question(request.POST.dict())
    if question is None or question.comparing.windows is None:
        raise NothingToCompare
    question.comparing.start(by=request.actor, at=timezone.now())
    return go(request, question.comparing.address)


def _context(request: AgentRequest) -> dict[str, Any]:
    context: dict[str, Any] = {"now": timezone.now()}
    try:
        question = read_question(request.GET.dict())
        if question is None:
            return context
        return context | {"question": question, "choices": question.choices()} | _answered(question)
    except Problems as problems:
        return context | {"wrong": [problem.in_language(language()) for problem in problems.found]}


def _answered(question: Question) -> dict[str, Any]:
    asked = question.comparing
    if asked.windows is None:
        days = asked.held.days(zone_of(asked.history)) if asked.held else ()
        return {"is_beyond": True, "opened": [words().day(day.isoformat()) for day in days]}
    if not asked.is_there:
        return dict(asked.waiting(timezone.now()))
    return {"answer": Answer(question, words())}
