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


MORE = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.accounts.models import Team
    from wuxing.cases.opening import Request, open_case
    from wuxing.customers.finding import find_or_make

    wang = find_or_make(name="王先生", kind="individual", phone="13800005622", by=SYSTEM, at=timezone.now())
    for number in range(60):
        asked = Request(subject=f"第{number}台不制冷", body="请上门。", channel="form", customer=wang, team=Team.objects.get(),
                        case_class={"business": "consultation", "customer": "individual", "urgency": "normal"})
        open_case(asked, by=SYSTEM, at=timezone.now())
"""
TO_THE_END = "document.querySelector('#more-rows').scrollIntoView()"


@pytest.fixture
def long(server: Server, zhou: Page) -> Page:
    """A list of three pages, at its beginning."""
    server.python(MORE)
    on_the_list(zhou)
    expect(zhou.locator(".row")).to_have_count(25)
    return zhou


def test_a_long_list_goes_on_where_somebody_scrolls_and_stays_where_it_was(long: Page) -> None:
    long.evaluate(TO_THE_END)
    expect(long.locator(".row")).to_have_count(50)
    titles = long.locator(".band > b").all_inner_texts()
    assert len(titles) == len(set(titles)), "a band that goes on has one heading"
    row = long.locator(".row").nth(40)
    row.scroll_into_view_if_needed()
    name, before = row.get_attribute("href"), row.bounding_box()

    row.click()

    here = long.locator(".row[aria-current=true]")
    expect(here).to_be_in_viewport()
    expect(long.locator(".row")).to_have_count(50)
    assert here.get_attribute("href") == name
    assert abs(here.bounding_box()["y"] - before["y"]) < 80  # the bar of open cases may have come above it

    long.evaluate("document.body.dispatchEvent(new CustomEvent('live-refetch'))")
    long.mouse.move(1000, 400)
    with long.expect_response(lambda answer: "rows=50" in answer.url):
        pass
    expect(long.locator(".row")).to_have_count(50)


def test_the_keyboard_walks_on_into_what_follows(long: Page) -> None:
    for _ in range(27):
        long.keyboard.press("j")
        long.wait_for_timeout(20)

    expect(long.locator(".row")).to_have_count(50)


def test_the_next_case_after_those_that_are_shown_brings_them_into_the_list(long: Page) -> None:
    every = long.locator(".row")
    long.goto(str(every.nth(24).get_attribute("href")))
    expect(every).to_have_count(25)
    here = long.locator(".row[aria-current=true]")

    for key in ("]", "]", "["):
        long.wait_for_selector("body[data-live=on]")  # its scripts have run
        before = here.get_attribute("href")
        long.keyboard.press(key)
        long.wait_for_url("**rows=50**")
        expect(every).to_have_count(50)
        expect(here).not_to_have_attribute("href", str(before))
        expect(here).to_be_in_viewport()
