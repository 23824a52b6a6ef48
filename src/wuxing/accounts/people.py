"""What is done to people: moving them between teams and outlets, their role, their duty, their end here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import Outlet, Role, Team, User, WorkState
from wuxing.accounts.permissions import Act, may, require_may
from wuxing.accounts.rights import changed
from wuxing.accounts.states import state_changed
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused


class AdministratorsOnly(Refused):
    """Only administrators make, change or disable administrators."""

    code = "administrators-only"
    status = 403
    says = _("Administrators are managed by administrators only. Ask one of them.")


class LastAdministrator(Refused):
    """Without an administrator nobody could ever make one again."""

    code = "last-administrator"
    status = 409
    says = _("%(name)s is the only administrator left. Make somebody else administrator first.")


class NotYourself(Refused):
    """People cannot take themselves out."""

    code = "not-yourself"
    status = 409
    says = _("You cannot disable yourself. Ask another administrator or supervisor.")


class NotActive(Refused):
    """What only makes sense for people who can sign in."""

    code = "not-active"
    status = 409
    says = _("%(name)s cannot sign in at present. Invite them again first.")


class NotYourTeam(Refused):
    """A shift leader says who is on duty in the teams that he or she leads."""

    code = "not-your-team"
    status = 403
    says = _("%(name)s is in none of your teams. A supervisor can say who is on duty there.")


def move(*, person: User, teams: Iterable[Team], outlet: Outlet | None, by: Actor, at: datetime) -> User:
    """Put a person into these teams and this outlet, and no others. What they see follows at once."""
    require_may_change(by, person)
    with writing():
        person = locked(person)
        before = _place(person)
        person.teams.set(teams)
        person.outlet = outlet
        person.save(update_fields=["outlet"])
        _audit_change("user.moved", person, before, _place(person), by=by, at=at)
        changed(person.pk)
    return person


def set_role(*, person: User, role: Role, by: Actor, at: datetime) -> User:
    """Give a person another role. Raises AdministratorsOnly, LastAdministrator."""
    require_may_change(by, person)
    require_may_grant(by, role)
    with writing():
        person = locked(person)
        before = {"role": person.role}
        if role != Role.ADMIN:
            _require_another_administrator(person)
        person.role = role
        person.save(update_fields=["role"])
        _audit_change("user.role_set", person, before, {"role": role.value}, by=by, at=at)
        changed(person.pk)
    return person


def set_duty(*, person: User, on: bool, by: Actor, at: datetime) -> User:
    """Say whether a person is on duty: everybody for themselves, shift leaders for their teams."""
    _require_may_set_duty(by, person)
    with writing():
        person = locked(person)
        if on and not person.is_active:
            raise NotActive(name=str(person))
        before = {"on_duty": person.on_duty}
        person.on_duty = on
        person.state, person.state_since, person.back_at = WorkState.READY, at, None
        person.save(update_fields=["on_duty", "state", "state_since", "back_at"])
        _audit_change("user.duty_set", person, before, {"on_duty": on}, by=by, at=at)
        state_changed(person)
    return person


def disable(*, person: User, by: Actor, at: datetime) -> User:
    """Take away access at once: every session ends, the password is gone, the person is off duty.

    Only a new invitation brings them back. Their open cases go back to the queue of their team; the worker does that.
    """
    require_may_change(by, person)
    if by.user == person:
        raise NotYourself
    with writing():
        person = locked(person)
        _require_another_administrator(person)
        person.is_active = person.on_duty = False
        # Sessions carry a hash of the password: with another one they stay void even after a new invitation.
        person.set_unusable_password()
        person.save(update_fields=["is_active", "on_duty", "password"])
        audit("user.disabled", f"user:{person.pk}", by=by, at=at)
        changed(person.pk)
    return person


def remove_second_step(*, person: User, by: Actor, at: datetime) -> User:
    """Let somebody whose phone and recovery codes are lost sign in by the password alone again."""
    require_may_change(by, person)
    with writing():
        person = locked(person)
        gone, _rows = Authenticator.objects.filter(user=person).delete()
        if gone:
            audit("user.second_step_removed", f"user:{person.pk}", by=by, at=at)
    return person


def set_profile(*, person: User, name: str, language: str, by: Actor, at: datetime) -> User:
    """Change one's own name and language."""
    if by.user != person:
        require_may_change(by, person)
    with writing():
        person = locked(person)
        before = {"name": person.name, "language": person.language}
        person.name, person.language = name, language
        person.save(update_fields=["name", "language"])
        _audit_change("user.changed", person, before, {"name": name, "language": language}, by=by, at=at)
    return person


def set_single_keys(*, by: Actor, on: bool) -> None:
    """Choose for oneself whether one key alone does something; screen readers and typists may want none of it."""
    if by.user is not None:
        with writing():
            User.objects.filter(pk=by.user.pk).update(single_keys=on)


def require_may_change(by: Actor, person: User) -> None:
    """Raises NotAllowed or AdministratorsOnly."""
    require_may(by, Act.MANAGE_PEOPLE)
    require_may_grant(by, Role(person.role))


def require_may_grant(by: Actor, role: Role) -> None:
    """Nobody gives away more than they hold: Raises AdministratorsOnly."""
    if role == Role.ADMIN and by.user is not None and by.user.role != Role.ADMIN:
        raise AdministratorsOnly


def locked(person: User) -> User:
    """The person as the database knows it now, held until the end of the transaction."""
    return User.objects.select_for_update().get(pk=person.pk)


def _require_may_set_duty(by: Actor, person: User) -> None:
    if by.user == person:
        return
    require_may(by, Act.SET_DUTY)
    shares_a_team = bool(by.keys & {f"team:{team}" for team in person.teams.values_list("pk", flat=True)})
    if not (shares_a_team or may(by, Act.MANAGE_PEOPLE)):
        raise NotYourTeam(name=str(person))


def _require_another_administrator(person: User) -> None:
    """Holds the rows of all administrators: two who disable each other at once must not both succeed."""
    administrators = list(User.objects.select_for_update().active().filter(role=Role.ADMIN))
    if [each.pk for each in administrators] == [person.pk]:
        raise LastAdministrator(name=str(person))


def _place(person: User) -> dict[str, Any]:
    teams = sorted(person.teams.values_list("name", flat=True))
    return {"teams": teams, "outlet": str(person.outlet) if person.outlet else ""}


def _audit_change(
    act: str, person: User, before: dict[str, Any], after: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    detail = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if detail:
        audit(act, f"user:{person.pk}", by=by, at=at, detail=detail)
