"""Who watches a board is known a moment later by one question, and not a moment longer than his rights last."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made
from wuxing.accounts import people
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role, Team, User
from wuxing.desk.board import watching

pytestmark = pytest.mark.django_db
FIGURES = "/desk/board/figures/"


@pytest.fixture
def mine() -> Team:
    made.standard()
    return made.team("家电组")


@pytest.fixture
def leader(mine, client) -> User:
    """A leader who asked for his figures a moment ago."""
    leader: User = made.user(mine, role=Role.SHIFT_LEADER)
    client.force_login(leader)
    assert "家电组" in client.get(FIGURES).content.decode()
    return leader


def test_the_second_time_takes_two_questions(leader, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        answer = client.get(FIGURES)

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_each_address_and_each_person_has_an_answer_of_his_own(leader, client):
    other = made.team("商用组")
    client.get(FIGURES)
    client.force_login(made.user(other, role=Role.SHIFT_LEADER))

    shown = client.get(FIGURES).content.decode()

    assert ("商用组" in shown, "家电组" in shown) == (True, False)


def test_who_leads_no_more_is_refused_at_once(leader, client):
    people.set_role(person=leader, role=Role.AGENT, by=admin(), at=timezone.now())

    assert client.get(FIGURES).status_code == 403


def test_who_moved_sees_the_board_of_his_new_team_at_once(leader, client):
    people.move(person=leader, teams=[made.team("商用组")], outlet=None, by=admin(), at=timezone.now())

    shown = client.get(FIGURES).content.decode()
    assert ("商用组" in shown, "家电组" in shown) == (True, False)


def test_who_was_disabled_has_to_sign_in(leader, client):
    people.disable(person=leader, by=admin(), at=timezone.now())

    assert client.get(FIGURES).status_code == 302


def test_who_signed_out_elsewhere_has_to_sign_in(leader, client):
    Session.objects.all().delete()

    assert client.get(FIGURES).status_code == 302


def test_a_session_of_the_old_password_ends(leader, client):
    leader.set_password("another-one-entirely")
    leader.save()

    assert client.get(FIGURES).status_code == 302


def test_the_language_that_somebody_chose_holds_at_once(leader, client):
    people.set_profile(person=leader, name=leader.name, language="en", by=of_user(leader), at=timezone.now())

    assert "In hand" in client.get(FIGURES).content.decode()


def test_nobody_is_known_for_ever(leader, client, monkeypatch):
    monkeypatch.setattr(watching, "monotonic", lambda: float("inf"))

    with CaptureQueriesContext(connection) as asked:
        client.get(FIGURES)
    assert len(asked) > 2


def admin():
    return of_user(made.user(role=Role.ADMIN))
