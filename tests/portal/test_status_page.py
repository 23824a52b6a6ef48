"""The status page: what the customer sees and does behind the link, and what nobody else may learn."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

import made
from wuxing.accounts.actors import Actor
from wuxing.cases.attachments import Upload
from wuxing.cases.closing import close, mark_spam, resolve
from wuxing.cases.messages import note, reply
from wuxing.cases.models import Attachment, Case, Message
from wuxing.cases.waiting import wait
from wuxing.ledger.models import Event
from wuxing.portal.links import path_of

pytestmark = pytest.mark.django_db


def _now_case() -> Case:
    return made.case(at=timezone.now() - timedelta(seconds=30), team=made.team())


def _agent() -> Actor:
    return made.actor(made.team(), role="supervisor", name="周宁")


def _page(case: Case, **headers: str) -> str:
    answer = Client(headers={"Accept-Language": "zh", **headers}).get(path_of(case))
    assert answer.status_code == 200
    return answer.content.decode()


def _post(case: Case, act: str, **body: object) -> int:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "zh"})
    return client.post(f"{path_of(case)}{act}/", body).status_code


def _picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(drawn, "PNG")
    return drawn.getvalue()


def test_the_page_shows_the_next_promise_the_stage_and_who_answers() -> None:
    case, agent = _now_case(), _agent()
    reply(ref=case.ref, body="我来处理", by=agent, at=timezone.now())

    page = _page(case)

    for words in ("解决问题", "诊断", "周宁", "客服主管", "我来处理", case.ref):
        assert words in page


def test_internal_notes_never_appear_nor_do_their_files() -> None:
    case, agent = _now_case(), _agent()
    note(ref=case.ref, body="此客户去年投诉过", files=[Upload("内部.png", _picture())], by=agent, at=timezone.now())
    wait(ref=case.ref, reason="waiting-parts", evidence="供应商拖延", by=agent, at=timezone.now())

    page = _page(case)

    assert "此客户去年投诉过" not in page
    assert "供应商拖延" not in page
    assert Client().get(f"{path_of(case)}attachments/{Attachment.objects.get().key}/").status_code == 404


def test_no_personal_data_of_the_record_is_on_the_page() -> None:
    customer = made.customer("欧阳先生", phone="13800005621", email="ouyang@example.com")
    case = made.case(at=timezone.now(), of=customer)

    page = _page(case)

    for data in ("欧阳", "13800005621", "5621", "ouyang"):
        assert data not in page


def test_a_promise_that_is_past_is_said_plainly_and_without_alarm() -> None:
    case = made.case(at=timezone.now() - timedelta(days=20))

    page = _page(case)

    assert "比承诺的时间晚了" in page
    assert 'data-state="late"' not in page
    assert 'data-state="risk"' not in page
    assert "超时" not in page


def test_an_answer_with_a_picture_ends_the_wait_for_the_customer() -> None:
    case, agent = _now_case(), _agent()
    wait(ref=case.ref, reason="waiting-customer", evidence="问型号", by=agent, at=timezone.now())
    assert "等您回复" in _page(case)

    status = _post(case, "messages", body="WD-1016", pictures=[SimpleUploadedFile("铭牌.png", _picture())])

    case.refresh_from_db()
    assert (status, case.waiting_for) == (303, "")
    page = _page(case)
    assert "WD-1016" in page
    assert Attachment.objects.get().key in page


def test_pictures_are_shown_as_pictures_and_nothing_else() -> None:
    case = _now_case()
    _post(case, "messages", body="见图", pictures=[SimpleUploadedFile("a.html", _picture())])

    answer = Client().get(f"{path_of(case)}attachments/{Attachment.objects.get().key}/")

    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_customer_confirms_and_the_case_is_closed_once() -> None:
    case = _now_case()
    resolve(ref=case.ref, resolution="已换门封", by=_agent(), at=timezone.now())
    assert "已解决" in _page(case)

    assert [_post(case, "confirmation"), _post(case, "confirmation")] == [303, 303]

    case.refresh_from_db()
    assert case.ending == "closed"
    assert case.stream.events.filter(kind="case.closed").get().by == f"customer:{case.customer_id}"


def test_a_case_that_is_not_resolved_cannot_be_confirmed() -> None:
    case = _now_case()

    assert _post(case, "confirmation") == 409


@pytest.mark.parametrize("is_closed", [False, True])
def test_the_customer_reopens_what_is_not_solved(is_closed: bool) -> None:
    case = _now_case()
    resolve(ref=case.ref, resolution="已换门封", by=_agent(), at=timezone.now())
    if is_closed:
        close(ref=case.ref, by=made.customer_of(case), at=timezone.now())

    assert _post(case, "reopening", reason="") == 422
    assert _post(case, "reopening", reason="还在漏") == 303

    case.refresh_from_db()
    assert (case.ending, case.resolved_at) == ("", None)
    assert "还在漏" in _page(case)


def test_the_same_words_sent_twice_are_one_message() -> None:
    case = _now_case()

    assert [_post(case, "messages", body="还在漏"), _post(case, "messages", body="还在漏")] == [303, 303]

    assert Message.objects.filter(case=case, body="还在漏").count() == 1


def test_an_empty_answer_is_told_what_is_missing() -> None:
    case = _now_case()
    client = Client(headers={"Accept-Language": "en"})

    answer = client.post(f"{path_of(case)}messages/", {"body": " "})

    assert answer.status_code == 422
    assert "Write a message or add a file" in answer.content.decode()


def test_what_was_ended_as_spam_takes_no_words() -> None:
    case = _now_case()
    mark_spam(ref=case.ref, by=_agent(), at=timezone.now())

    assert "给我们留言" not in _page(case)
    assert _post(case, "messages", body="喂") == 409


def test_a_wrong_link_and_an_old_one_get_a_page_that_helps() -> None:
    old = made.case(at=timezone.now() - timedelta(days=31))
    client = Client(headers={"Accept-Language": "zh"})

    wrong, expired = client.get("/s/1.AAAAAAAAAAAAAAAA/"), client.get(path_of(old))

    assert (wrong.status_code, expired.status_code) == (404, 410)
    for answer in (wrong, expired):
        assert "/request/" in answer.content.decode()
        assert old.ref not in answer.content.decode()


def test_a_wrong_link_says_the_same_whether_there_is_such_a_case_or_not() -> None:
    case = made.case()
    paths = (f"/s/{case.pk}.AAAAAAAAAAAAAAAA/", "/s/zzzz.AAAAAAAAAAAAAAAA/")

    answers = [Client().get(path) for path in paths]

    assert {(answer.status_code, answer.context["says"]) for answer in answers} == {(404, answers[0].context["says"])}
    assert answers[0].context["says"]


def test_the_link_reaches_no_search_engine_cache_or_other_site() -> None:
    answer = Client().get(path_of(_now_case()))

    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_one_customer_s_link_opens_none_of_the_files_of_the_other() -> None:
    mine, other = _now_case(), _now_case()
    _post(other, "messages", body="见图", pictures=[SimpleUploadedFile("a.png", _picture())])

    assert Client().get(f"{path_of(mine)}attachments/{Attachment.objects.get().key}/").status_code == 404


def test_loading_the_address_of_an_act_leads_back_to_the_page() -> None:
    case = _now_case()

    answer = Client().get(f"{path_of(case)}messages/")

    assert (answer.status_code, answer["Location"]) == (302, path_of(case))


def test_the_customer_rates_what_is_solved_and_may_change_it() -> None:
    case, agent = _now_case(), _agent()
    assert _post(case, "rating", score="5") == 409
    resolve(ref=case.ref, resolution="换了门封", by=agent, at=timezone.now())
    assert "您对这次服务满意吗" in _page(case)

    answers = [_post(case, "rating", score=score) for score in ("2", "5", "5", "6", "")]

    assert answers == [303, 303, 303, 422, 422]
    told = Event.objects.filter(kind="rating.given").order_by("seq").values_list("payload", flat=True)
    assert [each["score"] for each in told] == [2, 5]
    assert "还可以改" in _page(case)
