"""Pages of improvements: the list, beginning one, its record, and what is done on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, require_may
from wuxing.core.source import Problems
from wuxing.history import improvement_lists, improving
from wuxing.history.before_after_question import Question, read_question
from wuxing.history.improvement_beginning import plan_form
from wuxing.history.improvement_forms import ActionForm, CheckForm, DecisionForm, DoneForm
from wuxing.history.improvement_page import Record
from wuxing.history.improving import Step
from wuxing.history.models import Improvement
from wuxing.ui.language import language
from wuxing.ui.parts import go
from wuxing.ui.refusal import Refused

LONGEST_QUERY = 400


@require_safe
@staff
def improvements(request: AgentRequest) -> HttpResponse:
    """Every improvement, the newest first; `before` a number."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    before = request.GET.get("before", "")
    rows = improvement_lists.improvements(int(before) if before.isdecimal() and len(before) < 18 else 0)
    older = rows[-1].pk if len(rows) == improvement_lists.PAGE else 0
    context = {"improvements": [Record(each) for each in rows], "older": older, "now": timezone.now()}
    return render(request, "history/improvements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: AgentRequest) -> HttpResponse:
    """Begin an improvement on a figure of a comparison; the query says of which."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    asked = request.POST if request.method == "POST" else request.GET
    try:
        question = read_question(asked.dict())
    except Problems as problems:
        wrong = [problem.in_language(language()) for problem in problems.found]
        return render(request, "history/improvement_new.html", {"wrong": wrong, "now": timezone.now()})
    driver = asked.get("driver", "")[:LONGEST_QUERY]
    context: dict[str, Any] = {"question": question, "driver": driver, "now": timezone.now()}
    if question is None or question.comparing.windows is None or not question.comparing.is_there:
        return render(request, "history/improvement_new.html", context)
    is_sent = request.method == "POST"
    form = plan_form(question, asked, by=request.actor, is_sent=is_sent)
    if is_sent and form.is_valid():
        try:
            return _begun(request, question, form.plan(driver), form)
        except Refused as refused:
            form.add_error(None, str(refused))
    context |= {"form": form}
    return render(request, "history/improvement_new.html", context, status=422 if is_sent else 200)


@require_safe
@staff
def improvement(request: AgentRequest, pk: int) -> HttpResponse:
    """One improvement: plan, do, check, decide."""
    return _page(request, improvement_for(request, pk))


@require_POST
@staff
def actions(request: AgentRequest, pk: int) -> HttpResponse:
    """Say what is to be done."""
    form = ActionForm(request.POST)

    def add(given: dict[str, Any]) -> Any:
        return improving.add_action(key=pk, step=Step(**form.cleaned_data), by=given["by"], at=given["at"])

    return _act(request, pk, "action", form, add)


@require_POST
@staff
def completion(request: AgentRequest, pk: int, action: int) -> HttpResponse:
    """Say that an action is done."""
    found = improvement_for(request, pk).actions.filter(pk=action).first()
    if found is None:
        raise Http404
    form = DoneForm(found, timezone.localdate(), request.POST)
    return _act(request, pk, "done", form, lambda given: improving.finish_action(action=action, **given))


@require_POST
@staff
def checks(request: AgentRequest, pk: int) -> HttpResponse:
    """Keep what the measure was before and after a day; a long history is counted on the page of the comparison."""
    found, form = improvement_for(request, pk), CheckForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, check=form)
    asked = improving.comparing_for(found, **form.cleaned_data)
    if asked.windows is not None and not asked.is_there:
        return go(request, asked.address)
    return _act(
        request,
        pk,
        "check",
        form,
        lambda given: improving.check(key=given["key"], asked=asked, by=given["by"], at=given["at"]),
    )


@require_POST
@staff
def decision(request: AgentRequest, pk: int) -> HttpResponse:
    """Decide what becomes of it."""
    return _act(request, pk, "decide", DecisionForm(request.POST), lambda given: improving.decide(**given))


def improvement_for(request: AgentRequest, pk: int) -> Improvement:
    """An improvement that the reader may see. Raises NotAllowed, Http404."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    found = improvement_lists.improvement(pk)
    if found is None:
        raise Http404
    return found


def _begun(request: AgentRequest, question: Question, plan: improving.Plan, form: forms.Form) -> HttpResponse:
    begun = improving.begin(
        plan=plan,
        asked=question.comparing,
        measure=form.cleaned_data["measure"],
        side=form.cleaned_data["side"],
        by=request.actor,
        at=timezone.now(),
    )
    return go(request, _address(begun.pk))


def _act(
    request: AgentRequest, pk: int, name: str, form: forms.Form, verb: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """Do what a form says and lead on; what is wrong is said on the page, with what was typed."""
    found = improvement_for(request, pk)
    if not form.is_valid():
        return _page(request, found, status=422, **{name: form})
    try:
        done = verb({"key": pk, **form.cleaned_data, "by": request.actor, "at": timezone.now()})
    except (Refused, Problems) as wrong:
        form.add_error(None, wrong.in_language(language()) if isinstance(wrong, Problems) else str(wrong))
        status = wrong.status if isinstance(wrong, Refused) else 422
        return _page(request, found, status=status, **{name: form})
    return go(request, _address(done.pk if isinstance(done, Improvement) else pk))


def _page(request: AgentRequest, found: Improvement, *, status: int = 200, **filled: forms.Form) -> HttpResponse:
    record = Record(found)
    blank = {
        "action": ActionForm(initial={"owner": request.user.pk}),
        "check": CheckForm(initial=record.usual_check),
        "decide": DecisionForm(),
    }
    context = {"record": record, "now": timezone.now(), **blank, **filled}
    return render(request, "history/improvement.html", context, status=status)


def _address(pk: int) -> str:
    return reverse("history:improvement", args=[pk])
