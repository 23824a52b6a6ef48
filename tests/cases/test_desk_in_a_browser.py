"""The desk with its scripts: sheets, drafts, single keys, what others do meanwhile. A real server, a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from serving import Server

pytestmark = pytest.mark.browser


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

    zhou.keyboard.press("c")
    zhou.keyboard.type("带接水盘")

    expect(zhou.locator("#composer .for-note").last).to_be_visible()
    expect(zhou.locator("#composer button.for-reply")).to_be_hidden()
    zhou.keyboard.press("Control+Enter")
    expect(zhou.locator("#stream .msg.is-note")).to_contain_text("带接水盘")


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
    zhou.click("#queue-news")
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
