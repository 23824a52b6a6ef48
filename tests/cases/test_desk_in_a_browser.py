"""The desk with its scripts: sheets, drafts, single keys, what others do meanwhile. A real server, a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from made import TEST_STANDARD
from serving import Server, serving

pytestmark = pytest.mark.browser
PEOPLE = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.accounts.models import Team, User
    from wuxing.standards.publishing import publish

    publish(text=standard, by=SYSTEM, at=timezone.now())
    team = Team.objects.create(name="洗衣机组")
    for number, name in (("A1", "周宁"), ("A2", "沈越")):
        person = User(username=number, email=f"{number}@example.com", name=name, on_duty=True)
        person.set_password("pass word 1")
        person.save()
        person.teams.add(team)
"""
CASE = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.accounts.models import Team, User
    from wuxing.cases.opening import Request, open_case
    from wuxing.customers.finding import find_or_make

    at = timezone.now()
    lin = find_or_make(name="林女士", kind="individual", phone="13800005621", by=SYSTEM, at=at)
    asked = Request(subject=subject, body="厨房地板湿了。", channel="form", customer=lin, team=Team.objects.get(),
                    case_class={"business": "consultation", "customer": "individual", "urgency": "normal"},
                    assignee=User.objects.get(username="A1"))
    result = open_case(asked, by=SYSTEM, at=at).ref
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("desk")) as running:
        running.python(PEOPLE, standard=TEST_STANDARD.read_text("utf-8"))
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def ref(server: Server) -> str:
    return str(server.python(CASE, subject="洗衣机漏水"))


@pytest.fixture
def zhou(server: Server, browser: Browser) -> Iterator[Page]:
    yield from signed_in(server, browser, "A1")


@pytest.fixture
def shen(server: Server, browser: Browser) -> Iterator[Page]:
    yield from signed_in(server, browser, "A2")


def signed_in(server: Server, browser: Browser, number: str) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", number)
    page.fill("input[name=password]", "pass word 1")
    page.click("form button.is-primary")
    page.wait_for_url("**/cases/**")
    yield page
    context.close()


def test_a_reply_is_sent_from_the_keyboard_and_its_draft_is_gone(zhou: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/")
    zhou.keyboard.press("r")
    zhou.keyboard.type("先关进水阀")
    expect(zhou.locator("[data-draft-said]")).to_contain_text("草稿已存")

    zhou.keyboard.press("Control+Enter")

    expect(zhou.locator("#stream .msg.is-ours")).to_contain_text("先关进水阀")
    expect(zhou.locator("#body")).to_have_value("")
    zhou.reload()
    expect(zhou.locator("#body")).to_have_value("")


def test_a_draft_outlives_the_page_until_it_is_sent(zhou: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/")
    zhou.fill("#body", "写到一半")
    expect(zhou.locator("[data-draft-said]")).to_contain_text("草稿已存")

    zhou.goto("/cases/")
    zhou.goto(f"/cases/{ref}/")

    expect(zhou.locator("#body")).to_have_value("写到一半")


def test_the_note_key_turns_the_composer_into_a_note(zhou: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/")

    zhou.keyboard.press("n")
    zhou.keyboard.type("带接水盘")

    expect(zhou.locator("#composer .for-note").last).to_be_visible()
    expect(zhou.locator("#composer button.for-reply")).to_be_hidden()
    zhou.keyboard.press("Control+Enter")
    expect(zhou.locator("#stream .msg.is-note")).to_contain_text("带接水盘")


def test_single_keys_can_be_switched_off(zhou: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/")
    zhou.click(".filters summary")
    zhou.uncheck("[data-keys]")
    zhou.click("h1")

    zhou.keyboard.press("r")

    assert zhou.evaluate("document.activeElement.id") != "body"


def test_what_is_wrong_with_a_sheet_is_said_in_it(zhou: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/")
    zhou.click(".case-top > a:has-text('暂停计时')")
    zhou.locator("#sheet label", has_text="等客户").click()

    zhou.fill("#sheet textarea", "  ")
    zhou.click("#sheet button[data-enter]")
    expect(zhou.locator("#sheet .banner")).to_contain_text("依据")
    zhou.fill("#sheet textarea", "已请客户拍照")
    zhou.click("#sheet button[data-enter]")

    expect(zhou.locator("#sheet")).to_be_hidden()
    expect(zhou.locator("#case-head")).to_contain_text("等客户")


def test_what_a_mate_does_appears_and_leaves_what_is_being_typed(zhou: Page, shen: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/")
    zhou.fill("#body", "我马上到")
    zhou.wait_for_selector("body[data-live=on]")

    shen.goto(f"/cases/{ref}/?view=team")
    shen.fill("#body", "我来回复")
    shen.click("#composer button.for-reply")

    expect(zhou.locator("#stream")).to_contain_text("我来回复")
    expect(zhou.locator("#composer-news")).to_contain_text("沈越 刚写了新内容")
    expect(zhou.locator("#body")).to_have_value("我马上到")


def test_the_list_does_not_change_under_the_pointer(zhou: Page, shen: Page, ref: str) -> None:
    zhou.goto("/cases/")
    zhou.wait_for_selector("body[data-live=on]")
    row = zhou.locator(".queue .row", has_text="洗衣机漏水").first
    row.hover()

    shen.goto(f"/cases/{ref}/?view=team")
    shen.fill("#body", "我来回复")
    shen.click("#composer button.for-reply")

    expect(zhou.locator("#queue-news")).to_be_visible()
    was_new = zhou.locator(".queue .row.is-new").count()
    zhou.click("#queue-news")
    expect(zhou.locator(".queue .row.is-new")).to_have_count(was_new - 1)
    expect(zhou.locator("#queue-news")).to_be_hidden()


def test_the_desk_works_without_scripts(server: Server, browser: Browser, ref: str) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "A1")
    page.fill("input[name=password]", "pass word 1")
    page.click("form button.is-primary")

    page.goto(f"/cases/{ref}/")
    page.fill("#body", "没有脚本也能回复")
    page.click("#composer button.for-reply")

    expect(page.locator("#stream")).to_contain_text("没有脚本也能回复")
    context.close()
