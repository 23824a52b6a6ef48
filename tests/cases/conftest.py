"""A desk in a browser: a real server, two agents of one team, and a case of the first one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from serving import Server, serving

STANDARD = Path(__file__).parents[1] / "product_standard.yaml"  # `made` cannot be imported before Django is ready
PEOPLE = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.accounts.models import Team, User
    from wuxing.cases.opening import Request, open_case
    from wuxing.customers.finding import find_or_make
    from wuxing.standards.publishing import publish

    publish(text=standard, by=SYSTEM, at=timezone.now())
    team = Team.objects.create(name="洗衣机组")
    for number, name in (("A1", "周宁"), ("A2", "沈越")):
        person = User(username=number, email=f"{number}@example.com", name=name, on_duty=True)
        person.set_password("pass word 1")
        person.save()
        person.teams.add(team)
    lin = find_or_make(name="林女士", kind="individual", phone="13800005621", by=SYSTEM, at=timezone.now())
    asked = Request(subject="洗衣机漏水", body="厨房地板湿了。", channel="form", customer=lin, team=team,
                    case_class={"business": "consultation", "customer": "individual", "urgency": "normal"},
                    assignee=User.objects.get(username="A1"))
    result = [open_case(asked, by=SYSTEM, at=timezone.now()).ref for _ in range(cases)]
"""
CASES = 12
"""One for each test of a file: made at once, because every look into the server's world costs seconds."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def refs(server: Server) -> list[str]:
    return list(server.python(PEOPLE, standard=STANDARD.read_text("utf-8"), cases=CASES))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def ref(refs: list[str]) -> str:
    """A case that no other test has touched."""
    return refs.pop()


@pytest.fixture(scope="module")
def sessions(refs: list[str]) -> dict[str, Any]:
    """Who has signed in already."""
    return {}


@pytest.fixture
def zhou(server: Server, browser: Browser, sessions: dict[str, Any]) -> Iterator[Page]:
    yield from signed_in(server, browser, sessions, "A1")


@pytest.fixture
def shen(server: Server, browser: Browser, sessions: dict[str, Any]) -> Iterator[Page]:
    yield from signed_in(server, browser, sessions, "A2")


def signed_in(server: Server, browser: Browser, sessions: dict[str, Any], number: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=server.url, viewport={"width": 1440, "height": 900}, storage_state=sessions.get(number)
    )
    page = context.new_page()
    if number not in sessions:
        page.goto("/accounts/login/")
        page.fill("input[name=login]", number)
        page.fill("input[name=password]", "pass word 1")
        page.click("form button.is-primary")
        page.wait_for_url("**/cases/**")
        sessions[number] = context.storage_state()
    page.goto("/cases/")
    yield page
    context.close()
