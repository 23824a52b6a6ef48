"""Mentions, followers and participants: who hears of a case, and who sees it because he was asked to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, actor, case, customer_of, standard, team, user
from wuxing.cases.acting import NoCase
from wuxing.cases.following import (
    OFFERED,
    add_participant,
    colleagues_for,
    follow,
    mentioned,
    remove_participant,
    unfollow,
)
from wuxing.cases.messages import note, receive
from wuxing.cases.models import Case, Follower
from wuxing.ledger.running import run_due
from wuxing.notices.models import Notice

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def crew():
    standard()
    return team()


def told(person):
    run_due(LATER, 100)
    heard = Notice.objects.filter(user=person, kind__in=["followed", "mentioned"])
    return [notice.text["zh"] for notice in heard]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@沈越 请看", ["沈越"]),
        ("@沈越请看", ["沈越"]),
        ("请@沈越明和@u77看", ["沈越明", "工号"]),
        ("写给 a@沈越.com", []),
        ("沈越", []),
    ],
)
def test_a_name_behind_an_at_sign_is_a_mention(crew, body, names):
    for username, name in (("u75", "沈越"), ("u76", "沈越明"), ("u77", "工号")):
        user(crew, username=username, name=name)

    assert sorted(person.name for person in mentioned(body)) == sorted(names)


def test_whoever_is_mentioned_follows_and_is_told(crew):
    made, called = case(team=crew), user(crew, name="沈越")

    note(ref=made.ref, body="@沈越 配件到了吗", by=actor(crew, name="周宁"), at=LATER)

    assert Follower.objects.get(case=made).user == called
    assert told(called) == [f"周宁 在 {made.ref} 提到您：洗衣机漏水"]


def test_whoever_is_mentioned_sees_the_case_from_then_on(crew):
    made, called = case(team=crew), actor(team(), name="沈越")

    note(ref=made.ref, body="@沈越 请研发看看", by=actor(crew), at=LATER)

    assert Case.objects.visible_to(called).filter(pk=made.pk).exists()
    assert len(told(called.user)) == 1


def test_a_mate_who_is_mentioned_needs_no_asking(crew):
    made, _mate = case(team=crew), user(crew, name="沈越")

    note(ref=made.ref, body="@沈越", by=actor(crew), at=LATER)

    assert not made.stream.events.filter(kind="participant.added").exists()


def test_a_follower_hears_what_the_customer_writes_until_he_unfollows(crew):
    made, by = case(team=crew), actor(crew)
    follow(ref=made.ref, by=by, at=NOON)
    receive(ref=made.ref, body="还在漏", by=customer_of(made), at=LATER)
    assert told(by.user) == [f"{made.ref} 客户有新留言：洗衣机漏水"]

    unfollow(ref=made.ref, by=by, at=LATER)
    receive(ref=made.ref, body="快来", by=customer_of(made), at=LATER)

    assert len(told(by.user)) == 1


def test_a_participant_who_is_removed_sees_and_hears_no_more(crew):
    made, guest = case(team=crew), actor(team())
    leader = actor(crew)
    add_participant(ref=made.ref, person=guest.user, by=leader, at=LATER)
    assert Case.objects.visible_to(guest).filter(pk=made.pk).exists()

    remove_participant(ref=made.ref, person=guest.user, by=leader, at=LATER)

    assert not Case.objects.visible_to(guest).filter(pk=made.pk).exists()
    assert not Follower.objects.exists()


def test_a_stranger_follows_nothing(crew):
    with pytest.raises(NoCase):
        follow(ref=case(team=crew).ref, by=actor(team()), at=LATER)


@pytest.mark.parametrize("letters", ["周", "周宁", "zn", "ZN", "zhou", "zhouning", "zhoun", "z7", ""])
def test_a_colleague_is_offered_by_name_pinyin_and_staff_number(crew, letters):
    user(crew, name="周宁", username="z77")
    made = case(team=crew)

    offered = colleagues_for(made, letters, by=actor(crew, name="沈越"))

    assert ("周宁", True) in [(str(each), sees) for each, sees in offered]


def test_nobody_is_offered_for_letters_that_mean_nobody_and_the_nearest_comes_first(crew):
    made, by = case(team=crew), actor(crew, name="沈越")
    for name in ("程周宁", "周宁远", "周宁"):
        user(crew, name=name)

    names = [str(each) for each, _sees in colleagues_for(made, "zhouning", by=by)]

    assert names == ["周宁", "周宁远", "程周宁"]
    assert colleagues_for(made, "qqq", by=by) == []


def test_colleagues_are_offered_with_as_many_queries_however_many_there_are(crew, django_assert_max_num_queries):
    made, by = case(team=crew), actor(crew, name="沈越")
    for number in range(OFFERED + 2):
        user(crew, name=f"周宁{number}")

    with django_assert_max_num_queries(4):
        assert len(colleagues_for(made, "zn", by=by)) == OFFERED
