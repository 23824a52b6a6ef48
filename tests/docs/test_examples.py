"""The tables of examples are computed again: stories, questions to calendars, mistakes in a standard."""

import json
import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import pytest

from docs import saying
from docs.markdown import PAGES, ROOT, Table, blocks, language_of, tables
from wuxing.core.calendar.questions import answer as answer_question
from wuxing.core.clock.telling import answer as answer_story
from wuxing.core.source import Node, Problems, read_yaml, to_plain
from wuxing.core.standard.reading import read_standard
from wuxing.packs.finding import calendars, data_sets, load_standard

NOTHING = "—"
CLOCK = re.compile(r"(?:#(?P<cycle>\d+) )?`(?P<state>\w+)`(?P<fields>.*)")
FIELD = re.compile(r" · `(\w+)` ([^·]+?)(?= · |$)")
WHEN = {
    "zh": re.compile(
        r"(?:(?P<month>\d+)月(?P<day>\d+)日 (?P<weekday>周.) )?(?P<clock>[\d:]+)(?:，按 (?P<known>[\d:]+) 所知)?"
    ),
    "en": re.compile(
        r"(?:(?P<weekday>\w+) (?P<day>\d+) (?P<month>\w+) )?(?P<clock>[\d:]+)(?:, as known at (?P<known>[\d:]+))?"
    ),
}


def pages_with(mark: str) -> list[tuple[str, Table]]:
    return [(page, table) for page in PAGES for table in tables(page, mark)]


@lru_cache
def lines(file: str) -> dict[str, dict[str, Any]]:
    text = (ROOT / "docs" / "examples" / file).read_text(encoding="utf-8")
    return {line["id"]: line for line in map(json.loads, text.splitlines())}


# Stories


@pytest.mark.parametrize("example", pages_with("story"), ids=lambda found: f"{found[0]} {found[1].name}")
def test_a_story_goes_as_told(example: tuple[str, Table]) -> None:
    page, table = example
    story, language = lines("clocks.jsonl")[table.name], language_of(page)
    told = set()
    today = None

    for when, _, *cells in table.rows:
        at, known, today = instants(when, language, today)
        told.add(at)
        for name, cell in zip(story["commitments"], cells, strict=True):
            require_shown(cell, readings(story, name, at, known), language, today)

    assert {datetime.fromisoformat(event["at"]) for event in story["events"]} <= told


def instants(when: str, language: str, today: date | None) -> tuple[datetime, str | None, date]:
    """The instant of a row, what is known until when, and its date (that of the row before where it says none)."""
    found = WHEN[language].fullmatch(when)
    assert found, when
    if found["day"]:
        month = int(found["month"]) if language == "zh" else saying.MONTHS.index(found["month"]) + 1
        today = date(saying.YEAR, month, int(found["day"]))
        assert found["weekday"] == saying.WEEKDAYS[language][today.weekday()], when
    assert today, when
    at, known = (f"{today}T{clock}+08:00" if clock else None for clock in (found["clock"], found["known"]))
    assert at
    return datetime.fromisoformat(at), known, today


def readings(story: dict[str, Any], name: str, at: datetime, known: str | None) -> list[dict[str, Any]]:
    ask = {"at": at.isoformat(), "commitment": name, "known_at": known}
    found: list[dict[str, Any]] = answer_story({**story, "ask": [ask]}, calendars())["readings"]
    return found


def require_shown(cell: str, found: list[dict[str, Any]], language: str, today: date) -> None:
    """A cell shows the newest cycle, or those that it numbers; `—` says that there is no clock, nothing says nothing."""
    if cell == NOTHING:
        assert found == []
        return
    for part in filter(None, cell.split("<br>")):
        shown = CLOCK.fullmatch(part)
        assert shown, part
        reading = next(each for each in reversed(found) if shown["cycle"] in (None, str(each["cycle"])))
        fields = "".join(
            f" · `{name}` {saying.field(name, reading[name], language, today)}"
            for name, _ in FIELD.findall(shown["fields"])
        )
        assert (shown["state"], shown["fields"]) == (reading["state"], fields)


def test_every_story_is_told() -> None:
    assert set(lines("clocks.jsonl")) == {table.name for _, table in pages_with("story")}


# Questions


@pytest.mark.parametrize("example", pages_with("questions"), ids=lambda found: f"{found[0]} {found[1].rows[0][0]}")
def test_questions_are_answered_as_shown(example: tuple[str, Table]) -> None:
    page, table = example
    named = load_standard("reference").calendars

    for name, _, shown in table.rows:
        said = answer_question(lines("calendar.jsonl")[name.strip("`")], calendars(), named)
        assert saying.answer(said, language_of(page)) == shown, name


# Mistakes


@pytest.mark.parametrize("example", pages_with("mistakes"), ids=lambda found: f"{found[0]} {found[1].rows[0][0]}")
def test_mistakes_are_told_as_shown(example: tuple[str, Table]) -> None:
    page, table = example
    right = next(each.text for each in blocks(page) if each.what == "complete")

    for said, shown in table.rows:
        place, _, value = said.split("`")[1].partition(": ")
        with pytest.raises(Problems) as refused:
            read_standard(with_mistake(right, place, value), file="standard.yaml", data_sets=data_sets())
        assert shown in [problem.says.in_language(language_of(page)) for problem in refused.value.found], said


def with_mistake(text: str, place: str, value: str) -> str:
    """A standard in which one thing is different; without a value it is left out."""
    standard = to_plain(read_yaml(text))
    *path, last = (int(each) if each.isdigit() else each for each in re.findall(r"[^.\[\]]+", place))
    inner = standard
    for step in path:
        inner = inner[step]
    if value:
        inner[last] = to_plain(read_yaml(f"it: {value}"))["it"]
    else:
        del inner[last]
    return json.dumps(standard, ensure_ascii=False)


def test_a_place_is_found_in_a_standard() -> None:
    assert json.loads(with_mistake("a: {b: [{c: 1}, {c: 2}]}", "a.b[1].c", "[3]")) == {
        "a": {"b": [{"c": "1"}, {"c": ["3"]}]}
    }
    assert json.loads(with_mistake("a: {b: 1}", "a.b", "")) == {"a": {}}
    assert isinstance(read_yaml("a: 1"), Node)
