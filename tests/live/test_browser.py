"""live.js in a real browser, on a real page: it hears, it survives a restart, it says how it is."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import made
from live.pages import buffering_proxy, cookie_of, server_here
from serving import wait_for
from wuxing.accounts.models import User
from wuxing.live.bus import publish

pytestmark = pytest.mark.browser
LISTEN = """() => {
    window.heard = [];
    for (const name of ["case-changed", "case-changed:C-1", "user-changed:notice", "live-refetch"])
        document.body.addEventListener(name, (event) => window.heard.push(name));
}"""
"""A page that keeps what it hears."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser. Playwright keeps an event loop in this thread, which Django would take for our own mistake."""
    with pytest.MonkeyPatch.context() as patch, _playwright() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield browser


@contextmanager
def _playwright() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def user(chromium: Browser, transactional_db: None) -> User:
    return made.user(made.team())


@pytest.fixture
def tab(chromium: Browser, user: User) -> Iterator[Page]:
    context = chromium.new_context()
    name, _, value = cookie_of(user).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": "http://127.0.0.1"}])
    yield context.new_page()
    context.close()


def opened(page: Page, port: int) -> None:
    page.goto(f"http://127.0.0.1:{port}/notices/")
    page.evaluate(LISTEN)
    page.wait_for_selector("body[data-live=on]", timeout=30_000)


def heard(page: Page, count: int) -> list[str]:
    wait_for(lambda: page.evaluate("window.heard.length") >= count, 30)  # the content policy forbids wait_for_function
    return list(page.evaluate("window.heard"))


def test_a_page_hears_of_a_case_and_of_its_own_notices(tab: Page, user: User) -> None:
    with server_here() as port:
        opened(tab, port)
        publish("C-1", [f"user:{user.pk}"], 1, "message.customer")
        publish("", [f"user:{user.pk}"], 0, "notice")

        assert heard(tab, 3) == ["case-changed", "case-changed:C-1", "user-changed:notice"]
        tab.goto("about:blank")


def test_a_page_survives_a_restart_and_asks_for_what_it_missed(tab: Page, user: User) -> None:
    with server_here() as port:
        opened(tab, port)
    tab.wait_for_selector("body[data-live=waiting], body[data-live=polling]", timeout=30_000)

    with server_here(port):
        tab.wait_for_selector("body[data-live=on]", timeout=30_000)
        assert "live-refetch" in heard(tab, 1)
        tab.goto("about:blank")


def test_what_happened_between_making_a_page_and_its_stream_is_heard(tab: Page, user: User) -> None:
    with server_here() as port:
        tab.route("**/stream/**", lambda route: (publish("C-1", [f"user:{user.pk}"], 9, "x"), route.continue_())[1])
        tab.add_init_script(f"addEventListener('DOMContentLoaded', {LISTEN})")
        tab.goto(f"http://127.0.0.1:{port}/notices/")

        assert heard(tab, 2)[:2] == ["case-changed", "case-changed:C-1"]
        tab.goto("about:blank")


def test_a_page_that_may_not_listen_looks_by_itself(tab: Page) -> None:
    with server_here() as port:
        tab.route("**/stream/**", lambda route: route.fulfill(status=429))
        tab.goto(f"http://127.0.0.1:{port}/notices/")
        tab.evaluate(LISTEN)

        tab.wait_for_selector("body[data-live=polling]", timeout=30_000)
        assert heard(tab, 1) == ["live-refetch"]


def test_a_page_behind_a_proxy_that_keeps_its_stream_back_looks_by_itself(tab: Page) -> None:
    with server_here() as port, buffering_proxy(port) as proxy:
        tab.goto(f"http://127.0.0.1:{proxy}/notices/")
        tab.evaluate(LISTEN)

        tab.wait_for_selector("body[data-live=polling]", timeout=25_000)
        assert heard(tab, 1) == ["live-refetch"]
        tab.goto("about:blank")


def test_a_laptop_that_slept_asks_for_its_parts_again(tab: Page) -> None:
    with server_here() as port:
        tab.clock.install()
        opened(tab, port)
        tab.clock.fast_forward(3_600_000)

        assert heard(tab, 1) == ["live-refetch"]
        tab.wait_for_selector("body[data-live=on]", timeout=30_000)
        tab.goto("about:blank")


def test_the_port_is_free_again() -> None:
    with server_here() as port:
        pass
    with socket.create_server(("127.0.0.1", port)):
        pass
