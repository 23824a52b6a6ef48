"""Acts on a case over the API: sub-resources as on the pages, one verb each; the answer is the case as it stands then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router

from wuxing.accounts.actors import Actor
from wuxing.cases import assigning, classifying, closing, progressing, stages, waiting
from wuxing.cases.models import Case
from wuxing.channels.api.answering import KeyRequest, once
from wuxing.channels.api.asking import (
    AssigneeAsked,
    ClassAsked,
    FactAsked,
    MaybeReasonAsked,
    NothingAsked,
    ReasonAsked,
    ResumptionAsked,
    StageAsked,
    TransferAsked,
    WaitAsked,
    WordsAsked,
)
from wuxing.channels.api.cases import person_of, team_of
from wuxing.channels.api.rights import CASES_WRITE
from wuxing.channels.api.showing import CaseTold, case_told

router = Router(tags=["acts"], auth=CASES_WRITE)
Verb = Callable[..., Case]


def _done(request: KeyRequest, ref: str, verb: Verb, **asked: Any) -> HttpResponse:
    """Run a verb. What has to be looked up first is given as a function: a write asked for again looks nothing up."""

    def act(by: Actor, at: datetime) -> dict[str, Any]:
        found = {name: value() if callable(value) else value for name, value in asked.items()}
        return case_told(verb(ref=ref[:32], by=by, at=at, **found), at)

    return once(request, act)


@router.post("/cases/{ref}/classification", response=CaseTold, summary="Say what kind of case it is")
def classification(request: KeyRequest, ref: str, asked: ClassAsked) -> HttpResponse:
    return _done(request, ref, classifying.classify, case_class=asked.case_class)


@router.post("/cases/{ref}/assignee", response=CaseTold, summary="Make a person responsible")
def assignee(request: KeyRequest, ref: str, asked: AssigneeAsked) -> HttpResponse:
    return _done(request, ref, assigning.assign, to=lambda: person_of(asked.user))


@router.delete("/cases/{ref}/assignee", response=CaseTold, summary="Give the case back to its team's queue")
def no_assignee(request: KeyRequest, ref: str) -> HttpResponse:
    return _done(request, ref, assigning.release)


@router.post("/cases/{ref}/transfer", response=CaseTold, summary="Ask another team to take the case over")
def transfer(request: KeyRequest, ref: str, asked: TransferAsked) -> HttpResponse:
    return _done(request, ref, assigning.request_transfer, to=lambda: team_of(asked.team), note=asked.note)


@router.post("/cases/{ref}/transfer/acceptance", response=CaseTold, summary="Take over a case that was offered")
def transfer_acceptance(request: KeyRequest, ref: str, asked: NothingAsked) -> HttpResponse:
    return _done(request, ref, assigning.accept_transfer)


@router.post("/cases/{ref}/transfer/refusal", response=CaseTold, summary="Decline a case that was offered")
def transfer_refusal(request: KeyRequest, ref: str, asked: ReasonAsked) -> HttpResponse:
    return _done(request, ref, assigning.decline_transfer, reason=asked.reason)


@router.post("/cases/{ref}/waits", response=CaseTold, summary="Let the case wait")
def waits(request: KeyRequest, ref: str, asked: WaitAsked) -> HttpResponse:
    return _done(request, ref, waiting.wait, reason=asked.reason, evidence=asked.evidence)


@router.post("/cases/{ref}/resumption", response=CaseTold, summary="End the waits")
def resumption(request: KeyRequest, ref: str, asked: ResumptionAsked) -> HttpResponse:
    return _done(request, ref, waiting.resume, reason=asked.reason)


@router.post("/cases/{ref}/solution", response=CaseTold, summary="Propose a solution to the customer")
def solution(request: KeyRequest, ref: str, asked: WordsAsked) -> HttpResponse:
    return _done(request, ref, progressing.propose_solution, body=asked.body)


@router.post("/cases/{ref}/progress", response=CaseTold, summary="Report progress to the customer in writing")
def progress(request: KeyRequest, ref: str, asked: WordsAsked) -> HttpResponse:
    return _done(request, ref, progressing.write_progress, body=asked.body)


@router.post("/cases/{ref}/result", response=CaseTold, summary="Report the result to the customer in writing")
def result(request: KeyRequest, ref: str, asked: WordsAsked) -> HttpResponse:
    return _done(request, ref, progressing.report_result, body=asked.body)


@router.post("/cases/{ref}/facts", response=CaseTold, summary="Put a fact on record")
def facts(request: KeyRequest, ref: str, asked: FactAsked) -> HttpResponse:
    return _done(request, ref, progressing.record, **asked.model_dump())


@router.post("/cases/{ref}/stage", response=CaseTold, summary="Move the case to a stage")
def stage(request: KeyRequest, ref: str, asked: StageAsked) -> HttpResponse:
    return _done(request, ref, stages.enter_stage, stage=asked.stage, reason=asked.reason)


@router.post("/cases/{ref}/resolution", response=CaseTold, summary="Tell the customer what was done")
def resolution(request: KeyRequest, ref: str, asked: WordsAsked) -> HttpResponse:
    return _done(request, ref, closing.resolve, resolution=asked.body)


@router.post("/cases/{ref}/closure", response=CaseTold, summary="Close a resolved case")
def closure(request: KeyRequest, ref: str, asked: MaybeReasonAsked) -> HttpResponse:
    return _done(request, ref, closing.close, reason=asked.reason)


@router.post("/cases/{ref}/reopening", response=CaseTold, summary="Bring a case back")
def reopening(request: KeyRequest, ref: str, asked: ReasonAsked) -> HttpResponse:
    return _done(request, ref, closing.reopen, reason=asked.reason)


@router.post("/cases/{ref}/withdrawal", response=CaseTold, summary="End a case that the customer withdrew")
def withdrawal(request: KeyRequest, ref: str, asked: ReasonAsked) -> HttpResponse:
    return _done(request, ref, closing.withdraw, reason=asked.reason)


@router.post("/cases/{ref}/spam", response=CaseTold, summary="End a case that nobody asked for")
def spam(request: KeyRequest, ref: str, asked: NothingAsked) -> HttpResponse:
    return _done(request, ref, closing.mark_spam)
