"""Logs for the tests of history: written by the test itself, or the real ones that lie beside the repository."""

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

SHARED_DATA = Path(__file__).parents[3] / "shared/data"


@pytest.fixture(scope="session")
def real_log() -> Callable[[str], Path]:
    """Find a log of ../shared/data; the test is skipped where it is not there, as in CI."""

    def find(name: str) -> Path:
        path = SHARED_DATA / name
        if not path.exists():
            pytest.skip(f"the real log {name} is not at {SHARED_DATA}")
        return path

    return find


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Write a CSV log: the names of the columns, then the rows."""

    def write(columns: Iterable[str], rows: Iterable[Iterable[str]], name: str = "log.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([list(columns), *rows])
        return path

    return write


@pytest.fixture
def write_json(tmp_path: Path) -> Callable[..., Path]:
    """Write a JSONL log; a text is written as it stands."""

    def write(*rows: dict[str, Any] | str, name: str = "log.jsonl") -> Path:
        path = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write
