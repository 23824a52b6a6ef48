"""Stories in a real browser: a server process of its own, people who sign in, customers who do not.

What a failed story last showed is kept as pictures; the report says where.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from serving import Server, serving

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 20_000  # ms that a busy machine may take; how quick a page is, `make bench` says
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
STANDARD = Path(__file__).with_name("standard.yaml")
PASSWORD = "blue kettle 42"
PEOPLE = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.accounts.models import Team, User
    from wuxing.standards.publishing import publish

    publish(text=standard, by=SYSTEM, at=timezone.now())
    team = Team.objects.create(name="家庭客服组")
    for number, (name, role, language) in enumerate(people, 1):
        person = User(username=f"HZ010{number}", email=f"hz010{number}@example.com", name=name, role=role,
                      language=language, on_duty=True)
        person.set_password(password)
        person.save()
        person.teams.add(team)
"""
STAFF = [
    ("周宁", "agent", "zh-hans"),
    ("沈越", "agent", "zh-hans"),
    ("顾建平", "shift-leader", "zh-hans"),
    ("Coco Lin", "agent", "en"),
    ("孙倩", "supervisor", "zh-hans"),
]
NUMBERS = {name: f"HZ010{number}" for number, (name, _role, _language) in enumerate(STAFF, 1)}

PageOf = Callable[..., Page]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A company under a standard of seconds, on a server that runs as it does in service.

    One for each file: all customers of a run come from one address, and the public form takes only so many requests of it.
    """
    with serving(tmp_path_factory.mktemp("stories")) as server:
        server.python(PEOPLE, standard=STANDARD.read_text("utf-8"), people=STAFF, password=PASSWORD)
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser; gone with the module, because a second Playwright cannot live beside it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def sessions() -> dict[str, Any]:
    """Who has signed in already, on this server."""
    return {}


@pytest.fixture
def page_of(
    served: Server, chromium: Browser, sessions: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[PageOf]:
    """`page_of("周宁")`: a browser of one's own, signed in; `page_of()` is a customer's. Words go to the context."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def page_of(name: str = "", **words: Any) -> Page:
        words = {"locale": "zh-CN", "viewport": WIDE, "base_url": served.url, "timezone_id": "Asia/Shanghai", **words}
        context = chromium.new_context(**words, storage_state=sessions.get(name))
        context.set_default_timeout(PATIENCE)
        context.on("response", lambda got: said.append(f"{got.status} {got.url}") if got.status >= 400 else None)
        context.on("console", lambda line: said.append(f"{line.type}: {line.text}") if line.type == "error" else None)
        contexts.append(context)
        page = context.new_page()
        if name and name not in sessions:
            sign_in(page, NUMBERS[name])
            sessions[name] = context.storage_state()
        return page

    yield page_of
    if getattr(request.node, "has_failed", False):
        _keep_pictures(contexts, request.node.name)
        print("what went wrong there:", *said, served.log.read_text()[-3000:], sep="\n")
    for context in contexts:
        context.close()


def sign_in(page: Page, number: str, password: str = PASSWORD) -> None:
    """Through the door, as people do."""
    page.goto("/accounts/login/")
    page.fill("input[name=login]", number)
    page.fill("input[name=password]", password)
    page.click("form button.is-primary")
    page.wait_for_url("**/cases/**")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let a fixture know that its test has failed."""
    outcome: Any = yield
    if outcome.get_result().failed:
        item.has_failed = True  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these drive a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def _keep_pictures(contexts: list[BrowserContext], name: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="wuxing-story-"))
    for number, page in enumerate(page for context in contexts for page in context.pages):
        page.screenshot(path=folder / f"{name[:60]}-{number}.png", full_page=True)
    print(f"\nwhat the pages showed: {folder}")
