"""The history of a case: one order, one chain, nothing changed afterwards."""

import json
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from ledger.writing_down import at, tell, together, told
from wuxing.ledger import streams
from wuxing.ledger.models import Event, Stream, WrittenOnce
from wuxing.ledger.streams import Fact, canonical
from wuxing.ledger.verifying import Seen, verify
from wuxing.ledger.writing import writing

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def shuffled(value: Any) -> Any:
    """The same value with its keys told the other way round."""
    if isinstance(value, dict):
        return {key: shuffled(each) for key, each in reversed(value.items())}
    return [shuffled(each) for each in value] if isinstance(value, list) else value


# One text of a value


@given(VALUES)
def test_the_order_of_keys_does_not_matter(value: Any) -> None:
    assert canonical(value) == canonical(shuffled(value))


@given(VALUES)
def test_canonical_json_reads_back_as_the_same_value(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(VALUES, VALUES)
def test_different_values_have_different_texts(a: Any, b: Any) -> None:
    if json.dumps(a, sort_keys=True) != json.dumps(b, sort_keys=True):
        assert canonical(a) != canonical(b)


@pytest.mark.parametrize(
    "value", [1.0, {"a": [1, 2.5]}, float("nan"), {1: "a"}, "a\0b", {"\0": 1}, "\ud800", {"a": ["\udfff"]}]
)
def test_what_has_no_one_text_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


# Appending


@pytest.mark.django_db
def test_an_act_appends_its_events_in_order_each_hashed_over_the_one_before() -> None:
    stream = told("case.opened")

    tell(stream.pk, "message.agent", "case.resolved", seconds=60)

    events = list(Event.objects.filter(stream=stream))
    assert [(each.seq, each.kind) for each in events] == [
        (1, "case.opened"),
        (2, "message.agent"),
        (3, "case.resolved"),
    ]
    assert [streams.hash_of(b, a.hash) for a, b in pairwise(events)] == [each.hash for each in events[1:]]
    stream.refresh_from_db()
    assert (stream.seq, stream.head) == (3, events[-1].hash)


@pytest.mark.django_db
def test_instants_are_whole_seconds() -> None:
    stream = told()

    with writing():
        now = at(5).replace(microsecond=999_999)
        streams.append(
            streams.lock(stream.pk), [Fact("note.added")], by="user:1", speaker="agent", at=now, recorded_at=now
        )

    event = Event.objects.get(stream=stream)
    assert (event.at, event.recorded_at) == (at(5), at(5))


@pytest.mark.django_db
@given(payload=st.dictionaries(TEXTS, VALUES, max_size=4))
def test_a_payload_comes_back_from_the_database_with_the_same_hash(payload: dict[str, Any]) -> None:
    with transaction.atomic():
        (event,) = tell(told().pk, "note.added", payload=payload)

        assert streams.hash_of(Event.objects.get(pk=event.pk), "") == event.hash


@pytest.mark.django_db
def test_a_float_in_a_payload_appends_nothing() -> None:
    stream = told("case.opened")

    with pytest.raises(ValueError, match="no floats"), writing():
        facts = [Fact("note.added"), Fact("note.added", {"seconds": 1.5})]
        streams.append(streams.lock(stream.pk), facts, by="user:1", speaker="agent", at=at(1), recorded_at=at(1))

    assert Event.objects.filter(stream=stream).count() == 1


@pytest.mark.django_db(transaction=True)
def test_threads_that_race_on_one_stream_leave_no_gap_and_one_chain() -> None:
    stream = told("case.opened")

    def write() -> None:
        for _ in range(10):
            tell(stream.pk, "message.agent", "note.added", seconds=60)

    assert together(*[write] * 4) == []

    stream.refresh_from_db()
    assert stream.seq == 81
    assert list(Event.objects.filter(stream=stream).values_list("seq", flat=True)) == list(range(1, 82))
    assert list(verify(Seen())) == []


@pytest.mark.django_db(transaction=True)
def test_threads_that_write_on_their_own_streams_all_come_through() -> None:
    opened = [told("case.opened") for _ in range(4)]

    assert together(*[partial(tell, stream.pk, "message.agent") for stream in opened for _ in range(4)]) == []

    assert set(Stream.objects.values_list("seq", flat=True)) == {5}


# Written once


@pytest.mark.django_db
def test_an_event_cannot_be_changed_or_deleted_by_the_program() -> None:
    event = Event.objects.get(stream=told("case.opened"))

    for act in (
        event.save,
        event.delete,
        partial(Event.objects.all().update, kind="x"),
        Event.objects.all().delete,
        partial(Event.objects.bulk_update, [event], ["kind"]),
    ):
        with pytest.raises(WrittenOnce):
            act()


@pytest.mark.parametrize("sql", ["UPDATE ledger_event SET kind = 'x'", "DELETE FROM ledger_event"])
@pytest.mark.django_db
def test_an_event_cannot_be_changed_or_deleted_behind_the_programs_back(sql: str) -> None:
    told("case.opened")

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert Event.objects.get().kind == "case.opened"
