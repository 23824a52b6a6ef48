"""Requests to the whole application as the server hands them over, in this process; only its own time is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import Any, NamedTuple

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

import ready  # noqa: F401 - before any model

make = RequestFactory()


class Answer(NamedTuple):
    """What came back; seconds of this process's processor, and by the clock on the wall, the database's time included."""

    status: int
    body: bytes
    seconds: float
    elapsed: float


class Application:
    """Middleware, addresses, views: everything behind the server."""

    def __init__(self) -> None:
        self._answer: Callable[..., Any] = get_wsgi_application()

    def __call__(self, method: str, path: str, data: str = "", **headers: str) -> Answer:
        environ = make.generic(method, path, data, content_type="application/json", headers=headers).environ
        environ |= {"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "localhost"}
        told: list[str] = []
        begun, wall = process_time(), perf_counter()
        response = self._answer(environ, lambda status, _headers, _error=None: told.append(status))
        body = b"".join(response)
        response.close()
        return Answer(int(told[0].split()[0]), body, process_time() - begun, perf_counter() - wall)

    @contextmanager
    def counting(self) -> Iterator[CaptureQueriesContext]:
        """The queries of what is asked meanwhile."""
        with CaptureQueriesContext(connection) as queries:
            yield queries
