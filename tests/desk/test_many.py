"""Acts on many cases: tried first, done one by one, told case by case, undone as a whole."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils import timezone

import made
from crew import Crew, crew
from jobs.working import work_off
from wuxing.accounts.models import Role
from wuxing.cases.assigning import accept_transfer
from wuxing.cases.messages import note
from wuxing.cases.models import Case, Draft, Message
from wuxing.cases.sending import Written, send
from wuxing.cases.verifying import Seen, verify
from wuxing.cases.waiting import wait
from wuxing.desk.many import CannotUndo, NothingChosen, TooManyChosen, start_many, undo_many
from wuxing.desk.models import ManyRun
from wuxing.ledger.models import Event, Stream

pytestmark = pytest.mark.django_db
PARTS = {"reason": "waiting-customer", "evidence": "已请客户补充照片"}


@pytest.fixture
def people() -> Crew:
    return crew()


def run(people: Crew, act: str, cases: list[Case], **given) -> ManyRun:
    started = start_many(act=act, given=given, refs=[case.ref for case in cases], by=people.actor(), at=timezone.now())
    work_off()
    return ManyRun.objects.get(pk=started.pk)


def assignees(cases: list[Case]) -> list[int | None]:
    return [Case.objects.get(pk=case.pk).assignee_id for case in cases]


def test_an_act_is_done_to_each_case_and_told_case_by_case(people):
    cases = [people.case(), people.case()]
    wait(ref=cases[1].ref, by=people.actor(), at=timezone.now(), **PARTS)

    done = run(people, "waits", cases, **PARTS)

    assert list(done.items.order_by("pk").values_list("state", flat=True)) == ["done", "refused"]
    assert done.items.get(state="refused").why_not["zh"] == "已经在等这一项了。"
    assert Case.objects.get(pk=cases[0].pk).waiting_for == "waiting-customer"


def test_a_run_is_undone_as_a_whole(people):
    cases = [people.case(), people.case(assignee=None), people.case(assignee=people.mate)]
    before = assignees(cases)
    done = run(people, "assignee", cases, to=people.mate.pk)
    assert assignees(cases) == [people.mate.pk] * 3

    undo_many(done.pk, by=people.actor(), at=timezone.now())
    work_off()

    assert assignees(cases) == before
    with pytest.raises(CannotUndo):
        undo_many(done.pk, by=people.actor(), at=timezone.now())


def undone(people: Crew, done: ManyRun) -> list[str]:
    undo = undo_many(done.pk, by=people.actor(), at=timezone.now())
    work_off()
    assert list(verify(timezone.now(), Seen())) == []
    return list(undo.items.order_by("pk").values_list("state", flat=True))


def test_notes_are_struck_through(people):
    cases = [people.case(), people.case()]
    done = run(people, "note", cases, body="统一说明")

    assert undone(people, done) == ["done", "done"]
    page = people.client("mate").get(f"/cases/{cases[0].ref}/").content.decode()
    assert "is-withdrawn" in page and "统一说明" in page


def test_a_transfer_is_taken_back_unless_it_was_answered(people):
    cases, other = [people.case(), people.case()], made.team()
    done = run(people, "transfer", cases, team=other.pk, note="请接手")
    accept_transfer(ref=cases[1].ref, by=made.actor(other), at=timezone.now())

    assert undone(people, done) == ["done", "refused"]
    assert [Case.objects.get(pk=case.pk).transfer_to_id for case in cases] == [None, None]
    assert Case.objects.get(pk=cases[1].pk).team == other


def test_a_stage_is_entered_again_with_a_reason(people):
    case = people.case()
    before = Case.objects.get(pk=case.pk).stage
    done = run(people, "stage", [case], stage="solution", reason="客户已说清")
    assert Case.objects.get(pk=case.pk).stage == "solution"

    assert undone(people, done) == ["done"]
    assert Case.objects.get(pk=case.pk).stage == before
    assert case.messages.filter(body="批量改环节，现撤回。").exists()


@pytest.mark.parametrize(("act", "says"), [("note", "可以撤回。</b> 备注划线作废"), ("closure", "不能整批撤回。</b>")])
def test_what_undoing_comes_to_is_said_before(people, act, says):
    page = people.client("owner").post("/desk/many/act/", {"act": act, "ref": people.case().ref}).content.decode()

    assert says in page


def test_undoing_leaves_alone_what_has_moved_on(people):
    cases = [people.case(assignee=None), people.case(assignee=None)]
    done = run(people, "taking", cases)
    note(ref=cases[0].ref, body="先看一下", by=people.actor("mate"), at=timezone.now())

    undo = undo_many(done.pk, by=people.actor(), at=timezone.now())
    work_off()

    assert assignees(cases) == [people.owner.pk, None]
    assert undo.items.get(ref=cases[0].ref).why_not["zh"].startswith("这件工单之后又有变动")


def test_begun_anew_after_a_kill_nothing_is_done_twice(people):
    case = people.case()
    started = start_many(act="note", given={"body": "批量"}, refs=[case.ref], by=people.actor(), at=timezone.now())
    work_off()
    job = started.job
    assert job is not None
    type(job).objects.filter(pk=job.pk).update(state="waiting")

    work_off()

    assert Message.objects.filter(case=case, kind="note.added").count() == 1


def test_a_case_that_breaks_is_left_aside_and_the_others_go_on(people):
    broken, other = people.case(assignee=None), people.case(assignee=None)
    Stream.objects.filter(pk=broken.stream_id).update(head="0" * 64, seq=0)  # its next event collides with its first

    done = run(people, "taking", [broken, other])

    assert list(done.items.order_by("pk").values_list("state", flat=True)) == ["refused", "done"]
    assert done.items.get(state="refused").why_not["zh"].startswith("系统出了差错")


def test_a_reply_that_is_held_leaves_before_the_act(people):
    case = people.case(of=made.customer(email="lin@example.com"))
    send(ref=case.ref, written=Written("reply", "您好"), by=people.actor(), at=timezone.now())

    run(people, "waits", [case], **PARTS)

    assert not Draft.objects.exists()
    assert Message.objects.get(case=case, kind="message.agent").body == "您好"


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_on_undo_one_is_refused(people):
    done = run(people, "taking", [people.case(assignee=None)])
    answers, start = [], threading.Barrier(2)

    def click():
        start.wait()
        try:
            answers.append(undo_many(done.pk, by=people.actor(), at=timezone.now()).act)
        except CannotUndo as refused:
            answers.append(refused.code)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    [thread.start() for thread in threads], [thread.join() for thread in threads]

    assert sorted(answers) == ["cannot-undo", "taking"]


def test_what_one_does_not_see_is_refused_as_unknown(people):
    foreign = made.case(timezone.now(), team=made.team())

    item = run(people, "taking", [foreign]).items.get()

    assert item.state == "refused" and foreign.ref in item.why_not["en"]


def test_nothing_and_too_much_are_refused(people):
    with pytest.raises(NothingChosen):
        run(people, "taking", [])
    refs = [f"C-{number}" for number in range(1_001)]
    with pytest.raises(TooManyChosen):
        start_many(act="taking", given={}, refs=refs, by=people.actor(), at=timezone.now())


def test_the_effect_on_clocks_is_shown_before_anything_is_done(people):
    cases, client = [people.case(), people.case()], people.client("owner")
    before = Event.objects.count()
    asked = {"act": "waits", "refs": " ".join(case.ref for case in cases), **PARTS, "see": "1"}

    page = client.post("/desk/many/act/", asked).content.decode()

    assert "试了 2 件，还没有改动。" in page and '<th class="num">数量</th>' in page
    assert Event.objects.count() == before and not Case.objects.exclude(waiting_for="").exists()


def test_from_the_list_to_the_result_without_a_script(people):
    case, client = people.case(), people.client("owner")
    shown = client.get("/cases/?view=team").content.decode()
    assert f'name="ref" value="{case.ref}" form="ticked"' in shown and 'id="ticked" method="post"' in shown

    asked = client.post("/desk/many/act/", {"act": "release", "ref": case.ref, "list": "view=team"}).content.decode()
    assert 'name="go"' in asked and "view=team" in asked and case.subject in asked
    done = client.post("/desk/many/act/", {"act": "release", "refs": case.ref, "list": "view=team", "go": "1"})
    work_off()

    result = client.get(done.url).content.decode()
    assert "完成 1" in result and 'href="/cases/?view=team"' in result
    assert Case.objects.get(pk=case.pk).assignee_id is None


def test_all_that_match_are_chosen_when_the_effect_is_shown(people):
    cases = [people.case(), people.case()]

    page = people.client("owner").get("/desk/many/act/?list=view%3Dteam&act=release&all=1").content.decode()

    assert all(case.ref in page for case in cases) and "2 件" in page


def test_what_is_asked_first_is_not_called_missing(people):
    client, sent = people.client("owner"), {"act": "note", "ref": people.case().ref, "list": "view=team"}

    asked = client.post("/desk/many/act/", sent)

    assert asked.status_code == 200 and "aria-invalid" not in asked.content.decode()
    assert client.post("/desk/many/act/", {**sent, "see": "1"}).status_code == 422


@pytest.mark.parametrize(("name", "number"), [("owner", 2), ("mate", 2), ("stranger", 0)])
def test_all_of_a_view_is_as_many_as_the_reader_sees(people, name, number):
    for _ in range(2):
        people.case()

    counted = people.client(name).get("/desk/many/count/?view=team").content.decode()

    assert counted.strip() == f"本视图全部 {number} 件"


def test_of_what_one_may_not_see_the_number_alone_is_named(people):
    foreign = made.case(timezone.now(), team=made.team(), subject="别人的事")

    page = people.client("owner").post("/desk/many/act/", {"act": "release", "ref": foreign.ref}).content.decode()

    assert foreign.ref in page and "别人的事" not in page


def test_a_run_is_its_starters_alone(people):
    done = run(people, "taking", [people.case()])
    boss = made.user(role=Role.ADMIN)

    client = people.client("mate")
    assert client.get(f"/desk/many/{done.pk}/").status_code == 404
    assert client.post(f"/desk/many/{done.pk}/undoing/").status_code == 404
    client.force_login(boss)
    assert client.get(f"/jobs/{done.job_id}/").status_code == 404
