"""What the status page shows of a case: only what its customer may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.models import User
from wuxing.cases.events import STAGE_ENTERED
from wuxing.cases.models import Attachment, Case, Ending, Message
from wuxing.cases.process import process_of
from wuxing.cases.ties import family
from wuxing.core.clock.rating import RATED, SCORES, score_of
from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.ledger.models import Event
from wuxing.portal.links import expires_at, token_of
from wuxing.portal.promises import Promise, next_promise
from wuxing.standards.finding import standard_of
from wuxing.ui.language import said

WAITING_CUSTOMER = "waiting-customer"
SCORE_NAMES: Mapping[int, str | Lazy] = {
    5: _("Very satisfied"),
    4: _("Satisfied"),
    3: _("Neither nor"),
    2: _("Dissatisfied"),
    1: _("Very dissatisfied"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stage. `state`: met, run or wait, as the dial draws it."""

    title: Text
    state: str
    at: datetime | None
    owner: Text


@dataclass(frozen=True, slots=True)
class Said:
    """One public message."""

    is_mine: bool
    name: str
    body: str
    at: datetime
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who looks after the case, and in which role."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Score:
    """One answer to how satisfied the customer is."""

    value: int
    name: str
    is_given: bool


@dataclass(frozen=True, slots=True)
class Status:
    """The whole page. `phase`: open, asking (the customer is asked), waiting, resolved, closed, or over."""

    case: Case
    token: str
    phase: str
    promise: Promise | None
    owner: Person | None
    first_responder: Person | None
    steps: tuple[Step, ...]
    talk: tuple[Said, ...]
    scores: tuple[Score, ...]
    expires_at: datetime

    @property
    def may_answer(self) -> bool:
        """Whether words of the customer are taken; they reopen what was closed."""
        return self.phase != "over"

    @property
    def has_rated(self) -> bool:
        """Whether the customer has said how satisfied he is."""
        return any(each.is_given for each in self.scores)


def status_of(case: Case, at: datetime) -> Status:
    """The page of a case at an instant."""
    standard = standard_of(case.standard)
    phase = phase_of(case)
    return Status(
        case=case,
        token=token_of(case),
        phase=phase,
        promise=next_promise(case, at) if phase in ("open", "waiting") else None,
        owner=_person(case.assignee, standard),
        first_responder=_person(case.first_responder, standard),
        steps=_steps(case, standard, is_over=phase in ("closed", "over")),
        talk=_talk(case),
        scores=_scores(case) if phase in ("resolved", "closed") else (),
        expires_at=expires_at(case),
    )


def phase_of(case: Case) -> str:
    """Where the case stands for its customer."""
    if case.ending:
        return "closed" if case.ending == Ending.CLOSED else "over"
    if case.resolved_at is not None:
        return "resolved"
    if case.waiting_for == WAITING_CUSTOMER:
        return "asking"
    return "waiting" if case.waiting_for else "open"


def _person(user: User | None, standard: Standard) -> Person | None:
    if user is None:
        return None
    title = standard.roles.get(user.role)
    return Person(str(user), said(title) if title else user.get_role_display())


def _steps(case: Case, standard: Standard, *, is_over: bool) -> tuple[Step, ...]:
    process = process_of(standard, case.case_class)
    stages = process.stages if process else ()
    places = [stage.id for stage in stages]
    now = len(places) if is_over else places.index(case.stage) if case.stage in places else 0
    entered = _entered(case)
    return tuple(
        Step(
            stage.title,
            "met" if place < now else "run" if place == now else "wait",
            entered.get(stage.id) if place <= now else None,
            standard.roles.get(stage.owner, Text(stage.owner, stage.owner)),
        )
        for place, stage in enumerate(stages)
    )


def _entered(case: Case) -> Mapping[str, datetime]:
    """When each stage was entered last; the first one with the opening."""
    kinds = ("case.opened", STAGE_ENTERED)
    told = Event.objects.filter(stream_id=case.stream_id, kind__in=kinds).order_by("seq")
    return {event.payload["stage"]: event.at for event in told if event.payload.get("stage")}


def _scores(case: Case) -> tuple[Score, ...]:
    """The five answers, the best first; the last one given is marked."""
    told = Event.objects.filter(stream_id=case.stream_id, kind=RATED).order_by("-seq").first()
    given = score_of(told.payload) if told else None
    return tuple(Score(each, str(SCORE_NAMES[each]), each == given) for each in reversed(SCORES))


def _talk(case: Case) -> tuple[Said, ...]:
    """Public messages, of merged cases too, oldest first. Internal notes never leave the database."""
    spoken = Message.objects.filter(case__in=family(case)).exclude(kind=Message.Kind.NOTE)
    public = spoken.order_by("at", "case", "seq").prefetch_related("attachments")
    return tuple(
        Said(each.kind == Message.Kind.CUSTOMER, each.author_name, each.body, each.at, tuple(each.attachments.all()))
        for each in public
        if each.is_public
    )
