"""Files of pages: a browser keeps them, and asks again once they are others."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from crew import crew
from wuxing.site.static_files import NamedByContent, _version

pytestmark = pytest.mark.django_db
NAMED = re.compile(r'(?:src|href)="(/static/[^"#]+)')


def test_all_that_a_page_loads_is_named_by_its_content_and_kept_for_good() -> None:
    client = crew().client("owner")
    loaded = set(NAMED.findall(client.get("/cases/").content.decode()))

    assert len(loaded) > 15
    for each in loaded:
        answer = client.get(each)
        assert re.search(r"\?v=[0-9a-f]{8}$", each), each
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=31536000, immutable"), each


def test_what_is_asked_for_without_a_version_is_kept_for_a_minute() -> None:
    assert Client().get("/static/ui/ui.js")["Cache-Control"] == "max-age=60, public"


def test_another_content_is_another_address(tmp_path, monkeypatch) -> None:
    file = tmp_path / "ui.js"
    monkeypatch.setattr(finders, "find", lambda name: str(file) if name == "ui.js" else None)
    told = []
    for words in ("one", "two", "one"):
        file.write_text(words, encoding="utf-8")
        _version.cache_clear()
        told.append(NamedByContent().url("ui.js"))
    missing = NamedByContent().url("nowhere.js")
    _version.cache_clear()

    assert told[0] == told[2] != told[1]
    assert missing == "/static/nowhere.js"
