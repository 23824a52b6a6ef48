"""Who works on a case: taken, assigned, handed to another team and accepted there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import SYSTEM, Actor
from wuxing.accounts.models import Role, Team, User
from wuxing.cases.acting import Act, acting
from wuxing.cases.bouncing import watch
from wuxing.cases.events import TRANSFER_DECLINED
from wuxing.cases.messages import say
from wuxing.cases.models import Case, Message
from wuxing.cases.process import leave_intake
from wuxing.ui.refusal import Refused

LEADERS = frozenset({Role.SHIFT_LEADER, Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN})


class OnlyStaff(Refused):
    code = "only-staff"
    status = 403
    says = _("Only people who work here can take a case.")


class NotInTeam(Refused):
    code = "not-in-team"
    says = _("%(name)s does not work in %(team)s. Hand the case to their team first.")


class PersonLeft(Refused):
    code = "person-left"
    says = _("%(name)s no longer works here. Choose somebody else.")


class AlreadyThere(Refused):
    code = "already-there"
    says = _("The case is with %(team)s already. Choose another team.")


class NoteMissing(Refused):
    code = "note-missing"
    says = _("A transfer needs a hand-over note: the problem, what the customer wants, what was done.")


class NothingOffered(Refused):
    code = "nothing-offered"
    status = 409
    says = _("Nobody has asked to hand this case over, or the request was answered already.")


class NotYours(Refused):
    code = "not-yours"
    status = 403
    says = _("Only somebody of %(team)s, or a leader, can answer for it.")


def candidates(case: Case) -> QuerySet[User]:
    """Who could be given a case: the people of its team and leaders, those on duty first; without a team, everybody."""
    people = User.objects.filter(is_active=True)
    if case.team_id is not None:
        people = people.filter(Q(teams=case.team_id) | Q(role__in=LEADERS)).distinct()
    return people.order_by("-on_duty", "name", "pk")


def take(*, ref: str, by: Actor, at: datetime) -> Case:
    """Take a case oneself. Raises OnlyStaff, CaseEnded."""
    if by.user is None:
        raise OnlyStaff
    return assign(ref=ref, to=by.user, by=by, at=at)


def assign(*, ref: str, to: User, by: Actor, at: datetime) -> Case:
    """Make a person responsible for a case of his team. Raises PersonLeft, NotInTeam, CaseEnded."""
    if not to.is_active:
        raise PersonLeft(name=str(to))
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        _require_member(act, to)
        if act.facts.assignee != to.pk:
            act.tell("case.assigned", {"team": _team_for(act, to), "assignee": to.pk})
            watch(act)
            leave_intake(act)
    return act.case


def release(*, ref: str, by: Actor, at: datetime) -> Case:
    """Give a case back to its team's queue."""
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        if act.facts.assignee is not None:
            act.tell("case.assigned", {"team": act.facts.team, "assignee": None})
            watch(act)
    return act.case


def release_disabled(at: datetime, limit: int) -> int:
    """Give the open cases of people who left back to their teams' queues; how many. Safe to call again and again."""
    left = (
        Case.objects.live()
        .open()
        .filter(assignee__is_active=False)
        .order_by("pk")
        .values_list("ref", flat=True)[:limit]
    )
    for ref in left:
        release(ref=ref, by=SYSTEM, at=at)
    return len(left)


def request_transfer(*, ref: str, to: Team, note: str, by: Actor, at: datetime) -> Case:
    """Ask another team to take the case over, with a note; until it accepts, nothing moves (S3-9).

    Raises NoteMissing, AlreadyThere, CaseEnded.
    """
    if not note.strip():
        raise NoteMissing
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        if act.facts.team == to.pk:
            raise AlreadyThere(team=to.name)
        handed_over = say(act, Message.Kind.NOTE, note)
        act.tell("transfer.requested", {"team": to.pk, "evidence": handed_over.seq})
    return act.case


def accept_transfer(*, ref: str, by: Actor, at: datetime) -> Case:
    """Take over a case that another team offered; its clocks go on, the first responder stays (rule 9).

    Raises NothingOffered, NotYours.
    """
    with acting(ref=ref, by=by, at=at) as act:
        team = _offered(act)
        user = by.user
        mine = user.pk if user is not None and f"team:{team.pk}" in by.keys else None
        act.tell("transfer.accepted", {"team": team.pk, "assignee": mine})
        watch(act)
    return act.case


def decline_transfer(*, ref: str, reason: str, by: Actor, at: datetime) -> Case:
    """Refuse a case that another team offered, with a reason. Raises NothingOffered, NotYours, NoteMissing."""
    if not reason.strip():
        raise NoteMissing
    with acting(ref=ref, by=by, at=at) as act:
        _offered(act)
        refusal = say(act, Message.Kind.NOTE, reason)
        act.tell(TRANSFER_DECLINED, {"evidence": refusal.seq})
        watch(act)
    return act.case


def _offered(act: Act) -> Team:
    act.require_open()
    if act.facts.transfer_to is None:
        raise NothingOffered
    team = Team.objects.get(pk=act.facts.transfer_to)
    if f"team:{team.pk}" not in act.by.keys and not _leads(act.by):
        raise NotYours(team=team.name)
    return team


def _leads(by: Actor) -> bool:
    return by.user is None or by.user.role in LEADERS


def _require_member(act: Act, to: User) -> None:
    """A person takes cases of his own teams; company-wide people and leaders may step in anywhere."""
    team = act.facts.team
    if team is None or to.role in LEADERS or to == act.by.user:
        return
    if not to.teams.filter(pk=team).exists():
        raise NotInTeam(name=str(to), team=Team.objects.get(pk=team).name)


def _team_for(act: Act, to: User) -> int | None:
    """The case's team, or the person's first where it has none."""
    return act.facts.team or to.teams.order_by("pk").values_list("pk", flat=True).first()
