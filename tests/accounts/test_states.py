"""What people are about: said by themselves, offline by itself, told to whoever watches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

import made
from made import NOON
from wuxing.accounts.actors import SYSTEM, of_user
from wuxing.accounts.models import AuditRow, User, WorkState
from wuxing.accounts.people import set_duty
from wuxing.accounts.states import AWAY, OnlyPeople, be_seen, is_here, set_state
from wuxing.live import bus

pytestmark = pytest.mark.django_db


def test_whoever_says_what_he_is_about_is_on_duty():
    person = made.user(on_duty=False)

    said = set_state(state=WorkState.BREAK, back_in=timedelta(minutes=15), by=of_user(person), at=NOON)

    assert (said.on_duty, said.state, said.back_at) == (True, "break", NOON + timedelta(minutes=15))
    assert AuditRow.objects.get(act="user.state_set").detail == {
        "state": ["ready", "break"],
        "on_duty": [False, True],
    }


def test_going_off_duty_ends_a_break():
    person = made.user()
    set_state(state=WorkState.BREAK, back_in=timedelta(minutes=15), by=of_user(person), at=NOON)

    off = set_duty(person=person, on=False, by=of_user(person), at=NOON)

    assert (off.on_duty, off.state, off.back_at) == (False, "ready", None)


def test_only_people_have_a_state():
    with pytest.raises(OnlyPeople):
        set_state(state=WorkState.BUSY, by=SYSTEM, at=NOON)


def test_somebody_of_whom_nothing_is_seen_is_offline():
    person = made.user()
    before = is_here(person, NOON)

    be_seen(person, NOON)

    assert [before, is_here(person, NOON + AWAY / 2), is_here(person, NOON + AWAY)] == [False, True, False]


def test_being_seen_is_written_down_seldom(django_assert_num_queries):
    person = made.user()
    be_seen(person, NOON)

    with django_assert_num_queries(0):
        be_seen(person, NOON + timedelta(minutes=2))


def test_a_page_is_a_sign_of_life_and_the_menu_says_what_one_is_about(client):
    person = made.user()
    client.force_login(person)

    client.post("/people/me/state/", {"state": "busy", "next": "/people/me/"})

    person = User.objects.get(pk=person.pk)
    assert (person.state, is_here(person, timezone.now())) == ("busy", True)
    assert 'value="busy" aria-pressed="true"' in client.get("/people/me/").content.decode()


def test_a_break_of_so_many_minutes_is_one_press_in_the_menu(client):
    person = made.user(language="zh-hans")
    client.force_login(person)
    menu = client.get("/people/me/").content.decode()

    before = timezone.now()
    client.post("/people/me/state/", {"state": "break", "minutes": "30"})

    assert '<button name="minutes" value="30">30 分钟后回</button>' in menu
    person = User.objects.get(pk=person.pk)
    assert person.state == "break" and person.back_at >= before + timedelta(minutes=30)


def test_whoever_watches_the_team_hears_of_it(django_capture_on_commit_callbacks):
    heard, team = [], made.team()
    person = made.user(team)
    stop = bus.listen(heard.append)

    with django_capture_on_commit_callbacks(execute=True):
        set_state(state=WorkState.BUSY, by=of_user(person), at=NOON)
    stop()

    assert {key for change in heard if change.kind == "people" for key in change.keys} == {"company", f"team:{team.pk}"}
