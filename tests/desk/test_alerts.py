"""A promise in danger finds somebody who acts: told, taken note of, called on by the next level, all of it on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

import made
from made import NOON
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role
from wuxing.accounts.permissions import NotAllowed
from wuxing.cases.assigning import assign
from wuxing.cases.clocks import store_readings
from wuxing.cases.messages import reply
from wuxing.cases.models import Draft, Message
from wuxing.cases.sending import Written, send
from wuxing.cases.verifying import Seen, verify
from wuxing.desk.alerts import intervening, raising
from wuxing.desk.models import Alert, AlertStep
from wuxing.ledger.models import Event
from wuxing.ledger.running import run_due
from wuxing.ledger.streams import lock, read
from wuxing.ledger.writing import writing
from wuxing.notices.models import Notice

pytestmark = pytest.mark.django_db
RULE = '\nalerts: {clause: "7.4", at: 80%, to: shift-leader, acknowledge: 5 min, then: [supervisor]}\n'


def minutes(number):
    return NOON + timedelta(minutes=number)


@pytest.fixture(autouse=True)
def rule(tmp_path):
    path = tmp_path / "standard.yaml"
    path.write_text(made.TEST_STANDARD.read_text(encoding="utf-8") + RULE, encoding="utf-8")
    made.standard(path)


class Shift:
    """A team with its leader and supervisor, and a case whose first answer is due three minutes after noon."""

    def __init__(self) -> None:
        self.team = made.team("家电组")
        self.agent, self.leader = made.user(self.team), made.user(self.team, role=Role.SHIFT_LEADER)
        self.supervisor = made.user(role=Role.SUPERVISOR)
        self.case = made.case(team=self.team)
        assign(ref=self.case.ref, to=self.agent, by=of_user(self.agent), at=NOON)

    def pass_to(self, at) -> None:
        with writing():
            lock(self.case.stream_id)
            store_readings(self.case, at)
        while run_due(at, limit=100):
            pass
        raising.call_due(at)

    @property
    def who(self) -> dict:
        return {"ref": self.case.ref, "by": of_user(self.leader), "at": minutes(3)}


@pytest.fixture
def shift() -> Shift:
    return Shift()


def told(person, kind="alert"):
    return [notice.text["zh"] for notice in Notice.objects.filter(user=person, kind=kind).order_by("id")]


def test_an_alert_comes_up_before_the_promise_is_broken_and_once(shift):
    shift.pass_to(minutes(2.5))
    shift.pass_to(minutes(2.6))

    alert = Alert.objects.get()
    assert (alert.commitment, alert.to, alert.clause) == ("first-response", "shift-leader", "test-company@2026.1#7.4")
    assert alert.raised_at == NOON + timedelta(seconds=144)
    assert len(told(shift.leader)) == 1
    assert told(shift.agent) == []


def test_half_of_the_time_is_no_alert_yet(shift):
    shift.pass_to(minutes(2))

    assert not Alert.objects.exists()


def test_an_alert_that_nobody_takes_note_of_calls_the_next_level_at_its_true_instant(shift):
    shift.pass_to(minutes(2.5))

    shift.pass_to(minutes(9))
    shift.pass_to(minutes(30))

    called = AlertStep.objects.get(kind="called")
    assert (called.to, called.at, called.told) == ("supervisor", minutes(7.4), [shift.supervisor.pk])
    assert len(told(shift.supervisor)) == 1
    assert Alert.objects.get(commitment="first-response").next_at is None


def test_who_takes_note_in_time_is_on_record_and_nobody_else_is_called(shift):
    shift.pass_to(minutes(2.5))

    intervening.acknowledge(**shift.who)
    shift.pass_to(minutes(9))

    assert Event.objects.get(kind="alert.acknowledged").payload == {"clocks": [["first-response", 1]]}
    assert told(shift.supervisor) == []
    with pytest.raises(intervening.NothingToAcknowledge):
        intervening.acknowledge(**shift.who)


def test_whoever_takes_over_has_the_case_and_it_is_on_record(shift):
    shift.pass_to(minutes(2.5))

    case = intervening.take_over(**shift.who)

    kinds = [event.kind for event in read(case.stream_id)][-3:]
    assert kinds == ["alert.acknowledged", "case.intervened", "case.assigned"]
    assert case.assignee == shift.leader
    assert {step.kind for step in AlertStep.objects.all()} == {"raised", "acknowledged", "taken-over"}
    assert list(verify(minutes(3), Seen())) == []


def test_a_whisper_is_a_note_that_reaches_the_handler_and_no_customer(shift):
    intervening.whisper(note="先道歉，再给时间", **shift.who)

    assert Message.objects.get(body="先道歉，再给时间").kind == Message.Kind.NOTE
    assert len(told(shift.agent, "whisper")) == 1


def test_a_case_of_nobody_has_nobody_to_whisper_to(shift):
    shift.case = made.case(team=shift.team)

    with pytest.raises(intervening.NobodyHandles):
        intervening.whisper(note="先道歉", **shift.who)


def test_a_leader_calls_the_level_above_with_a_reason(shift):
    intervening.call_next(note="客户要找主管", **shift.who)

    assert len(told(shift.supervisor, "called")) == 1
    assert Event.objects.get(kind="case.intervened").payload["role"] == "supervisor"
    with pytest.raises(intervening.NobodyAbove):
        intervening.call_next(note="再往上", **{**shift.who, "by": of_user(shift.supervisor)})


def test_a_case_given_to_somebody_else_goes_to_him(shift):
    other = made.user(shift.team)

    assert intervening.reassign(to=other, **shift.who).assignee == other


def test_an_agent_does_not_step_in(shift):
    with pytest.raises(NotAllowed):
        intervening.take_over(**{**shift.who, "by": of_user(shift.agent)})


def test_a_promise_that_was_kept_ends_its_alert(shift):
    shift.pass_to(minutes(2.5))
    reply(ref=shift.case.ref, body="您好，马上处理。", by=of_user(shift.agent), at=minutes(2.8))

    ended = raising.end_over(minutes(5))
    shift.pass_to(minutes(9))

    assert (ended, Alert.objects.get().ended_at) == (1, minutes(2.8))
    assert told(shift.supervisor) == []


def test_where_nothing_is_over_the_one_writer_is_left_alone(shift, django_assert_num_queries):
    shift.pass_to(minutes(2.5))

    with django_assert_num_queries(1):
        raising.end_over(minutes(2.6))


def test_an_alert_that_cannot_be_ended_keeps_no_other_from_it(shift):
    other = made.case(team=shift.team)
    for case in (shift.case, other):
        Alert.objects.create(case=case, commitment="over", cycle=1, clause="x@1#1", to="agent", raised_at=NOON)
    broken = Alert.objects.get(case=shift.case).pk

    def refuse(execute, sql, params, many, context):
        if "INTO" in sql and "desk_alertstep" in sql and broken in params:
            raise DatabaseError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        raising.end_over(NOON)

    assert Alert.objects.get(ended_at__isnull=False).case == other


@pytest.mark.parametrize(("role", "above"), [(Role.AGENT, "shift-leader"), (Role.DIRECTOR, None), (Role.ADMIN, None)])
def test_nobody_calls_whoever_stands_below_him(shift, role, above):
    assert intervening.next_level(shift.case, made.actor(role=role)) == above


def test_a_reply_that_is_held_leaves_before_its_writer_steps_in(shift):
    case = made.case(team=shift.team, of=made.customer(email="lin@example.com"))
    send(ref=case.ref, written=Written("reply", "您好"), by=of_user(shift.leader), at=NOON)

    intervening.take_over(**{**shift.who, "ref": case.ref, "at": NOON + timedelta(seconds=5)})

    told = [event.kind for event in read(case.stream_id)]
    assert told.index("message.agent") < told.index("case.intervened")
    assert not Draft.objects.exists()


def test_an_alert_of_which_nobody_took_note_is_not_called_in_hand(shift, client):
    shift.pass_to(minutes(2.5))
    client.force_login(shift.leader)

    assert (
        '<span class="tag is-risk">待确认</span>'
        in client.get(f"/desk/interventions/{shift.case.ref}/").content.decode()
    )


def test_the_page_steps_in_and_keeps_what_was_typed_when_refused(shift, client):
    client.force_login(shift.leader)
    address = f"/desk/interventions/{shift.case.ref}/"

    answers = [client.post(f"{address}{how}/").status_code for how in ("call", "take-over", "acknowledgement", "x")]

    assert answers == [422, 303, 409, 404]
    assert client.get(address).status_code == 200


def test_a_leader_finds_every_alert_behind_the_number_and_takes_note_there(shift, client):
    shift.pass_to(minutes(2.5))
    client.force_login(shift.leader)
    board = client.get("/desk/board/").content.decode()
    page = client.get("/desk/alerts/").content.decode()
    address = f"/desk/interventions/{shift.case.ref}/acknowledgement/"

    taken = client.post(address)

    assert '<a href="/desk/alerts/">1</a>' in board
    assert shift.case.ref in page and f'action="{address}"' in page
    assert (taken.status_code, Alert.objects.get().acknowledged_by) == (303, shift.leader)
    assert address not in client.get("/desk/alerts/").content.decode()


def test_alerts_are_for_those_who_lead_and_each_sees_his_teams(shift, client):
    shift.pass_to(minutes(2.5))
    stranger = made.user(made.team("商用组"), role=Role.SHIFT_LEADER)
    seen = []
    for person in (shift.leader, shift.supervisor, stranger, shift.agent):
        client.force_login(person)
        answer = client.get("/desk/alerts/")
        seen.append((answer.status_code, shift.case.ref in answer.content.decode()))

    assert seen == [(200, True), (200, True), (200, False), (403, False)]
