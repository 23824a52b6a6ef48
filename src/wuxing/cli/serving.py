"""`wuxing run`, `web`, `worker`, `stream` and `migrate`: what serves."""

from __future__ import annotations

import os
import signal
import socket
from argparse import Namespace
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

from wuxing.cli.database import database, require_postgresql, tell_lines
from wuxing.cli.demo import in_lines, make_demo, tell_passwords
from wuxing.core.source import Refusal, Text

if TYPE_CHECKING:
    from wuxing.site.server import Parts


def run(options: Namespace) -> int:
    """Bring the tables up to date, make the demo where asked and nothing is there, and serve everything."""
    with opened(options.host, options.port) as listening:
        _tell_own_address(options)
        with database(migrated=False):
            from wuxing.site.alone import alone
            from wuxing.site.server import Parts

            with alone():
                passwords = _prepared(demo=options.demo)
                return _serve(listening, Parts(), passwords)


def web(options: Namespace) -> int:
    """Pages and API only."""
    return _part(options, pages=True)


def stream(options: Namespace) -> int:
    """The event stream only."""
    return _part(options, pages=False)


def worker(_: Namespace) -> int:
    """Deliveries, sweeping, duties and mail; as many of these as wanted."""
    with database():
        require_postgresql()
        from wuxing.site.loops import LOOPS, Worker, stop_all

        workers = [Worker(group) for group in LOOPS]
        ending = Event()
        signal.signal(signal.SIGTERM, lambda *_: ending.set())
        for each in workers:
            each.start()
        tell_lines(Text("后台处理已开始。按 Ctrl-C 结束。", "The worker runs. Ctrl-C ends it."))
        with suppress(KeyboardInterrupt):
            ending.wait()
        stop_all(workers, within=2.0)
    return 0


def migrate(_: Namespace) -> int:
    """Bring the tables of the database to this version."""
    with database(migrated=False):
        from wuxing.site import tables

        done = tables.migrate()
        many = len(done)
        tell_lines(
            Text(f"已完成 {many} 项结构更新。", f"{many} migrations done.")
            if many
            else Text("数据库结构已是最新。", "The tables are up to date.")
        )
    return 0


def opened(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises Refusal where the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Refusal(
            "no-port",
            f"地址 {host}:{port} 无法使用（{error.strerror}）。换一个端口：--port {port + 1}",
            f"The address {host}:{port} cannot be used ({error.strerror}). Choose another port: --port {port + 1}",
        ) from None
    return listening


def _part(options: Namespace, *, pages: bool) -> int:
    with opened(options.host, options.port) as listening, database():
        require_postgresql()
        from wuxing.site.server import Parts

        return _serve(listening, Parts(pages=pages, stream=not pages, worker=False), [])


def _prepared(*, demo: bool) -> list[str]:
    """One-time passwords of a first start; afterwards none."""
    from django.conf import settings
    from django.utils import timezone
    from django.utils.translation import gettext_lazy as _

    from wuxing.site import tables
    from wuxing.site.beginning import begin, is_new

    tables.migrate()
    if demo or settings.DEMO:
        return make_demo()
    if not is_new():
        return []
    return in_lines([(name, password, "", _("Administrator")) for name, password in begin(timezone.now()).items()])


def _serve(listening: socket.socket, parts: Parts, passwords: list[str]) -> int:
    from django.conf import settings

    from wuxing.site.server import serve

    def ready() -> None:
        tell_passwords(passwords)
        tell_lines(Text(f"五星已启动：{settings.BASE_URL}/", f"Wuxing is ready: {settings.BASE_URL}/"))

    return serve(listening, parts=parts, on_ready=ready)


def _tell_own_address(options: Namespace) -> None:
    """Where nobody said how the world calls this server, it is called by the port it was given."""
    os.environ.setdefault("WUXING_BASE_URL", f"http://localhost:{options.port}")
