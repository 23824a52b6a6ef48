"""What ui.js does in a real browser: it counts to a given instant in the words of `times`, sends once."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

import wuxing.ui
from wuxing.ui import times

pytestmark = pytest.mark.browser
STATIC = Path(wuxing.ui.__file__).parent / "static"
LEFT = [0, 42, 60, 18 * 60 + 5, 3600, 4320 + 7, 4 * 3600 + 6 * 60 + 1, 90000]
SCRIPTS = ("ui.js", "offline.js")
Show = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """Show a body in a page of its own; every address answers with it, `sent` counts what was posted."""
    context = browser.new_context()

    def showing(body: str, language: str = "zh-Hans") -> Page:
        page = context.new_page()
        scripts = "".join(f'<script src="/static/ui/{name}" defer></script>' for name in SCRIPTS)
        head = f'<meta charset="utf-8">{scripts}'
        whole = f'<html lang="{language}" data-now="2026-10-09T10:12:00+08:00">{head}<body>{body}'
        whole += '<p id="announcer"></p><div id="toasts"></div><template id="lost-part"><p>lost</p></template>'

        def answer(route: Route) -> None:
            name = route.request.url.rpartition("/")[2]
            is_script, path = name in SCRIPTS, STATIC / "ui" / name
            route.fulfill(**({"path": path} if is_script else {"body": whole, "content_type": "text/html"}))

        page.route("**/*", answer)
        page.goto("http://ui.example/")
        return page

    yield showing
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_time_left_is_told_in_the_words_of_the_server(show: Show, language: str) -> None:
    noon = 10 * 3600 + 12 * 60
    due = [(noon + seconds + 1) for seconds in LEFT]  # a second passes before anybody reads
    chips = "".join(
        f'<a data-due="2026-10-{9 + at // 86400:02}T{at % 86400 // 3600:02}:{at % 3600 // 60:02}:{at % 60:02}+08:00"></a>'
        for at in due
    )

    told = show(chips, language).locator("a").all_inner_texts()

    for text, seconds in zip(told, LEFT, strict=True):
        assert text in {times.left(seconds + more).in_language(language) for more in (0, 1)}


def test_a_clock_that_runs_out_asks_for_its_new_state(show: Show) -> None:
    page = show('<a class="clock" data-state="run" data-due="2026-10-09T10:12:01+08:00"><span class="left"></span></a>')
    page.evaluate("document.addEventListener('clock-due', (event) => { event.target.id = 'told' })")

    page.wait_for_selector("#told", timeout=5000)

    assert re.fullmatch("超时 [0-4]秒", page.locator(".left").inner_text())


def test_a_form_is_sent_once(show: Show) -> None:
    page = show('<form method="post" id="f"><button>x</button></form>')

    stopped = page.evaluate("""() => {
        const form = document.getElementById("f"), sent = [];
        document.addEventListener("submit", (event) => { sent.push(event.defaultPrevented); event.preventDefault() });
        form.requestSubmit(); form.requestSubmit();
        return sent }""")

    assert stopped == [False, True]


def test_a_part_that_did_not_come_is_told(show: Show) -> None:
    page = show("")

    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError'))")

    assert page.locator("#toasts").inner_text() == "lost"
    assert page.evaluate("document.querySelector('#toasts').matches(':popover-open')")


def test_a_change_of_state_is_said_aloud_and_time_is_not(show: Show) -> None:
    page = show(
        '<a class="clock" href="/why/" data-state="run"><b class="name">上门到场</b><b class="left">还剩 18分</b></a>'
    )
    settle = "document.dispatchEvent(new CustomEvent('htmx:afterSettle'))"

    page.evaluate(f"document.querySelector('.left').textContent = '还剩 17分'; {settle}")
    before = page.locator("#announcer").inner_text()
    page.evaluate(f"document.querySelector('.clock').dataset.state = 'risk'; {settle}")

    assert (before, page.locator("#announcer").inner_text()) == ("", "上门到场 还剩 17分")


def test_what_is_asked_stands_over_the_page_and_goes_again(show: Show) -> None:
    page = show(
        '<a href="/ask/" data-asks="ask">x</a><dialog id="ask"><button type="button" data-closes>n</button></dialog>'
    )

    page.click("a")
    opened = page.locator("dialog").is_visible()
    page.click("dialog button")

    assert (opened, page.locator("dialog").is_visible(), page.url) == (True, False, "http://ui.example/")


def test_the_keyboard_presses_the_button_one_sees(show: Show) -> None:
    page = show(
        '<form><textarea></textarea><button data-enter hidden>a</button><button data-enter id="b">b</button></form>'
    )
    page.evaluate(
        "addEventListener('submit', (event) => { event.preventDefault(); document.title = event.submitter.id })"
    )

    page.locator("textarea").press("Control+Enter")

    assert page.title() == "b"
