"""The page of a case: what each person sees of it, its story, and its parts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

import made
from crew import Crew, crew
from wuxing.cases import stretches
from wuxing.cases.assigning import request_transfer
from wuxing.cases.attachments import Upload
from wuxing.cases.closing import close, resolve
from wuxing.cases.messages import note, receive, reply
from wuxing.cases.models import Case
from wuxing.cases.progressing import write_progress
from wuxing.cases.waiting import wait
from wuxing.core.source import Text
from wuxing.ledger.models import Event
from wuxing.notices.models import Notice
from wuxing.notices.telling import News, tell

pytestmark = pytest.mark.django_db
WHY = "clocks/first-response/1/"


@pytest.fixture
def people() -> Crew:
    return crew()


def page(people: Crew, case: Case, who: str = "owner", query: str = "", language: str = "zh-hans") -> str:
    return people.client(who, language).get(f"/cases/{case.ref}/{query}").content.decode()


PARTS = ["", "refreshment/", WHY, f"{WHY}?as=json", "waits/", "transfer/", "transfer/acceptance/", "spam/"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("mate", 200), ("stranger", 404), ("anonymous", 302)])
def test_each_address_answers_each_person(people, part, who, status):
    case = people.case()

    assert people.client(who).get(f"/cases/{case.ref}/{part}").status_code == status


def test_each_clock_leads_to_its_clause(people):
    assert '<a class="clause" href="/standards/test-company/2026.1/#c1-1">§1.1</a></li>' in page(people, people.case())


def test_a_case_that_is_not_there_looks_like_one_that_is_hidden(people):
    hidden = people.client("stranger").get(f"/cases/{people.case().ref}/")
    missing = people.client("stranger").get("/cases/C-999999/")

    assert hidden.status_code == missing.status_code == 404
    assert "C-999999" in missing.content.decode()


def test_opening_the_page_reads_what_was_told_about_the_case(people):
    case = people.case()
    told = News("breached", Text("超时", "overdue"), f"/cases/{case.ref}/", case_ref=case.ref)
    tell([people.owner, people.mate], told, source="signal:1", at=timezone.now())

    page(people, case)

    assert list(Notice.objects.unread().values_list("user", flat=True)) == [people.mate.pk]


def test_the_page_shows_where_the_case_stands(people):
    case = people.case()

    shown = page(people, case)

    for each in (
        case.ref,
        "洗衣机漏水",
        "咨询 / 个人 / 一般",
        "首次响应",
        "处理中",
        "林女士",
        "周宁",
    ):
        assert each in shown
    assert 'aria-current="step"' in shown


def test_the_phone_is_masked_and_the_customer_one_click_away(people):
    case = people.case(of=made.customer("林晓", phone="13800005621"))

    shown = page(people, case)

    assert "138****5621" in shown
    assert "13800005621" not in shown
    assert f'href="/customers/{case.customer_id}/"' in shown


def test_the_story_is_told_from_the_oldest_to_the_newest(people):
    case, now = people.case(), timezone.now()
    reply(ref=case.ref, body="先关进水阀。", by=people.actor(), at=now + timedelta(seconds=60))
    receive(ref=case.ref, body="已经关了。", by=made.customer_of(case), at=now + timedelta(seconds=120))
    note(ref=case.ref, body="带门封去。", by=people.actor("mate"), at=now + timedelta(seconds=180))

    shown = page(people, case)

    told = ["洗衣机门封漏水", "先关进水阀", "已经关了", "待回复", "带门封去"]
    assert [shown.index(each) for each in told] == sorted(shown.index(each) for each in told)


def test_what_was_done_stands_between_what_was_said(people):
    case, other, now = people.case(), people.stranger.teams.get(), timezone.now()
    wait(ref=case.ref, reason="waiting-parts", evidence="门封缺货", by=people.actor(), at=now)
    request_transfer(ref=case.ref, to=other, note="请专家看", by=people.actor(), at=now)

    shown = page(people, case)

    for each in ("建单，按 测试公司服务标准 2026.1 归为", "开始等待：等配件", f"申请转派给{other.name}", "指派给 周宁"):
        assert each in shown


def test_written_progress_is_a_tag_on_its_message(people):
    case = people.case()

    write_progress(ref=case.ref, body="配件已发出。", by=people.actor(), at=timezone.now())

    assert page(people, case).count('<span class="tag is-brand">书面进展</span>') == 1


def test_a_broken_promise_is_part_of_the_story(people):
    case = made.case(timezone.now() - timedelta(hours=3), team=people.team, assignee=people.owner)
    note(ref=case.ref, body="记一笔", by=people.actor(), at=timezone.now())

    shown = page(people, case)

    assert "“首次响应”超时，已通知值班组长" in shown
    assert "“首次响应”仍未完成，已通知客服主管" in shown


def test_earlier_entries_are_behind_a_link(people, monkeypatch):
    monkeypatch.setattr(stretches, "MOST", 4)
    case = people.case()
    for number in range(6):
        note(ref=case.ref, body=f"备注{number}", by=people.actor(), at=timezone.now())
    last = Event.objects.filter(stream_id=case.stream_id).count()

    newest, earlier = page(people, case), page(people, case, query=f"?before={last - 3}")

    assert (f"?before={last - 3}" in newest, "备注5" in newest, "备注0" in newest) == (True, True, False)
    assert ("备注5" in earlier, "备注1" in earlier) == (False, True)


def test_written_text_is_shown_as_text(people):
    case = people.case(body="<img src=x onerror=alert(1)> **重要**")

    shown = page(people, case)

    assert "<img src=x" not in shown
    assert "<strong>重要</strong>" in shown


def test_files_are_shown_and_fetched_by_who_may_see_the_case(people):
    case = people.case(files=(Upload("说明.txt", b"turn the tap off"),))
    kept = case.attachments.get()
    href = f"/cases/{case.ref}/attachments/{kept.key}/"

    assert href in page(people, case)
    answer = people.client("mate").get(href)
    assert (b"".join(answer.streaming_content), answer["Content-Disposition"][:10]) == (
        b"turn the tap off",
        "attachment",
    )
    assert "sandbox" in answer["Content-Security-Policy"]
    assert people.client("stranger").get(href).status_code == 404


def test_a_file_of_another_case_is_not_there(people):
    case, other = people.case(), people.case(files=(Upload("a.txt", b"a"),))

    key = other.attachments.get().key

    assert people.client("owner").get(f"/cases/{case.ref}/attachments/{key}/").status_code == 404


def test_an_ended_case_can_be_read_noted_and_reopened(people):
    case, now = people.case(), timezone.now()
    resolve(ref=case.ref, resolution="换了门封。", by=people.actor(), at=now)
    close(ref=case.ref, by=people.actor(), at=now)

    shown = page(people, case)

    assert ("已结案" in shown, f"/cases/{case.ref}/reopening/" in shown) == (True, True)
    assert 'value="reply"' not in shown
    assert 'value="note"' in shown


def test_an_act_that_is_not_possible_says_why(people):
    assert "先解决：告诉客户处理情况。" in page(people, people.case())


def test_the_other_cases_of_the_customer_are_those_the_reader_may_see(people):
    someone = made.customer()
    case, other = people.case(of=someone), people.case(of=someone, subject="净水器漏水")
    made.case(timezone.now(), of=someone, team=made.team(), subject="别组的工单")

    shown = page(people, case)

    assert f'href="/cases/{other.ref}/?' in shown
    assert "别组的工单" not in shown


def test_live_parts_come_alone_and_say_who_wrote_meanwhile(people):
    case = people.case()
    seen = Event.objects.filter(stream_id=case.stream_id).count()
    receive(ref=case.ref, body="还在漏", by=made.customer_of(case), at=timezone.now())

    answer = people.client("owner").get(
        f"/cases/{case.ref}/refreshment/?unread_since={seen}", headers={"HX-Request": "true"}
    )

    parts = answer.content.decode()
    assert all(f'id="{each}"' in parts for each in ("case-head", "stream", "context", "composer-news", "to-new"))
    assert parts.count('hx-swap-oob="true"') == 5
    assert "林女士 刚写了新内容" in parts
    assert "<html" not in parts


def test_every_word_has_its_english(people):
    case = people.case()
    wait(ref=case.ref, reason="waiting-customer", evidence="photo asked for", by=people.actor(), at=timezone.now())

    shown = page(people, case, language="en")

    for each in (
        "First response",
        "Internal note",
        "Hidden from the customer",
        "Starts waiting for the customer",
        "Resume",
    ):
        assert each in shown


def test_no_style_and_no_script_stands_in_the_page(people):
    shown = page(people, people.case())

    assert "style=" not in shown
    assert "<script>" not in shown


def test_the_page_asks_the_database_a_bounded_number_of_times(people, django_assert_max_num_queries):
    case, client = people.case(), people.client("owner")
    for number in range(12):
        reply(ref=case.ref, body=f"{number}", by=people.actor(), at=timezone.now(), files=(Upload("a.txt", b"a"),))
    client.get(f"/cases/{case.ref}/")

    with django_assert_max_num_queries(42):
        assert client.get(f"/cases/{case.ref}/").status_code == 200
