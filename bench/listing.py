"""The case list as people open it: for a whole company and for one team."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from calling import Application
from wuxing.accounts.models import Role, User
from wuxing.cases.lists import PAGE
from wuxing.cases.models import Case

REPEATS, WARM = 25, 3
PATH = "/cases/?view=all"
"""Full at a thousand cases already, so both sizes draw as many rows."""


def listed() -> dict[str, Any]:
    """Seconds of the server for the first page, median of many, and its queries, for each of two people."""
    application = Application()
    people = {"company": Role.SUPERVISOR, "team": Role.AGENT}
    told: dict[str, Any] = {"cases": Case.objects.count()}
    for name, role in people.items():
        cookie = signed_in(User.objects.filter(role=role, username__startswith="person-").order_by("pk")[0])
        taken = sorted(_open(application, cookie) for _ in range(REPEATS + WARM))
        with application.counting() as queries:
            _open(application, cookie)
        told[name] = {"median": taken[len(taken) // 2], "best": taken[0], "queries": len(queries)}
    return told


def _open(application: Application, cookie: str) -> float:
    answer = application("GET", PATH, Cookie=cookie)
    assert answer.status == 200, (answer.status, answer.body.decode()[-1500:])
    assert answer.body.count(b'class="row') >= PAGE, "the page is not full"
    return answer.elapsed


def signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
