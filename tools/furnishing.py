"""What tools/screenshots.py does once in the demo company, as a person would, so that every page has something to show."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from scenes import ALL, CASE, DRAFT, LOG, MAPPING, REPLAY, RUN

SAMPLE = Path(__file__).parent.parent / "src" / "wuxing" / "history" / "logs" / "sample"
LONGEST = 120_000  # milliseconds of a job
LEAVES_LATER = ".banner [formaction*=undoing]"
PRESSED = "main form button.is-primary"


def furnish(context: BrowserContext, kept: Path) -> dict[str, str]:
    """Do what is not done yet, for who is signed in; addresses by the names that scenes.py has for them.

    A customer's link is told once; the file `kept` has it for the next time.
    """
    page = context.new_page()
    done_once = ((DRAFT, begin_draft), (LOG, import_log), (MAPPING, bring_log), (REPLAY, replay), (RUN, run))
    for path, do in done_once:
        if context.request.get(path).status == 404:
            do(page)
    for path, sign, act in (
        ("/desk/screens/", 'form[action$="/withdrawal/"]', name_screen),
        ("/desk/views/", 'main a[href^="/desk/views/"]:not([href*="new"])', keep_view),
        ("/desk/macros/", 'main a[href^="/desk/macros/"]:not([href*="new"])', keep_macro),
    ):
        page.goto(path)
        if not page.locator(sign).count():
            act(page)
    if not kept.exists():
        kept.write_text(ask(page), encoding="utf-8")
    later = write_for_later(page)
    page.close()
    return {"later": later, "link": kept.read_text(encoding="utf-8")}


def begin_draft(page: Page) -> None:
    page.goto("/standards/drafts/")
    page.select_option("[name=ref]", index=1)
    page.locator(PRESSED).click()
    page.wait_for_url(f"**{DRAFT}")


def bring_log(page: Page) -> None:
    page.goto("/history/logs/new/")
    page.set_input_files("[name=file]", SAMPLE / "sample_log.csv")
    page.locator(PRESSED).click()
    page.wait_for_url(re.compile(r"/history/logs/\d+/$"))


def import_log(page: Page) -> None:
    bring_log(page)
    page.locator("#mapping-text").evaluate(
        "(box, text) => { box.value = text; box.form.submit() }", (SAMPLE / "sample.yaml").read_text("utf-8")
    )
    page.wait_for_url("**/mapping/")
    page.locator('form[action$="/import/"] button').click()
    page.wait_for_selector(f'a[href="{LOG}cases/"]', timeout=LONGEST)


def replay(page: Page) -> None:
    page.goto("/history/replays/new/")
    page.select_option("[name=standard]", "five-star@2026.1")
    page.select_option("[name=history]", index=1)
    page.locator(PRESSED).click()
    page.wait_for_selector(".replay", timeout=LONGEST)


def run(page: Page) -> None:
    """Take two cases at once."""
    page.goto(ALL)
    refs = [
        str(link).split("/")[2]
        for link in page.locator(CASE).evaluate_all("rows => rows.slice(-2).map(row => row.pathname)")
    ]
    page.goto(f"/desk/many/act/?act=taking&refs={'+'.join(refs)}")
    page.locator(PRESSED).click()
    page.wait_for_url(re.compile(r"/desk/many/\d+/"))


def write_for_later(page: Page) -> str:
    """The address of a case with a reply that waits for its time: one that stands open, else the fourth of the list."""
    page.goto(ALL)
    tabs = page.locator(".open-case > a").evaluate_all("links => links.map((link) => link.href)")
    fourth = page.locator(CASE).nth(3).evaluate("link => link.href")
    for address in (*tabs, fourth):
        page.goto(address)
        if page.locator(LEAVES_LATER).count():
            return str(address)
    page.fill("#body", "师傅明早九点到，请家里留人。")
    page.locator("[data-later] summary").click()
    page.locator("[data-later] .menu > button[name=later]").last.click()
    page.wait_for_selector(LEAVES_LATER)
    return page.url


def name_screen(page: Page) -> None:
    page.locator("main form input[type=text], main form input:not([type])").first.fill("一楼大屏")
    page.locator(PRESSED).last.click()
    page.wait_for_selector('form[action$="/withdrawal/"]')


def keep_view(page: Page) -> None:
    page.goto("/desk/views/new/?view=team&opened=7d")
    page.fill("main [name=name]", "本周新开")
    with page.expect_navigation():
        page.locator(PRESSED).last.click()


def keep_macro(page: Page) -> None:
    page.goto("/desk/macros/new/")
    page.fill("main [name=name]", "已联系客户")
    page.locator('[name=does][value="note"]').check()
    page.locator("main details[open] textarea").first.fill("已电话联系客户，约好上门时间。")
    with page.expect_navigation():
        page.locator(PRESSED).last.click()


def ask(page: Page) -> str:
    """The address where a customer follows what they asked, and was answered."""
    page.goto("/request/")
    page.locator("[name=business][value=after-sales]").check(force=True)
    page.fill("[name=body]", "油烟机开到最大档时抖动，声音很响，型号 CX-3100。")
    page.fill("[name=name]", "林晓燕")
    page.fill("[name=phone]", "16000005621")
    page.locator("main button.is-primary").click()
    page.wait_for_url("**/thanks/")
    link = urlsplit(page.locator("#link").input_value()).path
    page.goto(f"/cases/{page.locator('main .mono').first.inner_text()}/")
    page.fill("#body", "林女士您好，已为您登记。请问机器装了几年，方便上门的时间是哪天？")
    page.locator("button.for-reply").click()
    page.wait_for_load_state()
    return link
