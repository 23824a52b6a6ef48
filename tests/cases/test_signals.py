"""What clocks do reaches people: the one with the case first, then the next level, each step once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, actor, case, standard, team, user
from wuxing.cases.clocks import store_readings
from wuxing.cases.messages import reply
from wuxing.ledger.models import Signal
from wuxing.ledger.running import run_due
from wuxing.ledger.streams import lock
from wuxing.ledger.writing import writing
from wuxing.notices.models import Notice

pytestmark = pytest.mark.django_db


def minutes(number):
    return NOON + timedelta(minutes=number)


def look_again(made, at):
    with writing():
        lock(made.stream_id)
        return store_readings(made, at)


def deliver(at):
    while run_due(at, limit=100):
        pass


def told(person):
    return [notice.text["zh"] for notice in Notice.objects.filter(user=person).order_by("id")]


@pytest.fixture
def crew():
    standard()
    return team("家电售后一组")


def test_each_warning_and_step_fires_once_at_its_true_instant(crew):
    made = case(team=crew)

    for at in (minutes(2), minutes(40), minutes(41)):
        look_again(made, at)

    fired = [
        (each.kind, each.step, each.at)
        for each in Signal.objects.filter(commitment="first-response").order_by("at", "kind")
    ]
    assert fired == [
        ("signal.warned", "50%", NOON + timedelta(seconds=90)),
        ("signal.warned", "80%", NOON + timedelta(seconds=144)),
        ("signal.breached", "due", minutes(3)),
        ("signal.step", "due", minutes(3)),
        ("signal.step", "30 min", minutes(33)),
    ]


def test_a_warning_reaches_whoever_has_the_case(crew):
    agent = user(crew)
    made = case(team=crew, assignee=agent, by=actor(crew))

    look_again(made, minutes(2))
    deliver(minutes(2))

    assert any("首次响应" in text and "80 %" not in text for text in told(agent))


def test_an_escalation_reaches_the_role_on_duty_and_says_why(crew):
    leader, at_home = user(crew, role="shift-leader"), user(crew, role="shift-leader", on_duty=False)
    made = case(team=crew)

    look_again(made, minutes(4))
    deliver(minutes(4))

    notice = Notice.objects.get(user=leader, kind="escalated")
    assert notice.why["zh"].startswith("依据第 1.1 条；")
    assert (notice.why["standard"], notice.why["clause"]) == ("test-company@2026.1", "1.1")
    assert notice.at == minutes(3)
    assert not Notice.objects.filter(user=at_home, kind="escalated").exists()


def test_handlers_that_run_twice_tell_once(crew):
    leader = user(crew, role="shift-leader")
    made = case(team=crew)
    look_again(made, minutes(4))
    deliver(minutes(4))
    before = told(leader)

    for delivery in Signal.objects.get(kind="signal.step").deliveries.all():
        delivery.state = "waiting"
        delivery.save()
    deliver(minutes(5))

    assert told(leader) == before


def test_a_late_look_still_finds_the_breach_of_a_clock_that_stopped_meanwhile(crew):
    made = case(team=crew)

    reply(ref=made.ref, body="您好", by=actor(crew), at=minutes(10))

    breach = Signal.objects.get(kind="signal.breached")
    assert breach.at == minutes(3)
    assert not Signal.objects.filter(step="30 min").exists()


def test_a_pause_after_a_warning_repeats_nothing(crew):
    from wuxing.cases.waiting import resume, wait

    agent = actor(crew)
    made = case(NOON + timedelta(hours=2), team=crew)
    at = NOON + timedelta(hours=22)
    look_again(made, at)
    before = set(Signal.objects.filter(commitment="solution").values_list("kind", "step", "due_at"))

    wait(ref=made.ref, reason="waiting-parts", evidence="门封在途", by=agent, at=at)
    resume(ref=made.ref, by=agent, at=at + timedelta(hours=2))

    assert len(before) == 1
    assert set(Signal.objects.filter(commitment="solution").values_list("kind", "step", "due_at")) == before
