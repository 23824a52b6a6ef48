"""What every test stands on: a data folder of its own, set before Django reads it, and a database that is real.

On SQLite the database is a file, so that threads, processes and transactions are what they are in service. Tests that
use it carry the mark `database`; `make suite` runs these again on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

HOME = Path(tempfile.mkdtemp(prefix="wuxing-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
if "TEST_RUN" not in os.environ:  # a folder that all processes of one run share; the first of them makes and removes it
    os.environ["TEST_RUN"] = tempfile.mkdtemp(prefix="wuxing_run_")
    atexit.register(shutil.rmtree, os.environ["TEST_RUN"], ignore_errors=True)
os.environ |= {"WUXING_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "wuxing.site.settings"}
for name in [name for name in os.environ if name.startswith("WUXING_")]:
    if name not in ("WUXING_HOME", "WUXING_DATABASE_URL"):
        del os.environ[name]  # what the developer's shell says must not change an answer

import django  # noqa: E402
import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from playwright.sync_api import expect  # noqa: E402

from telling import TOLD, Tell  # noqa: E402

expect.set_options(timeout=20_000)  # ms that a busy machine may take
hypothesis.settings.register_profile("suite", deadline=None)  # a busy machine is no failure; speed is for `make bench`
hypothesis.settings.load_profile("suite")

USES_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "admin_client", "served"}


def pytest_configure(config: pytest.Config) -> None:
    """Django is ready before the first test is read, and its data folder is nobody else's."""
    assert str(settings.HOME) == str(HOME)
    config.addinivalue_line("markers", "database: uses the database; runs on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "browser: drives Chromium")
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(HOME / "test.sqlite3")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slowness is for attackers
    settings.EMAIL_FILE_PATH = HOME / "mail"
    settings.WHITENOISE_AUTOREFRESH = (
        True  # a test client builds its middleware anew: it must not list every file for that
    )
    django.setup()
    _let_tests_empty_the_ledger()
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        # The processes that run the tests inherit this; pytest-django would read settings there before this file does,
        # and with them the data folder of this process: all of them would share it.
        del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Each process has a copy of a database that was migrated once: migrating takes ten seconds of a processor."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The copy, under the name that Django gives the database of this process."""
    from django.db import connection

    from serving import copy_template

    copy_template(connection.creation._get_test_db_name())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database. What takes minutes goes first: beside it, other processes do all the rest."""
    items.sort(key=lambda item: "kill" not in item.path.parts)
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & USES_DATABASE or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture
def told_at_the_end(record_property: Callable[[str, object], None]) -> Tell:
    """Tell whoever runs the suite what a test found, also when it passes."""
    return lambda line: record_property(TOLD, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was told."""
    for report in chain.from_iterable(terminalreporter.stats.values()):
        for name, line in getattr(report, "user_properties", ()):
            if name == TOLD and report.when == "call":
                terminalreporter.write_line(str(line))


def _let_tests_empty_the_ledger() -> None:
    """Between tests the tables are emptied: on SQLite by DELETE, which the triggers of the ledger refuse to everybody."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    operations = type(connection.ops)  # of every connection: beside an event loop, as a browser's, a thread has another
    sql_flush = operations.sql_flush

    def without_triggers(of: Any, *args: Any, **kwargs: Any) -> list[str]:
        with of.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger_%'")
            triggers = cursor.fetchall()
        return [
            *(f"DROP TRIGGER {name}" for name, _ in triggers),
            *sql_flush(of, *args, **kwargs),
            *(sql for _, sql in triggers),
        ]

    operations.sql_flush = without_triggers  # type: ignore[method-assign]
