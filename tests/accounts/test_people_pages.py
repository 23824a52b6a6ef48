"""Pages about people as administrator, supervisor, team mate, stranger and anonymous; and the admin of reference data."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.utils import timezone

import made
from wuxing.accounts.models import AuditRow, Role, Team, User

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = ("/people/", "/people/?q=x&team=1&duty=1&gone=1&page=9", "/people/me/", "/accounts/2fa/")


def _client(role: Role, *teams: Team) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.user(*teams, role=role, language="en"))
    return client


@pytest.mark.parametrize("role", list(Role))
def test_everybody_here_sees_colleagues_and_their_own_profile(role: Role) -> None:
    someone, client = made.user(), _client(role)

    for path in (*OPEN_TO_ALL, f"/people/{someone.pk}/"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", [*OPEN_TO_ALL, "/people/new/", "/people/audit/", "/people/1/", "/people/1/access/"])
def test_who_is_not_signed_in_is_sent_to_the_door(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/?next=/")


@pytest.mark.parametrize("act", ["role", "place", "access", "invitation", "duty", "second-step"])
def test_acts_are_refused_to_a_team_mate_a_stranger_and_anonymous(act: str) -> None:
    team = made.team()
    path, sent = f"/people/{made.user(team).pk}/{act}/", {"role": "admin", "on_duty": "0"}

    assert _client(Role.AGENT, team).post(path, sent).status_code == 403
    assert _client(Role.AGENT, made.team()).post(path, sent).status_code == 403
    assert Client().post(path, sent).status_code == 302
    assert not AuditRow.objects.exists()


def test_a_colleague_who_is_not_there_is_not_found() -> None:
    client = _client(Role.ADMIN)

    assert [client.get("/people/99999/").status_code, client.post("/people/99999/duty/").status_code] == [404, 404]


def test_an_administrator_invites_and_sees_the_link() -> None:
    client, team = _client(Role.ADMIN), made.team()
    filled = {"name": "李娜", "username": "lina", "role": "agent", "teams": [team.pk], "language": "zh-hans"}

    page = client.post("/people/new/", filled, follow=True).content.decode()

    assert "/accounts/invitation/" in page
    assert User.objects.get(username="lina").teams.get() == team


def test_the_link_of_an_invitation_is_for_those_who_may_invite() -> None:
    _client(Role.ADMIN).post("/people/new/", {"name": "李娜", "username": "lina", "role": "agent", "language": "en"})
    pk = User.objects.get(username="lina").pk

    assert "/accounts/invitation/" not in _client(Role.AGENT).get(f"/people/{pk}/").content.decode()


def test_a_number_that_is_taken_is_said_at_the_field() -> None:
    made.user(username="lina", name="李娜")
    filled = {"name": "李娜", "username": "LINA", "role": "agent", "language": "zh-hans"}

    answer = _client(Role.ADMIN).post("/people/new/", filled)

    assert answer.status_code == 422
    assert "already belongs to 李娜" in str(answer.context["form"].errors["username"])


def test_a_supervisor_is_not_offered_what_only_an_administrator_gives() -> None:
    page = _client(Role.SUPERVISOR).get("/people/new/").content.decode()

    assert 'value="supervisor"' in page
    assert 'value="admin"' not in page


def test_role_place_and_access_are_changed_from_the_page() -> None:
    client, someone, team = _client(Role.ADMIN), made.user(), made.team()

    client.post(f"/people/{someone.pk}/role/", {"role": "quality"})
    client.post(f"/people/{someone.pk}/place/", {"teams": [team.pk]})
    assert client.get(f"/people/{someone.pk}/access/").status_code == 200
    client.post(f"/people/{someone.pk}/access/")

    changed = User.objects.get(pk=someone.pk)
    assert (changed.role, changed.is_active, changed.teams.get()) == ("quality", False, team)
    assert "?subject=" in client.get("/people/audit/").content.decode()


def test_who_lost_phone_and_codes_is_helped() -> None:
    client, someone = _client(Role.SUPERVISOR), made.user()
    totp.TOTP.activate(someone, totp.generate_totp_secret())
    assert "second-step" in client.get(f"/people/{someone.pk}/").content.decode()

    client.post(f"/people/{someone.pk}/second-step/")

    assert not Authenticator.objects.filter(user=someone).exists()
    assert AuditRow.objects.get().act == "user.second_step_removed"


def test_a_bad_choice_is_said_and_changes_nothing() -> None:
    client, someone = _client(Role.ADMIN), made.user()

    assert client.post(f"/people/{someone.pk}/role/", {"role": "emperor"}).status_code == 422
    assert client.post(f"/people/{someone.pk}/place/", {"teams": [12345]}).status_code == 422


def test_going_on_duty_returns_to_the_page_one_was_on() -> None:
    client = _client(Role.AGENT)

    assert (
        client.post("/people/me/duty/", {"on_duty": "0", "next": "/people/?q=a"}).headers["Location"] == "/people/?q=a"
    )
    assert client.post("/people/me/duty/", {"next": "//evil.example/"}).headers["Location"] == "/people/"


@pytest.mark.parametrize("role", list(Role))
def test_audit_rows_are_for_quality_and_administrators(role: Role) -> None:
    expected = 200 if role in (Role.QUALITY, Role.ADMIN) else 403

    assert _client(role).get("/people/audit/?act=user.moved&by=user:x&subject=team:1&before=x").status_code == expected


def test_the_page_of_changes_says_in_words_what_rows_keep_as_codes() -> None:
    AuditRow.objects.create(
        act="text.kept", subject="text:5", by="system", at=timezone.now(), detail={"scope": "company", "size": 3}
    )

    page = _client(Role.ADMIN).get("/people/audit/").content.decode()

    assert "saved text 5" in page
    assert ">for whom</span> Everybody<" in page
    assert ">bytes</span> 3<" in page


@pytest.mark.parametrize("role", list(Role))
def test_reference_data_is_for_administrators(role: Role) -> None:
    answer = _client(role).get("/admin/accounts/team/", follow=True)

    assert answer.status_code == (200 if role == Role.ADMIN else 403)


def test_anonymous_comes_to_our_door_not_to_the_admins(client: Client) -> None:
    answer = client.get("/admin/accounts/team/", follow=True)

    assert answer.request["PATH_INFO"] == "/accounts/login/"


def test_a_change_through_the_admin_leaves_an_audit_row() -> None:
    client, team = _client(Role.ADMIN), made.team("一组")

    client.post(f"/admin/accounts/team/{team.pk}/change/", {"name": "二组", "outlet": ""})
    client.post("/admin/accounts/outlet/add/", {"name": "萧山", "address": ""})
    client.post(f"/admin/accounts/team/{team.pk}/delete/", {"post": "yes"})

    rows = {row.act: row.detail for row in AuditRow.objects.all()}
    assert rows == {
        "team.changed": {"name": ["一组", "二组"]},
        "outlet.made": {"name": ["", "萧山"]},
        "team.deleted": {"name": "二组"},
    }


def test_the_admin_shows_no_passwords_and_neither_makes_nor_deletes_people() -> None:
    client, someone = _client(Role.ADMIN), made.user()
    page = f"/admin/accounts/user/{someone.pk}/"

    assert "password" not in client.get(f"{page}change/").context["adminform"].form.fields
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    client.post(f"{page}change/", {"name": "新名", "username": "u-new", "email": "", "language": "en", "role": "admin"})
    assert (User.objects.get(pk=someone.pk).name, User.objects.get(pk=someone.pk).role) == ("新名", "agent")


def test_the_tables_of_libraries_are_not_in_the_admin() -> None:
    client = _client(Role.ADMIN)

    for path in ("auth/group/", "account/emailaddress/", "mfa/authenticator/"):
        assert client.get(f"/admin/{path}").status_code == 404
