"""Macros: several acts together, all of them or none; tried before, offered by role, never sending what is half written."""

from __future__ import annotations

import pytest
from django.utils import timezone

import made
from crew import Crew, crew
from wuxing.accounts.models import Role
from wuxing.accounts.sharing import Scope
from wuxing.cases.drafting import append
from wuxing.cases.models import Case, Draft, Message
from wuxing.cases.waiting import AlreadyWaiting, wait
from wuxing.desk import macros
from wuxing.desk.macros import NoMacro, NoSteps, Wanted
from wuxing.desk.models import Macro
from wuxing.ledger.models import Event

pytestmark = pytest.mark.django_db
ASKED = {"act": "waits", "reason": "waiting-customer", "evidence": "已请 {customer.name} 拍照"}
NOTED = {"act": "note", "body": "已按 {case.ref} 联系"}


@pytest.fixture
def people() -> Crew:
    return crew()


def kept(people: Crew, *steps, name: str = "请客户拍照", **more) -> Macro:
    return macros.save_macro(Wanted(name, list(steps), **more), by=people.actor(), at=timezone.now())


def run(people: Crew, macro: Macro, case: Case) -> Case:
    macros.run_macro(macro, ref=case.ref, by=people.actor(), at=timezone.now())
    return Case.objects.get(pk=case.pk)


def test_all_acts_are_done_with_the_words_of_the_case(people):
    case = people.case()

    done = run(people, kept(people, NOTED, ASKED), case)

    assert done.waiting_for == "waiting-customer"
    notes = Message.objects.filter(case=case, kind="note.added").values_list("body", flat=True)
    assert list(notes) == [f"已按 {case.ref} 联系", f"已请 {case.customer} 拍照"]


def test_where_one_act_is_refused_none_is_done(people):
    case = people.case()
    wait(ref=case.ref, reason="waiting-customer", evidence="等照片", by=people.actor(), at=timezone.now())
    before = Event.objects.count()

    with pytest.raises(AlreadyWaiting):
        run(people, kept(people, NOTED, ASKED), case)

    assert Event.objects.count() == before


def test_a_dry_run_tells_what_would_happen_and_leaves_nothing(people):
    case = people.case()
    before = Event.objects.count(), Message.objects.count()

    tried = macros.try_macro(kept(people, NOTED, ASKED), ref=case.ref, by=people.actor(), at=timezone.now())

    assert tried.case is not None and tried.case.waiting_for == "waiting-customer"
    assert (Event.objects.count(), Message.objects.count()) == before
    assert Case.objects.get(pk=case.pk).waiting_for == ""


def test_a_half_written_reply_is_never_sent_by_a_macro(people):
    case = people.case()
    append(ref=case.ref, text="您好，我们正在", by=people.actor(), at=timezone.now())
    sends = {"act": "reply", "body": "已收到。", "sends": True}

    run(people, kept(people, sends, {"act": "note", "body": "回了"}), case)

    assert Message.objects.get(case=case, kind="message.agent").body == "已收到。"
    assert Draft.objects.get(case=case).body == "您好，我们正在"


def test_text_for_a_reply_goes_into_the_draft_unless_it_is_to_be_sent(people):
    case = people.case()

    run(people, kept(people, {"act": "reply", "body": "{customer.name}，您好"}), case)

    assert Draft.objects.get(case=case).body == f"{case.customer}，您好"
    assert not Message.objects.filter(case=case, kind="message.agent").exists()


def test_a_macro_is_offered_to_the_roles_it_is_for(people):
    made_for = kept(people, NOTED, roles=[Role.SUPERVISOR])

    assert macros.macros_for(people.actor()) == []
    with pytest.raises(NoMacro):
        macros.macro_for(made_for.pk, people.actor())


def test_whoever_takes_a_macro_for_himself_has_it(people):
    boss, other = made.actor(role=Role.SUPERVISOR), made.actor(role=Role.SUPERVISOR)
    shared = macros.save_macro(Wanted("记", [NOTED], Scope.COMPANY), by=boss, at=timezone.now())

    macros.change_macro(shared.pk, Wanted("记", [NOTED]), by=other, at=timezone.now())

    assert (macros.macros_for(boss), macros.macros_for(other)) == ([], [shared])


def test_a_macro_does_something(people):
    with pytest.raises(NoSteps):
        kept(people)


def test_a_macro_is_made_on_its_page_and_run_from_the_case(people):
    client, case = people.client("owner"), people.case()
    sent = {"name": "退回队列", "does": ["note", "release"], "note-body": "先放回", "then": "back", "asks_first": "on"}
    assert client.post("/desk/macros/new/", sent).status_code == 303
    macro = Macro.objects.get()

    assert "退回队列" in client.get(f"/cases/{case.ref}/").content.decode()
    assert "先放回" in client.get(f"/desk/macros/{macro.pk}/on/{case.ref}/trial/").content.decode()
    went = client.post(f"/desk/macros/{macro.pk}/on/{case.ref}/runs/", {"query": "view=team"})

    assert went.url == "/cases/?view=team"
    assert Case.objects.get(pk=case.pk).assignee_id is None


def test_a_browser_is_not_kept_from_sending_by_acts_that_are_not_ticked(people):
    page = people.client("owner").get("/desk/macros/new/").content.decode()

    steps = page.split('<fieldset class="field"', 1)[1].split("</fieldset>", 1)[0]
    assert 'name="transfer-note"' in page
    assert " required" not in steps


def test_a_form_with_a_mistake_keeps_what_was_typed(people):
    sent = {"name": "转派", "does": ["transfer", "note"], "note-body": "写好的话"}

    answer = people.client("owner").post("/desk/macros/new/", sent)

    assert answer.status_code == 422 and "写好的话" in answer.content.decode()


def test_a_strangers_macro_touches_no_case_he_does_not_see(people):
    case = people.case()
    macro = macros.save_macro(Wanted("记", [NOTED]), by=people.actor("stranger"), at=timezone.now())
    client = people.client("stranger")

    assert client.get(f"/desk/macros/{macro.pk}/on/{case.ref}/trial/").status_code == 404
    assert client.post(f"/desk/macros/{macro.pk}/on/{case.ref}/runs/").status_code == 404
    assert people.client("mate").get(f"/desk/macros/{macro.pk}/").status_code == 404


def test_a_deleted_macro_can_be_brought_back(people):
    macro, client = kept(people, NOTED), people.client("owner")

    page = client.post(f"/desk/macros/{macro.pk}/deletion/", follow=True).content.decode()
    assert "“请客户拍照”已删除" in page and macros.macros_for(people.actor()) == []
    client.post(f"/desk/macros/{macro.pk}/restoration/")

    assert macros.macros_for(people.actor()) == [macro]
