"""One case as its page shows it: where it stands, what it promises, what happened, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import NoCase, OnlyHistory
from wuxing.cases.models import Case, Message
from wuxing.cases.possible import Acts, acts_of
from wuxing.cases.seeing import seen_up_to
from wuxing.cases.showing import MOST, ClockView, class_words, clock_view, in_order, kept, waiting_for
from wuxing.cases.skips import skips_of
from wuxing.cases.standing import StageNow, StageView, led_clauses, stage_line, stage_now
from wuxing.cases.stretches import Stretch
from wuxing.cases.talk import Talk, talk_of
from wuxing.cases.ties import with_links
from wuxing.core.standard.document import TASK, Standard
from wuxing.core.standard.wording import steps_in_words
from wuxing.customers.lists import points_of
from wuxing.customers.showing import masked, masked_address
from wuxing.standards.finding import shelf
from wuxing.ui.language import said

OTHERS = 6
PAST_OTHERS = 3
MOST_ON_PHONE = 3
CHANNELS: Mapping[str, object] = {
    "form": _("Web form"),
    "api": _("API"),
    "portal": _("Status page"),
    "agent": _("In person"),
    "duty": _("Duty of the standard"),
    TASK: _("Task given"),
    "phone": _("Phone"),
    "email": _("E-mail"),
}
"""The door a case came through."""


@dataclass(frozen=True, slots=True)
class Head:
    """The header: what a live page refreshes first."""

    status: str
    status_look: str
    class_words: str
    channel: str
    strip: tuple[ClockView, ...]
    more: int
    more_on_phone: int
    last_kept: ClockView | None
    stages: tuple[StageView, ...]
    acts: Acts


@dataclass(frozen=True, slots=True)
class Aside:
    """The context column."""

    points: tuple[tuple[str, str], ...]
    address: str
    first_responder: str
    handled_by: str
    lead: str
    led: tuple[tuple[str, str], ...]
    stage: StageNow | None
    next_steps: str
    next_clause: tuple[str, str]
    clocks: tuple[ClockView, ...]
    open_others: tuple[Case, ...]
    past_others: tuple[Case, ...]
    has_more_others: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything of one case. `asked` is the clock that a reply would stop; up to `read_to` its reader had read it when he
    opened it, up to `seen_seq` he has now."""

    case: Case
    standard: Standard
    head: Head
    aside: Aside
    talk: Talk
    asked: ClockView | None
    seen_seq: int
    read_to: int


def case_for(ref: str, by: Actor) -> Case:
    """A case that the actor may see. Raises NoCase."""
    related = ("stream", "customer__company", "team", "assignee", "first_responder", "transfer_to", "lead")
    found = Case.objects.visible_to(by).select_related(*related).prefetch_related(with_links()).filter(ref=ref).first()
    if found is None:
        raise NoCase(ref=ref)
    return found


def live_case_for(ref: str, by: Actor) -> Case:
    """The same, of a case that is worked on. Raises NoCase, OnlyHistory."""
    case = case_for(ref, by)
    if case.history:
        raise OnlyHistory(ref=ref)
    return case


def case_page(by: Actor, ref: str, at: datetime, stretch: Stretch | None = None) -> CasePage:
    """A case for a reader, with a part of its story; by itself the newest one. Raises NoCase, OnlyHistory."""
    case = live_case_for(ref, by)
    standards = shelf()
    standard = standards.standard_of(case.standard)
    clocks = [clock_view(row, ref, standards.standard_of(row.standard), at) for row in case.clocks.all()]
    strip = in_order(clocks)
    stretch = stretch or Stretch(read_to=seen_up_to(case, by))
    talk = talk_of(case, standard, stretch, by.id)
    return CasePage(
        case=case,
        standard=standard,
        head=_head(case, standard, strip, clocks, acts_of(case, by)),
        aside=_aside(case, standard, [*strip, *kept(clocks)], by),
        talk=talk,
        asked=_asked(strip, standard),
        seen_seq=talk.last_seq,
        read_to=talk.last_seq if stretch.read_to is None else stretch.read_to,
    )


def newest_words(case: Case, by: Actor, since: int) -> Message | None:
    """The latest public message of somebody else after an event, unless the reader has answered since."""
    public = Message.objects.filter(case=case, seq__gt=since).exclude(kind=Message.Kind.NOTE)
    latest = public.order_by("-seq").first()
    return latest if latest is not None and latest.author != by.id else None


def _head(case: Case, standard: Standard, strip: list[ClockView], clocks: list[ClockView], acts: Acts) -> Head:
    status, look = _status(case)
    stopped = [clock for clock in kept(clocks) if clock.state in ("met", "met-late")]
    return Head(
        status=status,
        status_look=look,
        class_words=class_words(standard, case.case_class) if case.case_class else gettext("No class"),
        channel=str(CHANNELS.get(case.channel, case.channel)),
        strip=tuple(strip[:MOST]),
        more=max(0, len(strip) - MOST),
        more_on_phone=max(0, len(strip) - MOST_ON_PHONE),
        last_kept=stopped[0] if stopped else None,
        stages=stage_line(case, standard, skips_of(case, standard)),
        acts=acts,
    )


def _status(case: Case) -> tuple[str, str]:
    """Where a case stands, in a word or two; and the look of its tag."""
    if case.ending:
        return str(case.get_ending_display()), "is-hold"
    if case.resolved_at is not None:
        return gettext("Resolved, to be confirmed"), "is-met"
    if case.transfer_to is not None:
        return gettext("Offered to %(team)s") % {"team": case.transfer_to}, "is-brand"
    if case.waiting_for:
        return gettext("Waiting %(reason)s") % {"reason": waiting_for(case.waiting_for)}, "is-hold"
    if case.assignee is None:
        return gettext("Unassigned"), "is-brand"
    return gettext("Being handled"), ""


def _aside(case: Case, standard: Standard, clocks: list[ClockView], by: Actor) -> Aside:
    customer = case.customer
    open_others, past_others = _others(case, by)
    steps, clause = _next_steps(clocks, standard)
    return Aside(
        points=tuple((point.get_kind_display(), masked(point)) for point in points_of(customer)) if customer else (),
        address=masked_address(customer.address) if customer else "",
        first_responder=str(case.first_responder or ""),
        handled_by=" · ".join(str(each) for each in (case.assignee, case.team) if each),
        lead=str(case.lead or ""),
        led=led_clauses(case, standard, clocks),
        stage=stage_now(case, standard),
        next_steps=steps,
        next_clause=clause,
        clocks=tuple(clocks[:12]),
        open_others=tuple(open_others[:OTHERS]),
        past_others=tuple(past_others[:PAST_OTHERS]),
        has_more_others=len(open_others) > OTHERS or len(past_others) > PAST_OTHERS,
    )


def _others(case: Case, by: Actor) -> tuple[list[Case], list[Case]]:
    """The customer's other cases that the reader may see: the open ones, next due first, and the latest that ended."""
    if case.customer_id is None:
        return [], []
    same = Case.objects.visible_to(by).filter(customer=case.customer_id).exclude(pk=case.pk)
    is_open = same.live().open().order_by(F("next_due_at").asc(nulls_last=True), "-opened_at")
    ended = same.exclude(ending="", history="").order_by("-opened_at", "-pk")
    return list(is_open[: OTHERS + 1]), list(ended[: PAST_OTHERS + 1])


def _next_steps(clocks: list[ClockView], standard: Standard) -> tuple[str, tuple[str, str]]:
    """Who is told when the next clock runs out, and the clause that says so."""
    for clock in clocks:
        commitment = standard.commitments.get(clock.commitment)
        if clock.state in ("late", "risk", "run") and commitment and commitment.escalate:
            return said(steps_in_words(commitment, standard)), (clock.standard, clock.clause)
    return "", ("", "")


def _asked(strip: list[ClockView], standard: Standard) -> ClockView | None:
    """The open clock that a reply stops, the most urgent one first."""
    for clock in strip:
        commitment = standard.commitments.get(clock.commitment)
        if commitment and "message.agent" in commitment.stops:
            return clock
    return None
