"""Messages, files, customers and standards over the API."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

import made
from calling import Program, body_of, program
from publications.hotline import hotline
from wuxing.accounts.actors import SYSTEM
from wuxing.cases.models import Attachment, Message
from wuxing.standards.publishing import publish

pytestmark = pytest.mark.django_db


def _picture(colour: str = "red") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "PNG")
    return drawn.getvalue()


def _attach(caller: Program, ref: str, *files: bytes, once: str = "f", **fields: Any) -> HttpResponse:
    sent = [SimpleUploadedFile(f"p{number}.png", content, "image/png") for number, content in enumerate(files)]
    headers = {**caller.headers, "Idempotency-Key": once}
    return caller.client.post(  # type: ignore[return-value]
        f"/api/v1/cases/{ref}/attachments", {"files": sent, **fields}, headers=headers
    )


def test_a_reply_a_note_and_a_customer_s_words_are_told_apart() -> None:
    caller, case = program(), made.case()
    for kind in ("reply", "note", "customer"):
        assert caller.post(f"cases/{case.ref}/messages", {"kind": kind, "body": kind}).status_code == 201

    said = body_of(caller.get(f"cases/{case.ref}/messages"))["messages"]

    assert [each["kind"] for each in said[1:]] == ["message.agent", "note.added", "message.customer"]


def test_files_go_up_with_a_message_and_come_down_again() -> None:
    caller, case = program(), made.case()

    sent = body_of(_attach(caller, case.ref, _picture(), kind="reply", body="见图"))
    file = caller.get(f"cases/{case.ref}/attachments/{sent['attachments'][0]['key']}")

    assert sent["attachments"][0]["content_type"] == "image/png"
    assert file["Content-Type"] == "image/png"
    assert file["Content-Disposition"].startswith("attachment")
    assert Image.open(io.BytesIO(b"".join(file.streaming_content))).size == (40, 30)  # type: ignore[attr-defined]


def test_files_sent_again_under_the_same_key_are_one_message() -> None:
    caller, case = program(), made.case()

    first, again = (_attach(caller, case.ref, _picture(), kind="note") for _ in range(2))
    other = _attach(caller, case.ref, _picture("blue"), kind="note")

    assert first.content == again.content
    assert body_of(other)["code"] == "idempotency-key-reused"
    assert Attachment.objects.count() == 1


def test_a_file_of_a_forbidden_kind_leaves_no_message() -> None:
    caller, case = program(), made.case()

    answer = _attach(caller, case.ref, b"MZ\x00\x01", kind="reply")

    assert (answer.status_code, body_of(answer)["code"]) == (422, "file-not-allowed")
    assert Message.objects.filter(case=case).count() == 1


def test_a_stranger_s_key_loads_no_file() -> None:
    case = made.case(team=made.team())
    key = body_of(_attach(program(), case.ref, _picture(), kind="note"))["attachments"][0]["key"]

    assert program(team=made.team()).get(f"cases/{case.ref}/attachments/{key}").status_code == 404


def test_the_same_phone_is_the_same_customer() -> None:
    caller = program()

    first = body_of(caller.post("customers", {"name": "林女士", "phone": "138 0000 5621"}))
    again = body_of(caller.post("customers", {"name": "林先生", "phone": "+86 13800005621"}))

    assert first["id"] == again["id"]
    assert body_of(caller.get("customers", q="13800005621"))["customers"][0]["name"] == "林女士"
    assert body_of(caller.get(f"customers/{first['id']}"))["points"][0]["value"] == "+8613800005621"


def test_a_team_s_key_sees_others_customers_masked() -> None:
    made.case(team=made.team(), of=made.customer("林女士", phone="13800005621"))

    told = body_of(program(team=made.team()).post("customers", {"name": "某人", "phone": "13800005621"}))

    assert (told["name"], told["points"][0]["value"], told["is_masked"]) == ("林**", "138****5621", True)


def test_a_customer_without_name_or_contact_is_refused() -> None:
    assert body_of(program().post("customers", {"name": "林女士"}))["code"] == "nobody-named"
    assert body_of(program().post("customers", {"name": "林女士", "phone": "12"}))["code"] == "bad-contact-point"


def test_another_program_can_read_what_is_promised() -> None:
    caller = program()

    told = body_of(caller.get("standards/in-force"))

    assert told == body_of(caller.get("standards/test-company@2026.1"))
    assert told["commitments"][0]["within"][0]["limit"] == {"zh": "3 分钟", "en": "3 min"}
    assert body_of(caller.get("standards"))["standards"][0]["is_in_force"]
    assert caller.get("standards/nobody@1").status_code == 404


def test_of_each_version_is_told_for_whom_it_is_in_force() -> None:
    caller = program()
    publish(hotline("1"), scope="region:north", by=SYSTEM, at=timezone.now())

    told = body_of(caller.get("standards"))["standards"]

    assert [(each["standard"], each["scope"], each["is_in_force"]) for each in told] == [
        ("hotline@1", "region:north", True),
        ("test-company@2026.1", "", True),
    ]


def test_the_page_of_the_documentation_has_all_that_it_loads(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()

    loaded = re.findall(r'(?:src|href)="/static/([^"?]+)[^"]*"', page)
    assert len(loaded) > 3
    assert [each for each in loaded if finders.find(each) is None] == []


def test_a_search_gives_the_customers_that_a_key_may_see_and_read() -> None:
    team = made.team()
    customer = made.case(team=team, of=made.customer("王志强", phone="13800005621")).customer
    assert customer is not None

    told = body_of(program(team=team).get("search", q="志强"))
    assert told["customers"] == [
        {"id": customer.pk, "name": "王志强", "path": f"/customers/{customer.pk}/", "points": ["138****5621"]}
    ]
    assert body_of(program(team=made.team()).get("search", q="志强"))["customers"] == []
    assert body_of(program(scopes=["cases:read"]).get("search", q="志强"))["customers"] == []
    assert body_of(program(team=team).get("search", q="志强", start=20))["customers"] == []
