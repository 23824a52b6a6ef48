"""Whatever time alone changes is noticed: once, dated at its true instant, and never at the cost of another case."""

import logging
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

import made
from ledger.writing_down import together
from made import NOON, actor, case, standard, team
from wuxing.accounts.actors import SYSTEM
from wuxing.cases import clocks, closing, messages, sweeping
from wuxing.cases.models import Case, Clock
from wuxing.cases.sweeping import ASIDE, sweep
from wuxing.cases.verifying import Seen, verify
from wuxing.ledger import streams
from wuxing.ledger.models import Delivery, Signal
from wuxing.ledger.writing import writing
from wuxing.standards.publishing import publish

pytestmark = pytest.mark.django_db(transaction=True)
DUE = NOON + timedelta(minutes=3)


@pytest.fixture(autouse=True)
def _standard():
    standard()


def after(**span):
    return NOON + timedelta(**span)


def fired(commitment="first-response"):
    rows = Signal.objects.filter(commitment=commitment).order_by("at", "id")
    return [(each.kind.removeprefix("signal."), each.step, each.at - NOON) for each in rows]


MINUTE = timedelta(minutes=1)
WHOLE_LADDER = [
    ("warned", "50%", 1.5 * MINUTE),
    ("warned", "80%", 2.4 * MINUTE),
    ("breached", "due", 3 * MINUTE),
    ("step", "due", 3 * MINUTE),
    ("step", "30 min", 33 * MINUTE),
]


def test_nothing_is_due_before_its_time():
    case()

    assert sweep(after(seconds=89)) == 0
    assert sweep(after(seconds=90)) == 1
    assert fired() == WHOLE_LADDER[:1]


def test_a_sweep_every_second_and_one_sweep_after_a_day_tell_the_same():
    swept, late = case(), case()
    Clock.objects.filter(case=late).update(next_at=None)
    for minutes in range(24 * 60):
        sweep(after(minutes=minutes))
    Clock.objects.filter(case=late, commitment="first-response").update(next_at=NOON)

    sweep(after(days=1))

    told = [
        set(Signal.objects.filter(stream=each.stream).values_list("kind", "commitment", "step", "to", "due_at", "at"))
        for each in (swept, late)
    ]
    assert told[0] == told[1]
    assert fired() == sorted(WHOLE_LADDER * 2, key=lambda each: each[2])


def test_after_an_hours_stop_each_step_fires_once_at_its_true_instant():
    case()

    assert sweep(after(hours=1)) == 1
    assert sweep(after(hours=1)) == 0

    assert fired() == WHOLE_LADDER
    assert {each.recorded_at for each in Signal.objects.all()} == {after(hours=1)}
    assert Delivery.objects.filter(signal__kind="signal.step", signal__commitment="first-response").count() == 2


def test_a_promise_kept_while_the_sweeper_stood_still_is_kept():
    agent = actor(team())
    kept = case(team=agent.user.teams.get())
    messages.reply(ref=kept.ref, body="马上安排。", by=agent, at=after(minutes=3))

    sweep(after(hours=1))

    assert [kind for kind, *_ in fired()] == ["warned", "warned"]
    clock = kept.clocks.get(commitment="first-response")
    assert (clock.stopped_at, clock.next_at) == (DUE, None)


def test_a_stored_reading_is_what_the_core_computes_however_late_the_sweep():
    opened = case()

    sweep(after(hours=5))

    computed = clocks.clock_rows(opened, clocks.readings(opened, after(hours=5)))
    stored = opened.clocks.order_by("commitment", "cycle")
    assert [{name: getattr(row, name) for name in clocks.STORED} for row in stored] == [
        {name: getattr(row, name) for name in clocks.STORED}
        for row in sorted(computed, key=lambda row: (row.commitment, row.cycle))
    ]


def test_the_list_knows_the_next_deadline_after_a_sweep():
    opened = case()
    assert opened.next_due_at == DUE

    sweep(after(days=3))

    opened.refresh_from_db()
    assert opened.next_due_at == clocks.next_due(list(opened.clocks.all()))
    assert list(verify(after(days=3), Seen())) == []


def test_a_case_that_cannot_be_computed_steps_aside_and_holds_up_no_other(caplog):
    broken, fine = case(), case()
    Case.objects.filter(pk=broken.pk).update(standard="lost@2020.1")

    with caplog.at_level(logging.ERROR):
        assert sweep(after(minutes=4)) == 2
        assert sweep(after(minutes=4)) == 0

    assert {each.stream_id for each in Signal.objects.all()} == {fine.stream_id}
    assert f"case {broken.pk} cannot be computed" in caplog.text
    assert min(broken.clocks.values_list("next_at", flat=True)) == after(minutes=4) + ASIDE


def test_a_case_that_stepped_aside_loses_nothing_once_it_is_mended():
    broken = case()
    Case.objects.filter(pk=broken.pk).update(standard="lost@2020.1")
    sweep(after(minutes=4))
    Case.objects.filter(pk=broken.pk).update(standard=broken.standard)

    sweep(after(minutes=4) + ASIDE)

    assert fired() == WHOLE_LADDER[:4]


def test_sweepers_at_work_together_fire_each_step_once():
    for _ in range(12):
        case()

    assert together(*[partial(sweep, after(hours=1))] * 4) == []
    while sweep(after(hours=1)):
        pass

    assert sorted(fired()) == sorted(WHOLE_LADDER * 12)
    assert list(verify(after(hours=1), Seen())) == []


def test_sweeping_and_acting_at_the_same_time_leave_what_the_events_tell():
    agent = actor(team())
    opened = [case(team=agent.user.teams.get()) for _ in range(6)]

    def reply(of):
        messages.reply(ref=of.ref, body="马上安排。", by=agent, at=after(minutes=4))

    acts = [partial(sweep, after(minutes=4))] * 2 + [partial(reply, each) for each in opened]
    assert together(*acts) == []
    while sweep(after(minutes=4)):
        pass

    assert list(verify(after(minutes=4), Seen())) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_a_case_that_somebody_acts_on_is_left_to_him():
    opened = case()

    with writing():
        streams.lock(opened.stream_id)
        assert together(partial(sweep, after(hours=1))) == []

    assert fired() == []
    assert sweep(after(hours=1)) == 1


def test_a_limit_leaves_the_rest_for_the_next_turn():
    for _ in range(4):
        case()

    taken = [sweep(after(hours=1), limit=2) for _ in range(5)]

    assert sum(taken) >= 4
    assert taken[0] < 4
    assert sweeping._due(after(hours=1), 100) == {}


def test_a_standard_that_takes_open_cases_over_changes_their_clocks_on_its_day():
    opened, ended = case(), case()
    closing.withdraw(ref=ended.ref, reason="重复", by=SYSTEM, at=after(minutes=1))
    text = made.TEST_STANDARD.read_text().replace('"2026.1"', '"2026.2"').replace("limit: 8 h", "limit: 20 h")
    stricter = text.replace("{from: 2026-01-01}", "{from: 2026-03-05, applies_to: open_cases}")
    publish(stricter, by=SYSTEM, at=after(minutes=2))

    assert sweeping.look_again(after(minutes=2)) == 1
    sweep(after(minutes=2))
    assert list(verify(after(minutes=2), Seen())) == []

    before = opened.clocks.get(commitment="solution")
    sweep(after(days=1))
    clock = opened.clocks.get(commitment="solution")
    assert (before.standard, clock.standard) == ("test-company@2026.1", "test-company@2026.2")
    assert list(verify(after(days=1), Seen())) == []


def test_the_sweeper_finds_due_rows_by_an_index():
    rows = Clock.objects.filter(next_at__lte=NOON).order_by("next_at", "id")[:10]
    case()

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
    plan = rows.explain()

    assert "clock_next" in plan
