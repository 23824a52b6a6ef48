"""One file that holds everything: the database as of one instant, attachments, histories, the secret, and a manifest.

Safe while the server runs: SQLite's own backup reads one snapshot beside the writers, and attachments are stored before
the rows that name them, so packing them afterwards misses none.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from wuxing import __version__
from wuxing.core.source import Refusal
from wuxing.site.tables import sqlite_file

MANIFEST, SECRET, SQLITE, POSTGRES = "manifest.json", "secret", "wuxing.sqlite3", "wuxing.dump"


def folders() -> Mapping[str, Path]:
    """The folders of the data folder that are packed. What is exported of the live ledger is in the database."""
    history = Path(settings.HISTORY)
    return {
        "attachments": settings.ATTACHMENTS,
        "history/logs": history / "logs",
        "history/replays": history / "replays",
    }


def make(path: Path, at: datetime) -> Mapping[str, Any]:
    """Write a backup; its manifest. The file appears when it is whole, readable by this user only."""
    if path.exists():
        raise Refusal("file-exists", f"{path} 已存在。换一个文件名。", f"{path} exists. Choose another name.")
    if not path.parent.is_dir():
        raise Refusal(
            "no-folder", f"目录 {path.parent} 不存在。先建立它。", f"There is no folder {path.parent}. Make it first."
        )
    part = path.with_name(f".{path.name}.part")
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".wuxing-backup-") as scratch:
            manifest = _write(part, _dumped(Path(scratch)), at)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def sha256_of(path: Path) -> str:
    """The fingerprint of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tool(name: str) -> str:
    """A program of PostgreSQL's client. Raises Refusal where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise Refusal(
            "no-client",
            f"缺少 {name}。安装与服务器同版本的 PostgreSQL 客户端，例如：apt-get install postgresql-client",
            f"{name} is missing. Install PostgreSQL's client of the server's version, e.g. apt-get install postgresql-client",
        )
    return found


def run_tool(*command: str) -> None:
    """Run a program of PostgreSQL's client; its own words where it fails."""
    done = subprocess.run(command, env=_client_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(
            "client-failed",
            f"{Path(command[0]).name}：{done.stderr.strip()}",
            f"{Path(command[0]).name}: {done.stderr.strip()}",
        )


def checked_sqlite(file: Path) -> int:
    """The number of events in a database file that is whole. Raises Refusal where it is damaged."""
    with closing(sqlite3.connect(file)) as database:
        said = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok" or database.execute("PRAGMA foreign_key_check").fetchone():
            raise Refusal("damaged", f"数据库已损坏：{said}", f"The database is damaged: {said}")
        return int(database.execute("SELECT count(*) FROM ledger_event").fetchone()[0])


def _dumped(scratch: Path) -> Path:
    if not settings.IS_SQLITE:
        target = scratch / POSTGRES
        run_tool(tool("pg_dump"), "--format=custom", f"--file={target}", "--no-owner", "--no-privileges")
        return target
    target = scratch / SQLITE
    with (
        closing(sqlite3.connect(sqlite_file())) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)  # in one step: writers go on, the copy is of one instant
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    checked_sqlite(target)
    return target


def _write(part: Path, database: Path, at: datetime) -> Mapping[str, Any]:
    files: dict[str, str] = {}
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w") as tar:
            for name, file in _packed(database):
                files[name] = _add(tar, name, file)
            manifest = {
                "wuxing": __version__,
                "made_at": at.isoformat(timespec="seconds"),
                "database": "sqlite" if settings.IS_SQLITE else "postgresql",
                "migrations": sorted(
                    f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
                ),
                "files": files,
            }
            _add_bytes(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        raw.flush()
        os.fsync(raw.fileno())
    return manifest


def _packed(database: Path) -> Iterator[tuple[str, Path]]:
    yield database.name, database
    if (secret := settings.HOME / "secret").exists():
        yield SECRET, secret
    for name, folder in folders().items():
        for file in sorted(folder.rglob("*")):
            inside = file.relative_to(folder)
            if file.is_file() and not any(part.startswith(".") for part in inside.parts):  # hidden: being written
                yield f"{name}/{inside.as_posix()}", file


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    entry = tar.gettarinfo(path, arcname=name)
    entry.mode, entry.uid, entry.gid, entry.uname, entry.gname = 0o600, 0, 0, "", ""
    with path.open("rb") as file:
        tar.addfile(entry, file)
    return sha256_of(path)


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def _client_environment() -> dict[str, str]:
    """The address of the database, and never on a command line, where others could read the password."""
    given = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {**os.environ, **{names[name]: str(given[name]) for name in names if given.get(name)}}
