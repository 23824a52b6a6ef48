"""Panes while their page is on the way in a browser: bones, words where it does not come, and ways on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
OTHER_LIST = '.view[href*="view=mine"]'
NEVER_COMES = "addEventListener('click', (event) => event.preventDefault())"
"""After everybody heard of the click the browser does not go: what a page looks like while the next one is on its way."""


def on_the_list(page: Page) -> None:
    page.goto("/cases/?view=team")
    page.wait_for_selector("body[data-live=on]")


def test_a_slow_case_shows_bones_in_its_pane_and_moves_nothing(zhou: Page, ref: str) -> None:
    on_the_list(zhou)
    row = zhou.locator(f".row[href*='{ref}']").first
    row.scroll_into_view_if_needed()
    before, pane = row.bounding_box(), zhou.locator(".shell > .case").bounding_box()
    zhou.evaluate(NEVER_COMES)

    row.click()

    expect(zhou.locator(".cover .bone").first).to_be_visible()
    assert zhou.locator(".cover").bounding_box() == pane
    assert row.bounding_box() == before
    expect(zhou.locator(".shell > .case")).to_have_attribute("aria-busy", "true")
    expect(zhou.locator("#announcer")).to_have_text("正在加载")
    zhou.keyboard.press("Escape")
    expect(zhou.locator(".cover")).to_have_count(0)
    expect(zhou.locator("[aria-busy=true], [inert]")).to_have_count(0)


def test_nothing_shows_for_a_blink(zhou: Page, ref: str) -> None:
    on_the_list(zhou)
    zhou.evaluate(NEVER_COMES)

    seen = zhou.evaluate(
        """async (ref) => {
        const after = (ms) => new Promise((go) => setTimeout(go, ms));
        document.querySelector(`.row[href*='${ref}']`).click();
        await after(100);
        const soon = document.querySelectorAll(".cover").length;
        await after(100);
        return [soon, document.querySelectorAll(".cover").length];
    }""",
        ref,
    )

    assert seen == [0, 1]


def test_a_link_that_opens_something_over_the_page_waits_for_no_page(zhou: Page, ref: str) -> None:
    on_the_list(zhou)

    zhou.locator(".views [data-palette]").click()
    zhou.wait_for_timeout(300)

    expect(zhou.locator("#palette")).to_be_visible()
    expect(zhou.locator(".cover")).to_have_count(0)


def test_a_slow_list_covers_the_list_only(zhou: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/?view=team")
    zhou.evaluate(NEVER_COMES)

    zhou.locator(OTHER_LIST).first.click()

    expect(zhou.locator(".cover")).to_be_visible()
    expect(zhou.locator(".queue")).to_have_attribute("aria-busy", "true")
    expect(zhou.locator(".shell > .case")).not_to_have_attribute("aria-busy", "true")


def test_bones_keep_still_for_who_wants_no_motion(zhou: Page, ref: str) -> None:
    zhou.emulate_media(reduced_motion="reduce")
    on_the_list(zhou)
    zhou.evaluate(NEVER_COMES)

    zhou.locator(f".row[href*='{ref}']").first.click()

    bone = zhou.locator(".cover .bone").first
    expect(bone).to_be_visible()
    assert bone.evaluate("bone => getComputedStyle(bone).animationName") == "none"


def test_without_a_connection_the_pane_says_so_keeps_what_was_open_and_goes_on_by_itself(zhou: Page, ref: str) -> None:
    on_the_list(zhou)
    zhou.context.set_offline(True)
    row = zhou.locator(f".row[href*='{ref}']").first

    row.click()
    expect(zhou.locator(".cover h2")).to_have_text("网络断开，打不开")
    zhou.locator("[data-leads]").click()
    expect(zhou.locator(".cover h2")).to_have_text("网络断开，打不开")
    zhou.locator("[data-stays]").click()
    expect(zhou.locator(".cover")).to_have_count(0)
    row.click()
    expect(zhou.locator(".cover h2")).to_be_visible()
    zhou.context.set_offline(False)

    expect(zhou.locator("#case-head")).to_be_visible()


def test_a_server_that_cannot_answer_leaves_the_page_standing(zhou: Page, ref: str) -> None:
    on_the_list(zhou)
    zhou.evaluate("document.body.dataset.live = 'waiting'")
    zhou.route("**/health/", lambda route: route.fulfill(status=503))

    zhou.locator(f".row[href*='{ref}']").first.click()
    expect(zhou.locator(".cover h2")).to_have_text("这一块没有加载出来")
    zhou.unroute("**/health/")
    zhou.locator("[data-leads]").click()

    expect(zhou.locator("#case-head")).to_be_visible()
