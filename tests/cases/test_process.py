"""The process of the standard, executed: a line keeps its order, a network routes, a matrix has two who answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from made import NOON, TEST_STANDARD, actor, case, customer, team, user
from wuxing.accounts.actors import SYSTEM, of_user
from wuxing.accounts.models import Outlet, Role
from wuxing.cases import assigning, classifying, closing, leading, messages, progressing, stages
from wuxing.cases.escalation import breach
from wuxing.cases.filters import Filters, View, cases_in
from wuxing.cases.models import Case, Message
from wuxing.cases.page import case_page
from wuxing.cases.process_record import record_of
from wuxing.cases.routing import as_told
from wuxing.cases.sweeping import sweep
from wuxing.cases.verifying import Seen, verify
from wuxing.ledger.models import Signal
from wuxing.ledger.streams import read
from wuxing.notices.models import Notice
from wuxing.packs.finding import find_standard
from wuxing.standards.finding import standard_of
from wuxing.standards.publishing import publish

pytestmark = pytest.mark.django_db
BEGIN = NOON.replace(month=8)
LATER = BEGIN + timedelta(minutes=5)
CLAIM = {"business": "after-sales", "product": "insurance"}
ORDER = {"business": "after-sales", "product": "retail"}
PROJECT = {"business": "consultation", "product": "consulting", "customer": "enterprise"}


@pytest.fixture(autouse=True)
def in_force() -> None:
    publish(text=find_standard("system@2026.2").text.encode(), by=SYSTEM, at=NOON)


def outlet(name: str, region: str, **more: Any) -> Any:
    """A team at an outlet in a region, with an engineer on duty."""
    found = team(name, outlet=f"{name}店")
    Outlet.objects.filter(pk=found.outlet_id).update(region=region)
    user(found, role=Role.ENGINEER, **more)
    return found


def opened(case_class: dict[str, str], **more: Any) -> Case:
    return case(BEGIN, case_class=case_class, **more)


def payloads(made: Case, kind: str) -> list[dict[str, Any]]:
    return [dict(each.payload) for each in read(made.stream_id) if each.kind == kind]


# A line


def test_a_stage_is_passed_over_only_for_a_reason() -> None:
    made = opened(CLAIM)
    stages.enter_stage(ref=made.ref, stage="documents", by=SYSTEM, at=LATER)

    with pytest.raises(stages.StageOwed, match="核赔审批"):
        stages.enter_stage(ref=made.ref, stage="payment", reason="客户着急", by=SYSTEM, at=LATER)
    with pytest.raises(stages.StageSkipped, match="查勘定损"):
        stages.enter_stage(ref=made.ref, stage="approval", reason=" ", by=SYSTEM, at=LATER)

    assert Case.objects.get().stage == "documents"


def test_a_skip_stays_on_record_with_its_reason() -> None:
    made = opened(CLAIM)
    stages.enter_stage(ref=made.ref, stage="documents", by=SYSTEM, at=LATER)
    stages.enter_stage(ref=made.ref, stage="approval", reason="损失 300 元，照章免查勘", by=SYSTEM, at=LATER)

    entered = payloads(made, "stage.entered")[-1]
    note = Message.objects.get(kind="note.added")
    assert (entered["stage"], entered["skipped"]) == ("approval", ["survey"])
    assert note.body == "损失 300 元，照章免查勘" and "免查勘" not in str(entered)
    assert list(verify(LATER, Seen())) == []


def test_the_page_shows_what_was_skipped_and_why_until_it_is_entered() -> None:
    made = opened(CLAIM)
    stages.enter_stage(ref=made.ref, stage="documents", by=SYSTEM, at=LATER)
    skipped = stages.enter_stage(ref=made.ref, stage="approval", reason="免查勘", by=SYSTEM, at=LATER)
    line = case_page(SYSTEM, made.ref, LATER).head.stages
    stages.enter_stage(ref=made.ref, stage="survey", by=SYSTEM, at=LATER)
    stages.enter_stage(ref=made.ref, stage="approval", by=SYSTEM, at=LATER)
    then = case_page(SYSTEM, made.ref, LATER).head.stages

    assert skipped.stage == "approval"
    assert [each.is_done for each in line] == [True, True, False, False, False, False]
    assert [each.why for each in line if each.is_skipped] == ["免查勘"]
    assert [each.is_done for each in then] == [True, True, True, False, False, False]


def test_what_was_skipped_can_be_read_in_the_header_and_beside_the_stage(client: Client) -> None:
    agent = user(role=Role.SUPERVISOR)
    made = opened(CLAIM)
    stages.enter_stage(ref=made.ref, stage="documents", by=SYSTEM, at=LATER)
    stages.enter_stage(ref=made.ref, stage="approval", reason="免查勘", by=SYSTEM, at=LATER)
    client.force_login(agent)

    shown = client.get(f"/cases/{made.ref}/").content.decode()

    assert '<li class="is-skipped" title="查勘定损 · 跳过 · 免查勘">' in shown
    assert '<dt>跳过</dt><dd>查勘定损 <span class="meta">免查勘</span></dd>' in shown


def test_going_back_and_going_on_need_no_reason() -> None:
    made = opened(CLAIM)
    for stage in ("documents", "survey", "documents", "survey", "approval"):
        stages.enter_stage(ref=made.ref, stage=stage, by=SYSTEM, at=LATER)

    assert not any("skipped" in each for each in payloads(made, "stage.entered"))


def test_a_case_is_not_resolved_before_what_is_never_skipped() -> None:
    made = opened(CLAIM)
    with pytest.raises(stages.StageOwed, match="核赔审批"):
        closing.resolve(ref=made.ref, resolution="已赔付", by=SYSTEM, at=LATER)

    for stage in ("documents", "survey", "approval", "payment"):
        stages.enter_stage(ref=made.ref, stage=stage, by=SYSTEM, at=LATER)
    assert closing.resolve(ref=made.ref, resolution="已赔付", by=SYSTEM, at=LATER).stage == "feedback"


# A network


def test_a_case_comes_to_the_nearest_able_team() -> None:
    far, near = outlet("南京", "jiangsu.nanjing.gulou"), outlet("杭州", "zhejiang.hangzhou.binjiang")
    made = opened(ORDER, of=_customer_in("zhejiang.hangzhou.xihu"), team=far)

    routed = stages.enter_stage(ref=made.ref, stage="pick-up", by=SYSTEM, at=LATER)

    assert (routed.team, routed.assignee) == (near, None)
    choice = as_told(payloads(made, "stage.entered")[-1])
    assert choice and [(each.team, each.away) for each in choice.weighed] == [(near.pk, 2), (far.pk, 6)]
    assert list(verify(LATER, Seen())) == []


def test_the_least_loaded_able_team_takes_it_by_what_each_person_has() -> None:
    busy, idle = team("一组"), team("二组")
    user(busy, role=Role.SPECIALIST), user(idle, role=Role.SPECIALIST), user(idle, role=Role.SPECIALIST)
    for place in (busy, idle, busy, idle, busy):
        opened(CLAIM, team=place)
    made = opened(ORDER, team=busy)

    assert stages.enter_stage(ref=made.ref, stage="inspection", by=SYSTEM, at=LATER).team == idle


def test_a_request_to_nobody_is_routed_when_it_comes() -> None:
    user(team("南京客服", outlet="南京店")), user(near := team("杭州客服", outlet="杭州店"))
    Outlet.objects.filter(name="杭州店").update(region="zhejiang.hangzhou")
    made = opened(ORDER, of=_customer_in("zhejiang.hangzhou.xihu"))

    assert made.team == near
    assert payloads(made, "case.opened")[0]["route"]["rule"] == "nearest"


def test_what_a_team_is_able_to_do_can_be_written_down() -> None:
    plain, skilled = outlet("甲", "zhejiang.hangzhou.xihu"), team("检测中心")
    skilled.abilities = "inspection, settlement"
    skilled.save()
    made = opened(ORDER, team=plain)

    assert stages.enter_stage(ref=made.ref, stage="inspection", by=SYSTEM, at=LATER).team == skilled


def test_nobody_able_leaves_the_case_where_it_is() -> None:
    mine = team()
    made = opened(ORDER, team=mine)

    entered = stages.enter_stage(ref=made.ref, stage="inspection", by=SYSTEM, at=LATER)

    assert (entered.team, entered.stage) == (mine, "inspection")
    assert "route" not in payloads(made, "stage.entered")[-1]


def test_whoever_takes_a_case_does_not_lose_it_to_the_next_stage() -> None:
    outlet("杭州", "zhejiang.hangzhou")
    mine = team()
    agent = actor(mine)
    made = opened(ORDER, team=mine)

    assert assigning.take(ref=made.ref, by=agent, at=LATER).stage == "intake"
    assert messages.reply(ref=made.ref, body="您好", by=agent, at=LATER).assignee == agent.user


# A matrix


def test_a_case_in_a_matrix_has_two_who_answer_and_both_see_it() -> None:
    department, office = team("咨询部"), team("项目组")
    handler, lead = user(department), user(office, role=Role.SUPERVISOR)
    made = opened(PROJECT, team=department, assignee=handler)

    assert (made.assignee, made.lead) == (handler, lead)
    keys = set(made.audience.values_list("key", flat=True))
    assert {f"user:{handler.pk}", f"user:{lead.pk}"} <= keys
    assert list(cases_in(Filters(view=View.LED), of_user(lead), LATER)) == [made]
    assert list(verify(LATER, Seen())) == []


def test_leads_are_given_to_whoever_leads_the_fewest() -> None:
    one, other = user(role=Role.SUPERVISOR), user(role=Role.SUPERVISOR)

    assert [opened(PROJECT).lead for _ in range(4)] == [one, other, one, other]


def test_a_case_gets_its_lead_when_its_class_brings_it_into_a_matrix() -> None:
    lead = user(role=Role.SUPERVISOR)
    made = opened(CLAIM)
    assert made.lead is None

    assert classifying.classify(ref=made.ref, case_class=PROJECT, by=SYSTEM, at=LATER).lead == lead


def test_another_lead_can_be_named_of_the_role_that_the_standard_asks_for() -> None:
    user(role=Role.SUPERVISOR)
    agent, other = user(team()), user(role=Role.SUPERVISOR)
    made = opened(PROJECT)

    with pytest.raises(leading.NotThatRole, match="客服主管"):
        leading.name_lead(ref=made.ref, to=agent, by=SYSTEM, at=LATER)
    assert leading.name_lead(ref=made.ref, to=other, by=SYSTEM, at=LATER).lead == other
    with pytest.raises(leading.NoProject):
        leading.name_lead(ref=opened(CLAIM).ref, to=other, by=SYSTEM, at=LATER)


def test_both_are_measured_each_by_his_own_promises() -> None:
    text = TEST_STANDARD.read_text("utf-8").replace("mode: linear", "mode: matrix\n    lead: supervisor")
    publish(text=text, by=SYSTEM, at=BEGIN)
    handler, lead = user(team()), user(role=Role.SUPERVISOR)
    made = opened({"business": "complaint"}, assignee=handler)
    progressing.report_result(ref=made.ref, body="已查明", by=of_user(lead), at=BEGIN + timedelta(days=9))
    messages.reply(ref=made.ref, body="您好", by=of_user(handler), at=BEGIN + timedelta(days=9))

    (record,) = record_of(standard_of(made.standard), of_user(lead))

    assert {(each.name, each.kept, each.ended) for each in record.people} == {(str(handler), 0, 1), (str(lead), 0, 1)}


# What is counted


def test_stays_and_skips_are_counted_by_stage() -> None:
    for reason in ("", "照章免查勘"):
        made = opened(CLAIM)
        stages.enter_stage(ref=made.ref, stage="documents", by=SYSTEM, at=LATER)
        stage = "approval" if reason else "survey"
        stages.enter_stage(ref=made.ref, stage=stage, reason=reason, by=SYSTEM, at=LATER + timedelta(hours=1))

    record = record_of(standard_of("system@2026.2"), SYSTEM)[0]

    assert (record.cases, record.deviation) == (2, "14.3 %")  # one skipped of seven
    counted = {each.title: (each.left, each.stay, each.skipped) for each in record.stages}
    assert counted["单证审核"] == (2, "1小时", 0)
    assert counted["查勘定损"] == (0, "—", 1)


def test_each_of_the_two_hears_of_his_own_promises() -> None:
    text = TEST_STANDARD.read_text("utf-8").replace("mode: linear", "mode: matrix\n    lead: supervisor")
    publish(text=text, by=SYSTEM, at=BEGIN)
    handler, lead = user(team()), user(role=Role.SUPERVISOR)
    made = opened({"business": "complaint"}, assignee=handler)

    sweep(BEGIN + timedelta(days=9), limit=10)
    for signal in Signal.objects.filter(stream=made.stream, kind="signal.breached"):
        breach(signal, at=signal.at)

    told = {(each.user, each.text["zh"].split("“")[1].split("”")[0]) for each in Notice.objects.filter(kind="breached")}
    assert told == {(handler, "首次响应"), (lead, "反馈处理结果")}


def _customer_in(region: str) -> Any:
    made = customer(at=BEGIN)
    made.region = region
    made.save()
    return made
