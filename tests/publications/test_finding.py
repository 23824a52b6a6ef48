"""Which standard is in force at an instant, and what a citation means."""

import pytest

from publications.hotline import at, publish_hotline
from wuxing.packs.finding import load_standard
from wuxing.standards.finding import NoStandard, UnknownStandard, in_force, shelf, standard_of, standards_for

pytestmark = pytest.mark.django_db


def test_before_the_first_publication_nothing_is_in_force() -> None:
    with pytest.raises(NoStandard, match="2026-03-01"):
        in_force(at("2026-03-01"))


def test_the_latest_that_has_begun_is_in_force() -> None:
    publish_hotline("1", since="2026-01-01")
    publish_hotline("2", since="2026-03-01", on="2026-02-01")

    assert in_force(at("2026-02-28T23:59")).ref == "hotline@1"
    assert in_force(at("2026-03-01")).ref == "hotline@2"


def test_of_two_that_begin_together_the_later_publication_is_in_force() -> None:
    publish_hotline("1", since="2026-03-01")
    publish_hotline("2", since="2026-03-01", on="2026-02-01")

    assert in_force(at("2026-03-01")).ref == "hotline@2"


def test_a_reference_means_the_same_object_every_time() -> None:
    publish_hotline()

    assert standard_of("hotline@1") is standard_of("hotline@1") is in_force(at("2026-03-01"))


def test_a_shipped_pack_can_be_cited_without_being_published() -> None:
    assert standard_of("reference@2026.1").sha256 == load_standard("reference@2026.1").sha256


@pytest.mark.parametrize(
    "ref", ["nobody@1", "reference", "reference@9", "/etc/hosts", "../../etc@passwd", "", "@", "a@b@c"]
)
def test_a_reference_that_names_nothing_is_refused(ref: str) -> None:
    with pytest.raises(UnknownStandard):
        standard_of(ref)


def test_a_path_is_no_reference(tmp_path, monkeypatch) -> None:
    (tmp_path / "hotline@1").write_text("standard: hotline")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UnknownStandard):
        standard_of("hotline@1")


def test_a_case_stays_under_the_version_it_was_opened_under() -> None:
    publish_hotline("1")
    publish_hotline("2", since="2026-03-01", on="2026-02-01")

    assert [each.ref for each in standards_for("hotline@1")] == ["hotline@1"]


def test_a_version_for_open_cases_follows_from_its_publication_on() -> None:
    publish_hotline("1")
    publish_hotline("2", since="2026-03-01", on="2026-02-01", scope="open_cases")
    publish_hotline("3", since="2026-04-01", on="2026-02-02")

    assert [each.ref for each in standards_for("hotline@1")] == ["hotline@1", "hotline@2"]
    assert [each.ref for each in standards_for("hotline@2")] == ["hotline@2"]


def test_an_open_case_does_not_go_over_to_a_standard_of_another_name() -> None:
    publish_hotline("1")
    publish_hotline("2", since="2026-03-01", on="2026-02-01", scope="open_cases", name="counter")

    assert [each.ref for each in standards_for("hotline@1")] == ["hotline@1"]


def test_every_question_costs_one_query(django_assert_num_queries) -> None:
    publish_hotline()
    in_force(at("2026-03-01"))

    with django_assert_num_queries(1):
        in_force(at("2026-03-01"))
    with django_assert_num_queries(1):
        standards_for("hotline@1")


def test_a_shelf_answers_without_a_query(django_assert_num_queries) -> None:
    publish_hotline()
    in_force(at("2026-03-01"))
    known = shelf()

    with django_assert_num_queries(0):
        assert known.in_force(at("2026-03-01")) is known.standard_of("hotline@1")
