"""Whatever is changed in the ledger afterwards shows."""

from datetime import date, timedelta

import pytest

from ledger.writing_down import at, forced, tell, together, told
from wuxing.ledger.checkpoints import make
from wuxing.ledger.models import Checkpoint, Event, Stream, WrittenOnce
from wuxing.ledger.verifying import Seen, verify

DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db(transaction=True)


def places() -> list[str]:
    return [each.place for each in verify(Seen())]


def said() -> str:
    return " ".join(each.says.en for each in verify(Seen()))


@pytest.fixture
def streams() -> list[int]:
    """Three cases, the first two sealed on one day, the third and a late event of the first on the next."""
    first, second = told("case.opened", "message.agent", "case.resolved"), told("case.opened", "note.added")
    make(DAY, at(0))
    third = told("case.opened")
    tell(first.pk, "case.closed")
    make(DAY + timedelta(days=1), at(86_400))
    return [first.pk, second.pk, third.pk]


def test_what_was_written_is_found_as_it_was_written(streams: list[int]) -> None:
    seen = Seen()

    assert list(verify(seen)) == []

    assert (seen.streams, seen.events, seen.checkpoints) == (3, 7, 2)
    assert seen.last == Checkpoint.objects.get(on=DAY + timedelta(days=1))


def test_an_empty_ledger_has_no_differences() -> None:
    make(DAY, at(0))

    assert list(verify(Seen())) == []


def test_a_changed_payload_shows_at_its_event_alone(streams: list[int]) -> None:
    with forced("ledger_event") as cursor:
        cursor.execute("UPDATE ledger_event SET payload = '{\"a\": 1}' WHERE stream_id = %s AND seq = 2", [streams[0]])

    assert places() == [f"stream {streams[0]}, event 2"]


@pytest.mark.parametrize(
    "column", ["at = '2020-01-01T00:00:00Z'", "\"by\" = 'user:8'", "kind = 'case.spam'", "speaker = 'bot'"]
)
def test_any_changed_column_shows(streams: list[int], column: str) -> None:
    with forced("ledger_event") as cursor:
        cursor.execute(f"UPDATE ledger_event SET {column} WHERE stream_id = %s AND seq = 1", [streams[1]])

    assert places() == [f"stream {streams[1]}, event 1"]


def test_a_deleted_event_shows_as_a_gap_and_on_its_day(streams: list[int]) -> None:
    with forced("ledger_event") as cursor:
        cursor.execute("DELETE FROM ledger_event WHERE stream_id = %s AND seq = 2", [streams[0]])

    assert places() == [f"stream {streams[0]}, event 3", f"checkpoint {DAY}"]
    assert "It sealed 5 events of 2 streams, now there are 4 of 2." in said()


def test_a_cut_tail_shows(streams: list[int]) -> None:
    with forced("ledger_event") as cursor:
        cursor.execute("DELETE FROM ledger_event WHERE stream_id = %s AND seq = 4", [streams[0]])

    assert places() == [f"stream {streams[0]}", f"checkpoint {DAY + timedelta(days=1)}"]
    assert "It recorded 4 events and 3 are found" in said()


def test_a_tail_that_was_cut_with_its_head_shows_at_the_checkpoint(streams: list[int]) -> None:
    with forced("ledger_event") as cursor:
        cursor.execute("DELETE FROM ledger_event WHERE stream_id = %s AND seq = 2", [streams[1]])
    Stream.objects.filter(pk=streams[1]).update(seq=1, head=Event.objects.get(stream=streams[1]).hash)

    assert places() == [f"checkpoint {DAY}"]


def test_a_stream_that_is_missing_with_all_its_events_shows_at_the_checkpoint(streams: list[int]) -> None:
    with forced("ledger_event") as cursor:
        cursor.execute("DELETE FROM ledger_event WHERE stream_id = %s", [streams[1]])
    Stream.objects.filter(pk=streams[1]).delete()

    assert places() == [f"checkpoint {DAY}"]


def test_events_whose_stream_is_missing_show(streams: list[int]) -> None:
    with forced("ledger_event") as cursor:
        cursor.execute("DELETE FROM ledger_stream WHERE id IN (%s, %s)", streams[1:])
        found = places()
        cursor.execute("DELETE FROM ledger_event WHERE stream_id IN (%s, %s)", streams[1:])

    assert found == [f"stream {streams[1]}", f"stream {streams[2]}"]


def test_an_event_slipped_in_beside_the_program_shows(streams: list[int]) -> None:
    last = Event.objects.get(stream=streams[2])
    Event.objects.bulk_create([Event(stream=last.stream, seq=2, kind="x", at=last.at, recorded_at=last.at, hash="0")])

    assert places() == [f"stream {streams[2]}, event 2", f"stream {streams[2]}"]


def test_a_history_written_anew_with_fitting_hashes_shows_at_the_checkpoint(streams: list[int]) -> None:
    with forced("ledger_event") as cursor:
        cursor.execute("DELETE FROM ledger_event WHERE stream_id = %s", [streams[1]])
    Stream.objects.filter(pk=streams[1]).update(seq=0, head="")

    tell(streams[1], "case.opened", "case.closed")

    assert places() == [f"checkpoint {DAY}"]


def test_a_checkpoint_taken_out_breaks_the_next(streams: list[int]) -> None:
    with forced("ledger_checkpoint") as cursor:
        cursor.execute("DELETE FROM ledger_checkpoint WHERE hash = %s", [Checkpoint.objects.earliest("on").hash])

    assert places() == [f"checkpoint {DAY + timedelta(days=1)}"]


def test_a_difference_speaks_both_languages(streams: list[int]) -> None:
    Stream.objects.filter(pk=streams[0]).update(seq=9)

    (difference,) = verify(Seen())

    assert difference.place == f"stream {streams[0]}"
    assert difference.says.zh == "记有 9 个事件，只找到 4 个：尾部被截。"
    assert difference.says.en == "It recorded 9 events and 4 are found: its tail was cut."


# Checkpoints


def test_a_day_is_sealed_once(streams: list[int]) -> None:
    tell(streams[0], "case.reopened")

    again = make(DAY + timedelta(days=1), at(90_000))

    assert (again.events, again.made_at) == (2, at(86_400))
    with pytest.raises(WrittenOnce):
        again.save()


def test_days_without_a_process_are_sealed_with_the_next(streams: list[int]) -> None:
    tell(streams[1], "case.resolved", "case.closed")

    late = make(DAY + timedelta(days=9), at(9 * 86_400))

    assert (late.streams, late.events) == (1, 2)
    assert places() == []


def test_processes_that_seal_at_once_make_one() -> None:
    told("case.opened")

    assert together(*[lambda: make(DAY, at(0))] * 4) == []

    assert Checkpoint.objects.get().events == 1


def test_a_checkpoint_beside_writers_seals_nothing_that_comes_later() -> None:
    opened = [told("case.opened").pk for _ in range(3)]

    def write(stream_id: int) -> None:
        for _ in range(15):
            tell(stream_id, "note.added")

    def seal() -> None:
        for day in range(5):
            make(DAY + timedelta(days=day), at(0))

    assert together(seal, *[lambda stream_id=each: write(stream_id) for each in opened]) == []  # type: ignore[misc]
    assert places() == []
