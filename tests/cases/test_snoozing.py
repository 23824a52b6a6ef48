"""Putting a case off: gone from one's own views until a time, a clock or the customer calls it back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

import made
from crew import Crew, crew
from wuxing.cases.acting import NoCase
from wuxing.cases.filters import Filters, cases_in
from wuxing.cases.messages import receive, reply
from wuxing.cases.models import Case, Clock, Snooze
from wuxing.cases.snoozing import ClockCalls, NotPutOff, NotThen, WhyMissing, bring_back, calls_at, snooze, wake
from wuxing.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Crew:
    return crew()


@pytest.fixture
def case(people: Crew) -> Case:
    """A case whose clocks run for hours still."""
    opened = people.case()
    Clock.objects.filter(case=opened).update(due_at=None, risk_at=None, next_at=None)
    return opened


def put_off(people: Crew, case: Case, hours: float = 3, by: str = "owner") -> datetime:
    now = timezone.now()
    snooze(ref=case.ref, until=now + timedelta(hours=hours), reason="等快递", by=people.actor(by), at=now)
    return now


def seen(people: Crew, at: datetime, query: str = "", by: str = "owner") -> list[str]:
    return [case.ref for case in cases_in(Filters.of(QueryDict(query)), people.actor(by), at)]


def test_a_case_put_off_leaves_ones_own_views_and_no_others(people, case):
    now = put_off(people, case)

    assert seen(people, now) == []
    assert seen(people, now, "view=later") == [case.ref]
    assert seen(people, now, "view=team") == seen(people, now, "view=team", "mate") == [case.ref]


def test_it_comes_back_when_its_time_is_there(people, case):
    now = put_off(people, case)
    then = now + timedelta(hours=3)

    assert seen(people, then) == [case.ref] and seen(people, then, "view=later") == []
    assert wake(then) == 1 and wake(then) == 0
    assert Notice.objects.get(user=people.owner, kind="snooze").text["zh"] == f"{case.ref} 回到待办：{case.subject}"


def test_it_comes_back_before_a_clock_warns(people, case):
    now = put_off(people, case, hours=20)
    risk, due = now + timedelta(hours=1), now + timedelta(hours=2)
    Clock.objects.filter(case=case).update(risk_at=risk, due_at=due)

    assert calls_at(case, now + timedelta(hours=20)) == risk
    assert seen(people, now) == []
    assert seen(people, risk) == [case.ref]
    assert wake(risk) == 1
    assert Notice.objects.get(kind="snooze").why["zh"].startswith("时钟或客户提前叫回")


def test_it_comes_back_when_the_customer_writes(people, case):
    now = put_off(people, case)
    receive(ref=case.ref, body="还在漏", by=made.customer_of(case), at=now + timedelta(minutes=1))
    Clock.objects.filter(case=case).update(due_at=None, risk_at=None)

    assert seen(people, now + timedelta(minutes=2)) == [case.ref]


def test_our_own_reply_does_not_call_it_back(people, case):
    now = put_off(people, case)
    reply(ref=case.ref, body="收到", by=people.actor("mate"), at=now + timedelta(minutes=1))
    Clock.objects.filter(case=case).update(due_at=None, risk_at=None)

    assert seen(people, now + timedelta(minutes=2)) == []


def test_what_is_overdue_or_about_to_be_cannot_be_put_off(people, case):
    now = timezone.now()
    Clock.objects.filter(case=case).update(risk_at=now - timedelta(minutes=5), due_at=now + timedelta(minutes=5))

    with pytest.raises(ClockCalls) as refused:
        put_off(people, case)

    assert Clock.objects.filter(case=case)[0].clause in str(refused.value)


def test_a_reason_and_a_time_ahead_are_needed(people, case):
    now = timezone.now()
    with pytest.raises(WhyMissing):
        snooze(ref=case.ref, until=now + timedelta(hours=1), reason=" ", by=people.actor(), at=now)
    for wrong in (now, now + timedelta(days=31)):
        with pytest.raises(NotThen):
            snooze(ref=case.ref, until=wrong, reason="等", by=people.actor(), at=now)


def test_a_stranger_puts_off_nothing(people, case):
    with pytest.raises(NoCase):
        put_off(people, case, by="stranger")


def test_it_is_brought_back_by_hand(people, case):
    now = put_off(people, case)

    bring_back(ref=case.ref, by=people.actor(), at=now)

    assert seen(people, now) == [case.ref]
    with pytest.raises(NotPutOff):
        bring_back(ref=case.ref, by=people.actor(), at=now)


def test_the_page_shows_until_when_and_why(people, case):
    client = people.client("owner")
    client.post(f"/cases/{case.ref}/snooze/", {"until": "tomorrow", "reason": "等师傅回电"})

    page = client.get(f"/cases/{case.ref}/").content.decode()
    assert "稍后处理" in page and "等师傅回电" in page and "09:00" in page
    client.post(f"/cases/{case.ref}/return/")

    assert not Snooze.objects.exists()


def test_a_case_that_ended_is_forgotten_without_a_word(people, case):
    now = put_off(people, case)
    Case.objects.filter(pk=case.pk).update(ending="closed")

    assert wake(now) == 1
    assert not Notice.objects.filter(kind="snooze").exists()
