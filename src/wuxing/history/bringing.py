"""Bringing a log in, saying how it is read, importing it, hiding it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.permissions import Act, require_may
from wuxing.core.source import Problems
from wuxing.history import importing
from wuxing.history.logs.fitting import require_columns
from wuxing.history.logs.intake import Intake
from wuxing.history.logs.mapping_file import SHIPPED, guess_mapping
from wuxing.history.logs.sources import Layout
from wuxing.history.logs.sources import Log as Source
from wuxing.history.models import Log
from wuxing.jobs.starting import start
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

LONGEST_NAME = 120
LONGEST_MAPPING = 200_000


class TooLarge(Refused):
    """An upload goes through the web server; a file in the folder does not."""

    code = "log-too-large"
    status = 413
    says = _(
        "The file is larger than %(limit)s MB. Put it into the folder %(folder)s on the server, then choose it here."
    )


class NoSuchFile(Refused):
    """What was chosen is not in the folder."""

    code = "no-such-log"
    status = 404
    says = _("There is no file %(name)s in the folder %(folder)s. Look at its name, then choose again.")


class NoMapping(Refused):
    """Without a mapping nothing can be read."""

    code = "no-mapping"
    says = _("Nothing says yet how this log is read. Choose its columns, or a mapping that comes with Wuxing.")


class ImportBegun(Refused):
    """What has landed in the ledger stays as it was read."""

    code = "import-begun"
    status = 409
    says = _(
        "The import of %(name)s has begun: how it is read stays as it is. To read it otherwise, bring the file in again."
    )


def upload(*, name: str, chunks: Iterable[bytes], by: Actor, at: datetime) -> Log:
    """Keep an uploaded file. Raises NotAllowed, TooLarge, and Problems where it is no log of a known format."""
    require_may(by, Act.WORK_WITH_HISTORY)
    log = _new(name, by=by, at=at)
    try:
        _keep(chunks, log.folder / log.name)
        return _known(log, log.folder / log.name, by=by, at=at)
    except BaseException:
        _forget(log)
        raise


def choose(*, name: str, by: Actor, at: datetime) -> Log:
    """Take a file that an operator put into the folder; it is read where it lies. Raises NotAllowed, NoSuchFile, Problems."""
    require_may(by, Act.WORK_WITH_HISTORY)
    if name not in incoming():
        raise NoSuchFile(name=name, folder=settings.INCOMING)
    log = _new(name, by=by, at=at)
    try:
        return _known(log, settings.INCOMING / name, by=by, at=at)
    except BaseException:
        _forget(log)
        raise


def incoming() -> list[str]:
    """The names of the files that wait in the folder."""
    folder = Path(settings.INCOMING)
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(each.name for each in found if each.is_file() and not each.name.startswith("."))


def set_mapping(*, log: Log, text: str, by: Actor, at: datetime) -> None:
    """Say how a log is read: a YAML text, which may still have mistakes. Raises NotAllowed, ImportBegun."""
    require_may(by, Act.WORK_WITH_HISTORY)
    with writing():
        log = Log.objects.select_for_update(of=("self",)).get(pk=log.pk)
        if has_begun(log):
            raise ImportBegun(name=log.name)
        log.mapping = text.replace("\r\n", "\n")[:LONGEST_MAPPING]
        log.save(update_fields=["mapping"])
        audit("log.mapped", f"log:{log.pk}", by=by, at=at)


def start_import(*, log: Log, by: Actor, at: datetime) -> Log:
    """Import a log as a job. Raises NotAllowed, NoMapping, ImportBegun, and Problems where the mapping does not fit."""
    require_may(by, Act.WORK_WITH_HISTORY)
    if log.state not in (Log.State.NEW, Log.State.STOPPED):
        raise ImportBegun(name=log.name)
    if not log.mapping.strip():
        raise NoMapping
    mapping = importing.mapping_of(log)
    require_columns(Source(log.source_path, mapping.layout), mapping, Intake(mapping).columns.wanted)
    with writing():
        log = Log.objects.select_for_update(of=("self",)).get(pk=log.pk)
        if log.state not in (Log.State.NEW, Log.State.STOPPED):
            raise ImportBegun(name=log.name)
        log.job = start(importing.KIND, {"log": log.pk}, by=by, at=at)
        log.save(update_fields=["job"])
        audit("log.import_started", f"log:{log.pk}", by=by, at=at)
    return log


def hide(*, log: Log, is_hidden: bool, by: Actor, at: datetime) -> None:
    """Take a log out of the lists, or back into them. Its cases stay in the ledger, which forgets nothing."""
    require_may(by, Act.WORK_WITH_HISTORY)
    with writing():
        Log.objects.filter(pk=log.pk).update(hidden_at=at if is_hidden else None)
        audit("log.hidden" if is_hidden else "log.shown", f"log:{log.pk}", by=by, at=at)


def has_begun(log: Log) -> bool:
    """Whether anything of it may have landed: from then on its mapping stays."""
    return log.state in (Log.State.IMPORTING, Log.State.READY) or log.events_path.exists()


def _new(name: str, *, by: Actor, at: datetime) -> Log:
    plain = "".join(each for each in Path(name.replace("\\", "/")).name if each.isprintable())
    plain = plain[-LONGEST_NAME:].lstrip(".") or "log.csv"
    with writing():
        log = Log.objects.create(name=plain, source="", size=0, by=by.id, added_at=at)
    shutil.rmtree(
        log.folder, ignore_errors=True
    )  # of a database that was set back: this number stands for nothing else
    log.folder.mkdir(parents=True)
    return log


def _keep(chunks: Iterable[bytes], path: Path) -> None:
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.BODY_LIMIT:
                raise TooLarge(limit=settings.BODY_LIMIT // 1_000_000, folder=settings.INCOMING)
            file.write(chunk)


def _known(log: Log, path: Path, *, by: Actor, at: datetime) -> Log:
    """The log with what its columns give away. Raises Problems where it is none."""
    Source(path, Layout())  # refuses what is no log, before anybody maps it
    log.source, log.size = str(path.relative_to(settings.HOME)), path.stat().st_size
    log.mapping_name = _guess(path)
    if log.mapping_name:
        log.mapping = (SHIPPED / f"{log.mapping_name}.yaml").read_text(encoding="utf-8")
    with writing():
        log.save()
        audit("log.added", f"log:{log.pk}", by=by, at=at, detail={"name": log.name, "size": log.size})
    return log


def _guess(path: Path) -> str:
    try:
        return guess_mapping(path) or ""
    except Problems:
        return ""


def _forget(log: Log) -> None:
    """What could not be read was never there."""
    shutil.rmtree(log.folder, ignore_errors=True)
    with writing():
        log.delete()
