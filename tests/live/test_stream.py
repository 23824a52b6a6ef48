"""The event stream of a real server, over real sockets: who hears what, and what who was away is told."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection

from live.pages import Page, cookie_of, server_here
from wuxing.accounts.models import Role, Team, User
from wuxing.live import hub, stream
from wuxing.live.bus import publish
from wuxing.live.change import ACCESS


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    with server_here() as port:
        yield port


@pytest.fixture
def east(transactional_db: None) -> Team:
    return Team.objects.create(name="East")


@pytest.fixture
def owner(east: Team) -> User:
    return person("owner", east)


def person(name: str, *teams: Team, role: Role = Role.AGENT) -> User:
    user = User.objects.create_user(name, name=name, role=role)
    user.teams.set(teams)
    return user


def test_a_page_hears_of_a_case_of_its_team(port: int, owner: User, east: Team) -> None:
    with Page(port, cookie_of(owner)) as page:
        publish("C-1", [f"team:{east.pk}", "company"], 12, "message.customer")

        assert page.block() == {"id": "12", "event": "case", "data": '{"ref": "C-1", "kind": "message.customer"}'}


def test_everybody_hears_what_his_keys_open_and_nothing_else(port: int, owner: User, east: Team) -> None:
    west = Team.objects.create(name="West")
    people = [owner, person("mate", east), person("lead", role=Role.SUPERVISOR)]
    with Page(port, cookie_of(person("stranger", west))) as stranger:
        pages = [Page(port, cookie_of(each)) for each in people]
        publish("C-1", [f"team:{east.pk}", "company"], 1, "case.opened")

        assert [page.block()["id"] for page in pages] == ["1", "1", "1"]
        assert stranger.silent()
        for page in pages:
            page.__exit__()


def test_a_notice_reaches_its_person_only(port: int, owner: User, east: Team) -> None:
    with Page(port, cookie_of(owner)) as page, Page(port, cookie_of(person("mate", east))) as mate:
        publish("", [f"user:{owner.pk}"], 0, "notice")

        assert page.block() == {"event": "user", "data": '{"kind": "notice"}'}
        assert mate.silent()


@pytest.mark.parametrize("cookie", ["", "wuxing=nonsense", "wuxing=\xff;=;;", "sessionid=" + "x" * 5000])
def test_who_is_not_signed_in_is_refused(port: int, cookie: str) -> None:
    with Page(port, cookie) as page:
        assert page.status == 401


def test_a_person_who_was_disabled_is_refused(port: int, owner: User) -> None:
    cookie = cookie_of(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    with Page(port, cookie) as page:
        assert page.status == 401


def test_a_changed_password_ends_the_right_to_listen(port: int, owner: User) -> None:
    cookie = cookie_of(owner)
    owner.set_password("another one 4711")
    owner.save()

    with Page(port, cookie) as page:
        assert page.status == 401


def test_who_comes_back_is_told_what_came_after_the_last_event_he_saw(port: int, owner: User) -> None:
    keys = [f"user:{owner.pk}"]
    with Page(port, cookie_of(owner)) as page:
        for number in (5, 7, 6):  # two transactions that committed the other way round
            publish(f"C-{number}", keys, number, "note.added")
            page.block()

    with Page(port, cookie_of(owner), last_id="7") as back:
        assert back.hello["id"] == "6"
        assert back.block()["id"] == "6"
        assert back.silent()


@pytest.mark.parametrize("last_id", ["0", "999999", "77777777777777777"])
def test_who_was_away_for_too_long_loads_everything_again(port: int, owner: User, last_id: str) -> None:
    with Page(port, cookie_of(owner), last_id=last_id) as page:
        assert page.block() == {"event": "refetch", "data": "{}"}


@pytest.mark.parametrize("last_id", ["nan", "-1", "1e9", "x", "²"])
def test_a_strange_last_event_id_is_none(port: int, owner: User, last_id: str) -> None:
    with Page(port, cookie_of(owner), last_id=last_id.encode().decode("latin1")) as page:
        assert page.status == 200
        assert page.silent(0.2)


def test_the_first_page_missed_nothing_however_slowly_the_database_answers(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = psycopg.AsyncConnection.connect

    async def connect_slowly(**parameters: Any) -> psycopg.AsyncConnection:
        await asyncio.sleep(0.3)
        return await connect(**parameters)

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", connect_slowly)
    with server_here() as port, Page(port, cookie_of(owner)) as page:
        assert page.silent(0.6)


def test_pages_are_answered_where_changes_cannot_be_heard(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(**_: Any) -> psycopg.AsyncConnection:
        raise psycopg.OperationalError("no more connections")

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", refuse)
    with server_here() as port, Page(port, cookie_of(owner)) as page:
        assert page.status == 200


def test_what_came_between_making_a_page_and_its_stream_is_told(port: int, owner: User) -> None:
    made = int(time.time())
    with Page(port, cookie_of(owner)) as first:
        publish("C-1", [f"user:{owner.pk}"], 3, "case.opened")
        first.block()

    with Page(port, cookie_of(owner), since=str(made)) as page:
        assert page.block()["id"] == "3"


def test_a_change_of_rights_ends_the_stream_so_that_it_comes_back_with_the_new_ones(port: int, owner: User) -> None:
    west = Team.objects.create(name="West")
    with Page(port, cookie_of(owner)) as page:
        owner.teams.set([west])
        publish("", [f"user:{owner.pk}"], 0, ACCESS)
        assert page.block() == {}

    with Page(port, cookie_of(owner)) as page:
        publish("C-1", [f"team:{west.pk}"], 1, "case.opened")
        assert page.block()["id"] == "1"


def test_one_person_holds_so_many_streams_and_no_more(port: int, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "PER_VISITOR", 2)
    cookie = cookie_of(owner)
    with Page(port, cookie), Page(port, cookie) as second:
        assert Page(port, cookie).status == 429
        second.__exit__()
        time.sleep(0.2)

        with Page(port, cookie) as third:
            assert third.status == 200


def test_silence_is_broken_by_a_heartbeat(port: int, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.2)

    with Page(port, cookie_of(owner)) as page:
        assert page.block() == {"event": "beat", "data": "{}"}


def test_a_stream_ends_after_a_while(port: int, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LIFE", (0.2, 0.3))

    with Page(port, cookie_of(owner)) as page:
        assert page.block() == {}


def test_only_reading_is_possible(port: int, owner: User) -> None:
    page = Page(port, cookie_of(owner))
    page.connection.close()
    page.connection.request("POST", "/stream/", body=b"x")

    assert page.connection.getresponse().status == 405


def test_many_writers_at_once_are_all_heard(port: int, owner: User) -> None:
    def write(number: int) -> None:
        publish(f"C-{number}", [f"user:{owner.pk}"], number, "note.added")
        connection.close()

    with Page(port, cookie_of(owner)) as page, ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(1, 101)))

        assert sorted(int(page.block()["id"]) for _ in range(100)) == list(range(1, 101))
