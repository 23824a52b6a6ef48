"""Every mistake of mistakes.yaml is told in full: where it stands, what is wrong and what would be right."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from standard.writing import GOOD, library
from wuxing.core.calendar import definition
from wuxing.core.source import MOST_PROBLEMS, Problem, Problems
from wuxing.core.standard import grammar
from wuxing.core.standard.reading import read_standard
from wuxing.packs.finding import data_sets

MISTAKES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))
ITSELF = library({"home-service@2026.1": GOOD})


def told(text: str) -> tuple[Problem, ...]:
    try:
        read_standard(text, file="good.yaml", data_sets=data_sets(), base=ITSELF)
    except Problems as problems:
        return problems.found
    return ()


def planted(mistake: dict[str, Any]) -> str:
    assert GOOD.count(mistake["find"]) == 1, "a mistake is planted in one place"
    return GOOD.replace(mistake["find"], mistake["put"])


each_mistake = pytest.mark.parametrize("mistake", MISTAKES, ids=[each["mistake"] for each in MISTAKES])


def test_the_standard_is_good_before_a_mistake_is_planted() -> None:
    assert told(GOOD) == ()


@each_mistake
def test_a_mistake_is_told_in_full(mistake: dict[str, Any]) -> None:
    found = told(planted(mistake))

    assert [each.in_language("zh") for each in found] == mistake["zh"]
    assert [each.in_language("en") for each in found] == mistake["en"]


@each_mistake
def test_a_message_reads_like_a_sentence_of_its_language(mistake: dict[str, Any]) -> None:
    for problem in told(planted(mistake)):
        chinese, english = problem.says.zh, problem.says.en

        assert chinese[-1] in "。？" and re.search("[一-鿿]", chinese)
        assert english[-1] in ".?" and english[0] == english[0].upper()
        assert "  " not in chinese + english


def test_there_are_more_than_fifty_mistakes_and_none_stands_twice() -> None:
    plants = {(each["find"], each["put"]) for each in MISTAKES}

    assert len(MISTAKES) >= 50
    assert len(plants) == len({each["mistake"] for each in MISTAKES}) == len(MISTAKES)


# Every key of the grammar

NAMED = ("roles", "calendars", "classes", "events", "commitments", "duties", "pauses")
GRAMMAR = {
    "": grammar.KEYS,
    "title.": grammar.LABEL,
    "effective.": grammar.EFFECTIVE_KEYS,
    "calendars.*.": definition.KEYS,
    "calendars.*.closures.": definition.CLOSURE_KEYS,
    "process.": grammar.PROCESS_KEYS,
    "process.stages.": grammar.STAGE_KEYS,
    "commitments.*.": grammar.COMMITMENT_KEYS,
    "commitments.*.within.": grammar.ROW_KEYS,
    "commitments.*.pauses.*.": grammar.PAUSE_KEYS,
    "commitments.*.escalate.": grammar.STEP_KEYS,
    "duties.*.": grammar.DUTY_KEYS,
    "writing.": grammar.WRITING_KEYS,
    "writing.forbidden.": grammar.FORBIDDEN_KEYS,
    "writing.required.": grammar.NEEDED_KEYS,
}
EVERY_KEY = {f"{where}{key}" for where, keys in GRAMMAR.items() for key in keys}


def key_of(place: str) -> str:
    """The key of a place: commitments.reply.within[0].limit is the key commitments.*.within.limit."""
    plain = re.sub(r"\[\d+]", "", place)
    return re.sub(rf"\b({'|'.join(NAMED)})\.([^.]+)", r"\1.*", plain)


def test_every_key_of_the_grammar_has_a_mistake() -> None:
    places = {key_of(problem.place) for mistake in MISTAKES for problem in told(planted(mistake))}

    assert EVERY_KEY - places == set()


def test_every_key_of_the_grammar_is_used_by_the_good_standard() -> None:
    def keys_in(value: Any, place: str) -> set[str]:
        if isinstance(value, list):
            return {key for each in value for key in keys_in(each, place)}
        if not isinstance(value, dict):
            return {place}
        inner = {key: f"{place}.{key}" if place else str(key) for key in value}
        return {place}.union(*(keys_in(each, inner[key]) for key, each in value.items()))

    used = {key_of(place) for place in keys_in(yaml.load(GOOD, Loader=yaml.BaseLoader), "")}

    assert EVERY_KEY - used == set()


def test_a_message_about_a_key_names_file_line_clause_and_key() -> None:
    found = [problem for mistake in MISTAKES for problem in told(planted(mistake)) if problem.place]

    for problem in found:
        line = problem.in_language("en")
        assert line.startswith(f"good.yaml:{problem.line} · ")
        assert problem.place.replace("\u3000", "\\u3000") in line
        if (
            re.match(r"(commitments|duties)\.[^.]+\.(?!clause)", problem.place)
            and problem.code not in BEFORE_ITS_CLAUSE
        ):
            assert f" · clause {problem.clause} · " in line and problem.clause


BEFORE_ITS_CLAUSE = ("key-twice", "yaml-mark")  # found before it is known what the entry is


def test_a_document_with_more_mistakes_than_anybody_repairs_at_once_is_given_up() -> None:
    text = GOOD + "".join(f"unknown-{number}: 1\n" for number in range(5_000))

    assert len(told(text)) == MOST_PROBLEMS
