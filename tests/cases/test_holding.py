"""A reply that goes by mail can be undone for twelve seconds; what is checked before it may go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, actor, case, customer, customer_of, standard, team
from wuxing.cases import holding
from wuxing.cases.closing import withdraw
from wuxing.cases.messages import NothingSaid, SaidMeanwhile, receive, reply
from wuxing.cases.models import Draft, Message, Outbound
from wuxing.cases.sending import FieldLeft, OtherReader, SaidAtOnce, TypedAsNote, Written, send
from wuxing.notices.models import Notice

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=1)
OVER = LATER + timedelta(seconds=12)


@pytest.fixture
def crew():
    standard()
    return team()


@pytest.fixture
def by_mail(crew):
    return case(team=crew, of=customer(email="lin@example.com"))


def said(made, by, body="您好", at=LATER, **more):
    return send(ref=made.ref, written=Written("reply", body, **more), by=by, at=at)


def test_a_reply_by_mail_waits_twelve_seconds(crew, by_mail):
    held = said(by_mail, actor(crew))

    assert held.leaves_at == OVER
    assert not Message.objects.filter(kind=Message.Kind.AGENT).exists()
    assert holding.release_due(OVER - timedelta(seconds=1)) == 0


def test_it_leaves_with_the_instant_at_which_it_leaves(crew, by_mail):
    said(by_mail, by := actor(crew))

    holding.release_due(OVER)

    message = Message.objects.get(kind=Message.Kind.AGENT)
    assert (message.at, message.author) == (OVER, by.id)
    assert by_mail.clocks.get(commitment="first-response").stopped_at == OVER
    assert Outbound.objects.filter(kind="reply").count() == 1
    assert not Draft.objects.exists()


def test_undone_it_is_a_draft_again(crew, by_mail):
    said(by_mail, by := actor(crew), "写错了")

    draft = holding.undo(ref=by_mail.ref, by=by, at=LATER)

    assert (draft.body, draft.leaves_at) == ("写错了", None)
    assert holding.release_due(OVER) == 0


def test_undone_it_stands_before_what_was_typed_since(crew, by_mail):
    said(by_mail, by := actor(crew), "先前")
    Draft.objects.create(user=by.user, case=by_mail, body="后来", saved_at=LATER)

    assert holding.undo(ref=by_mail.ref, by=by, at=LATER).body == "先前\n\n后来"


def test_what_has_left_cannot_be_undone(crew, by_mail):
    said(by_mail, by := actor(crew))
    holding.release_due(OVER)

    with pytest.raises(holding.AlreadyLeft):
        holding.undo(ref=by_mail.ref, by=by, at=OVER)


def test_without_mail_nothing_is_held(crew):
    made = case(team=crew)

    assert said(made, actor(crew)) is None
    assert Message.objects.filter(kind=Message.Kind.AGENT).exists()


def test_undo_makes_no_promise_late(crew, by_mail):
    due = by_mail.clocks.get(commitment="first-response").due_at

    held = said(by_mail, actor(crew), at=due - timedelta(seconds=8))

    assert held.leaves_at == due - holding.MARGIN


def test_a_reply_at_the_last_second_leaves_at_once(crew, by_mail):
    due = by_mail.clocks.get(commitment="first-response").due_at

    assert said(by_mail, actor(crew), at=due - timedelta(seconds=2)) is None


def test_whoever_goes_on_wants_no_undoing(crew, by_mail):
    said(by_mail, by := actor(crew), "一")

    said(by_mail, by, "二", at=LATER + timedelta(seconds=2))

    assert Message.objects.get(kind=Message.Kind.AGENT).body == "一"
    assert Draft.objects.get().body == "二"


def test_a_reply_to_a_case_that_ended_meanwhile_is_a_draft_again_and_its_writer_is_told(crew, by_mail):
    said(by_mail, by := actor(crew))
    withdraw(ref=by_mail.ref, reason="不修了", by=actor(crew), at=LATER)

    holding.release_due(OVER)

    assert Draft.objects.get().leaves_at is None
    assert "没有发出" in Notice.objects.get(user=by.user).text["zh"]


def test_a_colleague_who_answers_at_the_same_moment_looks_first(crew, by_mail):
    said(by_mail, actor(crew))

    with pytest.raises(SaidAtOnce):
        said(by_mail, actor(crew))


def test_what_came_since_the_page_was_opened_is_read_first(crew, by_mail):
    receive(ref=by_mail.ref, body="好了，不用来了", by=customer_of(by_mail), at=LATER)

    with pytest.raises(SaidMeanwhile):
        said(by_mail, actor(crew), seen_seq=1, at=OVER)


def test_a_reply_does_not_go_to_somebody_whom_its_writer_did_not_see(crew, by_mail):
    with pytest.raises(OtherReader):
        said(by_mail, actor(crew), reader=by_mail.customer_id + 1)


def test_a_field_that_was_not_filled_in_does_not_go_out(crew, by_mail):
    with pytest.raises(FieldLeft) as refused:
        said(by_mail, actor(crew), "{due} 前上门，{无关} 不管")

    assert "{due}" in str(refused.value)
    assert "{无关}" not in str(refused.value)


def test_words_typed_as_a_note_do_not_become_a_reply_unasked(crew, by_mail):
    by = actor(crew)
    Draft.objects.create(user=by.user, case=by_mail, kind="note", body="客户很难缠", saved_at=LATER)

    with pytest.raises(TypedAsNote):
        said(by_mail, by, "客户很难缠", is_meant=False)
    assert said(by_mail, by, "客户很难缠") is not None


def test_nothing_is_not_sent(crew, by_mail):
    with pytest.raises(NothingSaid):
        said(by_mail, actor(crew), "  ")
    assert not Draft.objects.exists()


def test_other_doors_do_not_hold(crew, by_mail):
    reply(ref=by_mail.ref, body="您好", by=actor(crew), at=LATER)

    assert Outbound.objects.filter(kind="reply").exists()
