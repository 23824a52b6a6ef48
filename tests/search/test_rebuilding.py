"""The index made anew is the index that was kept."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

import made
from made import NOON
from wuxing.accounts.actors import SYSTEM
from wuxing.cases import messages
from wuxing.customers.models import Customer
from wuxing.search import index, indexing
from wuxing.search.finding import Asked, search
from wuxing.search.models import Entry, Rebuild
from wuxing.search.rebuilding import go_on, owe, rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    made.standard()
    team = made.team()
    by = made.actor(team)
    for number in range(3):
        case = made.case(team=team, subject=f"空调不制冷 {number}")
        messages.note(ref=case.ref, body="加氟后正常", by=by, at=NOON)
    return by


def kept():
    fields = ("kind", "object_id", "realm", "about", "at", "title", "body", "names", "keys")
    return sorted(map(repr, Entry.objects.values(*fields)))


def counts(by):
    return [search(Asked(text), by=by, at=NOON + timedelta(hours=1)).count for text in ("制冷", "加氟", "空调 正常")]


def test_a_rebuild_changes_nothing(agent):
    before, found = kept(), counts(agent)

    assert rebuild() == len(before)
    assert kept() == before
    assert counts(agent) == found == [3, 3, 3]


def test_what_was_lost_is_found_again(agent):
    found, entries = counts(agent), kept()
    Entry.objects.all().delete()
    index.clear()
    assert counts(agent) == [0, 0, 0]

    rebuild()

    assert counts(agent) == found
    assert kept() == entries


def test_made_anew_it_holds_nothing_of_what_was_there(agent):
    found, entries = counts(agent), kept()
    index.make([(999, ["空调"])])  # by tokens of another time
    Entry.objects.update(body="")

    rebuild(anew=True)

    assert (counts(agent), kept()) == (found, entries)


def test_a_rebuild_goes_on_where_it_was_stopped(agent, monkeypatch):
    monkeypatch.setattr("wuxing.search.rebuilding.BATCH", 1)

    def stop(realm, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(stop)
    assert Rebuild.objects.get(realm="case").above > 0

    assert rebuild() == len(kept()) - 3  # the first case, its message and its note are done
    assert not Rebuild.objects.exists()


def test_a_server_finishes_what_was_stopped_and_what_an_upgrade_asks_for(agent, monkeypatch):
    monkeypatch.setattr("wuxing.search.rebuilding.BATCH", 1)
    entries = kept()
    indexing.forget(["customer"], list(Customer.objects.values_list("pk", flat=True)))

    upgrade = import_module("wuxing.search.migrations.0003_unindexed")
    upgrade.ask_for_it(apps, None)
    assert [each.realm for each in Rebuild.objects.all()] == ["customer"]

    assert [go_on(NOON) for _ in range(4)] == [1, 1, 1, 0]
    assert kept() == entries
    assert not Rebuild.objects.exists()


def test_what_came_in_beside_the_index_is_owed_and_nothing_else_is_done(agent):
    before = len(kept())
    owe()
    case = made.case(team=made.team(), subject="冰箱结霜")
    indexing.forget(["case"], [case.pk])
    assert search(Asked("结霜"), by=SYSTEM, at=NOON).count == 0

    owe()  # a second time changes nothing
    assert rebuild() == len(kept()) - before

    assert search(Asked("结霜"), by=SYSTEM, at=NOON).count == 1
    assert not Rebuild.objects.exists()


def test_a_new_installation_has_nothing_to_index(db):
    import_module("wuxing.search.migrations.0003_unindexed").ask_for_it(apps, None)

    assert not Rebuild.objects.exists()


def test_what_is_erased_leaves_no_trace_in_the_index(agent):
    entry = Entry.objects.filter(kind="note").first()

    indexing.forget(["note"], [entry.object_id])

    assert counts(agent)[:2] == [3, 2]
    assert not Entry.objects.filter(pk=entry.pk).exists()
