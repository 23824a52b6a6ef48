"""How the API says no: problem details in the caller's language."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

import made
from calling import Program, body_of, program
from wuxing.channels.api import rights

pytestmark = pytest.mark.django_db


def test_a_refusal_tells_what_why_and_what_next_in_both_languages() -> None:
    case = made.case()

    zh = program(language="zh-CN").post(f"cases/{case.ref}/closure")
    en = program(language="en").post(f"cases/{case.ref}/closure")

    assert zh["Content-Type"] == en["Content-Type"] == "application/problem+json"
    assert (zh["Content-Language"], en["Content-Language"]) == ("zh-Hans", "en")
    assert body_of(en) == {
        "type": "urn:wuxing:problem:not-resolved",
        "title": "Not possible as things stand",
        "status": 409,
        "detail": "The case is not resolved yet. Resolve it first: tell the customer what was done.",
        "code": "not-resolved",
    }
    assert body_of(zh)["title"] == "当前状态下不能这样做"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic eA=="}, {"Authorization": "Bearer wx_0_0"}])
def test_without_a_good_key_there_is_no_answer(headers: dict[str, str]) -> None:
    answer = Client().get("/api/v1/cases", headers=headers)

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="wuxing"')
    assert not answer.cookies


def test_a_key_without_the_scope_is_told_which_one() -> None:
    answer = program(scopes=["cases:read"]).post("cases", {"subject": "x"})

    assert (answer.status_code, body_of(answer)["code"]) == (403, "scope-missing")
    assert "cases:write" in body_of(answer)["detail"]


def test_every_field_that_is_wrong_is_named() -> None:
    body = {"subject": "", "class": {"business": 3}, "sla": 1, "customer": {"kind": "alien"}}

    answer = program(language="zh").post("cases", body)

    assert answer.status_code == 422
    assert {each["pointer"] for each in body_of(answer)["errors"]} == {
        "#/subject",
        "#/class/business",
        "#/sla",
        "#/customer/kind",
    }
    assert "没有这个字段，请检查拼写。" in str(body_of(answer)["errors"])


def test_an_unknown_class_names_the_standard_and_what_it_knows() -> None:
    answer = program().post("cases", {"subject": "x", "class": {"business": "gossip"}})

    assert body_of(answer)["code"] == "unknown-class"
    assert "test-company@2026.1" in body_of(answer)["detail"]


def test_bodies_that_are_no_json_are_told_so() -> None:
    caller = program()
    headers = {**caller.headers, "Idempotency-Key": "a"}

    broken = caller.client.post("/api/v1/cases", "{", content_type="application/json", headers=headers)
    form = caller.client.post("/api/v1/cases", {"subject": "x"}, headers=headers)

    assert (broken.status_code, body_of(broken)["code"]) == (400, "unreadable")
    assert (form.status_code, body_of(form)["code"]) == (415, "wrong-format")


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_body_that_is_too_large_is_told_so() -> None:
    answer = program().post("cases", {"subject": "x", "body": "x" * 2000})

    assert (answer.status_code, body_of(answer)["code"]) == (413, "body-too-large")


def test_addresses_and_methods_that_do_not_exist_are_problems_too() -> None:
    caller = program()

    nowhere, method = caller.get("nothing/here"), caller.delete("cases")

    assert (nowhere.status_code, body_of(nowhere)["code"]) == (404, "no-such-address")
    assert (method.status_code, body_of(method)["code"]) == (405, "wrong-method")
    assert "GET" in method["Allow"]


def test_a_key_that_calls_too_often_waits() -> None:
    caller = program(per_minute=3)

    answers = [caller.get("teams").status_code for _ in range(5)]

    assert answers[:3] == [200, 200, 200]
    assert answers[-1] == 429
    assert int(caller.get("teams")["Retry-After"]) <= 60


def test_guessing_keys_is_slow() -> None:
    stranger = Program("wx_00000000_guess")

    answers = [stranger.get("teams").status_code for _ in range(rights.STRANGERS_PER_MINUTE + 5)]

    assert answers[0] == 401
    assert answers[-1] == 429


def test_our_own_faults_have_a_number_that_stands_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("wuxing.channels.api.standards.in_force", lambda _: 1 / 0)

    answer = program().get("standards/in-force")

    assert answer.status_code == 500
    assert body_of(answer)["number"] in caplog.text


def test_an_api_call_makes_no_session_and_no_cookie() -> None:
    answer = program().get("cases")

    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
