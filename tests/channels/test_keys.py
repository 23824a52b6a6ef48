"""Keys of integrations: made by administrators, shown once, withdrawn at once."""

from __future__ import annotations

import pytest
from django.test import Client

import made
from calling import Program
from wuxing.accounts.models import AuditRow, Role, User
from wuxing.accounts.permissions import NotAllowed
from wuxing.channels.keys import Wanted, make, revoke
from wuxing.channels.models import ApiKey

pytestmark = pytest.mark.django_db
NEW = {"name": "订单系统", "scopes": ["cases:read"], "speaker": "agent", "per_minute": "600"}


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_key_works_until_it_is_withdrawn() -> None:
    admin = made.actor(role=Role.ADMIN)
    key, token = make(Wanted("ERP", ["cases:read"]), by=admin, at=made.NOON)
    caller = Program(token)

    assert caller.get("cases").status_code == 200
    revoke(key.pk, by=admin, at=made.NOON)
    assert caller.get("cases").status_code == 401


def test_the_token_is_kept_nowhere() -> None:
    key, token = make(Wanted("ERP", ["cases:read"]), by=made.actor(role=Role.ADMIN), at=made.NOON)

    assert token.startswith(f"wx_{key.prefix}_")
    assert token.removeprefix(f"wx_{key.prefix}_") not in str(ApiKey.objects.values().get())
    assert token not in str(list(AuditRow.objects.values()))


def test_making_and_withdrawing_are_on_record() -> None:
    admin = made.actor(role=Role.ADMIN)
    key, _token = make(Wanted("ERP", ["cases:read"]), by=admin, at=made.NOON)
    revoke(key.pk, by=admin, at=made.NOON)

    acts = AuditRow.objects.filter(subject=f"api_key:{key.pk}").order_by("id").values_list("act", "by")

    assert list(acts) == [("api_key.made", admin.id), ("api_key.withdrawn", admin.id)]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.QUALITY])
def test_only_administrators_make_keys(role: str) -> None:
    with pytest.raises(NotAllowed):
        make(Wanted("ERP", ["cases:read"]), by=made.actor(role=role), at=made.NOON)


def test_the_page_shows_a_new_key_once() -> None:
    client = _signed_in(made.user(role=Role.ADMIN))

    shown, again = client.post("/keys/", NEW), client.get("/keys/")

    key = ApiKey.objects.get()
    assert shown.status_code == 201
    assert f"wx_{key.prefix}_" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert f"wx_{key.prefix}_…" in again.content.decode()
    assert 'id="token"' not in again.content.decode()


def test_a_form_that_is_wrong_keeps_what_was_typed() -> None:
    client = _signed_in(made.user(role=Role.ADMIN))

    page = client.post("/keys/", {**NEW, "scopes": []})

    assert page.status_code == 422
    assert "订单系统" in page.content.decode()
    assert not ApiKey.objects.exists()


def test_a_key_is_withdrawn_from_the_page() -> None:
    key, token = make(Wanted("ERP", ["cases:read"]), by=made.actor(role=Role.ADMIN), at=made.NOON)

    answer = _signed_in(made.user(role=Role.ADMIN)).post(f"/keys/{key.pk}/revocation/")

    assert (answer.status_code, answer["Location"]) == (303, "/keys/")
    assert Program(token).get("cases").status_code == 401
