"""A list is the same from whichever side it is asked for, and looks into ended cases only where they can hold anything."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

import made
from wuxing.cases import sight
from wuxing.cases.filters import Filters, cases_in
from wuxing.cases.models import Case
from wuxing.cases.ordering import segments_of, walk
from wuxing.cases.sight import in_sight

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anew():
    sight._seen.cache_clear()


@pytest.fixture
def agent():
    made.standard()
    team = made.team()
    for each in (team, team, made.team("West")):
        made.case(team=each)
    return made.of_user(made.user(team))


@pytest.mark.parametrize("few", [0, 5_000])
def test_whoever_is_asked_for_sees_the_same(agent, few, monkeypatch):
    monkeypatch.setattr(sight, "FEW", few)

    found = in_sight(agent, made.NOON, is_narrowed=False)

    assert set(found) == set(Case.objects.visible_to(agent))
    assert found.count() == 2


def test_how_much_somebody_sees_is_asked_once_a_minute(agent):
    with CaptureQueriesContext(connection) as asked:
        for _time in range(3):
            in_sight(agent, made.NOON, is_narrowed=True)

    assert len(asked) == 1


@pytest.mark.parametrize("query", ["state=hold", "waiting=waiting-customer", "stage=intake", "has=unanswered"])
def test_what_only_an_open_case_can_be_is_not_looked_for_among_the_ended(query):
    filters = Filters.of(QueryDict(f"view=all&{query}"))

    assert "ended" not in {each.name for each in segments_of(filters)}


def test_what_is_late_is_looked_for_among_the_ended_where_a_clock_still_runs(agent):
    filters = Filters.of(QueryDict("view=all&state=late"))

    ended = segments_of(filters)[-1]

    assert ended.name == "ended"
    assert "next_due_at__isnull" in str(ended.holds)
    assert walk(cases_in(filters, agent, made.NOON), [ended], "", 5) == []
