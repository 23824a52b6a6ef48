"""Every key is named, both languages say the same, every complete example is read and every command shown is run."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.markdown import PAGES, PAIRED, ROOT, Block, anchors, blocks, language_of, links, tables, text_of
from wuxing.core.clock.reading import as_json
from wuxing.core.clock.sentences import read_sentences
from wuxing.core.clock.telling import answer
from wuxing.core.source import Problems
from wuxing.core.standard.document import EVENT_KINDS
from wuxing.core.standard.reading import read_standard
from wuxing.history.logs.mapping_file import read_mapping
from wuxing.packs.finding import calendars, data_sets, find_standard

PROGRAMS = Path(sys.executable).parent
WORDS = {
    "docs/standard": ["core.calendar.definition", "core.standard.grammar", "core.clock.sentences"],
    "docs/mappings": ["history.logs.mapping", "history.logs.mapping_file", "history.logs.mapping_rules"],
}
"""Where the words of a document stand that users write: constants named KEYS, …_KEYS, CHOICES and the like."""
NAMES = re.compile(r"(\w+_)?(KEYS|CHOICES|MODES|PERIODS|WEEKDAYS|SOURCES|TESTS|SPEAKERS|FIXED)")


def words_of(modules: list[str], names: re.Pattern[str] = NAMES) -> set[str]:
    """Every word in the constants of some modules."""
    found: set[str] = set()
    for module in modules:
        for name, value in vars(importlib.import_module(f"wuxing.{module}")).items():
            if names.fullmatch(name):
                found.update(value)
                found.update(word for words in (value.values() if isinstance(value, dict) else ()) for word in words)
    return found


def named_in(page: str) -> set[str]:
    """The words that stand in backticks, whole or as part of an example."""
    code = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL))
    return {word for each in code for word in re.findall(r"[a-z_]+(?:\.[a-z_]+)?", each)}


@pytest.mark.parametrize("language", ["", ".zh-CN"])
@pytest.mark.parametrize("document", WORDS)
def test_every_key_is_named(document: str, language: str) -> None:
    assert words_of(WORDS[document]) - named_in(f"{document}{language}.md") == set()


@pytest.mark.parametrize("language", ["", ".zh-CN"])
def test_the_whole_standard_has_every_key(language: str) -> None:
    keys = words_of(WORDS["docs/standard"][:2], re.compile(r"(\w+_)?KEYS"))

    whole = next(each.text for each in blocks(f"docs/standard{language}.md") if each.what == "complete")

    assert keys - set(re.findall(r"\b[a-z_]+(?=:)", whole)) == set()


@pytest.mark.parametrize("language", ["", ".zh-CN"])
def test_every_kind_of_event_is_named(language: str) -> None:
    assert set(EVENT_KINDS) - named_in(f"docs/standard{language}.md") == set()


@pytest.mark.parametrize("language", ["", ".zh-CN"])
def test_every_state_and_every_field_of_a_reading_is_named(language: str) -> None:
    always = {"timezone": "UTC", "week": "always"}
    promise = {"starts": "case.opened", "stops": "case.resolved", "calendar": "c", "within": [{"limit": "1 h"}]}
    at = "2026-03-02T10:00+00:00"
    events, ask = [{"at": at, "kind": "case.opened"}], [{"at": at}]

    told = answer(
        {"calendars": {"c": always}, "commitments": {"p": promise}, "events": events, "ask": ask}, calendars()
    )

    states = {*("none", "running", "breached", "paused", "paused_breached"), "met", "met_late", "cancelled"}
    assert {*told["readings"][0], *states} - named_in(f"docs/clocks{language}.md") == set()
    assert as_json.__doc__


@pytest.mark.parametrize("document", PAIRED)
def test_both_languages_show_the_same_examples(document: str) -> None:
    english, chinese = f"{document}.md", f"{document}.zh-CN.md"

    for mark in ("story", "questions", "mistakes"):
        pairs = zip(tables(english, mark), tables(chinese, mark), strict=True)
        assert all(len(one.rows) == len(other.rows) and one.name == other.name for one, other in pairs)
    assert [each[:3] for each in blocks(english)] == [each[:3] for each in blocks(chinese)]


@pytest.mark.parametrize(
    "page", [*PAGES, "docs/README.md", *(f"src/wuxing/{n}/README.md" for n in ("core", "packs", "cli"))]
)
def test_every_link_leads_somewhere(page: str) -> None:
    for path, anchor in links(page):
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), f"{page}: {path}"
        assert not anchor or anchor in anchors(str(target.relative_to(ROOT) if path else page)), (
            f"{page}: {path}#{anchor}"
        )


# The examples in YAML


def marked(language: str, *what: str) -> list[tuple[str, Block]]:
    return [(page, each) for page in PAGES for each in blocks(page) if each.language == language and each.what in what]


def names(found: tuple[str, Block]) -> str:
    return f"{found[0]} {found[1].file}"


def base(name: str) -> str:
    return find_standard(name).text


@pytest.mark.parametrize("example", marked("yaml", "complete"), ids=names)
def test_a_complete_standard_is_read(example: tuple[str, Block]) -> None:
    assert read_standard(example[1].text, file=example[1].file, data_sets=data_sets(), base=base).commitments


@pytest.mark.parametrize("example", marked("yaml", "wrong"), ids=names)
def test_a_wrong_standard_is_refused(example: tuple[str, Block]) -> None:
    with pytest.raises(Problems):
        read_standard(example[1].text, file=example[1].file, data_sets=data_sets(), base=base)


@pytest.mark.parametrize("example", marked("yaml", "sentences"), ids=names)
def test_sentences_are_read(example: tuple[str, Block]) -> None:
    page, block = example
    text = next(each.text for each in blocks(page) if each.file == block.file.replace("sentences", "standard"))
    standard = read_standard(text, file="standard.yaml", data_sets=data_sets())

    assert read_sentences(block.text, file=block.file, standard=standard)


@pytest.mark.parametrize("example", marked("yaml", "mapping"), ids=names)
def test_a_mapping_is_read(example: tuple[str, Block]) -> None:
    assert read_mapping(text=example[1].text, file=example[1].file).rules


# The commands


def test_every_yaml_block_says_what_it_is() -> None:
    unmarked = [page for page in PAGES for each in blocks(page) if each.language == "yaml" and not each.what]

    assert unmarked == []


@pytest.fixture
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A folder that has the repository's docs and the files that a page (and the README before it) tells to save."""
    page = request.node.callspec.params["page"]
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    for each in [*blocks("README.md"), *blocks(page)]:
        if each.file:
            (tmp_path / each.file).parent.mkdir(exist_ok=True)
            (tmp_path / each.file).write_text(each.text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_every_command_prints_what_is_shown(page: str, bench: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "WUXING_LANG": language_of(page),
    }
    for block in (each for each in blocks(page) if each.language == "console"):
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
            done = subprocess.run(
                ["sh", "-c", command], cwd=bench, env=environment, capture_output=True, text=True, check=False
            )
            assert fits(done.stdout + done.stderr, shown), f"{page}: $ {command}\n{done.stdout}{done.stderr}"


def fits(printed: str, shown: str) -> bool:
    """Whether an output is the one shown; `…` stands for what differs from run to run."""
    return re.fullmatch(".*".join(re.escape(part) for part in shown.split("…")), printed) is not None
