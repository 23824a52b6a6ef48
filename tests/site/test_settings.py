"""Settings: safe behind TLS, and each wrong value stops the start with a sentence (see tests/cli/test_operating.py)."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wuxing.core.source import Refusal
from wuxing.site.environment import env_bool, env_secret, env_url
from wuxing.site.settings import database_of


def django(*words: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, "WUXING_HOME": str(home), "DJANGO_SETTINGS_MODULE": "wuxing.site.settings", **environment}
    return subprocess.run(
        [sys.executable, "-m", "django", *words], env=given, capture_output=True, text=True, check=False
    )


def test_django_finds_no_weakness_in_a_deployment(tmp_path: Path) -> None:
    words = ["check", "--deploy", "--fail-level", "WARNING"]

    done = django(*words, home=tmp_path, WUXING_BASE_URL="https://service.example.com")

    assert done.returncode == 0, done.stderr


def test_the_secret_is_made_once_however_many_start_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        found = set(starts.map(lambda _: env_secret("WUXING_NO_SECRET", tmp_path / "home" / "secret"), range(50)))

    assert len(found) == 1
    assert len(found.pop()) > 60
    assert (tmp_path / "home" / "secret").stat().st_mode & 0o777 == 0o600
    assert [each.name for each in (tmp_path / "home").iterdir()] == ["secret"]


@pytest.mark.parametrize(("text", "value"), [("1", True), ("YES", True), ("0", False), ("", False)])
def test_a_truth_value_has_few_words(text: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WUXING_X", text)

    assert env_bool("WUXING_X", default=not value) is value


def test_an_address_needs_a_scheme_and_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("example.com", "ftp://example.com", "http://", "javascript:x"):
        monkeypatch.setenv("WUXING_X", wrong)
        with pytest.raises(Refusal, match="WUXING_X"):
            env_url("WUXING_X", "")


def test_a_database_is_named_by_its_address() -> None:
    sqlite = database_of("sqlite:////srv/wuxing/wuxing.sqlite3")
    postgres = database_of("postgresql://wu:p%40ss@db.example.com:6432/service?sslmode=require")

    assert sqlite["NAME"] == "/srv/wuxing/wuxing.sqlite3"
    assert (postgres["USER"], postgres["PASSWORD"], postgres["HOST"]) == ("wu", "p@ss", "db.example.com")
    assert (postgres["PORT"], postgres["NAME"], postgres["OPTIONS"]["sslmode"]) == ("6432", "service", "require")


def test_no_message_names_the_password_of_the_database() -> None:
    with pytest.raises(Refusal) as refused:
        database_of("mysql://wu:secret@db/x")

    assert "secret" not in refused.value.says.zh + refused.value.says.en
