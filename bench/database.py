"""The databases that the product is measured on: each new, with a data folder of its own, named by the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KINDS = ("SQLite", "PostgreSQL")
TOOLS = Path(__file__).parents[1] / "tools"


@contextmanager
def database(kind: str, scratch: Path) -> Iterator[Path]:
    """An empty database for the steps run meanwhile; its data folder."""
    home = scratch / f"home-{kind}"
    home.mkdir(parents=True)
    with _address(kind, home) as url:
        before = dict(os.environ)
        os.environ |= {"WUXING_HOME": str(home), "WUXING_DATABASE_URL": url, "WUXING_LOG": "ERROR"}
        try:
            yield home
        finally:
            os.environ.clear()
            os.environ |= before


@contextmanager
def _address(kind: str, home: Path) -> Iterator[str]:
    if kind == "SQLite":
        yield f"sqlite:///{home}/wuxing.sqlite3"
        return
    sys.path.append(str(TOOLS))
    from with_postgres import postgres  # noqa: PLC0415 - reads PATH when it is imported

    with postgres() as url:
        yield url
