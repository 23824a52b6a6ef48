"""Who asks for a stream: here the person of the session cookie, with the audience keys it holds, looked up once."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest
from django.utils import timezone

from wuxing.accounts.actors import keys_of
from wuxing.accounts.models import User
from wuxing.accounts.states import be_seen

threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="stream")
"""Look-ups of streams: few, so that a thousand pages that come back at once do not take the database's time."""


class Visitor(NamedTuple):
    """Who hears: its id (user:7), which ends its streams, and its audience keys; whether it may know of which case."""

    id: str
    keys: frozenset[str]
    knows_cases: bool = True


Scope = MutableMapping[str, Any]
LookUp = Callable[[Scope], Visitor | None]
"""From a request as ASGI hands it over; None refuses it. Uses the database and is called in a thread: `connections.close_all()`."""


def person_of(scope: Scope) -> Visitor | None:
    """The person of a session cookie; None when nobody is signed in."""
    key = _session_key(dict(scope["headers"]).get(b"cookie", b"").decode("latin1"))
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    try:
        user = get_user(request)  # checks that the password is still the one of the session
        if not isinstance(user, User) or not user.is_active:
            return None
        be_seen(user, timezone.now())  # a page that stands open asks again every few minutes
        return Visitor(f"user:{user.pk}", keys_of(user))
    finally:
        connections.close_all()


def _session_key(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""
