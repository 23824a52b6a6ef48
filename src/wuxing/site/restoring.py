"""Bringing a backup back: everything is unpacked and checked beside the data before anything is replaced."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from wuxing.cases.attachments import path_of
from wuxing.cases.models import Attachment
from wuxing.core.source import Refusal
from wuxing.site.backups import (
    MANIFEST,
    POSTGRES,
    SECRET,
    SQLITE,
    checked_sqlite,
    folders,
    run_tool,
    sha256_of,
    tool,
)
from wuxing.site.tables import sqlite_file


class Restored(NamedTuple):
    """What came back. `put_aside` is where that is which was there before; `lost` are attachments that the backup lacks."""

    made_at: str
    put_aside: Path | None
    lost: int


def restore(path: Path, *, force: bool, at: datetime) -> Restored:
    """Restore a backup. Raises Refusal: not empty and not forced, damaged, of another database or a later version."""
    is_used = _is_used()
    if is_used and not force:
        raise Refusal(
            "not-empty",
            f"{settings.HOME} 里已有数据。换一个 WUXING_HOME，或加 --force 覆盖。",
            f"There are data in {settings.HOME}. Choose another WUXING_HOME, or overwrite them with --force.",
        )
    with TemporaryDirectory(dir=settings.HOME, prefix=".restoring-") as scratch:
        unpacked = Path(scratch)
        manifest = _unpack(path, unpacked)
        _require_fitting(manifest)
        put_aside = settings.HOME / f"before-{at:%Y%m%d-%H%M%S}" if is_used else None
        _put_in_place(unpacked, put_aside)
    connection.close()
    lost = sum(not path_of(key).exists() for key in Attachment.objects.values_list("key", flat=True).iterator())
    return Restored(str(manifest["made_at"]), put_aside, lost)


def _is_used() -> bool:
    if any(any(folder.glob("*")) for folder in folders().values()):
        return True
    if settings.IS_SQLITE:
        file = sqlite_file()
        return file.exists() and file.stat().st_size > 0
    return bool(connection.introspection.table_names())


def _unpack(path: Path, into: Path) -> Mapping[str, Any]:
    """Unpack what the manifest names, and nothing else; every file as it was packed."""
    try:
        with tarfile.open(path) as tar:
            names = set(tar.getnames())
            content = tar.extractfile(MANIFEST) if MANIFEST in names else None
            if content is None:
                raise _damaged(path, MANIFEST)
            manifest: Mapping[str, Any] = json.load(content)
            for name, digest in manifest["files"].items():
                if name not in names:
                    raise _damaged(path, name)
                _extract(tar, name, into)
                if sha256_of(into / name) != digest:
                    raise _damaged(path, name)
    except Refusal:
        raise
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError) as error:
        raise _damaged(path, str(error)) from None
    return manifest


def _extract(tar: tarfile.TarFile, name: str, into: Path) -> None:
    """Write one packed file below a folder. Written by hand: Debian 12's tarfile knows no filter yet."""
    packed, target = tar.extractfile(name), (into / name).resolve()
    if packed is None or not target.is_relative_to(into.resolve()):
        raise ValueError(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file)


def _require_fitting(manifest: Mapping[str, Any]) -> None:
    kind = "sqlite" if settings.IS_SQLITE else "postgresql"
    if manifest["database"] != kind:
        raise Refusal(
            "other-database",
            f"备份来自 {manifest['database']}，当前数据库是 {kind}。检查 WUXING_DATABASE_URL。",
            f"The backup is of {manifest['database']}, this database is {kind}. Check WUXING_DATABASE_URL.",
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if set(manifest["migrations"]) - known:
        raise Refusal(
            "later-version",
            f"备份来自更新的版本（{manifest['wuxing']}）。先升级五星。",
            f"The backup is of a later version ({manifest['wuxing']}). Upgrade Wuxing first.",
        )


def _put_in_place(unpacked: Path, put_aside: Path | None) -> None:
    if put_aside:
        put_aside.mkdir(mode=0o700)
    if settings.IS_SQLITE:
        checked_sqlite(unpacked / SQLITE)
        file = sqlite_file()
        for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            _move(each, put_aside)
        shutil.move(unpacked / SQLITE, file)
    else:
        _restore_postgresql(unpacked / POSTGRES, put_aside)
    for name, folder in folders().items():
        _move(folder, put_aside)
        if (unpacked / name).exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(unpacked / name, folder)
    if (unpacked / SECRET).exists():
        _move(settings.HOME / SECRET, put_aside)
        shutil.move(unpacked / SECRET, settings.HOME / SECRET)


def _restore_postgresql(dump: Path, put_aside: Path | None) -> None:
    """All or nothing, in one transaction; what was there is dumped first."""
    if put_aside:
        run_tool(tool("pg_dump"), "--format=custom", f"--file={put_aside / POSTGRES}", "--no-owner", "--no-privileges")
    words = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    database = connection.settings_dict["NAME"]
    connection.close()
    run_tool(tool("pg_restore"), *words, f"--dbname={database}", str(dump))


def _move(path: Path, put_aside: Path | None) -> None:
    """Out of the way: to where the old data are kept, or gone where nothing of worth was there."""
    if not path.exists():
        return
    if put_aside:
        shutil.move(path, put_aside / path.name)
    elif path.is_dir():
        path.rmdir()
    else:
        path.unlink()


def _damaged(path: Path, what: str) -> Refusal:
    return Refusal(
        "damaged-backup",
        f"{path} 不是完整的备份（{what}）。换一份备份。",
        f"{path} is no whole backup ({what}). Take another one.",
    )
