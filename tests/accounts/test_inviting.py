"""Invitations: a signed link, good once and for a week."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

import made
from wuxing.accounts import inviting, people
from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.inviting import Newcomer
from wuxing.accounts.models import AuditRow, Invitation, Role, User
from wuxing.accounts.permissions import NotAllowed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
PASSWORD = "a good long sentence"


def _token(invitation: Invitation) -> str:
    return inviting.link_of(invitation).rstrip("/").rpartition("/")[2]


def _invite(at: datetime = AT, **more: Any) -> Invitation:
    return inviting.invite(newcomer=Newcomer(**{"username": "zhouning", "name": "周宁", **more}), by=SYSTEM, at=at)


def test_the_link_lets_in_once() -> None:
    token = _token(_invite())

    person = inviting.accept(token=token, password=PASSWORD, at=AT + timedelta(days=6, hours=23))

    assert person.is_active
    assert person.check_password(PASSWORD)
    with pytest.raises(inviting.InvitationOver):
        inviting.accept(token=token, password="another good one", at=AT + timedelta(days=6, hours=23))


def test_after_a_week_the_link_is_over() -> None:
    token = _token(_invite())

    with pytest.raises(inviting.InvitationOver):
        inviting.accept(token=token, password=PASSWORD, at=AT + timedelta(days=7))


@pytest.mark.parametrize("token", ["", "x", "WzEsMV0:abc", "WzEsMV0:1abcde:fgh"])
def test_a_link_that_we_did_not_sign_is_over(token: str) -> None:
    _invite()

    with pytest.raises(inviting.InvitationOver):
        inviting.invitation_of(token, AT)


def test_a_new_link_voids_the_old_one() -> None:
    first = _invite()
    old = _token(first)

    again = inviting.invite_again(person=first.user, by=SYSTEM, at=AT + timedelta(minutes=1))

    with pytest.raises(inviting.InvitationOver):
        inviting.invitation_of(old, AT + timedelta(minutes=2))
    assert inviting.invitation_of(_token(again), AT + timedelta(minutes=2)) == again


def test_a_disabled_person_comes_back_by_a_new_invitation_only() -> None:
    someone = made.user()
    people.disable(person=someone, by=SYSTEM, at=AT)

    invitation = inviting.invite_again(person=someone, by=SYSTEM, at=AT)
    inviting.accept(token=_token(invitation), password=PASSWORD, at=AT)

    assert User.objects.get(pk=someone.pk).is_active
    acts = list(AuditRow.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["user.disabled", "user.invited", "user.joined"]


def test_who_is_here_needs_no_invitation() -> None:
    with pytest.raises(inviting.NoInvitationNeeded):
        inviting.invite_again(person=made.user(), by=SYSTEM, at=AT)


@pytest.mark.parametrize("taken", [{"username": "ZhouNing"}, {"username": "other", "email": "A@Example.com"}])
def test_staff_number_and_mail_are_unique_in_any_case(taken: dict[str, Any]) -> None:
    _invite(email="a@example.com")

    with pytest.raises(inviting.AlreadyHere):
        _invite(**taken)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SHIFT_LEADER, Role.QUALITY])
def test_only_supervisors_and_administrators_invite(role: Role) -> None:
    with pytest.raises(NotAllowed):
        inviting.invite(newcomer=Newcomer("x1", "小新"), by=made.actor(role=role), at=AT)


def test_a_supervisor_cannot_invite_an_administrator() -> None:
    newcomer = Newcomer("x1", "小新", role=Role.ADMIN)

    with pytest.raises(people.AdministratorsOnly):
        inviting.invite(newcomer=newcomer, by=made.actor(role=Role.SUPERVISOR), at=AT)


def test_the_mail_speaks_the_language_of_the_invited() -> None:
    invitation = _invite(email="shen@example.com", language="en", role=Role.SPECIALIST)

    assert inviting.mail_invitation(invitation)

    [sent] = mail.outbox
    assert sent.to == ["shen@example.com"]
    assert "as Specialist" in sent.body
    token = re.search(r"/accounts/invitation/(\S+)/", sent.body)[1]
    assert inviting.invitation_of(token, AT) == invitation
    assert not inviting.mail_invitation(_invite(username="nomail"))


def test_the_page_sets_a_password_and_signs_in(client: Client) -> None:
    path = "/accounts/invitation/" + _token(_invite(at=timezone.now())) + "/"
    assert "周宁" in client.get(path).content.decode()

    short = client.post(path, {"password": "short", "again": "short"})
    differ = client.post(path, {"password": PASSWORD, "again": PASSWORD + "!"})
    done = client.post(path, {"password": PASSWORD, "again": PASSWORD})

    assert (short.status_code, differ.status_code, done.status_code) == (422, 422, 302)
    assert client.get("/people/me/").status_code == 200
    assert client.get(path).status_code == 410
