"""Files of pages: a browser keeps them, and asks again once they are others."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from crew import crew
from wuxing.site.static_files import BUNDLES, NamedByContent, _version

pytestmark = pytest.mark.django_db
NAMED = re.compile(r'(?:src|href)="(/static/[^"#]+)')


def test_all_that_a_page_loads_is_named_by_its_content_and_kept_for_good() -> None:
    client = crew().client("owner")
    loaded = set(NAMED.findall(client.get("/cases/").content.decode()))

    assert {each.partition("?")[0] for each in loaded} >= {
        "/static/desk.css",
        "/static/desk.js",
        "/static/ui/icons.svg",
    }
    for each in loaded:
        answer = client.get(each)
        assert re.search(r"\?v=[0-9a-f]{8}$", each), each
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=31536000, immutable"), each


def test_what_is_asked_for_without_a_version_is_kept_for_a_minute() -> None:
    assert Client().get("/static/ui/ui.js")["Cache-Control"] == "max-age=60, public"


@pytest.mark.parametrize(("name", "kind"), [("desk.css", "text/css"), ("desk.js", "text/javascript")])
def test_what_every_page_loads_is_one_file_packed_for_who_can_unpack_it(name, kind):
    plain = Client().get(f"/static/{name}")
    packed = Client().get(f"/static/{name}", headers={"Accept-Encoding": "gzip, br"})

    parts = [Path(finders.find(each)).read_bytes() for each in BUNDLES[name]]
    assert plain.content == b"\n".join(parts) == gzip.decompress(packed.content)
    assert plain["Content-Type"] == packed["Content-Type"] == kind
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"], plain["Vary"]) == (
        None,
        "gzip",
        "Accept-Encoding",
    )
    assert packed["Cache-Control"] == "max-age=60, public"
    assert all(part.rstrip().endswith((b";", b"}", b"*/")) for part in parts), (
        "the next file would go on in the last statement"
    )


def test_a_part_that_changes_changes_the_address_of_its_bundle(tmp_path, monkeypatch) -> None:
    find, file = finders.find, tmp_path / "ui.js"
    before = NamedByContent().url("desk.js")
    file.write_text("another", encoding="utf-8")
    monkeypatch.setattr(finders, "find", lambda name: str(file) if name == "ui/ui.js" else find(name))
    _version.cache_clear()
    after = NamedByContent().url("desk.js")
    _version.cache_clear()

    assert before != after


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
