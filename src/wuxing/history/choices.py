"""What can be asked of: a history and a standard, each by the key that stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wuxing.core.source import Text
from wuxing.core.standard.document import Class, Standard
from wuxing.history.events.extent import extent_of
from wuxing.history.events.file import Header
from wuxing.history.events.stream import read_header
from wuxing.history.live_files import read_manifest
from wuxing.history.models import Log
from wuxing.packs.finding import find_standard
from wuxing.packs.shipped import shipped
from wuxing.standards import drafting
from wuxing.standards.finding import shelf, standard_of
from wuxing.standards.models import Draft, Publication

LIVE = "live"
DRAFT = "draft:"


@dataclass(frozen=True)
class History:
    """A stretch of what happened: event files, `live` or one log.

    Our own cases are known as they were exported: `as_of` is that instant.
    """

    key: str
    name: str
    files: tuple[Path, ...]
    as_of: datetime | None = None

    @cached_property
    def events(self) -> int:
        """How many events it holds."""
        return sum(each.events for each in self._extents)

    @cached_property
    def last_at(self) -> int:
        """The horizon: its last instant, UTC seconds."""
        return max((each.last_at for each in self._extents if each.last_at is not None), default=0)

    @cached_property
    def header(self) -> Header:
        """What its source can tell of; every file of it says the same."""
        return read_header(self.files[-1])

    @property
    def fingerprint(self) -> list[Any]:
        """Changes whenever one of its files does."""
        return [[path.name, path.stat().st_size, path.stat().st_mtime_ns] for path in self.files]

    @cached_property
    def _extents(self) -> list[Any]:
        return [extent_of(path) for path in self.files]


def histories() -> Mapping[str, History]:
    """Every history there is, the company's own first."""
    own = tuple(sorted((Path(settings.HISTORY) / "live").glob("*.parquet")))
    found = [History(LIVE, str(_("Our own cases")), own, read_manifest().at)] if own else []
    found += [
        History(log.key, log.name, (log.events_path,))
        for log in Log.objects.shown().ready()
        if log.events_path.exists()
    ]
    return {each.key: each for each in found}


def standards() -> Mapping[str, Text]:
    """Every standard by its key, the newest publication first, then drafts, then what ships."""
    published = {issue.ref: Text(issue.ref, issue.ref) for issue in reversed(shelf().issues)}
    drafts = Draft.objects.filter(publication=None, withdrawn_at=None).order_by("-changed_at")
    open_drafts = {f"{DRAFT}{draft.pk}": Text(f"{draft}（草稿）", f"{draft} (draft)") for draft in drafts}
    packs = {f"{name}@{version}": Text(f"{name}@{version}", f"{name}@{version}") for name, version in shipped()}
    return {**published, **open_drafts, **{ref: text for ref, text in packs.items() if ref not in published}}


def standard_called(key: str) -> Standard:
    """The standard of a key of `standards`. Raises Problems where a draft has mistakes, and what finding raises."""
    if key.startswith(DRAFT):
        return drafting.standard_of(drafting.find(int(key.removeprefix(DRAFT))))
    return standard_of(key)


def text_called(key: str) -> str:
    """Its text."""
    if key.startswith(DRAFT):
        return drafting.text_of(drafting.find(int(key.removeprefix(DRAFT))))
    name, _at, version = key.partition("@")
    published = Publication.objects.filter(name=name, version=version).first()
    return bytes(published.text).decode() if published else find_standard(key).text


def classes_in(history: History, standard: Standard) -> Mapping[str, Mapping[str, Text]]:
    """The values of each dimension of class that leaves a choice, as the standard and the history call them."""
    found: dict[str, dict[str, Text]] = {name: dict(values) for name, values in standard.classes.items()}
    for name, values in history.header.classes.items():
        found.setdefault(name, {}).update({value: Text(text["zh"], text["en"]) for value, text in values.items()})
    return {name: values for name, values in found.items() if len(values) > 1}


def class_of(where: str) -> Class:
    """What `topic=logistics` keeps to; nothing where it is empty."""
    name, _is, value = where.partition("=")
    return {name: value} if value else {}


def first_of(keys: Sequence[str], wanted: str) -> str:
    """The wanted one where there is such, else the first; empty where there is none."""
    return wanted if wanted in keys else next(iter(keys), "")
