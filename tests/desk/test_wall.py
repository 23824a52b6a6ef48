"""A screen on a wall hears that something changed in what it shows, and nothing else; its key ends when it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

import made
from live.pages import Page, server_here
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role, Team, User
from wuxing.desk.board import screens
from wuxing.desk.board.listening import stream_of
from wuxing.desk.models import Screen
from wuxing.live.bus import publish
from wuxing.live.change import SOMETHING, Change
from wuxing.live.hub import Hub, Listener

SOME = {"event": "something", "data": "{}"}


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    with server_here() as port:
        yield port


@pytest.fixture
def supervisor(transactional_db: None) -> User:
    return made.user(role=Role.SUPERVISOR)


def screen_on(team: Team | None, by: User) -> tuple[Screen, str]:
    return screens.make_screen(name="大厅", team=team, language="zh-hans", by=of_user(by), at=timezone.now())


@contextmanager
def wall(port: int, key: str) -> Iterator[Page]:
    with Page(port, path=stream_of(key)) as page:
        yield page


def test_a_screen_hears_that_something_changed_and_never_what(port: int, supervisor: User) -> None:
    _screen, key = screen_on(None, supervisor)

    with wall(port, key) as page:
        publish("C-1", ["company"], 12, "message.customer")

        assert page.block() == {"id": "12", **SOME}


def test_a_screen_of_a_team_hears_of_that_team_only(port: int, supervisor: User) -> None:
    east, west = made.team("东区"), made.team("西区")
    _screen, key = screen_on(east, supervisor)

    with wall(port, key) as page:
        publish("C-1", ["company", f"team:{west.pk}"], 1, "case.opened")
        publish("C-2", ["company", f"user:{supervisor.pk}"], 2, "case.opened")
        publish("", ["company", f"team:{east.pk}"], 0, "people")

        assert page.block() == SOME
        assert page.silent()


def test_withdrawing_a_screen_ends_its_stream_at_once(port: int, supervisor: User) -> None:
    screen, key = screen_on(None, supervisor)

    with wall(port, key) as page:
        screens.withdraw_screen(pk=screen.pk, by=of_user(supervisor), at=timezone.now())

        assert page.block() == {}
    with wall(port, key) as page:
        assert page.status == 401


@pytest.mark.parametrize("key", ["", "nonsense", "x" * 5000, "../", "%00"])
def test_no_key_no_stream(port: int, key: str) -> None:
    with wall(port, key) as page:
        assert page.status == 401


def test_a_burst_is_told_once() -> None:
    hub, page = Hub(), Listener("screen:1", frozenset({"company"}), knows_cases=False)
    hub.enter(page)

    for number in range(1, 501):
        hub.arrived(Change(number, f"C-{number}", frozenset({"company"}), "case.opened"), at=float(number))
    hub.arrived(Change(0, "C-1", frozenset({"company"}), "presence:7:p:viewing:news"), at=501.0)

    assert ([(each.id, each.ref, each.kind) for each in page.waiting], page.missed) == ([(500, "", SOMETHING)], False)
