"""What the product is measured on holds together, and its figures are judged by the promised floors."""

import pytest

import product
from company import copy_cases
from figures import Verdict
from made import case, standard
from wuxing.cases.models import Case, Clock


def test_a_list_that_grows_with_the_company_misses_its_floor() -> None:
    quick = {"median": 0.05, "best": 0.04, "queries": 11}
    slow = {"median": 0.09, "best": 0.08, "queries": 16}

    seconds, ratio, queries = product._lists("SQLite", "one team", {"few": quick, "many": slow}, 100_000)

    assert (seconds.value, seconds.verdict) == (80, Verdict.MET)
    assert (ratio.value, ratio.verdict) == (2, Verdict.MISSED)
    assert (queries.value, queries.verdict) == (16, Verdict.MISSED)


@pytest.mark.django_db(transaction=True)
def test_copied_cases_are_cases_of_their_own() -> None:
    standard()
    first, second = case(), case()

    told = copy_cases(times=3)

    assert told["cases"] == 6
    assert Case.objects.values("ref").distinct().count() == Case.objects.values("stream").distinct().count() == 6
    assert {each.clocks.count() for each in Case.objects.all()} == {first.clocks.count()}
    assert Clock.objects.running().count() == 3 * (first.clocks.count() + second.clocks.count())
    assert case().pk not in (first.pk, second.pk)
