"""axe (WCAG 2.2 A and AA, best practice) finds nothing serious on any page, at both widths, by day and by night."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from serving import POSTGRES
from stories.conftest import NARROW, WIDE
from stories.talking import ask, reply

pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="the pages are the same on both databases")
GRAVE = {"serious", "critical"}
STAFF_PAGES = ("/cases/?view=all", "/cases/new/", "/standards/", "/standards/stories/2026.1/", "/standards/stories/2026.1/table/",
               "/standards/reference/2026.1/diff/stories/2026.1/", "/notices/", "/people/", "/people/me/", "/customers/",
               "/nowhere/")  # fmt: skip
OPEN_PAGES = ("/accounts/login/", "/request/", "/s/no-such-link/")


def grave(page: Page) -> list[tuple[str, int, str, list[Any]]]:
    """What is seriously wrong with a page as it stands, at both widths and in both lights."""
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for light, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):  # the dark changes colours only
            page.emulate_media(color_scheme=light, reduced_motion="reduce")  # type: ignore[arg-type]
            for each in Axe().run(page, options=rules).response["violations"]:
                if each["impact"] in GRAVE:
                    found.append((each["id"], size["width"], light, [node["target"] for node in each["nodes"]][:3]))
    return found


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_pages_for_everybody(page_of, path):
    page = page_of()
    page.goto(path)

    assert grave(page) == []


def test_the_pages_of_a_request(page_of):
    page = page_of()
    asked = ask(page, "油烟机关了还转几分钟，正常吗？")
    thanks = grave(page)

    page.goto(asked.link)

    assert (thanks, grave(page)) == ([], [])


def test_the_pages_of_a_case(page_of):
    customer, agent = page_of(), page_of("周宁")
    asked = ask(customer, "油网多久洗一次？")
    page = f"/cases/{asked.ref}/"
    agent.goto(page)
    reply(agent, asked, "半个月一次，中性洗洁精泡十分钟。")
    found = grave(agent)

    for path in ("clocks/first-response/1/", "waits/"):
        agent.goto(f"{page}{path}")
        found += grave(agent)

    assert found == []


def test_an_act_asked_for_on_the_page(page_of):
    customer, agent = page_of(), page_of("周宁")
    agent.goto(f"/cases/{ask(customer, '净水器废水多正常吗？').ref}/")
    agent.locator("#case-head").get_by_text("转派", exact=True).first.click()
    agent.wait_for_selector("#sheet textarea")

    assert grave(agent) == []


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_pages_for_staff(page_of, path):
    page = page_of("孙倩")
    page.goto(path)

    assert grave(page) == []
