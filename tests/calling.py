"""Calling the API in tests: a key, and a program that uses it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

import made
from wuxing.accounts.models import Role, Team
from wuxing.channels.keys import Wanted, make
from wuxing.channels.models import Scope

_number = count(1)


class Program:
    """A program with a key; every write gets an Idempotency-Key of its own unless one is given."""

    def __init__(self, token: str, language: str = "en") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)  # type: ignore[return-value]

    def post(self, path: str, body: Any = None, *, once: str = "") -> HttpResponse:
        headers = {**self.headers, "Idempotency-Key": once or f"act {next(_number)}"}
        return self.client.post(  # type: ignore[return-value]
            f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )

    def delete(self, path: str) -> HttpResponse:
        headers = {**self.headers, "Idempotency-Key": f"act {next(_number)}"}
        return self.client.delete(f"/api/v1/{path}", headers=headers)  # type: ignore[return-value]


def program(
    *, scopes: Sequence[str] = Scope.values, team: Team | None = None, language: str = "en", **more: Any
) -> Program:
    """A program with a new key."""
    _key, token = make(Wanted("test", scopes, team=team, **more), by=made.actor(role=Role.ADMIN), at=made.NOON)
    return Program(token, language)


def body_of(response: Any) -> Any:
    """The JSON of an answer."""
    return json.loads(response.content)
