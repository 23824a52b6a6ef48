"""The list with its scripts: what it can be narrowed by. A real server, a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from serving import Server

pytestmark = pytest.mark.browser
CHOSEN = ".chosen"


def on_the_list(page: Page) -> None:
    page.goto("/cases/?view=team")
    page.wait_for_selector("body[data-live=on]")


def test_the_sheet_of_filters_is_asked_for_when_somebody_reaches_for_it(zhou: Page) -> None:
    on_the_list(zhou)
    assert zhou.locator(".filters select").count() == 0

    zhou.locator(".filters summary").hover()
    expect(zhou.locator(".filters select").first).to_be_attached()
    zhou.locator(".filters summary").click()
    zhou.locator("#f-state").select_option("late")
    zhou.locator(".filters form button").click()

    zhou.wait_for_url("**/cases/?*state=late*")
    expect(zhou.locator(CHOSEN)).to_contain_text("已超时")


def test_the_sheet_of_filters_comes_to_the_keyboard_and_keeps_what_is_chosen_in_it(zhou: Page) -> None:
    on_the_list(zhou)

    zhou.locator(".filters summary").focus()
    zhou.keyboard.press("Enter")
    zhou.locator("#f-sort").select_option("newest")
    zhou.locator("#f-state").focus()
    zhou.locator(".filters summary").hover()
    zhou.wait_for_timeout(300)

    assert zhou.locator("#f-sort").input_value() == "newest"


def test_without_scripts_the_filters_are_a_page(zhou: Page, browser: Browser, server: Server) -> None:
    context = browser.new_context(
        base_url=server.url, java_script_enabled=False, storage_state=zhou.context.storage_state()
    )
    plain = context.new_page()
    plain.goto("/cases/?view=team")

    plain.locator(".filters summary").click()
    plain.locator(".filters a").click()
    plain.locator("#f-state").select_option("late")
    plain.locator("#main form button").click()

    expect(plain.locator(CHOSEN)).to_contain_text("已超时")
    context.close()
