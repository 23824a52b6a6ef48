"""Cases over the API, from opening to closing."""

from __future__ import annotations

from typing import Any

import pytest

import made
from calling import body_of, program
from wuxing.accounts.models import Role
from wuxing.cases.models import Case
from wuxing.ledger.models import Event

LIN = {"name": "林女士", "phone": "13800005621"}
LEAK = {"subject": "洗衣机漏水", "body": "门封漏水", "class": made.CONSULTATION, "customer": LIN}

pytestmark = pytest.mark.django_db


def test_opening_a_case_tells_the_times_promised() -> None:
    answer = program().post("cases", LEAK)

    told = body_of(answer)
    assert answer.status_code == 201, told
    assert told["clocks"][0]["commitment"] == "first-response"
    assert told["clocks"][0]["clause"] == "test-company@2026.1#1.1"
    assert told["clocks"][0]["clause_url"] == "http://localhost:8000/standards/test-company/2026.1/#c1-1"
    assert told["clocks"][0]["due_at"] > told["opened_at"]
    assert "/s/" in told["link"]


def test_a_case_is_found_again_with_its_events_and_readings() -> None:
    caller = program()
    ref = body_of(caller.post("cases", LEAK))["ref"]

    events = body_of(caller.get(f"cases/{ref}/events"))["events"]
    readings = body_of(caller.get(f"cases/{ref}/readings"))["readings"]

    assert [each["kind"] for each in events] == ["case.opened"]
    assert readings[0]["due_at"] and "explain" in readings[0]
    assert body_of(caller.get(f"cases/{ref}"))["stages"][0]["is_current"]


def test_every_act_of_a_case_has_its_address() -> None:
    team, other = made.team(), made.team()
    person = made.user(team, username="u-zhou")
    caller = program()
    ref = body_of(caller.post("cases", {**LEAK, "team": team.pk}))["ref"]
    acts = {
        "classification": {"class": {"urgency": "urgent"}},
        "assignee": {"user": person.username},
        "waits": {"reason": "waiting-customer", "evidence": "问了型号"},
        "resumption": {},
        "solution": {"body": "更换门封"},
        "progress": {"body": "门封已订"},
        "facts": {"kind": "customer.contacted", "evidence": "电话"},
        "stage": {"stage": "solution"},
        "transfer": {"team": other.pk, "note": "请接手"},
        "transfer/acceptance": {},
        "result": {"body": "已换"},
        "resolution": {"body": "已修好"},
        "closure": {},
        "reopening": {"reason": "又漏了"},
        "withdrawal": {"reason": "客户撤销"},
    }

    answers = {act: caller.post(f"cases/{ref}/{act}", body) for act, body in acts.items()}

    assert {act: answer.status_code for act, answer in answers.items()} == dict.fromkeys(acts, 200)
    assert body_of(answers["withdrawal"])["state"] == "withdrawn"


def test_a_list_goes_on_at_its_cursor_and_shows_each_case_once() -> None:
    caller = program()
    refs = [made.case().ref for _ in range(5)]

    seen: list[str] = []
    cursor: Any = ""
    while cursor is not None:
        page = body_of(caller.get("cases", limit=2, cursor=cursor))
        seen += [each["ref"] for each in page["cases"]]
        cursor = page["next"]

    assert seen == refs[::-1]


def test_filters_of_the_list_hold_together() -> None:
    caller, team = program(), made.team()
    wanted = made.case(team=team, case_class={"business": "complaint"})
    made.case(team=team)
    made.case(case_class={"business": "complaint"})

    page = body_of(caller.get("cases", team=team.pk, business="complaint", state="open", overdue="true"))

    assert [each["ref"] for each in page["cases"]] == [wanted.ref]


def test_a_filter_that_is_not_known_is_refused() -> None:
    answer = program().get("cases", queue="1")

    assert answer.status_code == 422
    assert body_of(answer)["errors"] == [
        {"detail": "This field is not known here; check its spelling.", "parameter": "queue"}
    ]


def test_a_key_of_a_team_sees_that_team_s_cases_only() -> None:
    mine, other = made.team(), made.team()
    own, foreign = made.case(team=mine), made.case(team=other)
    caller = program(team=mine)

    assert [each["ref"] for each in body_of(caller.get("cases"))["cases"]] == [own.ref]
    assert caller.get(f"cases/{foreign.ref}").status_code == 404
    assert caller.post(f"cases/{foreign.ref}/spam").status_code == 404


def test_a_program_s_reply_keeps_no_promise_of_a_person() -> None:
    caller = program(speaker="bot")
    ref = body_of(caller.post("cases", LEAK))["ref"]

    caller.post(f"cases/{ref}/messages", {"kind": "reply", "body": "已收到"})

    assert Case.objects.get(ref=ref).unanswered_since is not None
    assert body_of(caller.get(f"cases/{ref}"))["clocks"][0]["state"] == "running"


def test_what_the_customer_said_elsewhere_is_the_customer_s_message() -> None:
    caller, case = program(), made.case()

    told = body_of(caller.post(f"cases/{case.ref}/messages", {"kind": "customer", "body": "还在漏"}))

    event = Event.objects.get(stream=case.stream, seq=told["seq"])
    assert (event.kind, event.speaker) == ("message.customer", "customer")


def test_a_case_without_a_team_goes_to_the_one_that_takes_requests() -> None:
    made.team("空班组")
    team = made.team("受理组")
    made.user(team, role=Role.AGENT)

    told = body_of(program().post("cases", LEAK))

    assert told["team"]["name"] == "受理组"
