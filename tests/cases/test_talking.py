"""Replies, notes and what the customer writes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, actor, case, customer, customer_of, standard, team
from wuxing.cases.acting import CaseEnded, NoCase
from wuxing.cases.closing import close, resolve, withdraw
from wuxing.cases.messages import NothingSaid, SaidMeanwhile, TooLong, note, receive, reply
from wuxing.cases.models import Message, Outbound
from wuxing.cases.waiting import wait
from wuxing.ledger.models import Event

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def crew():
    standard()
    return team()


def test_a_reply_keeps_the_first_promise_and_makes_its_writer_responsible(crew):
    agent = actor(crew)
    made = case(team=crew)

    replied = reply(ref=made.ref, body="您好，请先关闭进水阀。", by=agent, at=LATER)

    first = replied.clocks.get(commitment="first-response")
    assert (first.stopped_at, first.elapsed_seconds) == (LATER, 120)
    assert replied.assignee == replied.first_responder == agent.user
    assert replied.unanswered_since is None
    assert replied.stage == "diagnosis"


def test_a_note_answers_nobody(crew):
    made = case(team=crew)

    noted = note(ref=made.ref, body="门封批次 2510", by=actor(crew), at=LATER)

    assert noted.clocks.get(commitment="first-response").stopped_at is None
    assert noted.unanswered_since == NOON
    assert not Outbound.objects.filter(kind="reply").exists()


def test_the_next_reply_is_owed_from_the_oldest_unanswered_message(crew):
    made = case(team=crew)
    reply(ref=made.ref, body="您好", by=actor(crew), at=LATER)

    for minutes in (10, 20):
        receive(ref=made.ref, body="还在漏", by=customer_of(made), at=NOON + timedelta(minutes=minutes))

    clock = made.clocks.get(commitment="next-reply")
    assert clock.due_at == NOON + timedelta(minutes=40)


def test_what_the_customer_writes_ends_the_wait_for_him(crew):
    agent = actor(crew)
    made = case(team=crew)
    wait(ref=made.ref, reason="waiting-customer", evidence="请客户拍照", by=agent, at=LATER)

    answered = receive(ref=made.ref, body="照片在此", by=customer_of(made), at=NOON + timedelta(hours=3))

    assert answered.waiting_for == ""
    assert not answered.clocks.get(commitment="solution").paused


def test_a_resolved_case_reopens_when_the_customer_writes_again(crew):
    made = case(team=crew)
    resolve(ref=made.ref, resolution="已更换门封", by=actor(crew), at=LATER)
    close(ref=made.ref, by=customer_of(made), at=NOON + timedelta(hours=1))

    again = receive(ref=made.ref, body="又漏了", by=customer_of(made), at=NOON + timedelta(days=1))

    assert (again.ending, again.resolved_at) == ("", None)
    assert again.clocks.get(commitment="solution").stopped_at is None


def test_a_reply_to_an_ended_case_is_refused(crew):
    made = case(team=crew)
    withdraw(ref=made.ref, reason="客户自行解决", by=actor(crew), at=LATER)

    with pytest.raises(CaseEnded):
        reply(ref=made.ref, body="您好", by=actor(crew), at=LATER)


def test_who_did_not_see_the_newest_message_is_told_once(crew):
    first, second = actor(crew), actor(crew, name="沈越")
    made = case(team=crew)
    reply(ref=made.ref, body="您好", by=second, at=LATER, seen_seq=1)

    with pytest.raises(SaidMeanwhile, match="沈越"):
        reply(ref=made.ref, body="您好！", by=first, at=LATER, seen_seq=1)

    assert made.messages.filter(kind=Message.Kind.AGENT).count() == 1


@pytest.mark.parametrize(("body", "refusal"), [(" \n", NothingSaid), ("长" * 50_001, TooLong)])
def test_a_message_says_something_and_fits(crew, body, refusal):
    made = case(team=crew)

    with pytest.raises(refusal):
        reply(ref=made.ref, body=body, by=actor(crew), at=LATER)


def test_a_stranger_is_told_no_more_than_somebody_who_mistyped(crew):
    made = case(team=crew)
    stranger = actor(team())

    for ref in (made.ref, "C-1"):
        with pytest.raises(NoCase):
            reply(ref=ref, body="您好", by=stranger, at=LATER)
    assert Event.objects.filter(stream=made.stream).count() == 1


def test_a_reply_goes_to_the_customers_mail_once(crew):
    made = case(team=crew, of=customer(email="lin@example.com"))

    reply(ref=made.ref, body="您好", by=actor(crew), at=LATER)

    assert sorted(Outbound.objects.values_list("kind", flat=True)) == ["receipt", "reply"]
