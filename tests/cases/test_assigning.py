"""Taking, assigning, and handing over to another team."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, actor, case, standard, team, user
from wuxing.cases import assigning
from wuxing.cases.models import Case

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def crew():
    standard()
    return team("家电售后一组")


def test_the_first_responder_never_changes(crew):
    first, second = actor(crew), user(crew)
    made = case(team=crew)
    assigning.take(ref=made.ref, by=first, at=LATER)

    handed = assigning.assign(ref=made.ref, to=second, by=first, at=LATER)

    assert handed.assignee == second
    assert handed.first_responder == first.user


def test_a_person_of_another_team_cannot_be_assigned(crew):
    made = case(team=crew)

    with pytest.raises(assigning.NotInTeam, match="家电售后一组"):
        assigning.assign(ref=made.ref, to=user(team()), by=actor(crew), at=LATER)


def test_somebody_who_left_cannot_be_assigned(crew):
    made = case(team=crew)

    with pytest.raises(assigning.PersonLeft):
        assigning.assign(ref=made.ref, to=user(crew, is_active=False), by=actor(crew), at=LATER)


def test_a_transfer_counts_when_accepted_not_when_sent(crew):
    experts = team("专家组")
    technical = {"business": "complaint", "customer": "enterprise", "topic": "technical"}
    made = case(team=crew, case_class=technical)
    assigning.request_transfer(ref=made.ref, to=experts, note="86 台无法唤醒", by=actor(crew), at=LATER)
    assert made.clocks.get(commitment="transfer").stopped_at is None

    expert = actor(experts, role="specialist")
    accepted = assigning.accept_transfer(ref=made.ref, by=expert, at=NOON + timedelta(minutes=9))

    assert accepted.clocks.get(commitment="transfer").stopped_at == NOON + timedelta(minutes=9)
    assert accepted.clocks.get(commitment="written-progress").due_at == NOON + timedelta(minutes=129)
    assert (accepted.team, accepted.assignee) == (experts, expert.user)


def test_the_team_that_is_asked_sees_the_case_and_the_first_team_keeps_sight_of_it(crew):
    experts = team()
    made = case(team=crew)
    mate, expert = actor(crew), actor(experts)
    assert not Case.objects.visible_to(expert).exists()

    assigning.request_transfer(ref=made.ref, to=experts, note="需要专家", by=mate, at=LATER)
    assert Case.objects.visible_to(expert).get() == made

    assigning.accept_transfer(ref=made.ref, by=expert, at=LATER)
    assert Case.objects.visible_to(mate).get() == made


def test_a_declined_transfer_leaves_the_case_where_it_was(crew):
    experts = team()
    made = case(team=crew)
    assigning.request_transfer(ref=made.ref, to=experts, note="需要专家", by=actor(crew), at=LATER)

    back = assigning.decline_transfer(ref=made.ref, reason="不属于本组范围", by=actor(experts), at=LATER)

    assert (back.team, back.transfer_to) == (crew, None)
    with pytest.raises(assigning.NothingOffered):
        assigning.accept_transfer(ref=made.ref, by=actor(experts, role="admin"), at=LATER)


def test_only_the_team_that_was_asked_may_answer(crew):
    made = case(team=crew)
    assigning.request_transfer(ref=made.ref, to=team("专家组"), note="需要专家", by=actor(crew), at=LATER)

    with pytest.raises(assigning.NotYours, match="专家组"):
        assigning.accept_transfer(ref=made.ref, by=actor(crew), at=LATER)


def test_a_transfer_without_a_note_or_to_the_same_team_is_refused(crew):
    made = case(team=crew)

    with pytest.raises(assigning.NoteMissing):
        assigning.request_transfer(ref=made.ref, to=team(), note=" ", by=actor(crew), at=LATER)
    with pytest.raises(assigning.AlreadyThere):
        assigning.request_transfer(ref=made.ref, to=crew, note="接着处理", by=actor(crew), at=LATER)


def test_cases_of_somebody_who_left_go_back_to_the_queue(crew):
    left = user(crew)
    made = case(team=crew, assignee=left)
    left.is_active = left.on_duty = False
    left.save()

    assert assigning.release_disabled(LATER, limit=10) == 1
    made.refresh_from_db()
    assert (made.assignee, made.team, made.first_responder) == (None, crew, left)
    assert assigning.release_disabled(LATER, limit=10) == 0
