"""Several cases with scripts: a stretch is ticked, tried, done by a job and undone; a macro from the menu of a case."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect, sync_playwright

from made import TEST_STANDARD
from serving import Server, serving

pytestmark = pytest.mark.browser
JOB = 120_000  # milliseconds that a busy machine may take for a process of its own
WORLD = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM, of_user
    from wuxing.accounts.models import Team, User
    from wuxing.cases.opening import Request, open_case
    from wuxing.customers.finding import find_or_make
    from wuxing.desk.macros import Wanted, save_macro
    from wuxing.standards.publishing import publish

    at = timezone.now()
    publish(text=standard, by=SYSTEM, at=at)
    team = Team.objects.create(name="洗衣机组")
    zhou = User(username="A1", name="周宁", on_duty=True)
    zhou.set_password("pass word 1")
    zhou.save()
    zhou.teams.add(team)
    lin = find_or_make(name="林女士", kind="individual", phone="13800005621", by=SYSTEM, at=at)
    for number in range(5):
        asked = Request(subject=f"漏水 {number}", body="地板湿了。", channel="form", customer=lin, team=team,
                        case_class={"business": "consultation", "customer": "individual", "urgency": "normal"})
        result = open_case(asked, by=SYSTEM, at=at).ref
    steps = [{"act": "assignee", "to": "me"}, {"act": "reply", "body": "{customer.name}，您好。"}]
    save_macro(Wanted("接手并问候", steps, asks_first=True), by=of_user(zhou), at=at)
"""


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def page(server: Server) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(base_url=server.url, locale="zh-CN")
        expect.set_options(timeout=20_000)
        yield page
        browser.close()


def test_a_stretch_is_tried_done_and_undone_and_a_macro_shows_what_it_would_do(server: Server, page: Page) -> None:
    ref = server.python(WORLD, standard=TEST_STANDARD.read_text("utf-8"))
    page.goto("/accounts/login/")
    page.fill("[name=login]", "A1")
    page.fill("[name=password]", "pass word 1")
    page.click("button.is-primary")

    _tick_by_keys(page)
    _ticked_stays_ticked(page)
    _take_a_stretch(page)
    page.click("text=全部撤回")
    expect(page.locator("h1")).to_contain_text("撤回")
    expect(page.locator("main .tag.is-met")).to_contain_text("完成 3", timeout=JOB)
    _run_a_macro(page, ref)


def _boxes(page: Page) -> Locator:
    return page.locator("#queue-rows .tick > input")


def _tick_by_keys(page: Page) -> None:
    page.goto("/cases/?view=team")
    expect(page.locator("#ticked")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#ticked output")).to_have_text("已选 2 件")
    page.keyboard.press("x")
    expect(page.locator("#ticked output")).to_have_text("已选 1 件")
    page.keyboard.press("b")
    expect(page.locator("#ticked-act")).to_be_focused()
    assert Axe().run(page).violations_count == 0


def _ticked_stays_ticked(page: Page) -> None:
    first = _boxes(page).nth(0).get_attribute("value")
    page.locator("#queue-rows .row").nth(3).click()
    page.wait_for_url("**/cases/C-**")
    expect(page.locator("#ticked output")).to_have_text("已选 1 件")

    page.wait_for_selector("body[data-live=on]")
    page.mouse.move(1200, 500)
    page.keyboard.press("m")
    expect(page.locator(".row", has_text="周宁")).to_have_count(1)  # the list was fetched anew
    expect(page.locator(f".tick > input[value={first}]")).to_be_checked()
    expect(page.locator("#ticked output")).to_have_text("已选 1 件")

    page.evaluate(f"document.querySelector('input[value={first}]').closest('li').remove()")
    _boxes(page).nth(0).check(force=True)
    expect(page.locator("#ticked output")).to_have_text("已选 2 件，其中 1 件不在本页")
    page.click("#ticked button[type=reset]")
    expect(page.locator("#ticked")).to_be_hidden()
    expect(page.locator(".tick > input:checked")).to_have_count(0)


def _take_a_stretch(page: Page) -> None:
    page.goto("/cases/?view=team")
    page.click(".choosing")
    _boxes(page).nth(0).click()
    _boxes(page).nth(2).click(modifiers=["Shift"])
    expect(page.locator("#ticked output")).to_have_text("已选 3 件")
    page.select_option("#ticked-act", "taking")
    page.click("#ticked .btn.is-primary")
    expect(page.locator("#preview-title")).to_be_visible()
    page.click("text=取消")
    expect(page.locator("#ticked output")).to_have_text("已选 3 件")
    page.click("#ticked .btn.is-primary")
    page.click("button[name=go]")
    expect(page.locator("main .tag.is-met")).to_contain_text("完成 3", timeout=JOB)
    page.click("text=去列表")
    expect(page).to_have_url(re.compile(r"/cases/\?view=team$"))
    expect(page.locator("#ticked")).to_be_hidden()
    page.go_back()


def _run_a_macro(page: Page, ref: str) -> None:
    page.goto(f"/cases/{ref}/?view=team")
    page.click(".case-top details.drop > summary")
    page.click(".menu.acts >> text=接手并问候")
    expect(page.locator("#sheet")).to_contain_text("林女士，您好。")
    page.click("#sheet button[data-enter]")
    expect(page.locator("#toasts")).to_contain_text("已执行")
    expect(page.locator("#body")).to_have_value("林女士，您好。")
