"""The packs keep their word: every sentence holds, every clause is shown kept, broken and at the boundary."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.reading import BROKEN, Reading
from wuxing.core.clock.sentences import Sentence, check_sentences, read_sentences
from wuxing.core.source import Text
from wuxing.core.standard.document import MAIN_DIMENSIONS, Class, Commitment, Standard
from wuxing.core.standard.limit import Limit
from wuxing.core.standard.matching import row_for
from wuxing.core.standard.table import cells_of
from wuxing.packs.finding import calendars, find_standard, load_standard, read_text
from wuxing.packs.shipped import shipped

PACKS = {ref: load_standard(ref) for ref in ("@".join(each) for each in shipped())}


def sentences_of(name: str) -> list[Sentence]:
    path = find_standard(name).sentences
    assert path is not None
    return read_sentences(read_text(path), file=path.name, standard=PACKS[name])


SENTENCES = {name: sentences_of(name) for name in PACKS}
COMMITMENTS = [(standard, each) for standard in PACKS.values() for each in standard.commitments.values()]
PROMISED = [
    pytest.param(standard, each, id=f"{standard.ref} {each.clause} {each.id}")
    for standard, each in COMMITMENTS
    if each.audience in ("customer", "internal") and any(row.limit for row in each.within)
]
EVERY_SENTENCE = [
    pytest.param(PACKS[name], each, id=f"{name} {each.clause} {each.says.zh}")
    for name, sentences in SENTENCES.items()
    for each in sentences
]


# Every sentence


@pytest.mark.parametrize(("standard", "sentence"), EVERY_SENTENCE)
def test_it_holds(standard: Standard, sentence: Sentence) -> None:
    reader = check_sentences([sentence], file="sentences.yaml", standard=standard, calendars=calendars())

    assert [problem.says.en for problem in reader.found] == []


@pytest.mark.parametrize(("standard", "sentence"), EVERY_SENTENCE)
def test_it_stands_under_the_clause_of_its_commitment(standard: Standard, sentence: Sentence) -> None:
    assert standard.commitments[sentence.commitment].clause == sentence.clause


@pytest.mark.parametrize("name", PACKS)
def test_no_sentence_is_told_twice_of_a_clause(name: str) -> None:
    told = [(sentence.clause, sentence.says.zh) for sentence in SENTENCES[name]]

    assert len(set(told)) == len(told)


# Every clause: kept, broken, at the boundary


def reading_of(sentence: Sentence, standard: Standard) -> Reading | None:
    told = evaluate([standard], calendars(), sentence.events, sentence.at, case_class=sentence.case_class)
    mine = [each for each in told.readings if each.commitment == sentence.commitment]
    asked = [each for each in mine if sentence.cycle in (None, each.cycle)]
    return asked[-1] if asked else None


def readings_of(standard: Standard, commitment: Commitment) -> list[Reading]:
    mine = [each for each in SENTENCES[standard.ref] if each.commitment == commitment.id]
    return [reading for each in mine if (reading := reading_of(each, standard))]


def is_at_the_boundary(reading: Reading) -> bool:
    """Stopped in the last second that was allowed, the budget used up and not exceeded."""
    used_up = reading.elapsed_seconds == reading.target_seconds
    return reading.state == "met" and (reading.stopped_at == reading.due_at or used_up)


@pytest.mark.parametrize(("standard", "commitment"), PROMISED)
def test_a_clause_is_shown_kept(standard: Standard, commitment: Commitment) -> None:
    assert any(each.state == "met" for each in readings_of(standard, commitment))


@pytest.mark.parametrize(("standard", "commitment"), PROMISED)
def test_a_clause_is_shown_broken(standard: Standard, commitment: Commitment) -> None:
    assert any(each.state in BROKEN for each in readings_of(standard, commitment))


@pytest.mark.parametrize(("standard", "commitment"), PROMISED)
def test_a_clause_is_shown_at_the_boundary(standard: Standard, commitment: Commitment) -> None:
    assert any(is_at_the_boundary(each) for each in readings_of(standard, commitment))


@pytest.mark.parametrize(("standard", "commitment"), PROMISED)
def test_every_limit_of_a_clause_is_seen_in_a_sentence(standard: Standard, commitment: Commitment) -> None:
    seen = {each.row.limit for each in readings_of(standard, commitment) if each.row}

    assert {row.limit for row in commitment.within if row.limit} <= seen


# Sources

LAST = {"S0": 33, "S1": 23, "S2": 32, "S3": 63, "S4": 69}
IDS = {f"{source}-{number}" for source, last in LAST.items() for number in range(1, last + 1)}
OWN_SOURCE = {"service-norm": "S0", "efficiency": "S1", "five-star": "S2", "rectified": "S3", "system": "S4"}


@pytest.mark.parametrize("name", PACKS)
def test_every_row_and_duty_names_a_requirement(name: str) -> None:
    rows = [row for each in PACKS[name].commitments.values() for row in each.within]
    sources = [each.source for each in (*rows, *PACKS[name].duties.values())]

    assert sources and set(sources) <= IDS


@pytest.mark.parametrize("name", [name for name in PACKS if PACKS[name].name in OWN_SOURCE])
def test_a_pack_takes_its_numbers_from_its_own_source(name: str) -> None:
    rows = [row for each in PACKS[name].commitments.values() for row in each.within]

    assert {row.source.partition("-")[0] for row in rows} == {OWN_SOURCE[PACKS[name].name]}


@pytest.mark.parametrize("name", PACKS)
def test_every_requirement_that_a_note_mentions_exists(name: str) -> None:
    for text in texts_of(PACKS[name]):
        assert set(re.findall(r"\bS\d-\d+", f"{text.zh} {text.en}")) <= IDS


# The reference is nowhere looser than the five

REFERENCE = load_standard("reference")
OTHERS = [name for name in PACKS if name != REFERENCE.ref]


def classes_of(standard: Standard) -> Iterator[Class]:
    """Every class of case of a standard, down to the topics and jobs that it or the reference tells apart."""
    further = [name for name in (*standard.classes, *REFERENCE.classes) if name not in MAIN_DIMENSIONS]
    values = {name: {*standard.classes.get(name, ()), *REFERENCE.classes.get(name, ())} for name in further}
    for cell in cells_of(standard):
        for chosen in product(*(("", *sorted(values[name])) for name in values)):
            yield {**cell, **{name: value for name, value in zip(values, chosen, strict=True) if value}}


def is_as_strict(limit: Limit | None, than: Limit) -> bool:
    return limit is not None and limit.unit == than.unit and limit.amount <= than.amount


@pytest.mark.parametrize("name", OTHERS)
def test_the_reference_is_nowhere_looser_than(name: str) -> None:
    looser = [
        f"{each.id} {dict(cell)}: {theirs.limit.text.en}"
        for each in PACKS[name].commitments.values()
        for cell in classes_of(PACKS[name])
        if (theirs := row_for(each, cell))
        and theirs.limit
        and not is_as_strict(of_the_reference(each.id, cell), theirs.limit)
    ]

    assert looser == []


def of_the_reference(commitment: str, cell: Class) -> Limit | None:
    row = row_for(REFERENCE.commitments[commitment], cell) if commitment in REFERENCE.commitments else None
    return row.limit if row else None


@pytest.mark.parametrize("name", OTHERS)
def test_the_reference_counts_on_a_calendar_that_is_as_strict_as_in(name: str) -> None:
    for each in PACKS[name].commitments.values():
        if any(row.limit for row in each.within):
            mine = REFERENCE.commitments[each.id].calendar
            assert mine.name in (each.calendar.name, "round-the-clock")


def test_every_number_of_the_reference_stands_in_one_of_the_five() -> None:
    numbers = {
        (row.source, row.limit) for name in OTHERS for each in PACKS[name].commitments.values() for row in each.within
    }

    for commitment in REFERENCE.commitments.values():
        for row in commitment.within:
            assert row.limit is None or (row.source, row.limit) in numbers


# Both languages

HAN = re.compile("[\u4e00-\u9fff]")
NOT_ENGLISH = re.compile("[\u3000-\u9fff\uff00-\uffef]")


def texts_of(standard: Standard) -> Iterator[Text]:
    """Every label of a standard."""
    yield standard.title
    yield from standard.roles.values()
    yield from standard.events.values()
    yield from (label for values in standard.classes.values() for label in values.values())
    for stage in (stage for process in standard.process for stage in process.stages):
        yield from (stage.title, stage.input, stage.output, stage.control)
    for each in standard.commitments.values():
        yield from (each.title, each.quality)
        yield from (row.note for row in each.within if row.note)
    yield from (duty.title for duty in standard.duties.values())
    yield from (sentence.says for sentence in SENTENCES[standard.ref])


@pytest.mark.parametrize("name", PACKS)
def test_every_label_is_there_in_chinese_and_in_english(name: str) -> None:
    for text in texts_of(PACKS[name]):
        assert HAN.search(text.zh), text.zh
        assert text.en.strip() and not NOT_ENGLISH.search(text.en), text.en


@pytest.mark.parametrize("name", PACKS)
def test_chinese_labels_are_punctuated_in_chinese(name: str) -> None:
    for text in texts_of(PACKS[name]):
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]", text.zh), text.zh
