"""The composer by its addresses: what a browser without scripts and the script itself get."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from made import case, customer, standard, team, user
from wuxing.cases.models import Draft, Message

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.fixture
def desk():
    standard(at=timezone.now())
    crew = team()
    person = user(crew)
    client = Client()
    client.force_login(person)
    made = case(timezone.now(), team=crew, of=customer(email="lin@example.com", at=timezone.now()))
    return client, made, person


def test_a_pause_saves_and_the_page_brings_it_back(desk):
    client, made, _person = desk

    told = client.post(f"/cases/{made.ref}/draft/", {"kind": "note", "body": "写到一半", "revision": 0}).json()

    assert told["revision"] == 1
    assert told["said"].startswith("草稿已存 ")
    page = client.get(f"/cases/{made.ref}/").content.decode()
    assert ">写到一半</textarea>" in page
    assert 'value="note" checked' in page


def test_another_window_is_told_and_given_the_other_text(desk):
    client, made, _person = desk
    client.post(f"/cases/{made.ref}/draft/", {"kind": "reply", "body": "一", "revision": 0})

    answer = client.post(f"/cases/{made.ref}/draft/", {"kind": "reply", "body": "二", "revision": 0})

    assert (answer.status_code, answer.json()["body"], answer.json()["revision"]) == (409, "一", 1)


def test_a_reply_by_mail_shows_how_to_undo_it_and_undoing_brings_it_back(desk):
    client, made, _person = desk
    seen = {"kind": "reply", "body": "您好", "reader": made.customer_id}

    part = client.post(f"/cases/{made.ref}/messages/", seen, headers=PART).content.decode()
    assert "秒后发出" in part
    undone = client.post(f"/cases/{made.ref}/held/undoing/", follow=True).content.decode()

    assert ">您好</textarea>" in undone
    assert not Message.objects.filter(kind="message.agent").exists()


def test_a_colleague_sees_that_a_reply_is_leaving_and_a_shared_draft(desk):
    client, made, person = desk
    client.post(f"/cases/{made.ref}/messages/", {"kind": "reply", "body": "您好"})
    Draft.objects.create(user=person, case=made, body="请看", shared=True, saved_at=timezone.now())
    other = Client()
    other.force_login(user(made.team))

    page = other.get(f"/cases/{made.ref}/").content.decode()

    assert "的回复正在发出" in page
    assert "共享了一份草稿" in page
    assert client.get("/cases/").content.decode().count("data-leaves=") == 1


def test_a_file_is_kept_with_the_draft_as_soon_as_it_is_chosen(desk):
    client, made, person = desk
    file = SimpleUploadedFile("说明.txt", b"abc")

    part = client.post(f"/cases/{made.ref}/draft/files/", {"attached": [file]}, headers=PART).content.decode()

    kept = Draft.objects.get(user=person).files.get()
    assert "说明.txt" in part
    assert client.get(f"/cases/{made.ref}/draft/files/{kept.key}/").getvalue() == b"abc"
    other = Client()
    other.force_login(user(made.team))
    assert other.get(f"/cases/{made.ref}/draft/files/{kept.key}/").status_code == 404


def test_a_file_of_a_wrong_kind_is_refused_beside_the_others(desk):
    client, made, _person = desk
    file = SimpleUploadedFile("a.exe", b"MZ\x00\xff\xfe")

    part = client.post(f"/cases/{made.ref}/draft/files/", {"attached": [file]}, headers=PART).content.decode()

    assert "a.exe" in part
    assert not Draft.objects.exists()


def test_the_preview_is_what_the_customer_will_see(desk):
    client, made, _person = desk

    part = client.post(f"/cases/{made.ref}/draft/preview/", {"body": "**好** <b>x</b>"}, headers=PART).content.decode()

    assert "<strong>好</strong> &lt;b&gt;" in part
