"""The event stream below `/stream/` (server-sent events), an ASGI application of its own: no thread, no query per page.

Ids only: `id: 812`, `event: case`, `data: {"ref": "C-1042", "kind": "message.customer"}`. `event: refetch` says that
what was missed cannot be told. A stream ends after some minutes and is asked for again, so that it holds today's rights.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from functools import lru_cache
from time import monotonic, time
from typing import Any
from urllib.parse import parse_qs

from wuxing.live.change import SOMETHING, Change
from wuxing.live.hub import Hub, Listener
from wuxing.live.visitor import LookUp, Scope, Visitor, threads

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT = 15.0
"""Seconds of silence after which a beat is sent: proxies cut what they think is dead."""
LIFE = (480.0, 720.0)
"""Seconds, drawn at random, after which a stream ends and the page asks again."""
SKEW = 2.0
"""Seconds by which clocks of two machines, or a slow answer, may differ."""
HELLO, BEAT = "event: hello\ndata: {}\n\n", "event: beat\ndata: {}\n\n"
"""What a page must hear at once, and then again and again: else something on the way keeps it from the page."""
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Stream:
    """The ASGI application; one for each process and each way of saying who one is."""

    def __init__(self, hub: Hub, look_up: LookUp) -> None:
        self._hub, self._look_up = hub, look_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one page until it leaves."""
        if scope["method"] != "GET":
            return await _refuse(send, 405)
        visitor = await asyncio.get_running_loop().run_in_executor(threads, self._look_up, scope)
        if visitor is None:
            return await _refuse(send, 401)
        if self._hub.is_full_for(visitor.id):
            return await _refuse(send, 429)
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await self._tell(visitor, _Asked(scope), receive, send)
        return None

    async def _tell(self, visitor: Visitor, asked: _Asked, receive: Receive, send: Send) -> None:
        listener = Listener(visitor.id, visitor.keys, knows_cases=visitor.knows_cases)
        self._hub.enter(listener)
        gone = asyncio.ensure_future(_left(receive))
        gone.add_done_callback(lambda _: listener.end())
        try:
            asked.catch_up(self._hub, listener)
            await _send(send, f"retry: {random.randint(1_000, 4_000)}\nid: {self._hub.last_id}\n{HELLO}")
            await _follow(listener, send)
            if not gone.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            self._hub.leave(listener)


class _Asked:
    """Where a page wants to go on: after a change that it saw, or since it was made."""

    __slots__ = ("last_id", "since")

    def __init__(self, scope: Scope) -> None:
        headers = dict(scope["headers"])
        query = parse_qs(scope["query_string"].decode("latin1"))
        self.last_id = _number(headers.get(b"last-event-id", b"").decode("latin1"))
        self.since = _number(query.get("since", [""])[0])

    def catch_up(self, hub: Hub, listener: Listener) -> None:
        if self.last_id is not None:
            hub.catch_up_after(listener, self.last_id)
        elif self.since is not None:
            hub.catch_up_since(listener, self.since - SKEW)


async def _left(receive: Receive) -> None:
    """Until the page is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _follow(listener: Listener, send: Send) -> None:
    ends_at = monotonic() + random.uniform(*LIFE)
    while not listener.ending:
        beats_at = min(monotonic() + HEARTBEAT, ends_at)
        try:
            async with asyncio.timeout(beats_at - monotonic()):
                await listener.wake.wait()
        except TimeoutError:
            if beats_at == ends_at:
                return
            await _send(send, BEAT)
            continue
        listener.wake.clear()
        if text := "".join(_written(listener)):
            await _send(send, text)


def _written(listener: Listener) -> Iterator[str]:
    if listener.missed:
        listener.missed = False
        yield "event: refetch\ndata: {}\n\n"
    while listener.waiting:
        yield _as_event(listener.waiting.popleft())


@lru_cache(maxsize=64)  # one change goes to many pages
def _as_event(change: Change) -> str:
    number = f"id: {change.id}\n" if change.id else ""
    if change.is_presence:
        return f"event: presence\ndata: {json.dumps({'ref': change.ref})}\n\n"
    if change.kind == SOMETHING:
        return f"{number}event: something\ndata: {{}}\n\n"
    data = {"ref": change.ref, "kind": change.kind} if change.ref else {"kind": change.kind}
    return f"{number}event: {'case' if change.ref else 'user'}\ndata: {json.dumps(data)}\n\n"


async def _send(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def now() -> float:
    """Seconds by which changes are kept and pages tell when they were made."""
    return time()
