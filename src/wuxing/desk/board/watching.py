"""Who watches a board asks after every change, two hundred at once: who asked a moment ago is known by one question.

To read session, person and teams again took ten times as long as the answer, which all who watch the same share.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from wuxing.accounts.models import AuditRow, User

Answer = Callable[[HttpRequest], HttpResponse]

LIFE = 60.0
"""Seconds after which somebody is looked up again, changed or not."""
MOST = 1_000
PAGES = "desk:board-figures", "desk:wall-figures"
AUDITED = f'SELECT MAX(id) FROM "{AuditRow._meta.db_table}"'
STILL = f"""
    SELECT password, language, ({AUDITED}) FROM "{User._meta.db_table}" WHERE id = %s AND is_active AND EXISTS
    (SELECT 1 FROM "{Session._meta.db_table}" WHERE session_key = %s AND expire_date > %s)
"""
"""What of a person changes with what he may see: every change of rights, teams and roles is audited."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who may see what he asked for, how that is answered, and what was so when he was looked up."""

    person: int
    password: str
    language: str
    audited: int | None
    answer: Answer
    until: float

    def is_still(self, session: str) -> bool:
        """Whether nothing has changed since: signed in, the same password, and nobody's rights."""
        if monotonic() > self.until:
            return False
        with connection.cursor() as cursor:
            now = connection.ops.adapt_datetimefield_value(timezone.now())
            cursor.execute(STILL, [self.person, session, now])
            return bool(cursor.fetchone() == (self.password, self.language, self.audited))


class Watchers:
    """Those who asked lately, by session and address."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Watcher] = OrderedDict()
        self._lock = Lock()

    def known(self, session: str, address: str) -> Watcher | None:
        """Who asked for the same in the same session, if nothing has changed since."""
        watcher = self._known.get((session, address))
        return watcher if watcher and watcher.is_still(session) else None

    def keep(self, session: str, address: str, watcher: Watcher) -> None:
        """Know somebody from now on."""
        with self._lock:
            self._known[session, address] = watcher
            self._known.move_to_end((session, address))
            while len(self._known) > MOST:
                self._known.popitem(last=False)

    def forget(self) -> None:
        """Nobody has asked yet: in tests, where the world begins anew."""
        self._known.clear()


WATCHERS = Watchers()


def known_watchers(answer: Answer) -> Answer:
    """Answer those who are known here; all others go on, and are known if the view says how they are answered."""
    pages = frozenset(map(reverse, PAGES))

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session.session_key
        if request.method != "GET" or session is None or request.path_info not in pages:
            return answer(request)
        address = request.get_full_path()
        if known := WATCHERS.known(session, address):
            with translation.override(known.language):
                return known.answer(request)
        audited = _audited()
        response = answer(request)
        if isinstance(user := request.user, User) and (watched := getattr(request, "watched", None)):
            watcher = Watcher(user.pk, user.password, user.language, audited, watched, monotonic() + LIFE)
            WATCHERS.keep(session, address, watcher)
        return response

    return middleware


def _audited() -> int | None:
    """The last change of a person that is on record; asked before he is looked up, so that none comes between."""
    with connection.cursor() as cursor:
        cursor.execute(AUDITED)
        last: int | None = cursor.fetchone()[0]
        return last
