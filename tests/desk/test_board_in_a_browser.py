"""A leader sees a promise come into danger and steps in: the board follows by itself, at every width, for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from made import TEST_STANDARD
from serving import Server, serving

pytestmark = pytest.mark.browser
RULE = '\nalerts: {clause: "7.4", at: 1%, to: shift-leader, acknowledge: 5 min, then: [supervisor]}\n'
STANDARD = TEST_STANDARD.read_text("utf-8").replace("warn: [50%, 80%]", "warn: [1%]") + RULE
"""A first answer is due in three minutes; after two seconds of them somebody is alerted."""
WORLD = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.accounts.models import Team, User
    from wuxing.cases.opening import Request, open_case
    from wuxing.customers.finding import find_or_make
    from wuxing.standards.publishing import publish

    at = timezone.now()
    publish(text=standard, by=SYSTEM, at=at)
    team = Team.objects.create(name="洗衣机组")
    for number, name, role in (("A1", "周宁", "agent"), ("L1", "顾建平", "shift-leader")):
        person = User(username=number, name=name, role=role, on_duty=True)
        person.set_password("pass word 1")
        person.save()
        person.teams.add(team)
    lin = find_or_make(name="林女士", kind="individual", phone="13800005621", by=SYSTEM, at=at)
    asked = Request(subject="洗衣机漏水", body="厨房地板湿了。", channel="form", customer=lin, team=team,
                    case_class={"business": "consultation", "customer": "individual", "urgency": "normal"})
    result = open_case(asked, by=SYSTEM, at=timezone.now()).ref
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    with serving(tmp_path_factory.mktemp("board")) as running:
        ref = running.python(WORLD, standard=STANDARD)
        yield running, str(ref)


@contextmanager
def signed_in(server: Server, browser: Browser, number: str) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", number)
    page.fill("input[name=password]", "pass word 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")
    yield page
    context.close()


def test_a_leader_sees_a_coming_breach_and_steps_in(server: tuple[Server, str], browser: Browser) -> None:
    running, ref = server
    with signed_in(running, browser, "L1") as leader, signed_in(running, browser, "A1") as agent:
        leader.goto("/desk/board/")
        leader.wait_for_selector("body[data-live=on]")
        expect(leader.locator("#board")).to_contain_text("待值班组长")
        expect(leader.locator("#board .big", has_text="未指派").locator("dd").first).to_have_text("1")

        agent.goto(f"/cases/{ref}/taking/")
        agent.click("main form button.is-primary")

        expect(leader.locator("#board .big", has_text="未指派").locator("dd").first).to_have_text("0")
        expect(leader.locator("#board .rows .line", has_text="周宁").first).to_be_visible()
        _steps_in(leader, ref)


def _steps_in(leader: Page, ref: str) -> None:
    leader.click(f"a[href='/desk/interventions/{ref}/'] >> nth=0")
    leader.locator(".way", has_text="提醒处理人").locator("textarea").fill("先道歉，再给时间")
    leader.click("button:has-text('发出提醒')")
    expect(leader.locator("#toasts")).to_contain_text("已记录")
    leader.click("button:has-text('接手')")
    expect(leader.locator("#intervention ol")).to_contain_text("接手")
    leader.goto("/desk/board/")
    expect(leader.locator("#board")).to_contain_text("顾建平")


def test_the_board_is_read_at_every_width_and_by_those_who_hear_it(
    server: tuple[Server, str], browser: Browser
) -> None:
    running, ref = server
    with signed_in(running, browser, "L1") as leader:
        for width in (1440, 390):
            leader.set_viewport_size({"width": width, "height": 844})
            for path in ("/desk/board/", "/desk/wall/", f"/desk/interventions/{ref}/", "/desk/screens/"):
                leader.goto(path)
                assert leader.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
                assert [each["id"] for each in Axe().run(leader).response["violations"]] == [], (path, width)
