"""The decision table: every class of case with its promises, and what nobody promises it."""

from collections.abc import Iterable

import pytest

from standard.writing import GOOD, read, small
from wuxing.core.standard.document import Standard
from wuxing.core.standard.table import Cell, cells_of, decision_table, label
from wuxing.packs.finding import load_standard
from wuxing.packs.shipped import shipped

RESULT = """
  result:
    clause: "2"
    title: {zh: 结果, en: Result}
    owner: agent
    quality: {zh: 书面, en: In writing}
    starts: case.opened
    stops: case.resolved
    calendar: office
    within: [{limit: 2 working days}]
"""
PACKS = [name for name, _ in shipped()]


def gaps_of(text: str) -> set[str]:
    return {gap for cell in decision_table(read(text)) for gap in cell.gaps}


def in_one_line(cells: Iterable[Cell]) -> list[str]:
    return [" ".join(cell.case_class.values()) for cell in cells]


# Cells


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_has_eighteen_cells(name: str) -> None:
    table = decision_table(load_standard(name))

    assert len(table) == 18
    assert len(set(in_one_line(table))) == 18


def test_the_cells_stand_in_the_order_of_the_standard() -> None:
    assert in_one_line(decision_table(read(small("limit: 1 h")))) == [
        "consultation individual normal",
        "consultation individual major",
        "consultation enterprise normal",
        "consultation enterprise major",
        "complaint individual normal",
        "complaint individual major",
        "complaint enterprise normal",
        "complaint enterprise major",
    ]


def test_cells_that_only_duties_open_are_left_out() -> None:
    assert "duty" not in {cell["business"] for cell in cells_of(read(GOOD))}


def test_a_class_of_duties_that_a_row_speaks_of_is_kept() -> None:
    text = GOOD.replace("- limit: 1 h", "- {when: {business: duty}, limit: 1 h}")

    assert "duty" in {cell["business"] for cell in cells_of(read(text))}


def test_a_standard_without_the_main_dimensions_has_one_cell_for_all_cases() -> None:
    standard = read(
        small("limit: 1 h")
        .replace("  business:", "  product:")
        .replace("  customer:", "  region:")
        .replace("  urgency:", "  level:")
    )

    (cell,) = decision_table(standard)

    assert cell.case_class == {} and len(cell.entries) == 1
    assert (label(standard, {}).zh, label(standard, {}).en) == ("所有工单", "all cases")


def test_a_class_is_told_by_its_labels() -> None:
    said = label(read(small("limit: 1 h")), {"business": "complaint", "topic": "billing"})

    assert (said.zh, said.en) == ("投诉 / 费用", "Complaint / Billing")


# Promises


def promises_of(text: str, **case_class: str) -> list[tuple[str, dict[str, str]]]:
    cells = [cell for cell in decision_table(read(text)) if case_class.items() <= cell.case_class.items()]
    return [(entry.row.limit.text.en, dict(entry.only_for)) for entry in cells[0].entries if entry.row.limit]


def test_the_row_that_wins_is_shown() -> None:
    text = small("{limit: 1 h}", "{when: {business: complaint, urgency: major}, limit: 5 min}")

    assert promises_of(text, business="complaint", urgency="major") == [("5 min", {})]
    assert promises_of(text, business="complaint", urgency="normal") == [("1 h", {})]


def test_a_row_for_a_topic_is_shown_beside_the_row_for_the_cell() -> None:
    text = small("{limit: 1 h}", "{when: {business: complaint, topic: technical}, limit: 5 min}")

    assert promises_of(text, business="complaint") == [("1 h", {}), ("5 min", {"topic": "technical"})]
    assert promises_of(text, business="consultation") == [("1 h", {})]


def test_a_row_for_a_topic_that_never_wins_is_not_shown() -> None:
    text = small(
        "{when: {business: complaint, urgency: major}, limit: 1 h}", "{when: {topic: technical}, limit: 5 min}"
    )

    assert promises_of(text, business="complaint", urgency="major") == [("1 h", {})]
    assert promises_of(text, business="complaint", urgency="normal") == [("5 min", {"topic": "technical"})]


# Gaps


def test_a_cell_with_a_first_response_and_a_result_has_no_gap() -> None:
    assert gaps_of(small("limit: 1 h", rest=RESULT)) == set()


def test_a_cell_without_a_result_has_a_gap() -> None:
    assert gaps_of(small("limit: 1 h")) == {"result"}


def test_a_limit_that_the_source_does_not_give_is_a_gap() -> None:
    assert gaps_of(small("{limit: none, source: S1-3}", rest=RESULT)) == {"first-response"}


def test_a_promise_for_one_topic_does_not_fill_the_gap() -> None:
    assert gaps_of(small("{when: {topic: technical}, limit: 1 h}", rest=RESULT)) == {"first-response"}


NO_RESPONSE = {
    "within the company": ("    within:", "    audience: internal\n    within:"),
    "of a supplier": ("    within:", "    audience: supplier\n    within:"),
    "after the first message": (
        "starts: case.opened\n    stops: [message.agent]",
        "starts: message.customer\n    stops: [message.agent]",
    ),
    "again and again": ("    within:", "    recurs: each_start\n    within:"),
    "by a receipt": ("stops: [message.agent]", "stops: [message.auto]"),
}


@pytest.mark.parametrize("change", NO_RESPONSE.values(), ids=NO_RESPONSE.keys())
def test_it_is_no_first_response(change: tuple[str, str]) -> None:
    assert gaps_of(small("limit: 1 h", rest=RESULT).replace(*change, 1)) >= {"first-response"}


def test_what_also_stops_on_less_is_no_result() -> None:
    text = small("limit: 1 h", rest=RESULT)

    assert gaps_of(text.replace("stops: case.resolved", "stops: [case.resolved, solution.proposed]")) == {"result"}
    assert gaps_of(text.replace("stops: case.resolved", "stops: [result.reported, case.closed]")) == set()


def test_the_reference_has_no_gap() -> None:
    assert [cell.gaps for cell in decision_table(load_standard("reference"))] == [()] * 18


KNOWN_GAPS = {
    "service-norm": (0, 18),
    "efficiency": (12, 14),
    "five-star": (0, 18),
    "rectified": (15, 12),
    "system": (0, 18),
}


@pytest.mark.parametrize("name", KNOWN_GAPS)
def test_the_gaps_of_a_source_are_marked_and_not_filled(name: str) -> None:
    table = decision_table(load_standard(name))

    assert tuple(sum(gap in cell.gaps for cell in table) for gap in ("first-response", "result")) == KNOWN_GAPS[name]


def test_every_row_of_a_pack_is_seen_in_its_table() -> None:
    for standard in map(load_standard, PACKS):
        assert rows_in_table(standard) == {id(row) for each in standard.commitments.values() for row in each.within}


def rows_in_table(standard: Standard) -> set[int]:
    return {id(entry.row) for cell in decision_table(standard) for entry in cell.entries}
