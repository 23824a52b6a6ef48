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
from wuxing.cases.messages import note
from wuxing.cases.models import Case
from wuxing.cases.verifying import Seen, verify
from wuxing.cases.withdrawing import NoNote, NotTheAsker, NotTheWriter, withdraw_note, withdraw_offer

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
