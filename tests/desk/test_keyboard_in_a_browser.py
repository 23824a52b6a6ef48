"""The keyboard alone: ten cases from queue to closed, the palette, and Chinese that is being composed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Locator, Page, Response, expect, sync_playwright

from made import TEST_STANDARD
from serving import Server, serving

pytestmark = pytest.mark.browser
CASES = 10
WORLD = """
    from datetime import timedelta
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.accounts.models import Team, User
    from wuxing.cases.opening import Request, open_case
    from wuxing.customers.finding import find_or_make
    from wuxing.standards.publishing import publish

    at = timezone.now()
    publish(text=standard, by=SYSTEM, at=at)
    team = Team.objects.create(name="洗衣机组")
    for number, name in (("A1", "周宁"), ("A2", "沈越")):
        person = User(username=number, name=name, on_duty=True)
        person.set_password("pass word 1")
        person.save()
        person.teams.add(team)
    for number in range(cases):
        lin = find_or_make(name=f"客户{number}", kind="individual", phone=f"1380000{number:04}", by=SYSTEM, at=at)
        asked = Request(subject=f"洗衣机漏水 {number}", body="厨房地板湿了。", channel="form", customer=lin, team=team,
                        case_class={"business": "consultation", "customer": "individual", "urgency": "normal"})
        open_case(asked, by=SYSTEM, at=at + timedelta(milliseconds=number))
"""
CLOSED = "from wuxing.cases.models import Case; result = Case.objects.filter(ending='closed').count()"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("keyboard")) as running:
        running.python(WORLD, standard=TEST_STANDARD.read_text("utf-8"), cases=CASES + 2)
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(server: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "A1")
    page.fill("input[name=password]", "pass word 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")
    yield page
    context.close()


def open_first(page: Page) -> None:
    """The first case that nobody has, from the list."""
    page.goto("/cases/?view=unassigned")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/C-**")


def choose(page: Page, letters: str, choice: str) -> None:
    """Ctrl K, letters, Enter on the choice that they mean."""
    page.keyboard.press("Control+k")
    page.keyboard.type(letters)
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text(choice)
    page.keyboard.press("Enter")


def write_in_sheet(page: Page, words: str) -> None:
    expect(page.locator("#sheet :focus")).to_be_visible()
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#sheet")).to_be_hidden()


def focused(page: Page) -> Locator:
    return page.locator(":focus")


@pytest.fixture
def ime(page: Page) -> Iterator[CDPSession]:
    session = page.context.new_cdp_session(page)
    yield session
    session.detach()


def test_nothing_fires_while_chinese_is_composed(page: Page, ime: CDPSession) -> None:
    open_first(page)
    page.keyboard.press("r")

    for letters in ("j", "jm", "jma"):
        ime.send("Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": 0})
        ime.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process"})
    ime.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Enter"})
    ime.send("Input.insertText", {"text": "进门"})

    expect(focused(page)).to_have_id("body")
    expect(page.locator("#body")).to_have_value("进门")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.fill("#body", "")
    page.keyboard.press("Escape")


def test_the_palette_waits_for_the_word_to_be_composed(page: Page, ime: CDPSession) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    here = page.url

    ime.send("Input.imeSetComposition", {"text": "biao", "selectionStart": 4, "selectionEnd": 4})
    ime.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Enter"})
    assert page.url == here
    ime.send("Input.insertText", {"text": "标准"})

    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("标准")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_choices_are_nested_and_one_steps_back_by_backspace(page: Page) -> None:
    open_first(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("assign")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("指派")
    page.keyboard.press("Enter")
    expect(page.locator("#palette-step")).to_have_text("指派")

    page.keyboard.press("Backspace")
    expect(page.locator("#palette-step")).to_be_hidden()
    page.keyboard.type("沈")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("沈越")
    page.keyboard.press("Enter")

    expect(page.locator("#context")).to_contain_text("沈越")


def test_the_sheet_and_the_palette_have_no_serious_findings(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys dt").first).to_be_visible()
    found = [*Axe().run(page, context="#keys").response["violations"]]
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()

    found += Axe().run(page, context="#palette").response["violations"]
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()

    assert [f"{each['id']}: {each['help']}" for each in found] == []


CLOSED_AND_PRESSED = """() => {
    document.getElementById("palette").close();
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true }));
}"""


def test_a_key_counts_at_once_where_the_palette_was_just_closed(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()

    page.evaluate(CLOSED_AND_PRESSED)

    expect(page.locator("#keys dt").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def is_switching(got: Response) -> bool:
    return got.request.method == "POST" and got.url.endswith("/desk/keyboard/")


def test_single_keys_can_be_switched_off(page: Page) -> None:
    page.keyboard.press("?")
    switch = page.locator("#keys [data-keys-switch]")
    expect(switch).to_be_visible()
    with page.expect_response(is_switching):
        switch.press("Space")
    page.reload()
    page.keyboard.press("r")
    is_quiet = page.evaluate("document.activeElement === document.body")

    page.goto("/desk/keyboard/")
    with page.expect_response(is_switching):
        page.locator("main [data-keys-switch]").press("Space")

    assert is_quiet


def test_ten_cases_go_from_queue_to_closed_without_the_mouse(server: Server, page: Page) -> None:
    choose(page, "wzp", "未指派")
    page.wait_for_url("**/cases/?view=unassigned")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for number in range(CASES):
        if number:
            page.keyboard.press("]")
        expect(page.locator("#case-head form[action$='/taking/']")).to_be_visible()
        page.wait_for_load_state()
        page.keyboard.press("m")
        expect(page.locator("#context")).to_contain_text("周宁")
        page.keyboard.press("e")
        write_in_sheet(page, "已换门封")
        page.keyboard.press("e")
        write_in_sheet(page, "客户在电话里确认")

    assert server.python(CLOSED) == CASES
