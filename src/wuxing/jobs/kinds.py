"""Which kinds of jobs there are. The capabilities above declare theirs; the site puts them together once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from wuxing.accounts.actors import Actor
from wuxing.accounts.permissions import Act, may
from wuxing.core.source import Text

Params = Mapping[str, Any]


class Cancelled(Exception):
    """Somebody asked the job to stop. A runner lets it through: what it holds open is closed on the way."""


class Progress(Protocol):
    """Tells how far a job is; `says` what it is at. Raises Cancelled when asked to stop. Cheap: call it often."""

    def __call__(self, done: int, total: int, says: Text | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Task:
    """What a runner gets: the job's number and params, who started it and when, and where to tell progress."""

    job_id: int
    params: Params
    by: Actor
    at: datetime
    progress: Progress


Runner = Callable[[Task], Mapping[str, Any]]
"""Does the work and returns what is kept as the job's result (JSON). May run again after a kill: it begins anew."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job: what does it, what it is called, where its page is, and whose act it is.

    Without an act it is its starter's alone: everybody may start one, and nobody else sees or stops it.
    `ended`, where given, hears of the end of a job in the transaction that writes it down.
    """

    runner: Runner
    title: Callable[[Params], Text]
    address: Callable[[Params], str]
    act: Act | None
    ended: Callable[[int, Params, str], None] | None = None


def may_have(kind: Kind, starter: str, by: Actor) -> bool:
    """Whether somebody may see and stop a job of this kind that `starter` started."""
    return may(by, kind.act) if kind.act else by.id == starter


_kinds: dict[str, Callable[[], Kind]] = {}


def register(kinds: Mapping[str, Callable[[], Kind]]) -> None:
    """Take over the table of kinds, each told when it is asked for. Called once, by the site."""
    _kinds.clear()
    _kinds.update(kinds)


def kind_called(name: str) -> Kind:
    """A kind by its name. Raises LookupError where the table has none of this name."""
    if name not in _kinds:
        raise LookupError(f"no job is called {name}")
    return _kinds[name]()
