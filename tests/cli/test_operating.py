"""What an operator does: migrate, run, backup, restore, doctor, password, ledger verify; as a user calls them."""

import json
import sqlite3
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from serving import POSTGRES, Server, free_port, serving, world

pytestmark = pytest.mark.database

OPEN_CASES = """
    from datetime import UTC, datetime
    from pathlib import Path
    from django.conf import settings
    import made
    from wuxing.cases.attachments import Upload
    from wuxing.cases.messages import note
    made.standard()
    for _ in range(3):
        case = made.case()
    note(ref=case.ref, body="see the picture", files=(Upload("a.txt", b"as it was"),), by=made.SYSTEM, at=made.NOON)
    log = settings.HISTORY / "logs" / "1"
    log.mkdir(parents=True, exist_ok=True)
    (log / "events.parquet").write_text("what happened")
    result = case.ref
"""
COUNT = """
    from django.conf import settings
    from wuxing.cases.attachments import open_file
    from wuxing.cases.models import Attachment, Case
    from wuxing.ledger.models import Event
    result = [Case.objects.count(), Event.objects.count(), [open_file(each).read().decode() for each in Attachment.objects.all()]]
    result += [each.read_text() for each in settings.HISTORY.rglob("*.parquet")]
"""


@contextmanager
def place(home: Path) -> Iterator[Server]:
    """A migrated, empty world without a running server."""
    home.mkdir()
    with world(home) as environment:
        yield Server({**environment, "PYTHONPATH": str(Path(__file__).parents[1])}, free_port())


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Server]:
    with place(tmp_path / "home") as server:
        yield server


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A world with cases, which tests only read."""
    with place(tmp_path_factory.mktemp("filled") / "home") as server:
        server.python(OPEN_CASES)
        yield server


@pytest.fixture(scope="module")
def kept(filled: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of that world."""
    return backed_up(filled, tmp_path_factory.mktemp("backup") / "wuxing.tar")


def backed_up(server: Server, path: Path) -> Path:
    done = server.wuxing("backup", str(path))
    assert done.returncode == 0, done.stderr
    return path


def test_a_backup_brings_everything_back(filled: Server, kept: Path, here: Server) -> None:
    done = here.wuxing("restore", str(kept), "--force", "--lang", "en")

    assert done.returncode == 0, done.stderr
    assert here.python(COUNT) == filled.python(COUNT)
    assert here.wuxing("ledger", "verify").returncode == 0
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_used_home_is_not_overwritten_unless_forced_and_then_kept_aside(kept: Path, here: Server) -> None:
    here.python(OPEN_CASES)
    here.python("import made\nmade.case()")

    refused = here.wuxing("restore", str(kept), "--lang", "en")
    assert (refused.returncode, "--force" in refused.stderr) == (1, True)
    assert here.python(COUNT)[0] == 4

    done = here.wuxing("restore", str(kept), "--force")
    assert (done.returncode, here.python(COUNT)[0]) == (0, 3)
    assert list(Path(here.environment["WUXING_HOME"]).glob("before-*/*"))


def test_a_backup_is_whole_while_others_write(here: Server, tmp_path: Path) -> None:
    here.python(OPEN_CASES)
    writing = threading.Thread(target=here.python, args=["import made\nfor _ in range(60): made.case()"])
    writing.start()
    file = backed_up(here, tmp_path / "wuxing.tar")
    writing.join()

    assert here.wuxing("restore", str(file), "--force").returncode == 0
    assert here.wuxing("ledger", "verify").returncode == 0


@pytest.mark.parametrize("harm", ["cut", "changed", "no manifest", "no archive", "missing"])
def test_a_damaged_backup_changes_nothing(filled: Server, kept: Path, tmp_path: Path, harm: str) -> None:
    content = kept.read_bytes()
    harmed = {
        "cut": content[: len(content) // 2],
        "changed": content.replace(b"as it was", b"as it is!"),
        "no manifest": content.replace(b"manifest.json", b"manifesto.son"),
        "no archive": b"x" * 1000,
    }
    if harm in harmed:
        (tmp_path / "harmed.tar").write_bytes(harmed[harm])

    done = filled.wuxing("restore", str(tmp_path / "harmed.tar"), "--force", "--lang", "en")

    assert (done.returncode, "no whole backup" in done.stderr) == (1, True)
    assert filled.python(COUNT)[0] == 3


def test_a_backup_of_a_later_version_is_refused(filled: Server, kept: Path, tmp_path: Path) -> None:
    with tarfile.open(kept) as tar:
        tar.extractall(tmp_path / "packed")
    manifest = tmp_path / "packed" / "manifest.json"
    told = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**told, "migrations": [*told["migrations"], "cases.9999_later"]}))
    with tarfile.open(tmp_path / "later.tar", "w") as tar:
        tar.add(tmp_path / "packed", arcname="", recursive=True)

    done = filled.wuxing("restore", str(tmp_path / "later.tar"), "--force", "--lang", "en")

    assert "Upgrade Wuxing first" in done.stderr


def test_a_backup_overwrites_no_file(filled: Server, kept: Path, tmp_path: Path) -> None:
    assert filled.wuxing("backup", str(kept)).returncode == 1
    assert filled.wuxing("backup", str(tmp_path / "nowhere" / "x.tar")).returncode == 1


def test_who_lost_the_password_gets_another(here: Server) -> None:
    here.python("import made\nmade.user(username='lin')")

    word = here.wuxing("password", "lin", "--lang", "en").stdout.split()[-1]

    check = "from wuxing.accounts.models import User\nresult = User.objects.get(username='lin').check_password(word)"
    assert here.python(check, word=word) is True
    assert "nobody" in here.wuxing("password", "nobody", "--lang", "en").stderr


def test_the_ledger_is_verified_and_a_change_behind_its_back_is_found(here: Server) -> None:
    here.python(OPEN_CASES)
    assert json.loads(here.wuxing("ledger", "verify", "--json").stdout)["ok"] is True

    here.python("from wuxing.cases.models import Case\nCase.objects.filter(pk=1).update(urgency='major')")

    done = here.wuxing("ledger", "verify", "--lang", "en")
    assert (done.returncode, "urgency" in done.stderr) == (1, True)


def test_a_sick_installation_is_told_line_by_line(here: Server) -> None:
    found = json.loads(here.wuxing("doctor", "--json").stdout)

    unwell = {each["name"] for each in found["findings"] if not each["ok"]}
    assert {"standard", "administrators"} <= unwell
    assert not {"database", "tables", "folders", "disk space", "time", "mail"} & unwell
    assert here.wuxing("doctor").returncode == 1


def test_a_fresh_start_is_well_and_can_be_signed_in_to(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert "admin" in server.log.read_text()
        done = server.wuxing("doctor", "--lang", "en")

    assert (done.returncode, "not ok" in done.stdout) == (0, False), done.stdout


def test_an_unreachable_mail_server_is_told(here: Server) -> None:
    here.environment["WUXING_EMAIL_URL"] = f"smtp://localhost:{free_port()}"

    found = json.loads(here.wuxing("doctor", "--json").stdout)["findings"]

    assert "WUXING_EMAIL_URL" in next(each["en"] for each in found if each["name"] == "mail" and not each["ok"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WUXING_BASE_URL", "service.example.com"),
        ("WUXING_DATABASE_URL", "mysql://x/y"),
        ("WUXING_EMAIL_URL", "pop3://x"),
        ("WUXING_THREADS", "many"),
        ("WUXING_TIME_ZONE", "Mars/Olympus"),
        ("WUXING_LOG", "loud"),
        ("WUXING_HOME", "/dev/null/home"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(here: Server, name: str, value: str) -> None:
    here.environment[name] = value

    done = here.wuxing("migrate", "--lang", "en")

    assert (done.returncode, name in done.stderr, "Traceback" in done.stderr) == (1, True, False), done.stderr


def test_tables_of_another_version_are_refused(here: Server) -> None:
    here.python(
        "from django.core.management import call_command\ncall_command('migrate', 'sessions', 'zero', verbosity=0)"
    )

    assert "wuxing migrate" in here.wuxing("password", "x", "--lang", "en").stderr
    assert here.wuxing("migrate").returncode == 0


@pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL takes several processes")
@pytest.mark.parametrize("word", ["web", "worker", "stream"])
def test_sqlite_takes_one_process(here: Server, word: str) -> None:
    assert "wuxing run" in here.wuxing(word, "--lang", "en").stderr


@pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL takes several processes")
def test_a_second_server_on_one_home_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        done = server.wuxing("run", "--port", str(free_port()), "--lang", "en")
        restoring = server.wuxing("restore", "x.tar", "--force", "--lang", "en")

    assert (done.returncode, "Another process uses" in done.stderr) == (1, True)
    assert "Another process uses" in restoring.stderr


@pytest.mark.skipif(bool(POSTGRES), reason="SQLite's file")
def test_a_damaged_database_is_told(here: Server) -> None:
    file = Path(here.environment["WUXING_HOME"]) / "wuxing.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    content[8192:40_960] = b"\x07" * 32_768
    file.write_bytes(content)

    assert "not ok" in here.wuxing("doctor", "--lang", "en").stdout
    assert here.wuxing("backup", f"{file}.tar").returncode == 1


def test_the_ledger_is_exported_by_month_and_the_files_are_compared_with_it(here: Server) -> None:
    here.python(OPEN_CASES)
    told = json.loads(here.wuxing("ledger", "export", "--json").stdout)
    assert (told["cases"], len(told["written"])) == (3, 1)

    next(Path(told["folder"]).glob("*.parquet")).unlink()

    done = here.wuxing("ledger", "export", "--verify", "--lang", "en")
    assert (done.returncode, "The file is missing." in done.stderr) == (1, True)
