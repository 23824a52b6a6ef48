"""The request form: filled in without JavaScript, cookies or an account."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import made
from wuxing.cases.models import Case
from wuxing.portal.views import REQUESTS_PER_WINDOW
from wuxing.standards.models import Publication

pytestmark = pytest.mark.django_db
ASKED = {
    "business": "after-sales",
    "urgency": "normal",
    "customer": "individual",
    "body": "洗衣机门封漏水。厨房地板湿了。",
    "name": "林女士",
    "phone": "138 0000 5621",
}


def _client() -> Client:
    return Client(enforce_csrf_checks=True, headers={"Accept-Language": "zh"})


def test_a_request_leads_to_the_promise_and_the_link() -> None:
    client = _client()

    answer = client.post("/request/", ASKED)
    page = client.get(answer["Location"]).content.decode()

    assert answer.status_code == 303
    assert Case.objects.get().ref in page
    assert "首次响应" in page
    assert answer["Location"].removesuffix("thanks/") in page


def test_what_is_asked_comes_from_the_standard_in_force_without_inner_duties() -> None:
    page = _client().get("/request/").content.decode()

    for words in ("咨询", "投诉", "售后", "紧急", "物流"):
        assert words in page
    assert "职责" not in page
    assert "操作手册更新" not in page


def test_the_form_speaks_english_to_whom_it_should() -> None:
    page = Client(headers={"Accept-Language": "en"}).get("/request/").content.decode()

    assert "After-sales" in page
    assert "How can we help you?" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"phone": ""}, "电话和邮箱至少填一项"),
        ({"phone": "12"}, "12"),
        ({"body": ""}, "请说说情况"),
        ({"business": "duty"}, "您要办什么"),
    ],
)
def test_something_wrong_is_said_and_nothing_typed_is_lost(change: dict[str, str], says: str) -> None:
    answer = _client().post("/request/", {**ASKED, **change})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "林女士" in page
    assert not Case.objects.exists()


def test_a_file_that_cannot_be_sent_refuses_the_whole_request() -> None:
    program = SimpleUploadedFile("run.exe", b"MZ\x00\x01", "image/png")

    answer = _client().post("/request/", {**ASKED, "pictures": [program]})

    assert answer.status_code == 422
    assert "run.exe" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_double_click_makes_one_case() -> None:
    client = _client()

    first, second = client.post("/request/", ASKED), client.post("/request/", ASKED)

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_a_program_that_fills_in_the_bait_is_thanked_and_not_heard() -> None:
    answer = _client().post("/request/", {**ASKED, "website": "https://spam.example"}, follow=True)

    assert answer.status_code == 200
    assert not Case.objects.exists()


def test_an_address_that_asks_too_often_waits_and_keeps_what_was_typed() -> None:
    client = _client()
    for number in range(REQUESTS_PER_WINDOW):
        client.post("/request/", {**ASKED, "body": f"第 {number} 件"})

    answer = client.post("/request/", {**ASKED, "body": "再来一件"})

    assert answer.status_code == 429
    assert "再来一件" in answer.content.decode()
    assert Case.objects.count() == REQUESTS_PER_WINDOW


def test_before_a_standard_is_published_nothing_can_be_promised() -> None:
    made.standard  # noqa: B018 published by the fixture; taken back here
    Publication.objects.all().delete()

    assert _client().get("/request/").status_code == 503
