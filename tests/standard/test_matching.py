"""Which row speaks for a case: the most specific one; two that are equally specific are told before they can disagree."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standard.writing import problems_of, read, small
from wuxing.core.standard.document import Class, Row
from wuxing.core.standard.limit import Limit
from wuxing.core.standard.matching import row_for, rows_that_tie

EVERYBODY = "{limit: 1 h}"
COMPLAINT = "{when: {business: complaint}, limit: 2 h}"
MAJOR = "{when: {urgency: major}, limit: 3 h}"
MAJOR_COMPLAINT = "{when: {business: complaint, urgency: major}, limit: 4 h}"
A_MAJOR_COMPLAINT = {"business": "complaint", "customer": "individual", "urgency": "major"}


def limit_for(case_class: Class, *rows: str) -> str | None:
    row = row_for(read(small(*rows)).commitments["reply"], case_class)
    return row.limit.text.en if row and row.limit else None


# The most specific row


def test_the_row_with_more_conditions_wins() -> None:
    assert limit_for(A_MAJOR_COMPLAINT, EVERYBODY, COMPLAINT, MAJOR, MAJOR_COMPLAINT) == "4 h"


def test_the_order_of_the_rows_does_not_matter() -> None:
    assert limit_for(A_MAJOR_COMPLAINT, MAJOR_COMPLAINT, MAJOR, COMPLAINT, EVERYBODY) == "4 h"


def test_a_row_counts_only_when_all_its_conditions_are_met() -> None:
    normal = {**A_MAJOR_COMPLAINT, "urgency": "normal"}

    assert limit_for(normal, EVERYBODY, COMPLAINT, MAJOR_COMPLAINT) == "2 h"
    assert limit_for({**normal, "business": "consultation"}, EVERYBODY, COMPLAINT, MAJOR_COMPLAINT) == "1 h"


def test_what_is_not_known_of_a_case_meets_no_condition() -> None:
    assert limit_for({}, EVERYBODY, COMPLAINT) == "1 h"
    assert limit_for({}, COMPLAINT) is None


def test_without_a_matching_row_the_commitment_does_not_apply() -> None:
    assert limit_for({"business": "consultation"}, COMPLAINT, MAJOR_COMPLAINT) is None


def test_a_known_gap_is_a_row_like_any_other() -> None:
    gap = "{when: {business: complaint}, limit: none, source: S3-5}"

    row = row_for(read(small(EVERYBODY, gap)).commitments["reply"], A_MAJOR_COMPLAINT)

    assert row is not None and (row.limit, row.source) == (None, "S3-5")


# Rows that tie


def test_two_equally_specific_rows_are_told_with_a_class_that_hits_both() -> None:
    (problem,) = problems_of(small(COMPLAINT, MAJOR))

    assert (problem.code, problem.place) == ("rows-tie", "commitments.reply.within[1]")
    assert "{business: complaint, urgency: major}" in problem.says.zh


def test_a_more_specific_row_decides_between_them() -> None:
    assert problems_of(small(COMPLAINT, MAJOR, MAJOR_COMPLAINT)) == ()
    assert limit_for(A_MAJOR_COMPLAINT, COMPLAINT, MAJOR, MAJOR_COMPLAINT) == "4 h"


def test_a_more_specific_row_for_other_cases_decides_nothing() -> None:
    elsewhere = "{when: {business: complaint, customer: enterprise}, limit: 4 h}"

    assert [problem.code for problem in problems_of(small(COMPLAINT, MAJOR, elsewhere))] == ["rows-tie"]


def test_rows_for_different_cases_do_not_tie() -> None:
    assert problems_of(small(COMPLAINT, "{when: {business: consultation}, limit: 3 h}")) == ()


def test_each_pair_that_ties_is_told() -> None:
    customer = "{when: {customer: individual}, limit: 5 h}"

    assert len(problems_of(small(COMPLAINT, MAJOR, customer))) == 3


@pytest.mark.parametrize("rows", [(EVERYBODY, EVERYBODY), (COMPLAINT, COMPLAINT)])
def test_the_same_row_twice_ties(rows: tuple[str, str]) -> None:
    assert [problem.code for problem in problems_of(small(*rows))] == ["rows-tie"]


# The law: a tie is told exactly when some class of case would have two best rows

DIMENSIONS = {"a": ("0", "1"), "b": ("0", "1"), "c": ("0", "1", "2")}
CELLS: list[Class] = [
    {name: value for name, value in zip(DIMENSIONS, chosen, strict=True) if value}
    for chosen in product(*(("", *values) for values in DIMENSIONS.values()))
]
conditions = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in DIMENSIONS.items()})
several_rows = st.lists(conditions, max_size=7).map(lambda each: [Row(when, Limit("seconds", 60)) for when in each])


def best_rows(rows: list[Row], cell: Class) -> list[int]:
    matching = [number for number, row in enumerate(rows) if row.when.items() <= cell.items()]
    most = max((len(rows[number].when) for number in matching), default=0)
    return [number for number in matching if len(rows[number].when) == most]


@given(several_rows)
def test_a_tie_is_told_exactly_when_a_class_has_two_best_rows(rows: list[Row]) -> None:
    told = {(first, second) for first, second, _ in rows_that_tie(rows)}

    seen = {pair for cell in CELLS for pair in product(best_rows(rows, cell), repeat=2) if pair[0] < pair[1]}

    assert told == seen


@given(several_rows)
def test_the_class_that_is_shown_hits_both_rows(rows: list[Row]) -> None:
    for first, second, cell in rows_that_tie(rows):
        assert {first, second} <= set(best_rows(rows, cell))
