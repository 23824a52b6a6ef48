"""Open pages beside a server: the memory that they take while nothing happens, and how soon an event reaches them."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

import ready  # noqa: F401 - before any model
from wuxing.accounts.models import Role, User
from wuxing.live.bus import publish
from wuxing.live.hub import PER_VISITOR
from wuxing.site.server import Parts, run_server, server_of

EVENTS, PAUSE = 40, 0.25
CLIENT = Path(__file__).with_name("listening.py")


def streamed(pages: int) -> dict[str, Any]:
    """Open so many pages and tell all of them of so many events; MiB taken, milliseconds to each page, sorted."""
    subprocess.run([sys.executable, "-m", "wuxing", "migrate"], check=True, stdout=subprocess.DEVNULL)
    cookies = _cookies(pages)
    with serving() as port:
        _warm(port, cookies[0])
        before = _memory()
        with _client(port, cookies) as client:
            sleep(1)
            gc.collect()
            taken = _memory() - before
            told = _tell()
            heard = json.loads(client.stdout.readline())
    waits = sorted((instant - told[number]) * 1e3 for number, instants in heard.items() for instant in instants)
    return {"taken": taken, "waits": waits, "whole": before}


def _tell() -> dict[str, float]:
    told = {}
    for number in range(1, EVENTS + 1):
        told[str(number)] = monotonic()
        publish(f"C-{number}", ["company"], number, "message.customer")
        sleep(PAUSE)
    return told


def _cookies(pages: int) -> list[str]:
    """Of as many supervisors as are needed, who hear of every case."""
    cookies = []
    for number in range(-(-pages // PER_VISITOR)):
        user = User.objects.create_user(f"lead-{number}", name=f"Lead {number}", role=Role.SUPERVISOR)
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session.save()
        cookies += [f"{settings.SESSION_COOKIE_NAME}={session.session_key}"] * PER_VISITOR
    return cookies[:pages]


@contextmanager
def serving() -> Iterator[int]:
    """A server in this process; its port."""
    is_ready = threading.Event()
    server = server_of(Parts(worker=False), is_ready.set)
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        thread = threading.Thread(target=lambda: asyncio.run(run_server(server, listening)))
        thread.start()
        is_ready.wait(20)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


@contextmanager
def _client(port: int, cookies: list[str]) -> Iterator[Any]:
    command = [sys.executable, str(CLIENT), str(port), str(EVENTS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdin is not None and client.stdout is not None
        client.stdin.write("\n".join(cookies))
        client.stdin.close()
        assert client.stdout.readline() == "open\n"
        yield client


def _warm(port: int, cookie: str) -> None:
    """What the first stream loads is not what a page costs."""
    with socket.create_connection(("127.0.0.1", port)) as page:
        page.sendall(f"GET /stream/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        page.recv(1000)
    sleep(0.3)
    gc.collect()


def _memory() -> float:
    """MiB of this process that are in memory."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))
