"""A screen on a wall in a real browser: it follows what happens, and by itself where streams break."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

import made
from live.pages import buffering_proxy, server_here
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role
from wuxing.desk.board import screens
from wuxing.live.bus import publish

pytestmark = pytest.mark.browser
OPEN = ".big >> nth=4 >> dd >> nth=0"
"""How many cases are in hand."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser. Playwright keeps an event loop in this thread, which Django would take for our own mistake."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


class Wall:
    """A screen of the whole company, on a page that counts how often it asks for its figures."""

    def __init__(self, page: Page) -> None:
        self.page, self.team, self.asked = page, made.team("家电组"), 0
        made.standard(at=timezone.now())
        leader = of_user(made.user(role=Role.SUPERVISOR))
        given = {"name": "大厅", "team": None, "language": "zh-hans"}
        self.leader, (self.screen, self.key) = leader, screens.make_screen(**given, by=leader, at=timezone.now())
        page.on("request", self._count)

    def _count(self, request) -> None:
        self.asked += request.url.endswith("/figures/")

    def opened(self, port: int) -> None:
        self.page.goto(f"http://127.0.0.1:{port}/desk/wall/{self.key}/")

    def hears(self, state: str = "on") -> None:
        self.page.wait_for_selector(f"body[data-live={state}]", timeout=30_000)


@pytest.fixture
def wall(browser: Browser, transactional_db: None) -> Iterator[Wall]:
    context = browser.new_context(timezone_id="America/New_York")  # a machine whose clock nobody set
    yield Wall(context.new_page())
    context.close()


def test_a_wall_follows_and_asks_once_for_a_burst(wall: Wall) -> None:
    with server_here() as port:
        wall.opened(port)
        wall.hears()
        time.sleep(0.5)
        before, at = wall.asked, timezone.now()
        case = made.case(at, team=wall.team)
        for _ in range(100):
            publish(case.ref, ["company"], 0, "note.added")

        expect(wall.page.locator(OPEN)).to_have_text("1", timeout=30_000)  # how soon: bench.py --only board
        wall.page.wait_for_timeout(1_500)
        assert 1 <= wall.asked - before <= 3  # once for the burst, and again where what it got was behind
        wall.page.goto("about:blank")


def test_a_wall_that_nothing_happens_to_asks_seldom_and_shows_the_time_of_the_company(wall: Wall) -> None:
    begun = timezone.now()
    with server_here() as port:
        wall.opened(port)
        wall.hears()

        wall.page.wait_for_timeout(4_000)

        assert wall.asked <= 1
        shown = wall.page.text_content(".wall-clock").strip()
        assert shown in {f"{timezone.localtime(at):%H:%M}" for at in (begun, timezone.now())}
        wall.page.goto("about:blank")


def test_a_wall_behind_a_proxy_that_keeps_streams_back_looks_by_itself(wall: Wall) -> None:
    with server_here() as port, buffering_proxy(port) as proxy:
        wall.opened(proxy)
        wall.hears("polling")
        made.case(timezone.now(), team=wall.team)

        expect(wall.page.locator(OPEN)).to_have_text("1", timeout=30_000)
        wall.page.goto("about:blank")


def test_a_wall_that_slept_is_right_when_it_wakes(wall: Wall) -> None:
    with server_here() as port:
        wall.page.clock.install()
        wall.opened(port)
        wall.hears()
        wall.page.context.set_offline(True)
        made.case(timezone.now(), team=wall.team)
        wall.page.clock.fast_forward(8 * 3_600_000)
        wall.page.context.set_offline(False)

        expect(wall.page.locator(OPEN)).to_have_text("1", timeout=15_000)
        wall.page.goto("about:blank")


def test_a_wall_says_that_nobody_answers_and_goes_on_by_itself(wall: Wall) -> None:
    with server_here() as port:
        wall.opened(port)
        wall.hears()
    expect(wall.page.locator(".wall-lost")).to_be_visible(timeout=30_000)

    with server_here(port):
        made.case(timezone.now(), team=wall.team)

        expect(wall.page.locator(OPEN)).to_have_text("1", timeout=30_000)
        expect(wall.page.locator(".wall-lost")).to_be_hidden()
        wall.page.goto("about:blank")


def test_a_withdrawn_screen_shows_nothing_any_more(wall: Wall) -> None:
    with server_here() as port:
        wall.opened(port)
        wall.hears()
        screens.withdraw_screen(pk=wall.screen.pk, by=wall.leader, at=timezone.now())

        expect(wall.page.locator("h1")).to_have_text("Nothing here", timeout=20_000)
        wall.page.goto("about:blank")
