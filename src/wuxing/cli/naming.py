"""What a standard's name means on the command line: a path, else a shipped pack, else one published in the database.

The database is asked only for a name that is neither, and only where there is one: everything else stays quick.
"""

from __future__ import annotations

import os
from pathlib import Path

from wuxing.core.source import Problems, Refusal
from wuxing.core.standard.document import Standard
from wuxing.core.standard.reading import IDENTIFIER
from wuxing.packs.finding import find_standard, load_standard


def standard_named(name: str) -> Standard:
    """The standard that a name means. Raises Problems."""
    try:
        return load_standard(name)
    except Problems as problems:
        published = _published(name, problems)
        if published is None:
            raise
        return published[0]


def text_named(name: str) -> str:
    """The text that a name means, as written. Raises Problems."""
    try:
        return find_standard(name).text
    except Problems as problems:
        published = _published(name, problems)
        if published is None:
            raise
        return published[1]


def _published(name: str, problems: Problems) -> tuple[Standard, str] | None:
    """What is published under a name, the latest where no version is given; None where there is nothing to ask."""
    is_unknown = any(problem.code == "no-standard" for problem in problems.found)
    if not is_unknown or not IDENTIFIER.fullmatch(name.partition("@")[0]) or not _has_database():
        return None
    from wuxing.cli.database import database

    try:
        with database():
            return _latest(name)
    except Refusal:  # no database that could be used: the name is as unknown as before
        return None


def _latest(name: str) -> tuple[Standard, str] | None:
    from wuxing.standards.models import Publication
    from wuxing.standards.texts import standard_in

    wanted, _, version = name.partition("@")
    rows = Publication.objects.filter(name=wanted, **({"version": version} if version else {}))
    found = rows.order_by("-effective_at", "-id").first()
    return (standard_in(found), bytes(found.text).decode()) if found else None


def _has_database() -> bool:
    home = Path(os.environ.get("WUXING_HOME") or Path.home() / ".wuxing")
    return bool(os.environ.get("WUXING_DATABASE_URL")) or (home / "wuxing.sqlite3").is_file()
