"""A standard becomes a document that people work on: written, agreed to by two, published. For a region of its own."""

import re

import pytest
from playwright.sync_api import Page, expect

from serving import POSTGRES
from stories.conftest import NUMBERS, PASSWORD
from stories.test_accessible import grave

PEOPLE = """
    from wuxing.accounts.models import User

    for number, name, role in (("QA0001", "宋知微", "quality"), ("QA0002", "梁正", "director")):
        person = User(username=number, email=f"{number}@example.com", name=name, role=role, on_duty=True)
        person.set_password(password)
        person.save()
"""


@pytest.fixture(scope="module", autouse=True)
def approvers(served):
    served.python(PEOPLE, password=PASSWORD)
    NUMBERS.update({"宋知微": "QA0001", "梁正": "QA0002"})


def begin(page: Page, scope: str) -> str:
    page.goto("/standards/drafts/")
    page.select_option("[name=ref]", "stories@2026.1")
    page.fill("[name=scope]", scope)
    page.get_by_role("button", name="起草").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/$"))
    return page.url


def put(page: Page, before: str, after: str) -> None:
    """Select words in the text and type others over them."""
    page.locator("#text").evaluate(
        "(box, words) => { const at = box.value.indexOf(words); box.focus(); "
        "box.setSelectionRange(at, at + words.length) }",
        before,
    )
    page.keyboard.type(after)


def test_a_version_is_written_agreed_to_by_two_and_published(page_of):
    writer = page_of("孙倩")
    address = begin(writer, "region:story")
    put(writer, "limit: 30 min", "limit: 30 minuten")
    expect(writer.locator("#panel")).to_contain_text("1 处错误")
    put(writer, "limit: 30 minuten", "limit: 20 min")
    expect(writer.locator("#panel")).to_contain_text("20 分钟")
    writer.get_by_role("button", name="提交审批").click()

    for name in ("宋知微", "梁正"):
        reader = page_of(name)
        reader.goto(address)
        reader.get_by_role("button", name="批准").click()
        expect(reader.locator("#draft-steps")).to_contain_text(f"{name} 已批准")
    reader.get_by_role("button", name="发布").click()

    expect(reader.locator("main")).to_contain_text("20 分钟")


def test_a_draft_is_written_without_a_script(page_of):
    writer = page_of("孙倩", java_script_enabled=False)
    begin(writer, "region:plain")
    text = writer.input_value("#text").replace("limit: 30 min", "limit: 40 min", 1)
    writer.fill("#text", text)

    writer.get_by_role("button", name="差异").click()

    expect(writer.locator("#panel")).to_contain_text("30 分钟 → 40 分钟")
    assert writer.input_value("#text") == text


@pytest.mark.skipif(bool(POSTGRES), reason="the pages are the same on both databases")
@pytest.mark.parametrize("panel", ["remarks", "clauses"])
def test_the_editor_can_be_used_by_everybody(page_of, panel):
    writer = page_of("孙倩")
    begin(writer, f"region:axe-{panel}")

    writer.goto(f"{writer.url}?panel={panel}")

    assert grave(writer) == []
