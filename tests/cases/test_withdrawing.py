"""Taking back a note or a transfer: who may, what stays on record, and how it reads."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

import made
from crew import Crew, crew
from wuxing.accounts.models import Role
from wuxing.cases.acting import NoCase
from wuxing.cases.assigning import NothingOffered, accept_transfer, request_transfer
from wuxing.cases.merging import merge
from wuxing.cases.messages import note
from wuxing.cases.models import Case
from wuxing.cases.possible import acts_of
from wuxing.cases.verifying import Seen, verify
from wuxing.cases.waiting import resume, wait
from wuxing.cases.withdrawing import NoNote, NoteIsEvidence, NotTheAsker, NotTheWriter, withdraw_note, withdraw_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Crew:
    return crew()


def now() -> datetime:
    return timezone.now()


def test_only_the_writer_withdraws_a_note_and_it_stays_readable(people: Crew) -> None:
    case = people.case()
    note(ref=case.ref, body="记错了单", by=people.actor(), at=now())
    seq = case.messages.get(kind="note.added").seq

    with pytest.raises(NotTheWriter):
        withdraw_note(ref=case.ref, seq=seq, by=people.actor("mate"), at=now())
    with pytest.raises(NoCase):
        withdraw_note(ref=case.ref, seq=seq, by=people.actor("stranger"), at=now())
    withdraw_note(ref=case.ref, seq=seq, by=people.actor(), at=now())

    page = people.client("mate").get(f"/cases/{case.ref}/").content.decode()
    assert "is-withdrawn" in page and "记错了单" in page and "撤回一条备注" in page
    assert list(verify(now(), Seen())) == []
    with pytest.raises(NoNote):
        withdraw_note(ref=case.ref, seq=seq, by=people.actor(), at=now())


def test_a_note_that_something_else_rests_on_stays(people: Crew) -> None:
    case, other = people.case(), made.team()
    request_transfer(ref=case.ref, to=other, note="客户要求换机，请接手", by=people.actor(), at=now())
    wait(ref=case.ref, reason="waiting-customer", evidence="等客户发照片", by=people.actor(), at=now())
    handed_over, waited_for = case.messages.filter(kind="note.added").order_by("seq")

    for each in (handed_over, waited_for):
        with pytest.raises(NoteIsEvidence):
            withdraw_note(ref=case.ref, seq=each.seq, by=people.actor(), at=now())
    assert "notes/withdrawal" not in shown(people, "owner", case)

    resume(ref=case.ref, by=people.actor(), at=now())
    withdraw_offer(ref=case.ref, by=people.actor(), at=now())
    with pytest.raises(NoteIsEvidence):  # the clocks that it paused still rest on it
        withdraw_note(ref=case.ref, seq=waited_for.seq, by=people.actor(), at=now())


def test_whoever_asked_for_a_transfer_or_a_leader_takes_it_back(people: Crew) -> None:
    case, other = people.case(), made.team()
    leader = made.actor(people.team, role=Role.SHIFT_LEADER)
    for by in (people.actor(), leader):
        request_transfer(ref=case.ref, to=other, note="请接手", by=people.actor(), at=now())
        with pytest.raises(NotTheAsker):
            withdraw_offer(ref=case.ref, by=people.actor("mate"), at=now())
        with pytest.raises(NoCase):
            withdraw_offer(ref=case.ref, by=people.actor("stranger"), at=now())

        withdraw_offer(ref=case.ref, by=by, at=now())
        assert Case.objects.get(pk=case.pk).transfer_to is None

    assert not Case.objects.visible_to(made.actor(other)).exists()
    assert "撤回转派申请" in people.client("owner").get(f"/cases/{case.ref}/").content.decode()
    assert list(verify(now(), Seen())) == []


def test_a_transfer_that_was_accepted_is_not_taken_back(people: Crew) -> None:
    case, other = people.case(), made.team()
    request_transfer(ref=case.ref, to=other, note="请接手", by=people.actor(), at=now())
    accept_transfer(ref=case.ref, by=made.actor(other), at=now())

    with pytest.raises(NothingOffered):
        withdraw_offer(ref=case.ref, by=people.actor(), at=now())


def shown(people: Crew, name: str, case: Case) -> str:
    return people.client(name).get(f"/cases/{case.ref}/").content.decode()


def test_only_its_writer_is_offered_to_withdraw_a_note(people: Crew) -> None:
    case = people.case()
    note(ref=case.ref, body="记错了单", by=people.actor(), at=now())
    seq = case.messages.get(kind="note.added").seq
    address = f"/cases/{case.ref}/notes/withdrawal/"

    assert f"{address}?note={seq}" in shown(people, "owner", case)
    assert address not in shown(people, "mate", case)
    assert people.client("stranger").post(address, {"note": seq}).status_code == 404
    refused = people.client("mate").post(address, {"note": seq})
    assert (refused.status_code, "备注只能由写的人撤回" in refused.content.decode()) == (403, True)


def test_a_note_is_withdrawn_without_a_script_and_no_second_time(people: Crew) -> None:
    case, client = people.case(), people.client("owner")
    note(ref=case.ref, body="记错了单", by=people.actor(), at=now())
    seq = case.messages.get(kind="note.added").seq
    address = f"/cases/{case.ref}/notes/withdrawal/"

    asked = client.get(f"{address}?note={seq}").content.decode()
    done = client.post(address, {"note": seq})
    again = client.post(address, {"note": seq}, headers={"HX-Request": "true"})

    assert "撤回备注" in asked and "记错了单" in asked
    assert (done.status_code, done["Location"]) == (303, f"/cases/{case.ref}/")
    assert "is-withdrawn" in shown(people, "mate", case) and address not in shown(people, "owner", case)
    assert (again.status_code, "或已经撤回" in again.content.decode()) == (409, True)


@pytest.mark.parametrize("given", ["", "1", "99", "x", "9" * 30])
def test_what_is_no_note_is_not_withdrawn(people: Crew, given: str) -> None:
    case = people.case()

    refused = people.client("owner").post(f"/cases/{case.ref}/notes/withdrawal/", {"note": given})

    assert (refused.status_code, "没有这条备注" in refused.content.decode()) == (422, True)


def test_a_waiting_transfer_is_taken_back_on_the_page_by_who_asked(people: Crew) -> None:
    case, other = people.case(), made.team()
    request_transfer(ref=case.ref, to=other, note="请接手", by=people.actor(), at=now())
    address = f"/cases/{case.ref}/transfer/withdrawal/"

    assert address in shown(people, "owner", case)
    assert address not in shown(people, "mate", case) and "只能由申请人" in shown(people, "mate", case)
    assert people.client("stranger").post(address).status_code == 404
    assert people.client("mate").post(address).status_code == 403
    done = people.client("owner").post(address, headers={"HX-Request": "true"})

    assert (done.status_code, done["HX-Trigger-After-Swap"]) == (200, "act-done")
    assert address not in shown(people, "owner", case)
    assert Case.objects.get(pk=case.pk).transfer_to is None


def test_a_leader_may_answer_a_transfer_or_take_it_back(people: Crew) -> None:
    case, other = people.case(), made.team()
    leader = made.actor(people.team, role=Role.SHIFT_LEADER)
    request_transfer(ref=case.ref, to=other, note="请接手", by=people.actor(), at=now())

    names = [act.name for act in acts_of(Case.objects.get(pk=case.pk), leader).shown]

    assert names == ["acceptance", "refusal", "offer-withdrawal"]


def test_on_a_page_that_is_behind_an_answered_transfer_is_refused_with_the_reason(people: Crew) -> None:
    case, other = people.case(), made.team()
    request_transfer(ref=case.ref, to=other, note="请接手", by=people.actor(), at=now())
    accept_transfer(ref=case.ref, by=made.actor(other), at=now())

    refused = people.client("owner").post(f"/cases/{case.ref}/transfer/withdrawal/", headers={"HX-Request": "true"})

    assert (refused.status_code, "已经处理过" in refused.content.decode()) == (409, True)


def test_a_page_that_shows_earlier_entries_strikes_a_note_among_them(people: Crew) -> None:
    case = people.case()
    note(ref=case.ref, body="记错了单", by=people.actor(), at=now())
    seq = case.messages.get(kind="note.added").seq
    note(ref=case.ref, body="另一条", by=people.actor(), at=now())
    withdraw_note(ref=case.ref, seq=seq, by=people.actor(), at=now())

    address, htmx = f"/cases/{case.ref}/refreshment/", {"HX-Request": "true"}
    renewed = people.client("mate").get(address, {"since": seq + 1}, headers=htmx).content.decode()
    whole = people.client("mate").get(address, headers=htmx).content.decode()

    assert f'is-withdrawn" id="m{seq}" hx-swap-oob="true"' in renewed and "记错了单" in renewed
    assert f'id="m{seq}"' in whole and f'id="m{seq}" hx-swap-oob' not in whole


def test_a_note_stays_struck_where_its_case_was_merged(people: Crew) -> None:
    case = people.case()
    other = people.case(of=case.customer)
    note(ref=other.ref, body="记错了单", by=people.actor(), at=now())
    seq = other.messages.get(kind="note.added").seq
    withdraw_note(ref=other.ref, seq=seq, by=people.actor(), at=now())

    merge(ref=other.ref, into=case.ref, by=people.actor(), at=now())

    assert f'is-withdrawn" id="m-{other.ref}-{seq}"' in shown(people, "owner", case)
