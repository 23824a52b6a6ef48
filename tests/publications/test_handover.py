"""Before a version takes open cases over, one sees which clocks would move; nothing moves yet."""

from dataclasses import replace

import pytest

import made
from publications.hotline import at
from wuxing.cases import handover as of_cases
from wuxing.cases.models import Case, Clock
from wuxing.core.standard.document import Standard
from wuxing.standards.handover import Preview, preview, question
from wuxing.standards.publishing import read_text

pytestmark = pytest.mark.django_db
NOON = at("2026-03-04T12:00")


def stricter(limit: str = "30 min") -> Standard:
    text = made.TEST_STANDARD.read_text(encoding="utf-8")
    text = text.replace('version: "2026.1"', 'version: "2026.2"').replace("{from: 2026-01-01}", "{from: 2026-03-05}")
    text = text.replace("- {limit: 1 h}", f"- {{limit: {limit}}}", 1)
    return read_text(text.encode())


def open_case(**more: object) -> Case:
    return made.case(NOON, case_class={**made.CONSULTATION, "customer": "enterprise"}, **more)


def looked(standard: Standard, **more: object) -> Preview:
    by = more.pop("by", None) or made.actor(role="supervisor")
    return preview(question(standard, "", at("2026-03-05")), by=by, **more)  # type: ignore[arg-type]


def test_a_clock_that_would_move_is_told_with_both_dues() -> None:
    made.standard()
    case = open_case()
    before = list(Clock.objects.order_by("pk").values())

    found = looked(stricter())

    assert [(each.ref, each.commitment, each.clause) for each in found.moves] == [(case.ref, "first-response", "1.1")]
    assert (found.moves[0].before, found.moves[0].after) == (at("2026-03-04T13:00"), at("2026-03-04T12:30"))
    assert list(Clock.objects.order_by("pk").values()) == before


def test_what_stays_as_it_is_is_not_told() -> None:
    made.standard()
    open_case()

    assert looked(stricter("1 h")).moves == ()


def test_only_visible_cases_are_looked_at() -> None:
    made.standard()
    mine, other = made.team(), made.team()
    open_case(team=mine)

    assert looked(stricter(), by=made.actor(other)).cases == 0
    assert len(looked(stricter(), by=made.actor(mine)).moves) == 1


def test_a_standard_of_another_name_or_scope_takes_nobody_over() -> None:
    made.standard()
    open_case()

    assert looked(replace(stricter(), name="other")).cases == 0
    assert question(stricter(), "region:north", NOON).refs == ()


def test_many_cases_are_looked_at_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_cases, "PIECE", 2)
    made.standard()
    refs = [open_case().ref for _ in range(3)]

    first = looked(stricter())
    second = looked(stricter(), after=first.after)

    assert [each.ref for each in (*first.moves, *second.moves)] == refs
    assert (first.cases, second.cases, second.after) == (2, 1, 0)
