"""Asking people to join. A signed link, by mail or by hand, good once and for a week; whoever holds it sets a password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor, of_user
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import Invitation, Outlet, Role, Team, User
from wuxing.accounts.people import locked, require_may_change, require_may_grant
from wuxing.accounts.permissions import Act, require_may
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

GOOD_FOR = timedelta(days=7)
SALT = "wuxing.accounts.invitation"


class InvitationOver(Refused):
    """The link was used, replaced by a newer one, or is too old."""

    code = "invitation-over"
    status = 410
    says = _(
        "This invitation is no longer good: a link works once and for 7 days. Ask whoever invited you to send a new one."
    )


class AlreadyHere(Refused):
    """Staff number or mail of somebody else."""

    code = "already-here"
    status = 409
    says = _("%(what)s already belongs to %(name)s. Choose another, or invite that person again from their page.")


class NoInvitationNeeded(Refused):
    """The person can sign in already."""

    code = "no-invitation-needed"
    status = 409
    says = _("%(name)s can sign in already. A forgotten password is set anew with “Forgot password”.")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is asked to join, and as what."""

    username: str
    name: str
    email: str = ""
    role: Role = Role.AGENT
    teams: Iterable[Team] = ()
    outlet: Outlet | None = None
    language: str = "zh-hans"


def invite(*, newcomer: Newcomer, by: Actor, at: datetime) -> Invitation:
    """Make a person who cannot sign in yet, and the invitation. `mail_invitation` sends it, after the transaction."""
    require_may(by, Act.MANAGE_PEOPLE)
    require_may_grant(by, newcomer.role)
    with writing():
        _require_nobody_like(newcomer)
        person = User.objects.create_user(
            newcomer.username,
            newcomer.email,
            name=newcomer.name,
            role=newcomer.role,
            outlet=newcomer.outlet,
            language=newcomer.language,
            is_active=False,
        )
        person.teams.set(newcomer.teams)
        return _invited(person, by=by, at=at)


def invite_again(*, person: User, by: Actor, at: datetime) -> Invitation:
    """A new link for somebody who has not accepted, or who was disabled; the old link is void."""
    require_may_change(by, person)
    with writing():
        person = locked(person)
        if person.is_active:
            raise NoInvitationNeeded(name=str(person))
        return _invited(person, by=by, at=at)


def link_of(invitation: Invitation) -> str:
    """The address that accepts it."""
    token = signing.dumps([invitation.pk, int(invitation.invited_at.timestamp())], salt=SALT, compress=False)
    return settings.BASE_URL + reverse("account_invitation", args=[token])


def mail_invitation(invitation: Invitation) -> bool:
    """Send the link; False where there is no address. Call it outside of transactions. Raises OSError, SMTPException."""
    person = invitation.user
    if not person.email:
        return False
    told = {"person": person, "link": link_of(invitation), "invitation": invitation}
    with translation.override(person.language):
        subject = translation.gettext("%(who)s invites you to Wuxing") % {"who": invitation.invited_by or "Wuxing"}
        body = render_to_string("accounts/mail/invitation.txt", told)
    EmailMessage(subject, body, to=[person.email], headers={"Auto-Submitted": "auto-generated"}).send()
    return True


def invitation_of(token: str, at: datetime) -> Invitation:
    """The open invitation behind a link. Raises InvitationOver."""
    try:
        pk, stamp = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise InvitationOver from None
    invitation = Invitation.objects.select_related("user", "invited_by").filter(pk=pk).first()
    if invitation is None or int(invitation.invited_at.timestamp()) != stamp:
        raise InvitationOver
    if invitation.accepted_at or invitation.expires_at <= at:
        raise InvitationOver
    return invitation


def accept(*, token: str, password: str, at: datetime) -> User:
    """Set the password of the invited person and let it in. Raises InvitationOver; the password was checked before."""
    with writing():
        invitation = invitation_of(token, at)
        person = locked(invitation.user)
        # Two clicks at once: the second waits for the person's row and then finds the invitation used.
        if Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=at) == 0:
            raise InvitationOver
        person.set_password(password)
        person.is_active = True
        person.save(update_fields=["password", "is_active"])
        audit("user.joined", f"user:{person.pk}", by=of_user(person), at=at)
    return person


def _invited(person: User, *, by: Actor, at: datetime) -> Invitation:
    invitation, _made = Invitation.objects.update_or_create(
        user=person,
        defaults={
            "invited_by": by.user,
            "invited_at": at.replace(microsecond=0),
            "expires_at": at.replace(microsecond=0) + GOOD_FOR,
            "accepted_at": None,
        },
    )
    audit("user.invited", f"user:{person.pk}", by=by, at=at, detail={"role": person.role, "username": person.username})
    return invitation


def _require_nobody_like(newcomer: Newcomer) -> None:
    if other := User.objects.filter(username__iexact=newcomer.username).first():
        raise AlreadyHere(what=newcomer.username, name=str(other))
    if newcomer.email and (other := User.objects.filter(email__iexact=newcomer.email).first()):
        raise AlreadyHere(what=newcomer.email, name=str(other))
