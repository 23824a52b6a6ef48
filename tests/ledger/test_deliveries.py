"""What follows an event happens: at least once, its writes exactly once, and never at the cost of the others."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import transaction

from ledger.writing_down import at, reacting, tell, together, told
from wuxing.ledger import running, streams
from wuxing.ledger.deliveries import Occurrence, file_deliveries
from wuxing.ledger.models import Delivery, Event, Stream
from wuxing.ledger.running import ATTEMPTS, LEASE, parked, retry, run_due

pytestmark = pytest.mark.django_db(transaction=True)
seen: list[tuple[str, datetime]] = []


def ring(occurrence: Occurrence, *, at: datetime) -> None:
    """A handler with an effect in the database: one stream more."""
    seen.append((occurrence.kind, at))
    streams.open_stream()


def fail(occurrence: Occurrence, *, at: datetime) -> None:
    ring(occurrence, at=at)
    raise OSError("the line\nis dead")


def die(occurrence: Occurrence, *, at: datetime) -> None:
    """What a killed process leaves: its claim, and nothing that it wrote."""
    streams.open_stream()
    raise SystemExit


@pytest.fixture(autouse=True)
def _reactions() -> Iterator[None]:
    seen.clear()
    table = {"bell": [ring], "line": [fail], "both": [fail, ring], "end": [die]}
    with reacting(table):
        yield


def delivery() -> Delivery:
    return Delivery.objects.get()


def effects() -> int:
    """Streams that a handler opened: they have no events."""
    return Stream.objects.filter(seq=0).count()


def test_an_event_files_its_deliveries_in_the_same_transaction() -> None:
    stream = told()

    with pytest.raises(RuntimeError), transaction.atomic():
        tell(stream.pk, "bell")
        raise RuntimeError

    assert not Delivery.objects.exists()


def test_a_handler_runs_once_for_each_event() -> None:
    told("bell", "note", "bell")

    assert (run_due(at(0), 10), run_due(at(0), 10)) == (2, 0)

    assert seen[0][0] == "bell"
    assert effects() == 2
    assert set(Delivery.objects.values_list("state", "lease_until")) == {("done", None)}


def test_filing_the_same_event_again_files_nothing() -> None:
    told("bell")

    file_deliveries(list(Event.objects.all()))

    assert Delivery.objects.count() == 1


def test_what_a_failed_handler_wrote_is_gone_and_the_next_handler_runs() -> None:
    told("both")

    assert run_due(at(0), 10) == 2

    failed, done = Delivery.objects.order_by("id")
    assert (failed.state, failed.attempts, failed.error) == ("waiting", 1, "OSError: the line is dead")
    assert failed.not_before - at(0) >= timedelta(seconds=2)
    assert (done.state, effects()) == ("done", 1)


def test_a_handler_that_keeps_failing_waits_twice_as_long_each_time_and_is_parked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told("line")
    waits, now = [], at(0)

    with caplog.at_level(logging.ERROR):
        while delivery().state == "waiting":
            run_due(now, 10)
            waits.append(round((delivery().not_before - now).total_seconds()))
            now = delivery().not_before + timedelta(seconds=1)

    assert waits == [2**attempt for attempt in range(1, ATTEMPTS + 1)]
    assert [each.error for each in parked()] == ["OSError: the line is dead"]
    assert "test_deliveries.fail failed (8 of 8): OSError: the line is dead" in caplog.text


def test_a_parked_delivery_is_tried_again_when_a_person_says_so() -> None:
    told("line")
    Delivery.objects.update(state="parked", attempts=8)
    assert run_due(at(9), 10) == 0

    assert retry(delivery().pk, by="user:7", at=at(9)) is True

    assert run_due(at(9), 10) == 1
    assert delivery().attempts == 1
    assert retry(delivery().pk, by="user:7", at=at(9)) is False


def test_a_handler_that_is_no_longer_in_the_table_is_a_failure() -> None:
    told("bell")

    with reacting({}):
        run_due(at(0), 10)

    assert delivery().state == "waiting"
    assert delivery().error.startswith("LookupError: no reaction is called")


def test_what_a_dead_process_had_claimed_is_taken_up_when_its_lease_ends() -> None:
    told("bell")
    running._claim(at(0), 10, at(0) + LEASE)

    assert run_due(at(0) + LEASE - timedelta(seconds=1), 10) == 0
    assert run_due(at(0) + LEASE, 10) == 1

    assert (delivery().state, delivery().attempts, effects()) == ("done", 1, 1)


def test_what_was_running_when_its_process_died_leaves_nothing_half_done() -> None:
    told("end")

    with pytest.raises(SystemExit):
        run_due(at(0), 10)

    assert (delivery().state, delivery().lease_until, effects()) == ("waiting", at(0) + LEASE, 0)


def test_one_that_kills_its_process_is_parked_and_takes_no_other_with_it() -> None:
    told("bell", "end", "bell")
    now = at(0)

    for _ in range(3 * ATTEMPTS):
        try:
            run_due(now, 10)
        except SystemExit:
            now += LEASE + timedelta(minutes=5)

    assert dict(Delivery.objects.values_list("event__seq", "state")) == {1: "done", 2: "parked", 3: "done"}
    assert parked().get().error == "the process that ran it ended"


def test_a_claim_that_ran_out_is_not_run_by_its_first_owner() -> None:
    told("bell")
    (mine,) = running._claim(at(0), 10, at(0) + LEASE)

    (theirs,) = running._claim(at(0) + LEASE, 10, at(0) + 2 * LEASE)
    running._run(mine, at(0) + LEASE, at(0) + LEASE)
    assert effects() == 0
    running._run(theirs, at(0) + 2 * LEASE, at(0) + LEASE)

    assert (effects(), delivery().state) == (1, "done")


def test_a_slow_batch_renews_the_lease_of_what_is_left() -> None:
    told("bell", "bell")
    claimed = running._claim(at(0), 10, at(0) + LEASE)

    longer = running._renew(claimed[1:], at(0) + LEASE, at(6))

    assert dict(Delivery.objects.values_list("event__seq", "lease_until")) == {1: at(0) + LEASE, 2: at(6) + LEASE}
    running._run(claimed[1], longer, at(6))
    assert Delivery.objects.get(event__seq=2).state == "done"


def test_many_workers_run_each_delivery_once() -> None:
    told(*["bell"] * 60)

    def work() -> None:
        while run_due(at(0), 5):
            pass

    assert together(*[work] * 4) == []
    while run_due(at(0), 5):
        pass

    assert (effects(), len(seen)) == (60, 60)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_workers_and_writers_do_not_hold_each_other_up() -> None:
    stream = told(*["bell"] * 10)

    acts = [partial(run_due, at(0), 10), partial(run_due, at(0), 10), *[partial(tell, stream.pk, "bell")] * 5]

    assert together(*acts) == []
    assert Event.objects.count() == Delivery.objects.count() == 15
