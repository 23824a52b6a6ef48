"""Keys of integrations: made, shown once, recognised, withdrawn."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from time import monotonic

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import Team
from wuxing.accounts.permissions import Act, require_may
from wuxing.channels.models import ApiKey, Scope
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

BRAND = "wx"
REMEMBERED = 10.0
"""Seconds for which a process trusts what it read of a key: a withdrawn key works so long at most elsewhere."""
MOST_REMEMBERED = 1_000


class KeyIncomplete(Refused):
    code = "key-incomplete"
    says = _("A key needs a name and at least one right. Say who uses it and for what.")


class NoKey(Refused):
    code = "no-key"
    status = 404
    says = _("There is no such key, or it was withdrawn already.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new key is for."""

    name: str
    scopes: Sequence[str]
    team: Team | None = None
    speaker: str = ApiKey.Speaker.AGENT
    per_minute: int = 600


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that calls: its key as it was read, and the actor it is to the verbs."""

    key_id: int
    actor: Actor
    scopes: frozenset[str]
    per_minute: int


def make(wanted: Wanted, *, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """Make a key; its token is returned here and never again. Raises NotAllowed, KeyIncomplete."""
    require_may(by, Act.MANAGE_API_KEYS)
    scopes = [scope.value for scope in Scope if scope in wanted.scopes]
    if not wanted.name.strip() or not scopes or by.user is None:
        raise KeyIncomplete
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(30)
    token = f"{BRAND}_{prefix}_{secret}"
    with writing():
        key = ApiKey.objects.create(
            name=wanted.name.strip()[:80],
            prefix=prefix,
            hash=_hash(token),
            scopes=scopes,
            speaker=wanted.speaker,
            team=wanted.team,
            per_minute=wanted.per_minute,
            made_by=by.user,
            made_at=at,
        )
        detail = {"name": key.name, "scopes": scopes, "team": key.team_id, "speaker": key.speaker}
        audit("api_key.made", f"api_key:{key.pk}", by=by, at=at, detail=detail)
    return key, token


def revoke(key_id: int, *, by: Actor, at: datetime) -> ApiKey:
    """Withdraw a key for good. Raises NotAllowed, NoKey."""
    require_may(by, Act.MANAGE_API_KEYS)
    with writing():
        key = ApiKey.objects.select_for_update().filter(pk=key_id, revoked_at=None).first()
        if key is None:
            raise NoKey
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        audit("api_key.withdrawn", f"api_key:{key.pk}", by=by, at=at, detail={"name": key.name})
    _memory.forget()
    return key


def caller_of(token: str) -> Caller | None:
    """Who calls with a token; none where it is wrong or withdrawn."""
    if not token.startswith(f"{BRAND}_") or len(token) > 100:
        return None
    return _memory.recall(_hash(token))


def actor_of(key: ApiKey) -> Actor:
    """What a key is to the verbs: it sees its team's cases, or the company's."""
    keys = frozenset({f"team:{key.team_id}" if key.team_id else COMPANY})
    return Actor(f"key:{key.pk}", key.speaker, keys)


def _hash(token: str) -> str:
    # A random token of 240 bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(token.encode()).hexdigest()


class _Memory:
    """Keys read lately, by hash: a look-up costs as much as the rest of reading a case."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Caller]] = {}
        self._lock = Lock()

    def recall(self, digest: str) -> Caller | None:
        read_at, caller = self._known.get(digest, (0.0, None))
        if caller is not None and monotonic() - read_at < REMEMBERED:
            return caller
        return self._read(digest)

    def forget(self) -> None:
        with self._lock:
            self._known.clear()

    def _read(self, digest: str) -> Caller | None:
        key = ApiKey.objects.filter(hash=digest, revoked_at=None).first()
        with self._lock:
            if len(self._known) > MOST_REMEMBERED:
                self._known.clear()
            if key is None:
                self._known.pop(digest, None)
                return None
            caller = Caller(key.pk, actor_of(key), frozenset(key.scopes), key.per_minute)
            self._known[digest] = (monotonic(), caller)
        _note_use(key, timezone.localdate())
        return caller


def _note_use(key: ApiKey, today: date) -> None:
    """Once a day: what nobody uses any more can be withdrawn."""
    if key.last_used_on != today:
        with writing():
            ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)


_memory = _Memory()
