"""Open pages for tests: a server in this process on real sockets, and clients that read their stream."""

import asyncio
import http.client
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from wuxing.accounts.models import User
from wuxing.site.server import Parts, run_server, server_of


@contextmanager
def server_here(port: int = 0) -> Iterator[int]:
    """A server in a thread of this process, on any port or on one again; its port."""
    ready = threading.Event()
    server = server_of(Parts(worker=False), ready.set)
    with socket.create_server(("127.0.0.1", port)) as listening:
        thread = threading.Thread(target=lambda: asyncio.run(run_server(server, listening)))
        thread.start()
        assert ready.wait(10)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


@contextmanager
def buffering_proxy(port: int) -> Iterator[int]:
    """A proxy in front of a server that passes on the head of a stream and keeps the rest until its end; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve_behind, args=(listening, port), daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def _serve_behind(listening: socket.socket, port: int) -> None:
    with suppress(OSError):
        while True:
            page, _ = listening.accept()
            threading.Thread(target=_carry, args=(page, port), daemon=True).start()


def _carry(page: socket.socket, port: int) -> None:
    """One request and its answer; what begins as a stream of events is collected instead of passed on."""
    with page, socket.create_connection(("127.0.0.1", port)) as server, suppress(OSError):
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += page.recv(65536)
        server.sendall(
            re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", asked).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        )
        kept = b""
        while told := server.recv(65536):
            kept += told
            head, end, _body = kept.partition(b"\r\n\r\n")
            if end and b"text/event-stream" in head:
                page.sendall(head + end)
                while server.recv(65536):
                    pass
                return
        page.sendall(kept)


def cookie_of(user: User) -> str:
    """The session cookie of a person who signed in."""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Page:
    """One open page. `heard` are the events it has read."""

    def __init__(
        self, port: int, cookie: str = "", *, last_id: str = "", since: str = "", path: str = "/stream/"
    ) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        headers = {"Cookie": cookie, **({"Last-Event-ID": last_id} if last_id else {})}
        self.connection.request("GET", f"{path}{since and f'?since={since}'}", headers=headers)
        self.socket = self.connection.sock
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.hello = self.block() if self.status == 200 else {}

    def __enter__(self) -> "Page":
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.close()
        self.connection.close()

    def block(self) -> dict[str, str]:
        """The fields of the next event; empty when the stream ended. Raises TimeoutError."""
        fields: dict[str, str] = {}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(":")
            fields[name] = value.strip()
        return fields

    def silent(self, seconds: float = 0.4) -> bool:
        """Whether nothing comes within so many seconds. The stream cannot be read afterwards."""
        self.socket.settimeout(seconds)
        try:
            return not self.block()
        except TimeoutError:
            return True
