"""The command line knows what is published in the database, after paths and shipped packs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from publications.hotline import hotline

PUBLISH = """
import django, sys
django.setup()
from wuxing.accounts.actors import SYSTEM
from wuxing.standards.publishing import publish
from publications.hotline import at
for text in sys.stdin.read().split("\\f"):
    publish(text, by=SYSTEM, at=at("2026-01-01"))
"""
TESTS = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two versions of the hotline standard."""
    folder = tmp_path_factory.mktemp("home")
    run(folder, "-m", "wuxing", "migrate")
    run(folder, "-c", PUBLISH, given="\f".join([hotline("1", limit="8 h"), hotline("2", limit="4 h")]))
    return folder


def run(home: Path, *command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "WUXING_DATABASE_URL"}
    environment = {
        **kept,
        "WUXING_HOME": str(home),
        "PYTHONPATH": str(TESTS),
        "DJANGO_SETTINGS_MODULE": "wuxing.site.settings",
    }
    return subprocess.run(
        [sys.executable, *command], env=environment, input=given, capture_output=True, text=True, check=False
    )


def test_a_published_standard_is_named_like_a_pack(home: Path) -> None:
    shown = run(home, "-m", "wuxing", "standard", "show", "hotline@1", "--lang", "en")

    assert shown.stdout.startswith("Hotline standard  hotline@1\n"), shown.stderr


def test_without_a_version_the_latest_is_meant_and_both_can_be_compared(home: Path) -> None:
    told = run(home, "-m", "wuxing", "standard", "diff", "hotline@1", "hotline", "--lang", "en")

    assert "§1.1 Solved: stricter  8 h → 4 h  Repair" in told.stdout, told.stderr


def test_its_text_is_given_byte_for_byte(home: Path) -> None:
    assert run(home, "-m", "wuxing", "standard", "show", "hotline@1", "--text").stdout == hotline("1", limit="8 h")


def test_a_name_that_is_nowhere_is_refused_as_before(home: Path) -> None:
    done = run(home, "-m", "wuxing", "standard", "show", "hotlime", "--lang", "en")

    assert done.returncode == 1 and "There is no such standard." in done.stderr
