"""One process that serves: pages and API by Django's WSGI application in a few threads, the event stream natively."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from types import FrameType
from typing import NamedTuple

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from wuxing.desk.board.listening import STREAM_OF_SCREENS, screen_by
from wuxing.live.feeding import feeding
from wuxing.live.hub import Hub
from wuxing.live.stream import Stream
from wuxing.live.visitor import person_of
from wuxing.site.bodies import Application, Receive, Scope, Send, taken_in
from wuxing.site.loops import LOOPS, Worker, stop_all

GRACE = 2
"""Seconds that requests under way have on SIGTERM; event streams are ended at once."""
STREAM = "/stream/"

log = logging.getLogger(__name__)


class Parts(NamedTuple):
    """What this process does."""

    pages: bool = True
    stream: bool = True
    worker: bool = True


class Server(uvicorn.Server):
    """Uvicorn, which on leaving first says good-bye to pages with an open stream; it would wait for them."""

    hub: Hub
    on_ready: Callable[[], None]

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.on_ready()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.hub.close()
        await super().shutdown(sockets)


def serve(listening: socket, *, parts: Parts, on_ready: Callable[[], None]) -> int:
    """Serve on a socket until SIGTERM or Ctrl-C; `on_ready` is called when pages are answered."""
    server = server_of(parts, on_ready)
    settle()
    workers = [Worker(group) for group in LOOPS] if parts.worker else []
    signal.signal(signal.SIGTERM, _leave)
    try:
        for worker in workers:
            worker.start()
        asyncio.run(run_server(server, listening))
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        stop_all(workers, within=0.5)
        _end(0 if server.started else 1)
    return 0


def settle() -> None:
    """What a start loads stays: the pages before the first visitor asks for one, and out of the garbage collector's sight.

    A full collection would go through 168,000 objects, a tenth of a second, while somebody waits.
    """
    resolve("/")
    gc.collect()
    gc.freeze()


def server_of(parts: Parts, on_ready: Callable[[], None]) -> Server:
    """A server that is not running yet."""
    hub = Hub()
    server = Server(_configuration(application(hub, parts)))
    server.hub, server.on_ready = hub, on_ready
    return server


async def run_server(server: Server, listening: socket) -> None:
    """Serve on a socket until the server is told to exit. Pages without a stream hear who is there all the same.

    Every connection inherits that nothing waits: else the body of an answer would wait for the browser to acknowledge
    its head, which a kernel puts off by 40 ms (RFC 896 and RFC 1122, 4.2.3.2).
    """
    listening.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    async with feeding(server.hub):
        await server.serve([listening])


def application(hub: Hub, parts: Parts) -> Application:
    """The router: event streams here, everything else to Django."""
    people, screens = Stream(hub, person_of), Stream(hub, screen_by)
    pages = taken_in(WSGIMiddleware(get_wsgi_application(), workers=settings.THREADS), limit=settings.BODY_LIMIT)

    async def router(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif not scope["query_string"].isascii():
            await _not_here(send, 400)
        elif parts.stream and scope["path"] == STREAM:
            await people(scope, receive, send)
        elif parts.stream and scope["path"].startswith(STREAM_OF_SCREENS):
            await screens(scope, receive, send)
        elif parts.pages:
            await pages(scope, receive, send)
        else:
            await _not_here(send, 404)

    return router


def _configuration(app: Application) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.TRUSTED_PROXIES,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=GRACE,
    )


async def _not_here(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _end(code: int) -> None:
    """Leave now. Threads of requests that were cut off wait for an event loop that is gone: nobody may wait for them."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
