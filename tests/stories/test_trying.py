"""A manager tries a stricter version on last year: what would have been kept, what flips, and why. The past stays."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from stories.test_drafting import begin, put

SHANGHAI = ZoneInfo("Asia/Shanghai")
SLOW = 30_000
"""Milliseconds in which a job has to be done here."""


ANSWERED = "case.opened customer 0, message.agent agent {minutes}, case.resolved agent 25"
ALL_KINDS = (
    "case.opened customer 0, call.answered agent 1, message.customer customer 5, message.agent agent 6, "
    "wait.started agent 7, wait.ended agent 8, case.resolved agent 25"
)
"""One case with everything that promises depend on: what a log never tells of, no promise can be judged by."""


def last_year() -> bytes:
    """Forty consultations, answered after one to eight minutes, solved within the half hour; and one with all kinds."""
    rows = ["case,at,kind,speaker,business,customer,urgency,reason"]
    for number in range(41):
        opened = datetime(2025, 7, 1, 9, tzinfo=SHANGHAI) + timedelta(hours=7 * number)
        told = ANSWERED.format(minutes=1 + number % 8) if number < 40 else ALL_KINDS
        for kind, speaker, minutes in (each.split() for each in told.split(", ")):
            at, reason = opened + timedelta(minutes=int(minutes)), "waiting-customer" if "wait" in kind else ""
            rows.append(f"L-{number:03},{at.isoformat()},{kind},{speaker},consultation,individual,normal,{reason}")
    return "\n".join(rows).encode()


def import_log(page: Page) -> None:
    page.goto("/history/")
    page.get_by_role("link", name="导入日志").first.click()
    page.set_input_files("[name=file]", {"name": "去年.csv", "mimeType": "text/csv", "buffer": last_year()})
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.locator("main")).to_contain_text("41", timeout=SLOW)
    expect(page.locator("main")).to_contain_text("已导入", timeout=SLOW)


def test_a_stricter_version_is_tried_on_last_year(page_of):
    manager = page_of("孙倩")
    import_log(manager)
    begin(manager, "region:tried")
    put(manager, "limit: 10 min", "limit: 5 min")
    expect(manager.locator("#panel")).to_contain_text("5 分钟")

    manager.get_by_role("link", name="用历史试一试").click()
    manager.select_option("[name=history]", manager.locator("option", has_text="去年.csv").get_attribute("value"))
    manager.get_by_role("button", name="重放").click()
    expect(manager.locator(".replay")).to_contain_text("首次响应", timeout=SLOW)
    expect(manager.locator(".replay")).to_contain_text("15")  # answered after 6, 7 or 8 minutes
    manager.locator(".replay a[href*='/why/']").first.click()

    expect(manager.locator("main")).to_contain_text("10 分钟")
    expect(manager.locator("main")).to_contain_text("5 分钟")
