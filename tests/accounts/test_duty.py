"""Whom an escalation reaches: the nearest ones on duty, and their notice says by which rule."""

import pytest

import made
from wuxing.accounts.lists import on_duty
from wuxing.accounts.models import Role

pytestmark = pytest.mark.django_db
LEADER = Role.SHIFT_LEADER


def test_on_duty_in_the_team_comes_first() -> None:
    team = made.team("一组")
    here = made.user(team, role=LEADER)
    made.user(team, role=LEADER, on_duty=False)
    made.user(made.team(), role=LEADER)

    found = on_duty(LEADER, team)

    assert found.people == [here]
    assert (found.why.zh, found.why.en) == ("一组在岗的值班组长", "shift leader on duty in 一组")


def test_then_on_duty_anywhere() -> None:
    team = made.team("一组")
    made.user(team, role=LEADER, on_duty=False)
    elsewhere = made.user(made.team(), role=LEADER)

    found = on_duty(LEADER, team)

    assert found.people == [elsewhere]
    assert found.why.zh == "在岗的值班组长（一组无人在岗）"


def test_then_the_team_and_then_everybody_off_duty() -> None:
    team, other = made.team("一组"), made.team("二组")
    off = made.user(team, role=LEADER, on_duty=False)

    assert on_duty(LEADER, team).why.zh == "一组的值班组长（当时无人在岗）"
    assert on_duty(LEADER, other).people == [off]
    assert on_duty(LEADER).why.en == "shift leader (nobody was on duty)"


def test_without_anybody_in_the_role_supervisors_then_administrators() -> None:
    admin = made.user(role=Role.ADMIN)
    assert on_duty(LEADER).people == [admin]
    supervisor = made.user(role=Role.SUPERVISOR, on_duty=False)

    found = on_duty(LEADER, made.team())

    assert found.people == [supervisor]
    assert found.why.zh.endswith("，因为没有值班组长")


def test_a_role_that_only_a_standard_knows_is_named_by_its_id() -> None:
    assert on_duty("night-owl").why.zh == "没有night-owl"
    assert on_duty("night-owl").people == []


def test_who_left_is_reached_no_more() -> None:
    made.user(role=LEADER, is_active=False)

    assert on_duty(LEADER).people == []
