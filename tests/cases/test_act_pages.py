"""Acts as forms: what each needs, what it does, and what stays when it is refused."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

import made
from crew import Crew, crew
from wuxing.cases.act_forms import FORMS
from wuxing.cases.assigning import request_transfer
from wuxing.cases.closing import resolve
from wuxing.cases.messages import LONGEST, receive
from wuxing.cases.models import Case, Message
from wuxing.cases.urls import UNDER
from wuxing.ledger.models import Event

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
GIVEN = {
    "taking": {},
    "release": {},
    "waits": {"reason": "waiting-parts", "evidence": "门封缺货，后天到"},
    "solution": {"body": "换门封"},
    "progress": {"body": "配件已发"},
    "result": {"body": "已换好"},
    "facts": {"kind": "call.answered"},
    "stage": {"stage": "diagnosis"},
    "classification": {"business": "complaint", "customer": "individual", "urgency": "urgent"},
    "resolution": {"resolution": "换了门封"},
    "withdrawal": {"reason": "客户不修了"},
    "spam": {},
}
TOLD = {
    "taking": "case.assigned",
    "release": "case.assigned",
    "waits": "wait.started",
    "solution": "solution.proposed",
    "progress": "progress.written",
    "result": "result.reported",
    "facts": "call.answered",
    "stage": "stage.entered",
    "classification": "case.classified",
    "resolution": "case.resolved",
    "withdrawal": "case.withdrawn",
    "spam": "case.spam",
}


@pytest.fixture
def people() -> Crew:
    return crew()


def address(case: Case, name: str) -> str:
    return f"/cases/{case.ref}/{UNDER.get(name, name)}/"


def post(client: Client, case: Case, name: str, given=None, **more):
    return client.post(address(case, name), GIVEN.get(name, {}) if given is None else given, **more)


def last_kinds(case: Case, number: int = 3) -> list[str]:
    return list(Event.objects.filter(stream_id=case.stream_id).order_by("-seq").values_list("kind", flat=True)[:number])


@pytest.mark.parametrize("name", TOLD)
def test_an_act_is_done_and_leads_back_to_the_case(people, name):
    case = people.case()

    answer = post(people.client("mate"), case, name)

    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.ref}/")
    assert TOLD[name] in last_kinds(case, 9)


@pytest.mark.parametrize("name", FORMS)
def test_a_stranger_can_neither_see_nor_do_any_act(people, name):
    case = people.case()
    before = case.stream.seq

    assert people.client("stranger").get(address(case, name)).status_code == 404
    assert post(people.client("stranger"), case, name).status_code == 404
    assert post(people.client("anonymous"), case, name).status_code == 302
    case.stream.refresh_from_db()
    assert case.stream.seq == before


@pytest.mark.parametrize("name", FORMS)
def test_every_act_has_a_page_for_browsers_without_a_script_in_both_languages(people, name):
    case = people.case()

    for language in ("zh-hans", "en"):
        shown = people.client("owner", language).get(address(case, name))
        assert shown.status_code == 200
        assert f'action="{address(case, name)}"' in shown.content.decode()


def test_htmx_gets_the_changed_parts_and_a_word_that_it_is_done(people):
    case = people.case()

    answer = post(people.client("owner"), case, "waits", headers=HTMX)

    assert (answer.status_code, answer["HX-Trigger-After-Swap"], answer["HX-Reswap"]) == (200, "act-done", "none")
    assert answer.content.decode().count("hx-swap-oob") == 5
    assert "等配件" in answer.content.decode()


def test_what_was_typed_stays_when_something_is_missing(people):
    case = people.case()

    answer = post(people.client("owner"), case, "waits", {"evidence": "已向工厂订货"})

    assert answer.status_code == 422
    assert "已向工厂订货" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "有 1 处要改" in answer.content.decode()


def test_a_refusal_of_the_verb_stands_in_the_form(people):
    case = people.case()
    post(people.client("owner"), case, "waits")

    answer = post(people.client("owner"), case, "waits", headers=HTMX)

    assert answer.status_code == 409
    assert "已经在等这一项了。" in answer.content.decode()
    assert "门封缺货，后天到" in answer.content.decode()


def test_a_stale_page_cannot_act_on_a_case_that_has_ended(people):
    case = people.case()
    post(people.client("owner"), case, "spam")

    answer = post(people.client("mate"), case, "resolution")

    assert answer.status_code == 409
    assert "已经结束" in answer.content.decode()
    assert "换了门封" in answer.content.decode()


def test_a_case_is_assigned_to_a_colleague_of_its_team(people):
    case = people.case()

    post(people.client("owner"), case, "assignee", {"to": people.mate.pk})
    refused = post(people.client("owner"), case, "assignee", {"to": people.stranger.pk})

    case.refresh_from_db()
    assert (case.assignee, refused.status_code) == (people.mate, 422)


def test_a_transfer_is_asked_for_and_answered_by_the_other_team(people):
    case, other = people.case(), people.stranger.teams.get()

    assert post(people.client("owner"), case, "transfer", {"to": other.pk}).status_code == 422
    post(people.client("owner"), case, "transfer", {"to": other.pk, "note": "请专家看"})
    assert "接收" in people.client("stranger").get(f"/cases/{case.ref}/").content.decode()
    post(people.client("stranger"), case, "acceptance")

    case.refresh_from_db()
    assert (case.team, case.assignee) == (other, people.stranger)


def test_a_mate_of_the_first_team_cannot_answer_for_the_other(people):
    case, other = people.case(), people.stranger.teams.get()
    request_transfer(ref=case.ref, to=other, note="请专家看", by=people.actor(), at=timezone.now())

    assert post(people.client("mate"), case, "acceptance").status_code == 403
    assert post(people.client("stranger"), case, "refusal", {"reason": "不是我们的产品"}).status_code in (302, 303)


def test_a_resolved_case_is_closed_or_reopened(people):
    case, now = people.case(), timezone.now()
    assert post(people.client("owner"), case, "closure", {}).status_code == 409
    resolve(ref=case.ref, resolution="换了门封", by=people.actor(), at=now)

    post(people.client("owner"), case, "closure", {})
    post(people.client("mate"), case, "reopening", {"reason": "又漏了"})

    case.refresh_from_db()
    assert (case.ending, case.resolved_at) == ("", None)
    assert last_kinds(case, 1) == ["case.reopened"]


def test_a_wait_ends_with_one_press(people):
    case = people.case()
    post(people.client("owner"), case, "waits")

    assert (
        f'action="{address(case, "resumption")}"' in people.client("owner").get(f"/cases/{case.ref}/").content.decode()
    )
    post(people.client("owner"), case, "resumption")

    case.refresh_from_db()
    assert case.waiting_for == ""


def test_the_wait_form_says_which_clauses_pause(people):
    case = people.case(case_class={"business": "after-sales", "customer": "individual", "urgency": "normal"})

    shown = people.client("owner").get(address(case, "waits")).content.decode()

    assert "等配件（暂停 §3.1）" in shown


def test_a_fact_may_be_dated_back_but_not_ahead(people):
    case = people.case()

    ahead = post(people.client("owner"), case, "facts", {"kind": "call.answered", "happened_at": "2999-01-01T10:00"})
    before = post(people.client("owner"), case, "facts", {"kind": "call.answered", "happened_at": "2020-01-01T10:00"})
    nonsense = post(people.client("owner"), case, "facts", {"kind": "call.answered", "happened_at": "gestern"})

    assert [ahead.status_code, before.status_code, nonsense.status_code] == [422, 422, 422]
    assert "2999-01-01T10:00" in ahead.content.decode()


# -- the composer ------------------------------------------------------------------------------------------------


def write(client: Client, case: Case, kind: str = "reply", body: str = "您好", **more):
    return client.post(f"/cases/{case.ref}/messages/", {"kind": kind, "body": body, **more.pop("given", {})}, **more)


def test_a_reply_goes_to_the_customer_and_a_note_does_not(people):
    case = people.case()

    write(people.client("owner"), case)
    write(people.client("owner"), case, "note", "只有同事看")

    kinds = list(Message.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))
    assert kinds == [Message.Kind.CUSTOMER, Message.Kind.AGENT, Message.Kind.NOTE]


def test_a_note_stays_a_note_whichever_button_was_pressed(people):
    case = people.case()
    client = people.client("owner")

    client.post(f"/cases/{case.ref}/messages/", {"kind": ["reply", "note"], "body": "别发给客户"})
    client.post(f"/cases/{case.ref}/notes/", {"kind": "reply", "body": "也别发"})

    assert Message.objects.filter(case=case, kind=Message.Kind.NOTE).count() == 2
    assert not Message.objects.filter(case=case, kind=Message.Kind.AGENT).exists()


def test_nobody_else_writes(people):
    case = people.case()

    assert write(people.client("stranger"), case).status_code == 404
    assert write(people.client("anonymous"), case).status_code == 302
    assert people.client("owner").get(f"/cases/{case.ref}/messages/").status_code == 405
    assert case.messages.count() == 1


def test_an_empty_reply_is_refused_in_place(people):
    answer = write(people.client("owner"), people.case(), body="  ", headers=HTMX)

    assert answer.status_code == 422
    assert answer.content.decode().lstrip().startswith('<form class="composer"')
    assert "还没有内容" in answer.content.decode()


def test_a_page_without_a_script_comes_back_whole_with_what_was_typed(people):
    answer = write(people.client("owner"), people.case(), body="字" * (LONGEST + 1))

    assert answer.status_code == 422
    assert "字" * 100 in answer.content.decode()
    assert "<html" in answer.content.decode()


def test_who_wrote_meanwhile_is_read_before_sending(people):
    case = people.case()
    seen = Event.objects.filter(stream_id=case.stream_id).count()
    receive(ref=case.ref, body="还在漏", by=made.customer_of(case), at=timezone.now())
    client = people.client("owner")

    first = write(client, case, body="三点到", given={"seen_seq": seen}, headers=HTMX)
    shown = first.content.decode()
    again = write(client, case, body="三点到", given={"seen_seq": seen + 1}, headers=HTMX)

    assert (first.status_code, "三点到" in shown, "林女士 刚在这件工单上写了新内容" in shown) == (409, True, True)
    assert (f'name="seen_seq" value="{seen + 1}"' in shown, "还在漏" in shown, again.status_code) == (True, True, 200)


@pytest.mark.parametrize(
    ("name", "content", "status", "says"),
    [("virus.exe", b"MZ\x00\x01", 422, "这种文件不能在这里发送"), ("big.txt", b"x" * 2_000_001, 413, "超过 2 MB")],
)
def test_a_file_that_cannot_be_kept_is_named_and_the_words_stay(people, settings, name, content, status, says):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.UPLOAD_LIMIT = 2_000_000
    answer = write(people.client("owner"), people.case(), given={"attached": SimpleUploadedFile(name, content)})

    shown = answer.content.decode()
    assert (answer.status_code, says in shown, name in shown) == (status, True, True)
    assert "您好</textarea>" in shown
    assert "文件要重新选择" in shown


def test_a_file_goes_with_the_reply(people):
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = people.case()
    file = SimpleUploadedFile("步骤.txt", "先关水".encode())

    answer = write(people.client("owner"), case, body="", given={"attached": file}, headers=HTMX)

    assert (answer.status_code, case.attachments.get().name) == (200, "步骤.txt")
    assert "步骤.txt" in answer.content.decode()


def test_whoever_gives_a_case_out_of_sight_is_led_to_his_list(people):
    other = people.stranger.teams.get()
    case = made.case(timezone.now(), team=other)
    helper = made.user(other)
    client = Client()
    client.force_login(helper)
    helper.teams.set([])

    assert client.post(address(case, "taking")).status_code == 404
