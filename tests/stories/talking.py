"""What customers and agents do on the pages, in their own words: the selectors of the stories stand here, once."""

import re
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Page, expect

_number = count(1)
REF = re.compile(r"C-\d+")
WORDS = {
    "zh": {"ask": "提交", "send": "发送", "resolve": "解决", "solved": "已解决", "unassigned": "未指派"},
    "en": {
        "ask": "Send request",
        "send": "Send",
        "resolve": "Resolve",
        "solved": "Yes, solved",
        "unassigned": "Unassigned",
    },
}


@dataclass(frozen=True)
class Asked:
    """A request that has arrived: its number, the customer's own link, and the language it is spoken in."""

    ref: str
    link: str
    language: str

    def word(self, name: str) -> str:
        """What a button is called."""
        return WORDS[self.language][name]


def ask(page: Page, body: str, *, business: str = "consultation", name: str = "林小满", language: str = "zh") -> Asked:
    """Fill in the public form and send it."""
    page.goto("/request/")
    choose(page, "business", business)
    page.fill("textarea[name=body]", body)
    page.fill("input[name=name]", name)
    page.fill("input[name=phone]", f"160{next(_number):08}")
    page.get_by_role("button", name=WORDS[language]["ask"]).click()
    page.wait_for_url("**/s/*/thanks/")
    found = REF.search(page.locator("main").inner_text())
    assert found is not None
    return Asked(found[0], page.input_value("#link"), language)


def choose(page: Page, field: str, value: str) -> None:
    """Choose one of a row of words, as a finger does."""
    page.locator(f"label:has(input[name={field}][value={value}])").click()


def promised(page: Page) -> str:
    """What the customer is promised, in large letters."""
    return page.locator(".promise .when").inner_text()


def answer(page: Page, asked: Asked, body: str) -> None:
    """Write back on the status page."""
    page.goto(asked.link)
    page.fill("#write textarea", body)
    page.locator("#write").get_by_role("button", name=asked.word("send")).click()
    expect(page.locator("#talk")).to_contain_text(body)


def confirm(page: Page, asked: Asked) -> None:
    """Say on the status page that it is solved."""
    page.goto(asked.link)
    page.locator("#solved").get_by_role("button", name=asked.word("solved")).click()
    page.wait_for_url("**/s/*/**")


def find(page: Page, asked: Asked, subject: str) -> None:
    """From the queue of what nobody has taken to the case."""
    page.goto("/cases/")
    page.get_by_role("link", name=asked.word("unassigned")).first.click()
    page.locator("a.row", has_text=subject).first.click()
    expect(page.locator("h1")).to_contain_text(subject)
    assert asked.ref in page.locator("#case-head").inner_text()


def write(page: Page, asked: Asked, body: str) -> None:
    """Type an answer to the customer, and send it."""
    page.fill("#composer textarea[name=body]", body)
    page.locator("#composer").get_by_role("button", name=asked.word("send")).click()


def reply(page: Page, asked: Asked, body: str) -> None:
    """The same, and see it stand in the conversation."""
    write(page, asked, body)
    expect(page.locator("#stream")).to_contain_text(body)


def resolve(page: Page, asked: Asked, body: str) -> None:
    """Say what was done."""
    page.locator("#case-head").get_by_text(asked.word("resolve"), exact=True).first.click()
    page.fill("textarea[name=resolution]", body)
    form = page.locator("form.act-form", has=page.locator("[name=resolution]"))
    form.get_by_role("button", name=asked.word("resolve")).click()
    expect(page.locator("#stream")).to_contain_text(body)
