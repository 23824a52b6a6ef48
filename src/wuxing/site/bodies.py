"""Bodies of requests are taken in before a thread is asked: a slow sender holds a socket, never one of the few threads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

IN_MEMORY = 500_000
CHUNK = 64_000
SILENCE = 30.0
"""Seconds without a byte after which a sender is given up."""


def taken_in(application: Application, *, limit: int) -> Application:
    """The same application, with whole bodies; larger ones than `limit` bytes are refused with 413, stalled ones with 408."""

    async def with_body(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            return await application(scope, receive, send)
        if _length(scope) > limit:
            return await _refuse(send, 413)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                size = await _take_in(receive, body, limit)
            except TimeoutError:
                return await _refuse(send, 408)
            if size is None:
                return None  # the sender left
            if size > limit:
                return await _refuse(send, 413)
            body.seek(0)
            await application(scope, _replayed(body, size, receive), send)
        return None

    return with_body


async def _take_in(receive: Receive, body: SpooledTemporaryFile[bytes], limit: int) -> int | None:
    """Keep the body; its size, which may be above the limit, or None where the sender left."""
    size = 0
    while size <= limit:
        async with asyncio.timeout(SILENCE):
            message = await receive()
        if message["type"] == "http.disconnect":
            return None
        size += body.write(message.get("body", b""))
        if not message.get("more_body"):
            break
    return size


def _replayed(body: SpooledTemporaryFile[bytes], size: int, receive: Receive) -> Receive:
    left = size

    async def again() -> Message:
        nonlocal left
        if left < 0:
            return await receive()
        chunk = body.read(CHUNK)
        left = left - len(chunk) or -1
        return {"type": "http.request", "body": chunk, "more_body": left > 0}

    return again


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _length(scope: Scope) -> int:
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(said) if said.isdigit() else 0


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
