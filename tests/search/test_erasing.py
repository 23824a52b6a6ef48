"""What is erased leaves no trace in the index: neither in its rows nor in the files of the database behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

import made
from made import NOON
from wuxing.accounts.actors import SYSTEM
from wuxing.cases import messages
from wuxing.cases.models import Message
from wuxing.customers import changing
from wuxing.customers.lists import look_up
from wuxing.search import index, indexing
from wuxing.search.erasing import WITHIN, wipe
from wuxing.search.finding import Asked, search
from wuxing.search.models import Entry, Trace
from wuxing.search.tokens import tokens_of

pytestmark = pytest.mark.django_db(transaction=True)  # files are cleaned outside of transactions

PHONE, MAIL = "15912345621", "ouyang.jingyi@mailhost.cn"


@pytest.fixture
def unmerged():
    """FTS5 merges segments when there are many, and loses what was erased then; here it waits until it is told."""
    _merge_from(automerge=0, crisismerge=1000)
    yield
    _merge_from(automerge=4, crisismerge=16)  # as it does at first


def _merge_from(**segments):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO search_tokens (search_tokens, rank) VALUES (%s, %s)", segments.items())


@pytest.fixture
def case(unmerged):
    index.clear()  # no model: what another test left there stays
    made.standard()
    team = made.team()
    customer = made.customer("欧阳静怡", phone=PHONE, email=MAIL)
    case = made.case(team=team, of=customer, subject="灯不亮")
    for _number in range(3):
        made.case(team=team, of=made.customer("王志强"))
    return case


def point(case, kind):
    return case.customer.points.get(kind=kind).pk


def test_a_contact_point_that_is_removed_leaves_no_trace(case):
    customer = case.customer
    for kind in ("phone", "email"):
        changing.remove_point(pk=customer.pk, point=point(case, kind), by=SYSTEM, at=NOON)

    assert_gone(PHONE, "5621", f"+86{PHONE}", "jingyi", "mailhost")
    assert look_up("5621", by=SYSTEM).found == ()
    assert "欧阳静怡" in [each.name for each in look_up("静怡", by=SYSTEM).found]


def test_a_name_that_is_corrected_leaves_no_trace(case):
    changing.correct(pk=case.customer.pk, details={"name": "司马青"}, by=SYSTEM, at=NOON)

    assert_gone("欧阳静怡")
    assert [each.name for each in look_up("5621", by=SYSTEM).found] == ["司马青"]
    assert search(Asked("司马"), by=SYSTEM, at=NOON).count == 1


def test_what_is_forgotten_leaves_no_trace(case):
    messages.note(ref=case.ref, body="家住鼓浪屿，门禁密码 880317", by=made.actor(role="supervisor"), at=NOON)
    note = Message.objects.latest("pk")
    assert search(Asked("鼓浪屿"), by=SYSTEM, at=NOON).count == 1

    indexing.forget(["note"], [note.pk])

    assert_gone("鼓浪屿", "880317")
    assert search(Asked("灯不亮"), by=SYSTEM, at=NOON).count == 1


def test_a_whole_customer_that_is_forgotten_leaves_no_trace(case):
    indexing.forget(["customer"], [case.customer.pk])
    indexing.forget(["case"], [case.pk])

    assert_gone("欧阳静怡", PHONE, "jingyi")


def test_a_case_that_changed_hands_is_forgotten_as_well(case):
    indexing.readdress("case", case.pk, ["company"])
    indexing.widen("customer", [case.customer.pk], ["team:9"])
    assert not Trace.objects.exists()

    for kind, number in (("case", case.pk), ("customer", case.customer.pk)):
        indexing.forget([kind], [number])

    assert_gone("欧阳静怡", PHONE)


def test_files_are_cleaned_once_for_all_of_a_day(case):
    changing.correct(pk=case.customer.pk, details={"name": "司马青"}, by=SYSTEM, at=NOON)
    wipe(timezone.now())
    assert Trace.objects.exists()

    wipe(timezone.now() + WITHIN)
    assert not Trace.objects.exists()


def assert_gone(*texts: str) -> None:
    """No row of the index has a text, and after a day no file has a word of it."""
    for entry in Entry.objects.all():
        assert not [text for text in texts if text in f"{entry.title}\n{entry.names}\n{entry.body}"]
    others = {
        token for entry in Entry.objects.all() for token in tokens_of(f"{entry.title} {entry.names} {entry.body}")
    }
    words = {token for text in texts for token in tokens_of(text)} - others
    assert words & kept(), "a test that sees nothing"

    wipe(timezone.now() + timedelta(days=1))

    assert sorted(words & kept()) == []


def kept() -> set[str]:
    """Every word that is still in the files of the index."""
    return set(_on_postgres() if connection.vendor == "postgresql" else _on_sqlite())


def _on_sqlite() -> Iterator[str]:
    """Of the shadow tables of FTS5, as its source fts5_index.c describes them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM search_tokens_data WHERE id > 10")
        for (page,) in cursor.fetchall():
            yield from _terms(bytes(page))
        cursor.execute("SELECT term FROM search_tokens_idx")
        yield from (bytes(term)[1:].decode(errors="replace") for (term,) in cursor.fetchall())


def _terms(page: bytes) -> Iterator[str]:
    at, place, before = int.from_bytes(page[2:4]), 0, b""
    while at < len(page):
        step, at = _number(page, at)
        place, same = place + step, 0
        start = place
        if before:
            same, start = _number(page, start)
        length, start = _number(page, start)
        before = before[:same] + page[start : start + length]
        yield before[1:].decode(errors="replace")


def _number(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    while page[at] & 0x80:
        value, at = value << 7 | page[at] & 0x7F, at + 1
    return value << 7 | page[at], at + 1


def _on_postgres() -> Iterator[str]:
    """Of the rows, dead ones too as far as vacuum left them, and of the pages of the index."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('search_tokens_gin'))")
        held = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT DISTINCT unnest(tsvector_to_array(tokens)) FROM search_tokens")
        yield from (word for (word,) in cursor.fetchall())
    yield from (word for word in WORDS if word.encode() in held)


WORDS = {token for text in ("欧阳静怡", PHONE, f"+86{PHONE}", MAIL, "鼓浪屿", "880317") for token in tokens_of(text)}
