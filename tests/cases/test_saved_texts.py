"""Saved texts: for oneself, a team or everybody; filled in from the case before anybody sends them."""

from __future__ import annotations

import pytest
from django.test import Client

from made import NOON, actor, case, customer, standard, team
from wuxing.accounts.models import AuditRow, Role
from wuxing.accounts.sharing import NotYoursToChange, NotYoursToShare, Scope
from wuxing.cases.filling import fields_left
from wuxing.cases.models import SavedText
from wuxing.cases.saved_texts import Words, change, keep, remove, texts_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew():
    standard()
    return team("家电组")


def kept(by, body="您好", **more):
    return keep(words=Words(more.pop("name", "问候"), body, **more), by=by, at=NOON)


def offered(made, by, letters=""):
    return [offer.filled for offer in texts_for(made, letters, "reply", by=by, at=NOON)]


def test_a_text_of_ones_own_is_offered_to_nobody_else(crew):
    made, by = case(team=crew), actor(crew)
    kept(by)

    assert (offered(made, by), offered(made, actor(crew))) == (["您好"], [])


def test_a_leader_keeps_texts_for_his_team_and_nobody_else_does(crew):
    made, leader = case(team=crew), actor(crew, role=Role.SHIFT_LEADER)
    kept(leader, scope=Scope.TEAM, team=crew)

    assert offered(made, actor(crew)) == ["您好"]
    assert offered(made, actor(team())) == []
    with pytest.raises(NotYoursToShare):
        kept(actor(crew), scope=Scope.COMPANY)


def test_fields_are_filled_in_from_the_case(crew):
    by = actor(crew, name="周宁")
    made = case(team=crew, of=customer("林女士"))
    kept(by, "{customer.name}您好，我是{我}，{工单号} 在 {due} 前给您答复。")

    assert offered(made, by) == [f"林女士您好，我是周宁，{made.ref} 在 12:03 前给您答复。"]


def test_what_the_case_does_not_know_stays_for_the_writer_to_see(crew):
    by, made = actor(crew), case(team=crew)
    kept(by, "{company} {customer.company}")

    assert offered(made, by) == ["{company} {customer.company}"]
    assert fields_left("{company} {customer.company}") == ["{customer.company}"]


def test_letters_narrow_texts_down_and_a_notes_text_is_none_for_replies(crew):
    by, made = actor(crew), case(team=crew)
    kept(by, "一", name="保修说明")
    kept(by, "二", name="上门提醒")
    kept(by, "三", name="保修内部", kind="note")

    assert offered(made, by, "保修") == ["一"]


def test_only_who_keeps_a_text_changes_it_and_it_leaves_a_row(crew):
    by = actor(crew)
    text = kept(actor(crew, role=Role.SUPERVISOR), scope=Scope.COMPANY)

    with pytest.raises(NotYoursToChange):
        change(pk=text.pk, words=Words("问候", "滚"), by=by, at=NOON)
    remove(pk=text.pk, by=actor(role=Role.SUPERVISOR), at=NOON)

    assert not SavedText.objects.exists()
    assert list(AuditRow.objects.filter(subject=f"text:{text.pk}").order_by("pk").values_list("act", flat=True)) == [
        "text.kept",
        "text.removed",
    ]


def test_the_page_keeps_changes_and_deletes(crew):
    client, by = Client(), actor(crew)
    client.force_login(by.user)
    form = {"name": "问候", "body": "您好", "kind": "", "scope": "personal"}

    assert client.post("/cases/texts/new/", form).status_code == 303
    text = SavedText.objects.get()
    assert client.post(f"/cases/texts/{text.pk}/", {**form, "body": "您早"}).status_code == 303
    assert "您早" in client.get("/cases/texts/").content.decode()
    client.post(f"/cases/texts/{text.pk}/removal/")
    assert not SavedText.objects.exists()
