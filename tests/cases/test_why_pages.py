"""Why this deadline: the clause, the days, the events, for a clock in every state."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

import made
from crew import Crew, crew
from wuxing.cases.closing import resolve, withdraw
from wuxing.cases.messages import reply
from wuxing.cases.models import Case
from wuxing.cases.progressing import record
from wuxing.cases.waiting import resume, wait
from wuxing.cases.why import NoClock, Why, why

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
ORDINARY = {"business": "after-sales", "customer": "individual", "urgency": "normal"}
COMPLAINT = {"business": "complaint", "customer": "individual", "urgency": "urgent"}


@pytest.fixture
def people() -> Crew:
    return crew()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def opened(people: Crew, at: str = "2026-09-30T14:30", case_class=ORDINARY) -> Case:
    return made.case(local(at), team=people.team, assignee=people.owner, case_class=case_class)


def asked(case: Case, at: str, commitment: str = "solution", cycle: int = 1, language: str = "zh-hans") -> Why:
    with translation.override(language):
        return why(case, commitment, cycle, local(at))


def paused_for_an_hour(people: Crew) -> Case:
    case = opened(people)
    wait(
        ref=case.ref, reason="waiting-customer", evidence="请客户拍照", by=people.actor(), at=local("2026-09-30T16:00")
    )
    resume(ref=case.ref, by=people.actor(), at=local("2026-09-30T17:00"))
    return case


def test_a_running_clock_says_why_it_is_due_then(people):
    found = asked(paused_for_an_hour(people), "2026-10-08T10:12")

    assert found.heading == "为什么是 16:00"
    assert found.sentence == ("从建单起，应在", "8 小时", "内由客服专员做到：解决。")
    assert found.verdict == "从 9月30日 周三 14:30 起计时，已用 3小时42分，还剩 4小时18分，16:00 到期。"
    assert [(figure.title, figure.parts[0]) for figure in found.figures] == [
        ("时限", ("8", "小时")),
        ("已用", ("3", "小时")),
        ("暂停", ("1", "小时")),
        ("还剩", ("4", "小时")),
    ]


def test_the_days_are_told_with_holidays_folded(people):
    rows = list(asked(paused_for_an_hour(people), "2026-10-08T10:12").course.days())

    assert [(row.name or str(row.first), row.total) for row in rows] == [
        ("2026-09-30", "2小时30分"),
        ("10月1日–7日", "休息 7 天"),
        ("2026-10-08", "8小时"),
    ]
    assert rows[1].tags == (("is-hold", "国庆节"),)
    assert (rows[2].is_today, rows[2].is_end, [mark.kind for mark in rows[2].bar.marks]) == (
        True,
        True,
        ["now", "due-mark"],
    )


def test_the_events_that_mattered_say_what_they_did(people):
    found = asked(paused_for_an_hour(people), "2026-10-08T10:30")

    assert [(each.name, each.effect) for each in found.used if each.seq] == [
        ("建单", "开始计时"),
        ("开始等待：等客户", "暂停"),
        ("结束等待", "恢复"),
    ]
    assert [each.name for each in asked(paused_for_an_hour(people), "2026-10-08T15:00").used][-2:] == [
        "用满 50 %",
        "用满 80 %",
    ]


def test_the_ladder_shows_what_is_past_and_what_comes(people):
    rungs = asked(paused_for_an_hour(people), "2026-10-08T14:00").rungs

    assert [(rung.says, rung.to, rung.is_past) for rung in rungs] == [
        ("用满 50 %", "", True),
        ("用满 80 %", "", False),
        ("到期时", "值班组长", False),
        ("超时 30 分钟", "客服主管", False),
    ]
    assert rungs[3].at == local("2026-10-08T16:30")


def test_what_if_there_had_been_no_pause(people):
    ifs = dict(asked(paused_for_an_hour(people), "2026-10-08T10:12").ifs)

    assert ifs["没有暂停"] == "15:00"
    assert ifs["现在暂停"] == "期限待恢复后再算，余 4小时18分"


def test_a_limit_in_days_is_explained_too(people):
    found = asked(opened(people, "2026-10-08T10:00", COMPLAINT), "2026-10-09T10:00", "result")

    assert found.heading == "为什么是 10月12日 周一 18:00"
    assert found.figures[0].parts == (("3 个工作日", ""),)
    assert [(str(row.first), row.tags) for row in found.course.days()][2] == ("2026-10-10", (("is-risk", "调休上班"),))


def state_of(people: Crew, state: str) -> Why:
    case = opened(people, "2026-10-08T09:00")
    actor = people.actor()
    if "paused" in state:
        at = "2026-10-08T10:00" if state == "paused" else "2026-10-09T10:00"
        wait(ref=case.ref, reason="waiting-parts", evidence="缺货", by=actor, at=local(at))
    if state in ("met", "met_late"):
        at = "2026-10-08T10:00" if state == "met" else "2026-10-09T10:00"
        resolve(ref=case.ref, resolution="好了", by=actor, at=local(at))
    if state == "cancelled":
        withdraw(ref=case.ref, reason="不修了", by=actor, at=local("2026-10-08T10:00"))
    return asked(case, "2026-10-08T11:00" if state == "running" else "2026-10-09T15:00")


@pytest.mark.parametrize(
    ("state", "heading", "says"),
    [
        ("running", "为什么是 10月9日 周五 09:30", "还剩 6小时"),
        ("breached", "为什么是 09:30", "工作时间 4小时（自然时间 5小时30分）"),
        ("paused", "为什么暂停计时", "如果现在恢复"),
        ("paused_breached", "为什么超时后暂停", "之后暂停计时（等配件）"),
        ("met", "为什么算按时", "用时 1小时"),
        ("met_late", "为什么算迟到完成", "才完成，晚"),
        ("cancelled", "为什么取消", "不算按时，也不算超时"),
    ],
)
def test_every_state_has_its_own_reason(people, state, heading, says):
    found = state_of(people, state)

    assert found.reading.state == state
    assert found.heading.startswith(heading)
    assert says in found.verdict
    assert found.course.bar().spans


def test_late_in_closed_hours_both_clocks_are_told(people):
    case = opened(people, "2026-10-08T09:00")
    resolve(ref=case.ref, resolution="好了", by=people.actor(), at=local("2026-10-10T09:30"))

    late = asked(case, "2026-10-10T15:00").figures[3]

    assert (late.title, late.parts, late.note) == ("晚", (("7", "小时"), ("30", "分")), "自然时间 1 天")


def test_a_clock_that_has_not_started_says_what_it_waits_for(people):
    technical = {"business": "complaint", "customer": "enterprise", "urgency": "major", "topic": "technical"}

    found = asked(opened(people, "2026-10-08T09:00", technical), "2026-10-08T09:05", "written-progress")

    assert (found.heading, found.clock.state) == ("为什么还没有开始", "wait")
    assert found.verdict == "从接受转派起算，还没有发生。"


def test_what_was_learned_later_says_so(people):
    case = opened(people, "2026-10-08T09:00")
    at, happened = local("2026-10-08T12:00"), local("2026-10-08T09:30")
    record(ref=case.ref, kind="call.answered", by=people.actor(), at=at, happened_at=happened)

    stop = asked(case, "2026-10-08T13:00", "first-response").used[-1]

    assert (stop.effect, stop.at, stop.learned_at) == ("停止计时", happened, at)


def test_events_without_effect_are_listed_with_the_reason(people):
    case = opened(people, "2026-10-08T09:00")
    reply(ref=case.ref, body="您好", by=people.actor(), at=local("2026-10-08T09:10"))

    assert asked(case, "2026-10-08T10:00", "first-response").reading.state == "met"
    page = people.client("owner").get(f"/cases/{case.ref}/clocks/first-response/1/").content.decode()
    assert "只追加，不改动" in page


@pytest.mark.parametrize(("commitment", "cycle"), [("solution", 2), ("nothing", 1), ("first-response", 99999)])
def test_a_clock_that_is_not_there_is_not_found(people, commitment, cycle):
    case = opened(people)

    with pytest.raises(NoClock):
        asked(case, "2026-10-08T10:00", commitment, cycle)
    assert people.client("owner").get(f"/cases/{case.ref}/clocks/{commitment}/{cycle}/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("commitment", ["first-response", "solution"])
def test_the_page_can_be_read_in_both_languages(people, commitment, language):
    case = paused_for_an_hour(people)

    shown = people.client("mate", language).get(f"/cases/{case.ref}/clocks/{commitment}/1/").content.decode()

    says = {
        "zh-hans": ("逐日计算", "预警与升级", "中国法定节假日"),
        "en": ("Day by day", "Warnings and escalation", "Statutory"),
    }
    assert all(each in shown for each in says[language][: 3 if commitment == "solution" else 2])
    assert '<p class="said lead">' in shown
    assert "style=" not in shown


def test_the_reading_can_be_taken_away_as_json(people):
    case = paused_for_an_hour(people)

    answer = people.client("owner").get(f"/cases/{case.ref}/clocks/solution/1/?as=json")

    told = json.loads(answer.content)
    assert (told["commitment"], told["due_at"], told["clause"]) == ("solution", "2026-10-08T16:00:00+08:00", "3.1")
    assert sum(each["seconds"] for each in told["explain"] if each["kind"] == "open") == told["elapsed_seconds"]


def test_the_page_says_what_the_list_and_the_case_say(people):
    case = made.case(timezone.now() - timedelta(minutes=2), team=people.team, assignee=people.owner)
    client = people.client("owner")

    pages = [
        client.get(path).content.decode()
        for path in (f"/cases/{case.ref}/", f"/cases/{case.ref}/clocks/first-response/1/")
    ]

    assert all('data-state="risk"' in page for page in pages)
