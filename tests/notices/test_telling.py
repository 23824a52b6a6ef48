"""Telling: once per source, in the caller's transaction, and the bell rings after the commit."""

import pytest
from django.db import transaction
from django.utils import timezone

import made
from wuxing.core.source import Text
from wuxing.live import bus
from wuxing.live.change import Change
from wuxing.notices import lists, reading
from wuxing.notices.models import Notice
from wuxing.notices.telling import News, tell

pytestmark = pytest.mark.django_db(transaction=True)
NEWS = News("warned", Text("快到期", "near"), "/cases/C-1/", case_ref="C-1")


def test_a_handler_that_runs_twice_tells_once() -> None:
    someone, late = made.user(), made.user()

    first = tell([someone, someone], NEWS, source="signal:1", at=timezone.now())
    again = tell([someone, late], NEWS, source="signal:1", at=timezone.now())

    assert [each.user for each in first] == [someone]
    assert [each.user for each in again] == [late]


def test_who_is_disabled_is_not_told() -> None:
    assert tell([made.user(is_active=False)], NEWS, source="signal:1", at=timezone.now()) == []


def test_nothing_is_told_where_the_transaction_fails() -> None:
    heard: list[Change] = []
    stop = bus.listen(heard.append)
    someone = made.user()

    with pytest.raises(RuntimeError), transaction.atomic():
        tell([someone], NEWS, source="signal:1", at=timezone.now())
        raise RuntimeError

    stop()
    assert not Notice.objects.exists()
    assert not heard


def test_the_bell_rings_for_this_person_only() -> None:
    heard: list[Change] = []
    stop = bus.listen(heard.append)
    someone = made.user()

    tell([someone], NEWS, source="signal:1", at=timezone.now())

    stop()
    assert [(each.ref, set(each.keys), each.kind) for each in heard] == [("", {f"user:{someone.pk}"}, "notice")]


def test_unread_ones_stand_first_and_are_counted_to_a_hundred() -> None:
    someone = made.user()
    for number in range(120):
        tell([someone], NEWS, source=f"signal:{number}", at=timezone.now())
    assert lists.unread_count(someone) == 100

    reading.read_all(by=someone, at=timezone.now(), up_to=Notice.objects.order_by("id")[99].pk)

    assert lists.unread_count(someone) == 20
    shown = lists.recent(someone)
    assert len(shown) == lists.PER_PAGE
    assert [each.read_at is None for each in shown] == [True] * 20 + [False] * 30
    assert len(lists.recent(someone, before=shown[-1].pk)) == 50


def test_opening_a_case_reads_what_was_told_about_it() -> None:
    someone = made.user()
    tell([someone], NEWS, source="signal:1", at=timezone.now())

    assert reading.read_about(case_ref="C-2", by=someone, at=timezone.now()) == 0
    assert reading.read_about(case_ref="C-1", by=someone, at=timezone.now()) == 1
