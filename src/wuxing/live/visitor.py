"""Who asks for a stream: the person of the session cookie and the audience keys it holds, looked up once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import NamedTuple

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
    """A signed-in person."""

    user: int
    keys: frozenset[str]


def visitor_of(cookies: str) -> Visitor | None:
    """The person of a Cookie header; None when nobody is signed in. Uses the database: call it in a thread."""
    key = _session_key(cookies)
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    try:
        user = get_user(request)  # checks that the password is still the one of the session
        if not isinstance(user, User) or not user.is_active:
            return None
        be_seen(user, timezone.now())  # a page that stands open asks again every few minutes
        return Visitor(user.pk, keys_of(user))
    finally:
        connections.close_all()


def _session_key(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""
