"""Tasks given for a case, links, passing on, and what a leader grants: as the standard says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from made import NOON, actor, case, customer_of, team, user
from wuxing.accounts.actors import SYSTEM, of_user
from wuxing.accounts.models import Role
from wuxing.cases import assigning, closing, granting, messages
from wuxing.cases.acting import NoCase
from wuxing.cases.bouncing import bounced
from wuxing.cases.children import ChildOpen, DueBehind, NobodyGiven, Task, give_task
from wuxing.cases.linking import LinkedAlready, NotLinked, link, unlink
from wuxing.cases.merging import merge
from wuxing.cases.models import Case, Clock, Relation
from wuxing.cases.task_dates import NoTask, NotTheGiver, SameDate, TaskDone, WhyMissing, move_date
from wuxing.cases.telling import task_moved
from wuxing.cases.verifying import Seen, verify
from wuxing.ledger.models import Event, Signal
from wuxing.notices.models import Notice
from wuxing.packs.finding import find_standard
from wuxing.portal.links import path_of
from wuxing.standards.publishing import publish

pytestmark = pytest.mark.django_db
BEGIN = NOON.replace(month=11)
LATER = BEGIN + timedelta(minutes=10)
DUE = BEGIN + timedelta(hours=4)
CLASS = {"business": "complaint", "customer": "individual", "urgency": "normal"}


@pytest.fixture(autouse=True)
def in_force() -> None:
    publish(text=find_standard("system@2026.3").text.encode(), by=SYSTEM, at=NOON)


def opened(**more: Any) -> Case:
    return case(BEGIN, case_class=CLASS, **more)


def given(parent: Case, **more: Any) -> Case:
    more = {"subject": "查物流单号", "body": "向承运商要签收单。", "due_at": DUE, **more}
    return give_task(ref=parent.ref, task=Task(**more), by=SYSTEM, at=LATER)


# Tasks


def test_a_task_is_a_case_whose_promise_is_its_date() -> None:
    mine, other = team(), team()
    child = given(opened(team=mine), team=other)

    (clock,) = Clock.objects.filter(case=child)
    assert (clock.commitment, clock.due_at, clock.clause) == ("task", DUE, "2.6")
    assert (child.team, child.customer, child.next_due_at) == (other, None, DUE)
    assert list(verify(LATER, Seen())) == []


def test_whoever_gave_a_task_keeps_sight_of_it_and_whoever_has_it_hears_of_it() -> None:
    mine, other = team(), team()
    child = given(opened(team=mine), team=other)

    assert Case.objects.visible_to(actor(mine)).filter(pk=child.pk).exists()
    assert Case.objects.visible_to(actor(other)).filter(pk=child.pk).exists()


def test_a_case_does_not_end_while_a_task_is_open_where_the_standard_says_so() -> None:
    parent = opened()
    child = given(parent, team=team())
    with pytest.raises(ChildOpen, match=f"{child.ref}.*system@2026.3 §3.1"):
        closing.resolve(ref=parent.ref, resolution="已退款", by=SYSTEM, at=LATER)

    closing.close(ref=child.ref, by=SYSTEM, at=LATER)

    assert closing.resolve(ref=parent.ref, resolution="已退款", by=SYSTEM, at=LATER).resolved_at == LATER
    assert Clock.objects.get(case=child).stopped_at == LATER


def test_a_customer_who_confirms_is_not_stopped_by_what_he_cannot_see() -> None:
    parent = opened()
    closing.resolve(ref=parent.ref, resolution="已退款", by=SYSTEM, at=LATER)
    given(parent, team=team())

    assert closing.close(ref=parent.ref, by=customer_of(parent), at=LATER).ending == "closed"


def test_a_task_needs_a_date_ahead_and_somebody() -> None:
    parent = opened()
    with pytest.raises(DueBehind):
        given(parent, team=team(), due_at=LATER)
    with pytest.raises(NobodyGiven):
        given(parent)


# The date of a task


def moved(task: Case, due_at: datetime = DUE + timedelta(days=1), **more: Any) -> Case:
    more = {"reason": "承运商周末不上班", "by": SYSTEM, "at": LATER, **more}
    return move_date(ref=task.ref, due_at=due_at, **more)


def test_a_date_moves_with_its_promise_and_stands_in_both_cases() -> None:
    parent = opened(team=team())
    task, due = given(parent, team=team()), DUE + timedelta(days=1)

    moved(task, due, at=LATER + timedelta(hours=1))

    assert Clock.objects.get(case=task).due_at == due == parent.links.get().due_at == task.links.get().due_at
    assert [each.messages.get(kind="note.added", body="承运商周末不上班").case for each in (parent, task)] == [
        parent,
        task,
    ]
    assert list(verify(LATER, Seen())) == []


def test_a_date_lands_where_it_was_set_also_after_more_time_was_granted() -> None:
    task, leader = given(opened(team=team()), team=team()), actor(role=Role.SUPERVISOR)
    granting.extend(ref=task.ref, commitment="task", amount="2 h", basis="台风", by=leader, at=LATER)

    moved(task, DUE + timedelta(hours=1))

    assert Clock.objects.get(case=task).due_at == DUE + timedelta(hours=1)


def test_a_date_that_was_missed_stays_on_record() -> None:
    task, late = given(opened(team=team()), team=team()), DUE + timedelta(hours=1)

    moved(task, at=late)

    assert Signal.objects.get(stream=task.stream_id, kind=Signal.Kind.BREACHED).due_at == DUE
    assert list(verify(late, Seen())) == []


def test_those_who_gave_a_task_move_its_date_and_whoever_does_it_asks_them() -> None:
    mine, other = team(), team()
    owner, doer = user(mine), user(other)
    task = given(opened(team=mine, assignee=owner), team=other, assignee=doer)

    moved(task, DUE + timedelta(hours=1), by=of_user(owner))
    moved(task, DUE + timedelta(hours=2), by=actor(mine))
    with pytest.raises(NotTheGiver):
        moved(task, by=of_user(doer))
    with pytest.raises(NoCase):
        moved(task, by=actor(team()))


def test_whoever_does_a_task_hears_of_its_new_date() -> None:
    doer = user(team())
    task = given(opened(team=team()), assignee=doer)
    moved(task)

    for event in Event.objects.filter(kind="task.moved"):
        task_moved(event, at=LATER)

    assert "期限有变" in Notice.objects.get(user=doer).text["zh"]


def test_a_date_needs_a_reason_a_task_that_is_open_and_a_time_ahead() -> None:
    parent = opened(team=team())
    task = given(parent, team=team())
    for wrong, refusal in (({"reason": " "}, WhyMissing), ({"due_at": LATER}, DueBehind), ({"due_at": DUE}, SameDate)):
        with pytest.raises(refusal):
            moved(task, **wrong)
    with pytest.raises(NoTask):
        moved(parent)

    closing.close(ref=task.ref, by=SYSTEM, at=LATER)
    with pytest.raises(TaskDone):
        moved(task)


# Links


def test_a_link_is_seen_from_both_and_taken_away_from_either() -> None:
    one, other = opened(), opened()
    link(ref=one.ref, to=other.ref, relation=Relation.CAUSE, by=SYSTEM, at=LATER)

    assert one.links.get().relation == "cause" and other.links.get().relation == "effect"
    with pytest.raises(LinkedAlready):
        link(ref=other.ref, to=one.ref, relation=Relation.RELATED, by=SYSTEM, at=LATER)
    unlink(ref=other.ref, to=one.ref, by=SYSTEM, at=LATER)
    assert not one.links.exists() and list(verify(LATER, Seen())) == []
    with pytest.raises(NotLinked):
        unlink(ref=other.ref, to=one.ref, by=SYSTEM, at=LATER)


# Passing on


def passed_on(made: Case, times: int, at: datetime = LATER) -> None:
    """Given from one colleague to the other, by a leader."""
    people = [user(made.team) for _ in range(2)]
    for number in range(times + 1):
        assigning.assign(ref=made.ref, to=people[number % 2], by=SYSTEM, at=at)


def told_at(made: Case) -> list[int]:
    return [each.payload["times"] for each in Event.objects.filter(stream=made.stream_id, kind="case.bounced")]


def test_three_times_without_work_is_told_and_again_after_three_more() -> None:
    made = opened(team=team())
    passed_on(made, 2)
    assert told_at(made) == []

    passed_on(made, 4)

    assert told_at(made) == [3, 6]
    assert list(verify(LATER, Seen())) == []


def test_work_begins_the_count_anew() -> None:
    made = opened(team=team())
    passed_on(made, 2)
    messages.reply(ref=made.ref, body="正在查", by=of_user(user(made.team)), at=LATER)
    passed_on(made, 1)

    assert told_at(made) == []


def test_transfers_to_and_fro_count_and_the_shift_leader_hears_of_it() -> None:
    one, other = team(), team()
    leader = user(one, role=Role.SHIFT_LEADER)
    made = opened(team=one)
    for to in (other, one, other):
        assigning.request_transfer(ref=made.ref, to=to, note="请接手", by=SYSTEM, at=LATER)
        assigning.accept_transfer(ref=made.ref, by=SYSTEM, at=LATER)

    bounced(Event.objects.get(kind="case.bounced"), at=LATER)

    notice = Notice.objects.get(user=leader)
    assert "转手 3 次" in notice.text["zh"] and notice.why["zh"].startswith("依据第 3.2 条；")


# What a leader grants


def test_a_leader_gives_more_time_and_the_grounds_stay_on_record() -> None:
    made, leader = opened(), actor(role=Role.SUPERVISOR)
    before = Clock.objects.get(case=made, commitment="first-response").due_at

    granting.extend(ref=made.ref, commitment="first-response", amount="2 h", basis="台风停运", by=leader, at=LATER)

    assert before is not None
    assert Clock.objects.get(case=made, commitment="first-response").due_at == before + timedelta(hours=2)
    assert made.messages.get(kind="note.added").body == "台风停运"
    assert list(verify(LATER, Seen())) == []


@pytest.mark.parametrize("typed", ["2小时", "120 分钟", "２ ｈ"])
def test_an_amount_is_typed_as_people_write_it(typed: str) -> None:
    made, leader = opened(), actor(role=Role.SUPERVISOR)
    before = Clock.objects.get(case=made, commitment="first-response").due_at

    granting.extend(ref=made.ref, commitment="first-response", amount=typed, basis="台风", by=leader, at=LATER)

    assert before is not None
    assert Clock.objects.get(case=made, commitment="first-response").due_at == before + timedelta(hours=2)
    assert list(verify(LATER, Seen())) == []


def test_an_amount_of_another_unit_and_an_agent_are_refused() -> None:
    made, leader = opened(), actor(role=Role.SUPERVISOR)
    asked = {"ref": made.ref, "commitment": "first-response", "basis": "台风", "at": LATER}

    with pytest.raises(granting.OtherUnit, match="2 小时"):
        granting.extend(amount="2 个工作日", by=leader, **asked)
    with pytest.raises(granting.OnlyLeaders):
        granting.extend(amount="2 h", by=actor(made.team, role=Role.AGENT) if made.team else actor(), **asked)


def test_the_end_of_a_day_is_not_extended() -> None:
    made, leader = opened(), actor(role=Role.SUPERVISOR)
    Clock.objects.filter(case=made, commitment="first-response").update(limit="end of next working day")

    with pytest.raises(granting.NoMoreToGive, match="下一个工作日结束前"):
        granting.extend(
            ref=made.ref, commitment="first-response", amount="1 个工作日", basis="台风", by=leader, at=LATER
        )


def test_a_broken_promise_is_excused_and_stays_broken() -> None:
    made, leader, late = opened(), actor(role=Role.SUPERVISOR), BEGIN + timedelta(hours=30)

    granting.excuse(ref=made.ref, commitment="first-response", cycle=1, basis="停电", by=leader, at=late)

    clock = Clock.objects.get(case=made, commitment="first-response")
    assert clock.excused and clock in Clock.objects.broken(late)
    with pytest.raises(granting.NothingToExcuse):
        granting.excuse(ref=made.ref, commitment="first-response", cycle=1, basis="停电", by=leader, at=late)


# On the page


@pytest.fixture
def desk(client: Client) -> tuple[Client, Case]:
    """A supervisor at a case of a team."""
    client.force_login(user(role=Role.SUPERVISOR))
    return client, case(timezone.now() - timedelta(minutes=5), case_class=CLASS, team=team("洗衣机组"))


def test_a_task_is_given_on_the_page_and_shows_beside_the_case(desk: tuple[Client, Case]) -> None:
    client, made = desk
    due = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    sent = {"subject": "查物流", "team": team("物流组").pk, "due_at": due}

    answer = client.post(f"/cases/{made.ref}/tasks/", sent)
    shown = client.get(f"/cases/{made.ref}/").content.decode()

    assert answer.status_code == 303
    assert "交办 1 件，办结 0 件" in shown and "查物流" in shown and "交办未办结" in shown


def test_the_date_of_a_task_is_moved_on_the_page_of_the_case_that_gave_it(desk: tuple[Client, Case]) -> None:
    client, made = desk
    due = timezone.localtime(timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    task = give_task(ref=made.ref, task=Task("查物流", "", due, team("物流组")), by=SYSTEM, at=timezone.now())
    assert f"/cases/{made.ref}/tasks/date/?task={task.ref}" in client.get(f"/cases/{made.ref}/").content.decode()
    asked = client.get(f"/cases/{made.ref}/tasks/date/").content.decode()
    sent = {"task": task.ref, "due_at": f"{due + timedelta(days=1):%Y-%m-%dT%H:%M}", "reason": "承运商周末不上班"}

    answer = client.post(f"/cases/{made.ref}/tasks/date/", sent)

    assert f'value="{due:%Y-%m-%dT%H:%M}"' in asked and answer.status_code == 303
    assert Clock.objects.get(case=task).due_at == due + timedelta(days=1)
    pages = [client.get(f"/cases/{ref}/").content.decode() for ref in (made.ref, task.ref)]
    assert f"调整交办 {task.ref} 的期限" in pages[0] and "调整本单期限" in pages[1]
    assert all("承运商周末不上班" in page for page in pages)


def test_a_merge_is_looked_at_before_it_is_done_and_leads_to_where_it_goes_on(desk: tuple[Client, Case]) -> None:
    client, made = desk
    other = case(timezone.now(), of=made.customer, case_class=CLASS, subject="又漏水了")
    sent = {"other": other.ref, "way": "out"}

    ahead = client.post(f"/cases/{made.ref}/merger/", sent)
    assert ahead.status_code == 422 and not Case.objects.exclude(ending="").exists()
    done = client.post(f"/cases/{made.ref}/merger/", {**sent, "sure": f"{other.ref}|out"})

    shown = client.get(done["Location"]).content.decode()
    assert done["Location"].startswith(f"/cases/{other.ref}/")
    assert f"来自 {made.ref}" in shown and "撤销合并" in shown


def test_a_split_shows_how_old_the_new_case_will_be(desk: tuple[Client, Case]) -> None:
    client, made = desk
    messages.receive(ref=made.ref, body="空调也不冷", by=customer_of(made), at=timezone.now())
    seq = made.messages.latest("seq").seq

    ahead = client.post(f"/cases/{made.ref}/split/", {"chosen": [seq], "subject": "空调"}).content.decode()

    assert "按" in ahead and "建单计时" in ahead and 'name="sure"' in ahead
    assert client.post(f"/cases/{made.ref}/split/", {"chosen": []}).status_code == 422


def test_a_customer_follows_a_merged_case_by_the_link_he_has(desk: tuple[Client, Case]) -> None:
    _client, made = desk
    other = case(timezone.now(), of=made.customer, case_class=CLASS, body="另外一件")
    merge(ref=made.ref, into=other.ref, by=SYSTEM, at=timezone.now())

    shown = Client().get(path_of(made)).content.decode()

    assert "洗衣机门封漏水" in shown and "另外一件" in shown


def test_the_case_head_says_that_a_case_is_passed_on_and_on(desk: tuple[Client, Case]) -> None:
    client, made = desk
    passed_on(made, 3, timezone.now())

    assert told_at(made) == [3]
    assert "转手 3 次未处理" in client.get(f"/cases/{made.ref}/").content.decode()
