"""The API under requests that nobody would write by hand: what its OpenAPI document allows never breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import one_of
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from calling import Program
from walking import World
from wuxing.channels.api import rights
from wuxing.channels.api.app import api

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
ONCE_EACH = settings(
    max_examples=16, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(autouse=True)
def connections_stay_open() -> Iterator[None]:
    """As Django's own test client has it: a request does not end the transaction of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_no_request_that_the_document_allows_breaks_the_api() -> None:
    world, application = World(), get_wsgi_application()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

    answers = Counter(status for found in schema.get_all_operations() for status in _ask(found.ok(), world))

    assert sum(answers.values()) > 400
    assert answers[200] > 40
    assert answers[422] > 40


def _ask(operation: Any, world: World) -> list[int]:
    """What an operation answers to requests that fit its document, and to some that do not."""
    caller: Program = world.programs["owner"]
    answers: list[int] = []

    @ONCE_EACH
    @given(case=one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode]))
    def ask(case: Any) -> None:
        rights.calls.forget()
        for name in {"ref", "key"} & set(case.path_parameters):
            case.path_parameters[name] = world.values[""][name]
        with transaction.atomic():
            response = case.call(headers={"Authorization": caller.headers["Authorization"]})
            transaction.set_rollback(True)
        answers.append(response.status_code)
        case.validate_response(response, checks=CHECKS)

    ask()
    return answers


def test_the_document_says_of_every_write_that_it_happens_once() -> None:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
            assert ("Idempotency-Key" in headers) == (method != "get"), path
            assert "application/problem+json" in operation["responses"]["default"]["content"]
