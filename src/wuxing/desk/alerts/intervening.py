"""Stepping in where a promise is in danger: take note, take the case over, speak to its handler, give it to somebody
else, call the next level. Whatever is done first also takes note of the alerts; each act is an event of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.lists import on_duty
from wuxing.accounts.models import Role, User
from wuxing.accounts.permissions import Act, NotAllowed, may, require_may
from wuxing.cases.acting import acting
from wuxing.cases.assigning import assign
from wuxing.cases.events import ALERT_ACKNOWLEDGED, CASE_INTERVENED
from wuxing.cases.holding import let_go
from wuxing.cases.messages import note as write_note
from wuxing.cases.messages import require_said
from wuxing.cases.models import Case
from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.desk.alerts.raising import publish
from wuxing.desk.models import Alert, AlertStep
from wuxing.ledger.writing import writing
from wuxing.notices.telling import News, tell
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused

Kind = AlertStep.Kind
LADDER = (Role.SHIFT_LEADER, Role.SUPERVISOR, Role.DIRECTOR)
"""Who is called one after the other where the standard has no section `alerts`."""
STANDING = (*LADDER, Role.ADMIN)
"""Who leads, from below; the roles that are not named here stand below all of them."""


class NothingToAcknowledge(Refused):
    code = "nothing-to-acknowledge"
    status = 409
    says = _("No alert of %(ref)s is open: it was acknowledged already, or its promise is over.")


class NobodyHandles(Refused):
    code = "nobody-handles"
    status = 409
    says = _("Nobody has %(ref)s yet, so there is nobody to speak to. Assign it, or take it over.")


class NobodyAbove(Refused):
    code = "nobody-above"
    status = 409
    says = _("There is no level above yours that could be called for %(ref)s. Take it over, or give it to somebody.")


@dataclass(frozen=True, slots=True)
class _Step:
    """What is told of one intervention."""

    kind: Kind
    payload: dict[str, Any]
    to: str = ""
    told: Sequence[User] = ()


def may_intervene(by: Actor, alerts: Sequence[Alert] = ()) -> bool:
    """Leaders may; and whoever has a role that one of these alerts called."""
    return may(by, Act.INTERVENE) or (by.user is not None and any(each.to == by.user.role for each in alerts))


def acknowledge(*, ref: str, by: Actor, at: datetime) -> Case:
    """Take note of the open alerts of a case: nobody else is called. Raises NotAllowed, NothingToAcknowledge."""
    with writing():
        case = _case(ref, by, at)
        if not _acknowledge(case, by, at):
            raise NothingToAcknowledge(ref=ref)
    return case


def take_over(*, ref: str, by: Actor, at: datetime) -> Case:
    """Take a case oneself, because its promise is in danger. Raises NotAllowed, CaseEnded."""
    with writing():
        case = _case(ref, by, at)
        _intervene(case, _Step(Kind.TAKEN_OVER, {}), by, at)
        assert by.user is not None
        return assign(ref=ref, to=by.user, by=by, at=at)


def reassign(*, ref: str, to: User, by: Actor, at: datetime) -> Case:
    """Give a case to somebody who can keep its promise. Raises NotAllowed, PersonLeft, NotInTeam, CaseEnded."""
    with writing():
        case = _case(ref, by, at)
        _intervene(case, _Step(Kind.REASSIGNED, {"user": to.pk}, told=[to]), by, at)
        return assign(ref=ref, to=to, by=by, at=at)


def whisper(*, ref: str, note: str, by: Actor, at: datetime) -> Case:
    """Speak to whoever has the case, by a note that no customer sees. Raises NotAllowed, NobodyHandles, NothingSaid."""
    require_said(note, ())
    with writing():
        case = _case(ref, by, at)
        handler = case.assignee
        if handler is None or not handler.is_active:
            raise NobodyHandles(ref=ref)
        _intervene(case, _Step(Kind.WHISPERED, {}, told=[handler]), by, at)
        write_note(ref=ref, body=note, by=by, at=at)
        text = Text(f"{ref} {by.user} 提醒您：{_short(note)}", f"{ref}: {by.user} says: {_short(note)}")
        tell([handler], News("whisper", text, f"/cases/{ref}/", case_ref=ref), source=_source(ref, at), at=at)
    return case


def call_next(*, ref: str, note: str, by: Actor, at: datetime) -> Case:
    """Call the next level to a case, with a note that says why. Raises NotAllowed, NobodyAbove, NothingSaid."""
    require_said(note, ())
    with writing():
        case = _case(ref, by, at)
        role = next_level(case, by)
        if role is None:
            raise NobodyAbove(ref=ref)
        found = on_duty(role, case.team)
        people = [each for each in found.people if each != by.user]
        if not people:
            raise NobodyAbove(ref=ref)
        _intervene(case, _Step(Kind.CALLED, {"role": role}, to=role, told=people), by, at)
        write_note(ref=ref, body=note, by=by, at=at)
        text = Text(f"{ref} {by.user} 请您介入：{_short(note)}", f"{ref}: {by.user} calls you: {_short(note)}")
        news = News("called", text, f"/desk/interventions/{ref}/", found.why, ref)
        tell(people, news, source=_source(ref, at), at=at)
    return case


def next_level(case: Case, by: Actor) -> str | None:
    """The role above somebody's own, in the order in which the standard calls people; None for those at its end."""
    ladder = ladder_of(standard_of(case.standard))
    own = by.user.role if by.user else ""
    order: Sequence[str] = ladder if own in ladder else STANDING
    above = order[order.index(own) + 1 :] if own in order else ladder
    return next((role for role in ladder if role in above), None)


def ladder_of(standard: Standard) -> list[str]:
    """The roles that are called one after the other."""
    rule = standard.alerts
    return list(dict.fromkeys((rule.to, *rule.then) if rule else LADDER))


def live_alerts(case: Case) -> list[Alert]:
    """The alerts of a case whose promise is still open, the oldest first."""
    return list(Alert.objects.live().filter(case=case).select_related("acknowledged_by").order_by("raised_at", "pk"))


def _case(ref: str, by: Actor, at: datetime) -> Case:
    """The case, held, if the actor may step in; his own held reply leaves before. Raises NoCase, NotAllowed."""
    let_go(ref=ref, by=by, at=at)
    with acting(ref=ref, by=by, at=at) as act:
        case = act.case
    if by.user is None or not may_intervene(by, live_alerts(case)):
        require_may(by, Act.INTERVENE)
        raise NotAllowed(act=Act.INTERVENE.label, roles="", people="")
    return case


def _intervene(case: Case, step: _Step, by: Actor, at: datetime) -> None:
    """Tell the intervention, take note of what nobody did yet, and write both beside the alerts."""
    alerts = live_alerts(case)
    _acknowledge(case, by, at)
    with acting(ref=case.ref, by=by, at=at) as act:
        act.require_open()
        act.tell(CASE_INTERVENED, {"how": str(step.kind), "clocks": _clocks(alerts), **step.payload})
    _write(alerts, step, by, at)


def _acknowledge(case: Case, by: Actor, at: datetime) -> bool:
    """Take note of the alerts of which nobody did; whether there were any."""
    alerts = [each for each in live_alerts(case) if each.acknowledged_at is None]
    if not alerts:
        return False
    with acting(ref=case.ref, by=by, at=at) as act:
        act.tell(ALERT_ACKNOWLEDGED, {"clocks": _clocks(alerts)})
    Alert.objects.filter(pk__in=[each.pk for each in alerts]).update(
        acknowledged_at=at, acknowledged_by=by.user, next_at=None
    )
    _write(alerts, _Step(Kind.ACKNOWLEDGED, {}), by, at)
    return True


def _write(alerts: Sequence[Alert], step: _Step, by: Actor, at: datetime) -> None:
    told = [each.pk for each in step.told]
    AlertStep.objects.bulk_create(
        [AlertStep(alert=each, kind=step.kind, at=at, by=by.id, to=step.to, told=told) for each in alerts]
    )
    for each in alerts:
        publish(each)


def _clocks(alerts: Sequence[Alert]) -> list[list[Any]]:
    return [[each.commitment, each.cycle] for each in alerts]


def _source(ref: str, at: datetime) -> str:
    return f"intervention:{ref}:{at.isoformat()}"


def _short(text: str, longest: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
