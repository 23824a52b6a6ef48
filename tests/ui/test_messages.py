"""Every text for people exists in Chinese and English, and the tool that keeps them loses none."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import messages

ROOT = Path(__file__).parent.parent.parent
# Mail readers know no style sheets; the page of the API belongs to a library.
TEMPLATES = [
    each
    for each in (ROOT / "src").rglob("templates/**/*.html")
    if not {"mail", "email"} & set(each.parts) and each.name != "api_docs.html"
]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of its own, with one text in a module and one in a template."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PACKAGES", tmp_path)
    home = tmp_path / "shop"
    (home / "templates").mkdir(parents=True)
    (home / "selling.py").write_text('SAYS = _("Sold out until %(day)s.")\n', encoding="utf-8")
    (home / "templates" / "page.html").write_text(
        "<h1>{% translate 'Shelf' %}</h1>{% blocktranslate count n=n %}{{ n }} box{% plural %}{{ n }} boxes{% endblocktranslate %}",
        encoding="utf-8",
    )
    yield home


def test_every_text_has_its_chinese() -> None:
    told = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (told.stdout, told.returncode) == ("Every text has its Chinese.\n", 0)


def test_texts_of_modules_and_templates_are_found(package: Path) -> None:
    found = messages.brought_up_to_date("shop")

    assert [re.findall("'(.+)'", each)[0] for each in found] == ["Sold out until %(day)s.", "Shelf", "%(n)s box"]
    assert 'msgid "Shelf"' in messages.catalogue_of("shop").read_text(encoding="utf-8")


def test_translations_stay_and_what_is_gone_goes(package: Path) -> None:
    messages.brought_up_to_date("shop")
    path = messages.catalogue_of("shop")
    path.write_text(path.read_text("utf-8").replace('"Shelf"\nmsgstr ""', '"Shelf"\nmsgstr "货架"'), "utf-8")
    (package / "selling.py").unlink()

    messages.brought_up_to_date("shop")

    kept = path.read_text(encoding="utf-8")
    assert 'msgstr "货架"' in kept
    assert "Sold out" not in kept


def test_a_check_changes_nothing_and_tells_what_is_stale(package: Path) -> None:
    messages.brought_up_to_date("shop")
    before = messages.catalogue_of("shop").read_bytes()
    (package / "templates" / "page.html").unlink()

    found = messages.brought_up_to_date("shop", is_check=True)

    assert any("'Shelf' is said nowhere any more" in each for each in found)
    assert messages.catalogue_of("shop").read_bytes() == before


def test_one_text_with_two_translations_is_told(package: Path) -> None:
    for name, chinese in (("shop", "货架"), ("store", "架子")):
        (package.parent / name).mkdir(exist_ok=True)
        (package.parent / name / "apps.py").touch()
        path = messages.catalogue_of(name)
        path.parent.mkdir(parents=True)
        path.write_text(f'msgid "Shelf"\nmsgstr "{chinese}"\n', encoding="utf-8")

    assert list(messages.said_in_two_ways()) == ["'Shelf' is '货架' in shop and '架子' in store"]


@pytest.mark.parametrize(
    ("chinese", "wrong"),
    [("到 %(date)s 都没有货。", "other placeholders"), ("", "has no Chinese")],
)
def test_a_translation_that_would_break_a_page_is_told(package: Path, chinese: str, wrong: str) -> None:
    messages.brought_up_to_date("shop")
    path = messages.catalogue_of("shop")
    text = path.read_text("utf-8").replace('%(day)s."\nmsgstr ""', f'%(day)s."\nmsgstr "{chinese}"')
    path.write_text(text, "utf-8")

    found = messages.brought_up_to_date("shop", is_check=True)

    assert any("Sold out" in each and wrong in each for each in found)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "src" / "wuxing").as_posix())
def test_a_template_keeps_to_the_policy_and_to_its_size(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on|href=\"javascript", text) == []
    assert not template.name.startswith("_") or len(text.splitlines()) <= 60
