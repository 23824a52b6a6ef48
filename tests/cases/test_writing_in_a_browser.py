"""Writing with its scripts: drafts outlive browser and server, notes stay notes, texts, colleagues, pictures, Undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from serving import Server

pytestmark = pytest.mark.browser
MAIL = """
    from django.utils import timezone
    from wuxing.cases.models import Case
    from wuxing.customers.models import ContactPoint
    customer, at = Case.objects.get(ref=ref).customer, timezone.now()
    ContactPoint.objects.get_or_create(customer=customer, kind="email", value="lin@example.com", defaults={"added_at": at})
"""
TEXT = """
    from django.utils import timezone
    from wuxing.accounts.actors import of_user
    from wuxing.accounts.models import User
    from wuxing.cases.saved_texts import Words, keep
    by = of_user(User.objects.get(username="A1"))
    keep(words=Words("上门提醒", "{customer.name}，{case.ref} 的师傅已出发。"), by=by, at=timezone.now())
"""
PICTURE = """async () => {
    const canvas = document.createElement("canvas"), data = new DataTransfer();
    const drawn = await new Promise((done) => canvas.toBlob(done));
    data.items.add(new File([drawn], "漏水.png", { type: "image/png" }));
    const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.getElementById("body").dispatchEvent(paste);
}"""


def said(page: Page) -> None:
    expect(page.locator("[data-draft-said]")).to_contain_text("草稿已存", timeout=20_000)


def test_a_draft_outlives_the_browser(server: Server, browser: Browser, zhou: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/")
    zhou.fill("#body", "写到一半")
    said(zhou)

    elsewhere = browser.new_context(base_url=server.url, storage_state=zhou.context.storage_state())
    page = elsewhere.new_page()
    page.goto(f"/cases/{ref}/")

    expect(page.locator("#body")).to_have_value("写到一半")
    elsewhere.close()


def test_a_draft_outlives_a_server_that_is_killed(server: Server, zhou: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/")
    zhou.fill("#body", "先存")
    said(zhou)
    server.kill()
    zhou.fill("#body", "先存，后写")
    expect(zhou.locator("[data-draft-said]")).to_contain_text("草稿存在本机", timeout=20_000)
    server.start()
    zhou.goto(f"/cases/{ref}/")

    expect(zhou.locator("#body")).to_have_value("先存，后写")
    said(zhou)


def test_what_was_typed_as_a_note_is_asked_about_once(zhou: Page, ref: str) -> None:
    zhou.goto(f"/cases/{ref}/")
    zhou.click("#composer label:has([value=note])")
    zhou.fill("#body", "客户很着急")
    zhou.click("#composer label:has([value=reply])")
    expect(zhou.locator("[data-asks-kind]")).to_contain_text("林女士")
    expect(zhou.locator("#composer [value=note][type=radio]")).to_be_checked()

    zhou.click("[data-kind-yes]")
    zhou.keyboard.press("Control+Enter")

    expect(zhou.locator("#stream .msg.is-ours")).to_contain_text("客户很着急")


def test_a_saved_text_comes_with_its_fields_and_a_picture_with_the_paste(server: Server, zhou: Page, ref: str) -> None:
    server.python(TEXT)
    zhou.goto(f"/cases/{ref}/")
    zhou.locator("#body").press_sequentially("/上门")
    expect(zhou.locator("#offers [role=option]")).to_contain_text(f"林女士，{ref}")

    zhou.keyboard.press("Enter")
    zhou.evaluate(PICTURE)

    expect(zhou.locator("#body")).to_have_value(f"林女士，{ref} 的师傅已出发。")
    expect(zhou.locator(".draft-files li")).to_contain_text("漏水.png")
    zhou.keyboard.press("Control+Enter")
    expect(zhou.locator("#stream .msg.is-ours img")).to_be_visible()


@pytest.mark.parametrize("typed", ["@沈", "@shenyue", "@sy"])
def test_a_colleague_is_called_in_a_note(zhou: Page, ref: str, typed: str) -> None:
    zhou.goto(f"/cases/{ref}/")
    zhou.click("#composer label:has([value=note])")
    zhou.locator("#body").press_sequentially(typed)
    expect(zhou.locator("#offers [role=option]")).to_contain_text("沈越")

    zhou.keyboard.press("Tab")
    zhou.keyboard.type("请看")
    zhou.keyboard.press("Control+Enter")

    expect(zhou.locator("#people-on-it")).to_contain_text("沈越")


def test_a_reply_by_mail_can_be_undone_and_a_mate_sees_it_leaving(
    server: Server, zhou: Page, shen: Page, ref: str
) -> None:
    server.python(MAIL, ref=ref)
    shen.goto(f"/cases/{ref}/")
    zhou.goto(f"/cases/{ref}/")
    zhou.fill("#body", "师傅已出发")
    zhou.keyboard.press("Control+Enter")
    expect(shen.locator("#composer-news")).to_contain_text("周宁 的回复正在发出")

    zhou.click("#held [data-undo]")

    expect(zhou.locator("#body")).to_have_value("师傅已出发")
    expect(shen.locator("#composer-news")).not_to_contain_text("正在发出")
    assert zhou.locator("#stream .msg.is-ours").count() == 0


def test_two_windows_do_not_write_over_one_another(zhou: Page, ref: str) -> None:
    second = zhou.context.new_page()
    for page in (zhou, second):
        page.goto(f"/cases/{ref}/")
    zhou.fill("#body", "第一个窗口")
    said(zhou)

    second.fill("#body", "第二个窗口")
    expect(second.locator("[data-other-window]")).to_be_visible()
    second.click("[data-take-other]")

    expect(second.locator("#body")).to_have_value("第一个窗口")
