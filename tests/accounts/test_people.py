"""Moving, roles, duty, disabling: who may, what follows, and what is written down."""

from datetime import UTC, datetime

import pytest
from django.test import Client

import made
from wuxing.accounts import people, rights
from wuxing.accounts.actors import SYSTEM, keys_of, of_customer, of_user
from wuxing.accounts.models import AuditRow, Outlet, Role, User
from wuxing.accounts.permissions import Act, NotAllowed, may, require_may

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def test_a_supervisor_moves_a_person_and_what_they_see_follows() -> None:
    old, new, outlet = made.team(), made.team(), Outlet.objects.create(name="萧山")
    someone = made.user(old)

    people.move(person=someone, teams=[new], outlet=outlet, by=made.actor(role=Role.SUPERVISOR), at=AT)

    assert keys_of(User.objects.get(pk=someone.pk)) == {f"user:{someone.pk}", f"team:{new.pk}", f"outlet:{outlet.pk}"}
    row = AuditRow.objects.get(act="user.moved")
    assert row.detail == {"teams": [[old.name], [new.name]], "outlet": ["", "萧山"]}


def test_nothing_is_written_down_where_nothing_changes() -> None:
    team = made.team()

    people.move(person=made.user(team), teams=[team], outlet=None, by=SYSTEM, at=AT)

    assert not AuditRow.objects.exists()


@pytest.mark.parametrize("role", [Role.AGENT, Role.SHIFT_LEADER, Role.QUALITY, Role.DIRECTOR])
def test_others_do_not_move_people_and_are_told_whom_to_ask(role: Role) -> None:
    made.user(role=Role.SUPERVISOR, name="邵敏")

    with pytest.raises(NotAllowed) as refused:
        people.move(person=made.user(), teams=[], outlet=None, by=made.actor(role=role), at=AT)

    assert "邵敏" in str(refused.value)
    assert refused.value.status == 403


def test_a_customer_may_nothing_of_this() -> None:
    assert not any(may(of_customer(3), act) for act in Act)
    assert all(may(SYSTEM, act) for act in Act)


def test_a_disabled_person_may_nothing_with_an_old_actor() -> None:
    admin = made.actor(role=Role.ADMIN, is_active=False)

    with pytest.raises(NotAllowed):
        require_may(admin, Act.MANAGE_PEOPLE)


def test_a_supervisor_neither_makes_nor_touches_administrators() -> None:
    supervisor, admin = made.actor(role=Role.SUPERVISOR), made.user(role=Role.ADMIN)

    with pytest.raises(people.AdministratorsOnly):
        people.set_role(person=made.user(), role=Role.ADMIN, by=supervisor, at=AT)
    with pytest.raises(people.AdministratorsOnly):
        people.disable(person=admin, by=supervisor, at=AT)


def test_the_last_administrator_stays() -> None:
    admin = made.user(role=Role.ADMIN)

    with pytest.raises(people.LastAdministrator):
        people.set_role(person=admin, role=Role.AGENT, by=SYSTEM, at=AT)

    people.set_role(person=made.user(), role=Role.ADMIN, by=of_user(admin), at=AT)
    people.set_role(person=admin, role=Role.AGENT, by=SYSTEM, at=AT)


def test_nobody_disables_themselves() -> None:
    made.user(role=Role.ADMIN)
    admin = made.user(role=Role.ADMIN)

    with pytest.raises(people.NotYourself):
        people.disable(person=admin, by=of_user(admin), at=AT)


def test_who_is_disabled_loses_every_session_at_once_and_for_good(client: Client) -> None:
    someone = made.user()
    client.force_login(someone)
    assert client.get("/people/").status_code == 200

    people.disable(person=someone, by=SYSTEM, at=AT)

    assert client.get("/people/").status_code == 302
    User.objects.filter(pk=someone.pk).update(is_active=True)  # a session does not come back with the person
    assert client.get("/people/").status_code == 302
    assert not User.objects.get(pk=someone.pk).on_duty


@pytest.mark.django_db(transaction=True)
def test_open_pages_hear_of_changed_rights_after_commit() -> None:
    heard: list[int] = []
    rights.hear(heard.append)
    someone = made.user()

    people.disable(person=someone, by=SYSTEM, at=AT)

    rights._listeners.remove(heard.append)
    assert heard == [someone.pk]


def test_everybody_goes_on_duty_and_off_themselves() -> None:
    someone = made.user(on_duty=False)

    assert people.set_duty(person=someone, on=True, by=of_user(someone), at=AT).on_duty

    assert AuditRow.objects.get().detail == {"on_duty": [False, True]}


def test_a_shift_leader_says_who_is_on_duty_in_the_own_team_only() -> None:
    mine, other = made.team(), made.team()
    leader = made.actor(mine, role=Role.SHIFT_LEADER)

    assert not people.set_duty(person=made.user(mine), on=False, by=leader, at=AT).on_duty
    with pytest.raises(people.NotYourTeam):
        people.set_duty(person=made.user(other), on=False, by=leader, at=AT)
    with pytest.raises(NotAllowed):
        people.set_duty(person=made.user(mine), on=False, by=made.actor(mine), at=AT)


def test_who_cannot_sign_in_cannot_go_on_duty() -> None:
    with pytest.raises(people.NotActive):
        people.set_duty(person=made.user(is_active=False), on=True, by=SYSTEM, at=AT)
