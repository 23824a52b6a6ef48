"""A real server for a test: a process of its own, on a data folder and a database of its own.

`with serving(tmp_path) as server:` starts `wuxing run`; `server.url` answers; `server.python(...)` runs code in its
world. On PostgreSQL (WUXING_DATABASE_URL) every server gets a fresh database of the same PostgreSQL.
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg

POSTGRES = os.environ.get("WUXING_DATABASE_URL", "")
START = 90.0  # seconds a busy machine may take


class Server:
    """A running server, and the world it runs in."""

    def __init__(self, environment: Mapping[str, str], port: int) -> None:
        self.environment = dict(environment)
        self.port = port
        self.url = f"http://localhost:{port}"
        self.log = Path(self.environment["WUXING_HOME"]) / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *words: str) -> None:
        """Start `wuxing run` (or other words) and wait until it answers."""
        self._launch(*(words or ("run",)), "--port", str(self.port))
        wait_for(self._answers, START, self.log)

    def start_worker(self) -> None:
        """Start `wuxing worker` and wait until it works."""
        self._launch("worker", "--lang", "en")
        wait_for(lambda: "The worker runs" in self.log.read_text(), START, self.log)

    def stop(self) -> float:
        """SIGTERM; seconds until the process was gone."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """`kill -9`."""
        self._end(signal.SIGKILL)

    def python(self, code: str, **values: Any) -> Any:
        """Run code beside the server, with Django ready and `values` known; what it puts into `result`."""
        program = "import django, json, sys\ndjango.setup()\nresult = None\nlocals().update(json.loads(sys.argv[1]))\n"
        program += f"{dedent(code)}\nprint('\\n' + json.dumps(result))"
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "wuxing.site.settings"}
        command = [sys.executable, "-c", program, json.dumps(values)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def wuxing(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the same world."""
        command = [sys.executable, "-m", "wuxing", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def session_of(self, username: str) -> str:
        """The cookie of a signed-in person, without the pages that lead there."""
        return str(self.python(SIGN_IN, username=username))

    def _launch(self, *words: str) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "wuxing", *words]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        try:
            return bool(urlopen(f"{self.url}/stream/", timeout=5))
        except URLError as error:
            return getattr(error, "code", None) in (401, 404)  # it answers

    def _end(self, number: int) -> float:
        if self.process is None or self.process.poll() is not None:
            return 0.0
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        return time.monotonic() - began


SIGN_IN = """
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from wuxing.accounts.models import User
    user, session = User.objects.get(username=username), SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    result = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
"""


@contextmanager
def serving(home: Path, *words: str, **environment: str) -> Iterator[Server]:
    """A server on an empty, migrated database in `home`; `environment` adds variables."""
    with world(home) as given:
        server = Server({**given, **environment}, free_port())
        server.start(*words)
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def world(home: Path) -> Iterator[dict[str, str]]:
    """The environment of processes that share a data folder and a migrated database, which is dropped afterwards."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WUXING_")}
    environment |= {"WUXING_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    if not POSTGRES:
        copy_template(str(home / "wuxing.sqlite3"))
        yield environment
        return
    name = f"wuxing_{secrets.token_hex(6)}"
    copy_template(name)
    try:
        yield {**environment, "WUXING_DATABASE_URL": _address(name)}
    finally:
        _on_postgres(f"DROP DATABASE {name} WITH (FORCE)")


def copy_template(name: str) -> None:
    """Make a migrated database, empty: the path of a file, or a name on PostgreSQL, where one of this name is replaced."""
    if not POSTGRES:
        shutil.copy(_template(), name)
        return
    _on_postgres(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {_template()}")


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(holds: Any, seconds: float, log: Path | None = None) -> None:
    """Until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, log.read_text() if log else "it did not happen"
        time.sleep(0.05)


@cache
def _template() -> str:
    """A migrated database to copy: the path of the file, or the name on PostgreSQL.

    Made once a test run, by the first process that needs it: migrating takes ten seconds of a processor.
    """
    folder = Path(os.environ["TEST_RUN"])
    name = f"wuxing_template_{folder.name.lower()}" if POSTGRES else str(folder / "template.sqlite3")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _migrate(name)
            (folder / "made").touch()
    return name


def _migrate(name: str) -> None:
    environment = dict(os.environ)
    if POSTGRES:
        _on_postgres(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    environment["WUXING_DATABASE_URL"] = _address(name) if POSTGRES else f"sqlite:///{name}"
    subprocess.run([sys.executable, "-m", "wuxing", "migrate"], env=environment, check=True, capture_output=True)


def _address(database: str) -> str:
    return urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{database}"))


def _on_postgres(*statements: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
