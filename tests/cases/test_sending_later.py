"""A reply that is sent later: it leaves then, comes back if somebody writes before, and breaks no promise."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from made import NOON, actor, case, customer, customer_of, standard, team
from wuxing.cases import holding
from wuxing.cases.messages import receive, reply
from wuxing.cases.models import Draft, Message
from wuxing.cases.sending import Written, send
from wuxing.cases.sending_later import LeavesTooLate, NoSuchTime, OneWaits, times_offered
from wuxing.ledger.running import run_due
from wuxing.notices.models import Notice
from wuxing.site.reactions import REACTIONS

pytestmark = pytest.mark.django_db
TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def crew():
    standard()
    return team()


@pytest.fixture
def answered(crew):
    """A case whose promise of a first response is kept already."""
    made = case(team=crew, of=customer(email="lin@example.com"))
    reply(ref=made.ref, body="收到", by=actor(crew), at=NOON)
    return made


def send_later(made, by, body="明早上门", leaves_at=TOMORROW, at=NOON + timedelta(minutes=1)):
    return send(ref=made.ref, written=Written("reply", body, leaves_at=leaves_at), by=by, at=at)


def replies(made):
    return list(
        Message.objects.filter(case=made, kind=Message.Kind.AGENT).order_by("seq").values_list("body", flat=True)
    )


def react(at):
    while run_due(at):
        pass


def test_it_leaves_at_its_time_and_not_before(crew, answered):
    send_later(answered, actor(crew))

    assert holding.release_due(TOMORROW - timedelta(seconds=1)) == 0
    assert holding.release_due(TOMORROW) == 1
    assert replies(answered) == ["收到", "明早上门"]


def test_what_its_writer_does_meanwhile_does_not_send_it(crew, answered):
    send_later(answered, by := actor(crew))

    holding.let_go(ref=answered.ref, by=by, at=NOON + timedelta(hours=1))
    assert replies(answered) == ["收到"]

    holding.let_go(ref=answered.ref, by=by, at=NOON + timedelta(hours=1), later=True)
    assert replies(answered) == ["收到", "明早上门"]


@pytest.mark.parametrize("who", ["customer", "colleague"])
def test_whoever_writes_before_brings_it_back_to_its_writer(crew, answered, who):
    send_later(answered, by := actor(crew))
    at = NOON + timedelta(hours=1)

    if who == "customer":
        receive(ref=answered.ref, body="不用来了", by=customer_of(answered), at=at)
    else:
        reply(ref=answered.ref, body="我来答", by=actor(crew), at=at)
    react(at)

    draft = Draft.objects.get(user=by.user)
    assert (draft.body, draft.leaves_at) == ("明早上门", None)
    assert holding.release_due(TOMORROW) == 0
    assert Notice.objects.filter(user=by.user, source__startswith="called-back:").count() == 1


def test_a_note_does_not_bring_it_back(crew, answered):
    from wuxing.cases.messages import note

    send_later(answered, actor(crew))
    note(ref=answered.ref, body="配件已到", by=actor(crew), at=NOON + timedelta(hours=1))
    react(NOON + timedelta(hours=1))

    assert holding.release_due(TOMORROW) == 1


def test_of_somebody_who_left_it_stays_a_draft_for_colleagues(crew, answered):
    send_later(answered, by := actor(crew))
    type(by.user).objects.filter(pk=by.user.pk).update(is_active=False, on_duty=False)

    holding.release_due(TOMORROW)

    draft = Draft.objects.get(user=by.user)
    assert (draft.body, draft.leaves_at, draft.shared) == ("明早上门", None, True)
    assert replies(answered) == ["收到"]


def test_it_may_not_leave_after_a_promise_that_it_keeps(crew):
    made = case(team=crew, of=customer(email="lin@example.com"))

    with pytest.raises(LeavesTooLate) as refused:
        send_later(made, actor(crew))

    assert "§" in str(refused.value) and "首次响应" in str(refused.value)
    assert not Draft.objects.exclude(leaves_at=None).exists()


@pytest.mark.parametrize("ahead", [timedelta(minutes=-5), timedelta(0), timedelta(days=61)])
def test_it_has_to_be_ahead_and_not_far(crew, answered, ahead):
    at = NOON + timedelta(minutes=1)

    with pytest.raises(NoSuchTime):
        send_later(answered, actor(crew), leaves_at=at + ahead, at=at)


def test_one_waits_at_a_time(crew, answered):
    send_later(answered, by := actor(crew))

    with pytest.raises(OneWaits):
        send_later(answered, by, "第二条")
    with pytest.raises(OneWaits):
        send_later(answered, by, "第二条", leaves_at=None)


def test_a_colleague_is_not_kept_from_answering(crew, answered):
    send_later(answered, actor(crew))

    assert send_later(answered, actor(crew), "我先答", leaves_at=None) is not None


def test_the_times_that_are_offered_are_ahead_and_in_words():
    friday_noon = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.get_default_timezone())

    offered = [(each.text, each.value) for each in times_offered(friday_noon)]

    assert [value for _, value in offered] == [
        "2026-11-20T13:00",
        "2026-11-20T18:00",
        "2026-11-21T09:00",
        "2026-11-23T09:00",
    ]
    assert all(text for text, _ in offered)


def test_everything_that_is_said_to_a_customer_can_bring_one_back():
    assert all(
        any(handler.__name__ == "call_back" for handler in REACTIONS[kind])
        for kind in ("message.agent", "message.customer")
    )
