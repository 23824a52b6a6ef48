"""Waiting, stages, proposals, facts: what moves a case on, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, actor, case, customer_of, standard, team
from wuxing.cases import classifying, closing, messages, progressing, stages, waiting

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def agent():
    standard()
    return actor(team())


@pytest.fixture
def made(agent):
    return case(team=agent.user.teams.get())


def test_a_wait_pauses_the_clocks_whose_clause_allows_it(agent, made):
    waited = waiting.wait(ref=made.ref, reason="waiting-parts", evidence="门封在途", by=agent, at=LATER)

    solution, first = waited.clocks.get(commitment="solution"), waited.clocks.get(commitment="first-response")
    assert (solution.paused, solution.pause_reason, solution.due_at) == (True, "waiting-parts", None)
    assert solution.left_seconds == 8 * 3600  # the case came at noon, the office opens at 13:30
    assert not first.paused
    assert waited.waiting_for == "waiting-parts"


def test_a_wait_needs_a_reason_of_the_standard_and_evidence(agent, made):
    with pytest.raises(waiting.NoSuchReason, match="test-company"):
        waiting.wait(ref=made.ref, reason="lunch", evidence="吃饭", by=agent, at=LATER)
    with pytest.raises(waiting.EvidenceMissing):
        waiting.wait(ref=made.ref, reason="waiting-parts", evidence=" ", by=agent, at=LATER)


def test_a_case_cannot_wait_twice_for_the_same_or_resume_without_waiting(agent, made):
    with pytest.raises(waiting.NotWaiting):
        waiting.resume(ref=made.ref, by=agent, at=LATER)
    waiting.wait(ref=made.ref, reason="waiting-parts", evidence="门封在途", by=agent, at=LATER)
    with pytest.raises(waiting.AlreadyWaiting):
        waiting.wait(ref=made.ref, reason="waiting-parts", evidence="门封在途", by=agent, at=LATER)


def test_no_stage_is_skipped(agent, made):
    with pytest.raises(stages.StageSkipped, match="诊断"):
        stages.enter_stage(ref=made.ref, stage="solution", by=agent, at=LATER)

    assert stages.enter_stage(ref=made.ref, stage="diagnosis", by=agent, at=LATER).stage == "diagnosis"
    with pytest.raises(stages.NoStage, match="受理"):
        stages.enter_stage(ref=made.ref, stage="testing", by=agent, at=LATER)


def test_resolving_walks_through_every_stage_that_is_left(agent, made):
    closing.resolve(ref=made.ref, resolution="已更换门封", by=agent, at=LATER)

    entered = [each.payload["stage"] for each in made.stream.events.filter(kind="stage.entered")]
    assert entered == ["diagnosis", "solution", "execution", "feedback"]


def test_a_proposal_answers_the_customer_and_is_a_proposal(agent, made):
    progressing.propose_solution(ref=made.ref, body="更换门封，约 40 分钟。", by=agent, at=LATER)

    kinds = list(made.stream.events.values_list("kind", flat=True))
    assert {"message.agent", "solution.proposed"} <= set(kinds)
    assert made.clocks.get(commitment="first-response").stopped_at == LATER


def test_a_fact_may_be_put_on_record_after_it_happened_and_not_before(agent, made):
    at = NOON + timedelta(hours=1)
    progressing.record(ref=made.ref, kind="call.answered", by=agent, at=at, happened_at=LATER)

    assert made.clocks.get(commitment="first-response").stopped_at == LATER
    with pytest.raises(progressing.NotYet):
        progressing.record(ref=made.ref, kind="call.answered", by=agent, at=at, happened_at=at + timedelta(minutes=1))
    with pytest.raises(progressing.BeforeTheCase):
        progressing.record(ref=made.ref, kind="call.answered", by=agent, at=at, happened_at=NOON - timedelta(minutes=1))
    with pytest.raises(progressing.NoSuchFact):
        progressing.record(ref=made.ref, kind="case.resolved", by=agent, at=at)


def test_another_class_brings_other_promises(agent, made):
    changed = classifying.classify(ref=made.ref, case_class={"business": "complaint"}, by=agent, at=LATER)

    clocks = {clock.commitment: clock for clock in changed.clocks.all()}
    assert clocks["first-response"].limit == "1 h"
    assert clocks["solution"].cancelled
    assert clocks["result"].limit == "3 working days"


def test_a_case_closes_only_once_it_is_resolved(agent, made):
    with pytest.raises(closing.NotResolved):
        closing.close(ref=made.ref, by=agent, at=LATER)
    closing.resolve(ref=made.ref, resolution="已更换门封", by=agent, at=LATER)
    with pytest.raises(closing.AlreadyResolved):
        closing.resolve(ref=made.ref, resolution="已更换门封", by=agent, at=LATER)

    assert closing.close(ref=made.ref, by=customer_of(made), at=LATER).ending == "closed"


def test_a_reopened_case_goes_on_where_it_stood_without_the_time_between(agent, made):
    closing.resolve(ref=made.ref, resolution="已更换门封", by=agent, at=NOON + timedelta(hours=2, minutes=30))
    again = closing.reopen(ref=made.ref, reason="又漏了", by=agent, at=NOON + timedelta(days=2))

    clock = again.clocks.get(commitment="solution")
    assert (clock.stopped_at, clock.cycle) == (None, 1)
    # 1 h was used before the resolution; of the 7 h left on Friday noon, 4.5 h fit into Friday: Monday 11:30.
    assert clock.due_at == NOON + timedelta(days=4, hours=23.5)


def test_withdrawal_and_spam_cancel_what_is_open_and_never_meet_it(agent, made):
    closing.withdraw(ref=made.ref, reason="自行解决", by=agent, at=LATER)

    assert all(clock.cancelled and clock.due_at is None for clock in made.clocks.all())
    with pytest.raises(closing.ReasonMissing):
        closing.reopen(ref=made.ref, reason="", by=agent, at=LATER)


def test_a_note_can_still_be_added_to_a_case_that_ended(agent, made):
    closing.mark_spam(ref=made.ref, by=agent, at=LATER)

    assert messages.note(ref=made.ref, body="广告", by=agent, at=LATER).ending == "spam"
