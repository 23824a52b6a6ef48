"""A write that is asked for again happens once: in turn, at the same moment, and after a crash."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

import made
from calling import body_of, program
from wuxing.cases.models import Case
from wuxing.channels.api.answering import forget_old
from wuxing.channels.models import IdempotentWrite

ASK = {"subject": "洗衣机漏水", "class": made.CONSULTATION, "customer": {"name": "林女士", "phone": "13800005621"}}


@pytest.mark.django_db
def test_the_same_key_and_body_get_the_same_answer() -> None:
    caller = program()

    first, second = caller.post("cases", ASK, once="a"), caller.post("cases", ASK, once="a")

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused() -> None:
    caller = program()
    caller.post("cases", ASK, once="a")

    answer = caller.post("cases", {**ASK, "subject": "冰箱不冷"}, once="a")

    assert (answer.status_code, body_of(answer)["code"]) == (422, "idempotency-key-reused")
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_keys_of_two_programs_do_not_meet() -> None:
    first, second = program().post("cases", ASK, once="a"), program().post("cases", ASK, once="a")

    assert body_of(first)["ref"] != body_of(second)["ref"]


@pytest.mark.django_db
def test_a_write_without_a_key_says_how() -> None:
    caller = program()
    answer = caller.client.post("/api/v1/cases", "{}", content_type="application/json", headers=caller.headers)

    assert answer.status_code == 422  # what is wrong with the body comes first

    body = {"subject": "x"}
    answer = caller.client.post("/api/v1/cases", body, content_type="application/json", headers=caller.headers)
    assert (answer.status_code, body_of(answer)["code"]) == (400, "idempotency-key-missing")


@pytest.mark.django_db
def test_a_refusal_changes_nothing_and_may_be_tried_again() -> None:
    caller, case = program(), made.case()
    refused = caller.post(f"cases/{case.ref}/closure", {}, once="close")
    caller.post(f"cases/{case.ref}/resolution", {"body": "已修好"})

    done = caller.post(f"cases/{case.ref}/closure", {}, once="close")

    assert (refused.status_code, done.status_code) == (409, 200)


@pytest.mark.django_db(transaction=True)
def test_eight_at_the_same_moment_make_one_case() -> None:
    caller = program()

    def ask(_: int) -> tuple[int, Any]:
        try:
            answer = caller.post("cases", ASK, once="at once")
            return answer.status_code, body_of(answer)["ref"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))

    assert len(answers) == 1
    assert (Case.objects.count(), IdempotentWrite.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_crash_before_the_end_leaves_neither_case_nor_key(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = program()
    with monkeypatch.context() as broken:
        broken.setattr("wuxing.channels.api.cases.case_told", lambda *_: 1 / 0)
        assert caller.post("cases", ASK, once="a").status_code == 500
    assert (Case.objects.count(), IdempotentWrite.objects.count()) == (0, 0)

    assert caller.post("cases", ASK, once="a").status_code == 201


@pytest.mark.django_db
def test_answers_are_kept_for_a_week() -> None:
    program().post("cases", ASK, once="a")
    made_at = IdempotentWrite.objects.get().at

    assert forget_old(made_at + timedelta(days=7)) == 0
    assert forget_old(made_at + timedelta(days=7, seconds=1)) == 1
