"""The panes of the desk in a browser: open cases, what stays in place while others write, reasons at hand, no connection."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from serving import Server

pytestmark = pytest.mark.browser
WRITE = """
    from django.utils import timezone
    from wuxing.accounts.actors import of_user
    from wuxing.accounts.models import User
    from wuxing.cases.messages import note

    by = of_user(User.objects.get(username="A2"))
    for number in range(70):
        note(ref=ref, body=f"第{number}条", by=by, at=timezone.now())
"""


NOTE = """([ref, words]) => fetch(`/cases/${ref}/notes/`, {
    method: "POST", headers: JSON.parse(document.body.getAttribute("hx-headers")),
    body: new URLSearchParams({ kind: "note", body: words }),
}).then((answer) => answer.status)"""


def opened(page: Page, ref: str) -> None:
    page.goto(f"/cases/{ref}/?view=team")
    page.wait_for_selector("body[data-live=on]")


def test_a_mate_s_words_put_a_dot_on_an_open_case_and_closing_it_stays_here(zhou: Page, shen: Page, ref: str) -> None:
    opened(zhou, ref)
    zhou.goto("/cases/?view=team")
    zhou.wait_for_selector("body[data-live=on]")

    shen.evaluate(NOTE, [ref, "带门封去"])

    tab = zhou.locator(f".open-case[data-ref={ref}]")
    expect(tab).to_have_class("open-case is-new")
    tab.locator("button").click()
    expect(tab).to_have_count(0)


def test_earlier_entries_and_the_place_one_reads_at_survive_what_others_write(
    server: Server, zhou: Page, shen: Page, ref: str
) -> None:
    server.python(WRITE, ref=ref)
    opened(zhou, ref)
    zhou.click("#earlier a")
    first = zhou.locator(".msg", has_text="第0条")
    first.scroll_into_view_if_needed()
    before = first.bounding_box()

    shen.evaluate(NOTE, [ref, "最新一条"])

    expect(zhou.locator("#stream .msg", has_text="最新一条")).to_have_count(1)
    after = first.bounding_box()
    assert before and after and abs(before["y"] - after["y"]) < 2
    expect(zhou.locator("#to-new a")).to_contain_text("1 条新消息")


def test_why_a_case_stands_first_is_told_to_the_keyboard(zhou: Page, ref: str) -> None:
    opened(zhou, ref)
    row = zhou.locator(".queue .row[aria-description]").first

    zhou.focus("#search")
    for _ in range(40):
        zhou.keyboard.press("Tab")
        if zhou.locator(".queue .row[aria-description]:focus").count():
            break

    expect(zhou.locator(".tip")).to_be_visible()
    expect(row).to_have_attribute("aria-description", zhou.locator(".tip").inner_text())
    zhou.keyboard.press("Escape")
    expect(zhou.locator(".tip")).to_be_hidden()


def test_without_a_connection_the_page_says_its_age_and_keeps_what_was_typed(zhou: Page, ref: str) -> None:
    opened(zhou, ref)
    zhou.fill("#body", "写到一半")
    zhou.context.set_offline(True)

    zhou.locator("#composer button.for-reply").click()

    expect(zhou.locator(".offline")).to_contain_text("网络断开")
    expect(zhou.locator("#toasts .toast").first).to_contain_text("没有发出")
    expect(zhou.locator("#body")).to_have_value("写到一半")
    zhou.context.set_offline(False)
    expect(zhou.locator(".offline")).to_be_hidden()


def test_on_a_phone_one_pane_is_shown_and_the_open_cases_stand_over_it(zhou: Page, ref: str) -> None:
    zhou.set_viewport_size({"width": 390, "height": 844})
    opened(zhou, ref)

    expect(zhou.locator(".queue")).to_be_hidden()
    expect(zhou.locator(f".open-case[data-ref={ref}]")).to_be_visible()
    expect(zhou.locator("#composer button.for-reply")).to_be_in_viewport()
    assert zhou.evaluate("document.documentElement.scrollWidth <= innerWidth")
