"""What clocks did is recorded once, whoever notices it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from ledger.writing_down import at, reacting, tell, together, told
from wuxing.ledger.deliveries import Occurrence
from wuxing.ledger.models import Delivery, Signal, WrittenOnce
from wuxing.ledger.signals import Fired, record
from wuxing.ledger.writing import writing

BROKEN = Fired("signal.breached", "first_response", 1, "due", at(180), "", at(180))
TO_LEADER = Fired("signal.step", "first_response", 1, "due", at(180), "shift_leader", at(180))
TO_QUALITY = TO_LEADER._replace(to="quality")


def ring(occurrence: Occurrence, *, at: datetime) -> None:
    """Nothing: only its delivery counts here."""


@pytest.fixture(autouse=True)
def _reactions() -> Iterator[None]:
    with reacting({"signal.breached": [ring]}):
        yield


@pytest.mark.django_db
def test_a_signal_keeps_its_true_instant_and_what_was_known() -> None:
    stream = told("case.opened", "message.agent")

    (signal,) = record(stream.pk, [BROKEN], at(3600))

    assert (signal.at, signal.recorded_at, signal.seq) == (at(180), at(3600), 2)


@pytest.mark.django_db
def test_only_what_is_new_is_recorded_and_delivered() -> None:
    stream = told("case.opened")
    record(stream.pk, [BROKEN], at(200))

    again = record(stream.pk, [BROKEN, TO_LEADER, TO_LEADER, TO_QUALITY], at(300))

    assert [(each.kind, each.to) for each in again] == [("signal.step", "shift_leader"), ("signal.step", "quality")]
    assert [each.signal.kind for each in Delivery.objects.all()] == ["signal.breached"]


@pytest.mark.django_db
def test_another_due_instant_is_another_signal() -> None:
    stream = told("case.opened")
    record(stream.pk, [BROKEN], at(200))

    moved = record(stream.pk, [BROKEN._replace(due_at=at(400), at=at(400))], at(500))

    assert [each.due_at for each in moved] == [at(400)]


@pytest.mark.django_db
def test_nothing_that_fired_asks_the_database_nothing() -> None:
    with transaction.atomic():
        assert record(0, [], at(0)) == []


@pytest.mark.django_db(transaction=True)
def test_of_writers_that_race_without_a_lock_one_records_it() -> None:
    stream = told("case.opened")
    recorded: list[Signal] = []

    def notice() -> None:
        with writing():
            recorded.extend(record(stream.pk, [BROKEN, TO_LEADER], at(200)))

    assert together(*[notice] * 5) == []

    assert sorted(each.kind for each in recorded) == ["signal.breached", "signal.step"]
    assert (Signal.objects.count(), Delivery.objects.count()) == (2, 1)


@pytest.mark.django_db
def test_a_signal_of_no_stream_is_an_error() -> None:
    tell(told().pk, "case.opened")

    with pytest.raises(Exception, match="does not exist"):
        record(0, [BROKEN], at(200))


@pytest.mark.django_db
def test_a_signal_cannot_be_changed() -> None:
    (signal,) = record(told("case.opened").pk, [BROKEN], at(200))

    with pytest.raises(WrittenOnce):
        signal.save()
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_signal SET step = 'x'")
