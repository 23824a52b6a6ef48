"""Every address of the product, walked by whose case it is, a team mate, a stranger and nobody; see the two tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from walking import PEOPLE, Line, World, admin_addresses, routes, table
from wuxing.channels.api import rights
from wuxing.channels.api.app import api
from wuxing.portal import views

pytestmark = pytest.mark.django_db
PAGES, CALLS = table("pages.txt"), table("calls.txt")


@pytest.fixture(autouse=True)
def meters_begin_anew() -> None:
    for meter in (views.requests, views.looks, views.words, rights.calls, rights.strangers):
        meter.forget()


def _differences(lines: Iterable[Line], found: Iterable[tuple[int, ...]]) -> list[str]:
    return [f"{line}\n   got {got}" for line, got in zip(lines, found, strict=True) if line.expected != got]


def test_each_page_answers_each_of_the_four_as_the_table_says() -> None:
    world = World()

    found = [tuple(world.status(line, person) for person in PEOPLE) for line in PAGES]

    assert "\n".join(_differences(PAGES, found)) == ""


def test_each_call_answers_each_of_the_four_as_the_table_says() -> None:
    world = World()

    found = [tuple(world.api_status(line, person) for person in PEOPLE) for line in CALLS]

    assert "\n".join(_differences(CALLS, found)) == ""


def test_every_page_is_in_the_table() -> None:
    assert sorted(set(routes()) - {line.route for line in PAGES}) == []


def test_every_method_of_a_page_is_in_the_table() -> None:
    world, missing = World(), []
    for route in {line.route for line in PAGES if not line.route.startswith("/accounts/")}:
        answer = world.client_of("owner").generic("PROPFIND", world.path(route))
        allowed = re.findall(r"GET|POST|PUT|PATCH|DELETE", answer.headers.get("Allow", ""))
        listed = {line.method for line in PAGES if line.route == route}
        missing += [f"{method} {route}" for method in allowed if method not in listed]

    assert sorted(missing) == []


def test_every_operation_of_the_api_is_in_the_table() -> None:
    paths = api.get_openapi_schema()["paths"]
    operations = {(method.upper(), path) for path, methods in paths.items() for method in methods}

    assert operations - {(line.method, re.sub(r"<(\w+)>", r"{\1}", line.route)) for line in CALLS} == set()


@pytest.mark.parametrize("person", ["owner", "anonymous"])
def test_nobody_but_administrators_enters_the_administration(person: str) -> None:
    client, addresses = World().client_of(person), admin_addresses()

    answers = {address: client.get(address) for address in addresses}

    let_in = [address for address, answer in answers.items() if answer.status_code == 200 and "login" not in address]
    assert len(addresses) > 5
    assert let_in == []
