"""Erlang B, C and A against published figures, their limits, their laws and the Markov chain they solve."""

from __future__ import annotations

from math import exp, inf, lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as some

from wuxing.core.planning.erlang_a import erlang_a
from wuxing.core.planning.erlang_b import blocking
from wuxing.core.planning.erlang_c import HOPELESS, erlang_c, waiting_share
from wuxing.core.planning.queue import Service, Work
from wuxing.core.planning.staffing import Aim, people_needed, rostered

CALL_CENTRE = Work(arrivals=48 * 60, handling=60)
"""The example of O. Garnett, A. Mandelbaum and M. Reiman, Designing a call center with impatient customers (2002)."""

some_work = some.builds(Work, arrivals=some.floats(0.1, 300), handling=some.floats(30, 3600))
some_people = some.integers(1, 60)
some_patience = some.floats(1, 1e6)
some_wait = some.floats(0, 7200)


@pytest.mark.parametrize(("people", "load"), [(10, 4.461), (20, 12.03), (50, 37.90), (100, 84.06)])
def test_one_percent_is_blocked_at_the_loads_of_the_erlang_b_table(people, load):
    assert blocking(load, people) == pytest.approx(0.01, abs=2e-5)


@pytest.mark.parametrize(
    ("work", "people", "within", "tabled"),
    [
        (Work(200, 180), 14, 20, Service(0.1741, 0.8884, 0, 7.84, 0.714)),
        (Work(400, 180), 24, 20, Service(0.2981, 0.8089, 0, 13.41, 0.833)),
        (Work(120, 300), 14, 20, Service(0.1741, 0.8666, 0, 13.06, 0.714)),
        (Work(120, 240), 14, 15, Service(0.0393, 0.9730, 0, 1.57, 0.571)),
        (Work(20, 240), 3, 20, Service(0.1808, 0.8427, 0, 26.03, 0.444)),
    ],
)
def test_erlang_c_gives_the_tabled_service(work, people, within, tabled):
    found = erlang_c(work, people, within)

    assert found.waiting == pytest.approx(tabled.waiting, abs=6e-5)
    assert found.within == pytest.approx(tabled.within, abs=6e-5)
    assert found.mean_wait == pytest.approx(tabled.mean_wait, abs=6e-3)
    assert found.busy == pytest.approx(tabled.busy, abs=6e-4)


@pytest.mark.parametrize(
    ("arrivals", "handling", "share", "within", "people"),
    [(200, 180, 0.8, 20, 14), (400, 180, 0.8, 20, 24), (120, 240, 0.95, 15, 14), (20, 240, 0.8, 20, 3)],
)
def test_as_few_people_are_needed_as_the_table_says(arrivals, handling, share, within, people):
    assert people_needed(Work(arrivals, handling), Aim(share, within)) == people


def test_three_people_with_two_erlangs_let_four_of_nine_wait():
    assert waiting_share(2, 3) == pytest.approx(4 / 9)


def test_patience_changes_the_call_centre_as_published():
    patient, leaving = erlang_c(CALL_CENTRE, 50, 58.1), erlang_a(CALL_CENTRE, 50, 12.5, patience=120)

    assert (round(patient.mean_wait, 1), round(leaving.mean_wait, 1)) == (20.8, 3.7)
    assert round(leaving.lost, 3) == 0.031
    assert (round(patient.busy, 2), round(leaving.busy, 2)) == (0.96, 0.93)
    assert round(patient.within, 1) == 0.9


@given(some_work, some_people, some_wait)
def test_without_end_of_patience_erlang_a_is_erlang_c(work, people, within):
    assert erlang_a(work, people, within, inf) == erlang_c(work, people, within)


@given(some_work, some.integers(0, 20), some_wait)
def test_much_patience_comes_near_erlang_c(work, spare, within):
    people = int(work.load * 1.2) + 1 + spare
    near, limit = erlang_a(work, people, within, 1e12), erlang_c(work, people, within)

    assert near.within == pytest.approx(limit.within, abs=1e-6)
    assert near.waiting == pytest.approx(limit.waiting, abs=1e-6)


@given(some_work, some_people)
def test_without_patience_erlang_a_loses_what_erlang_b_blocks(work, people):
    assert erlang_a(work, people, 1, 1e-9).lost == pytest.approx(blocking(work.load, people), abs=1e-6)


@given(some_work, some_people)
def test_who_leaves_as_fast_as_they_are_served_leave_as_many_as_a_free_for_all(work, people):
    ahead = sum(exp(k * log(work.load) - work.load - lgamma(k + 1)) for k in range(people))

    assert erlang_a(work, people, 1, work.handling).waiting == pytest.approx(1 - ahead, abs=1e-9)


@given(some_work, some_people, some.floats(10, 5000))
def test_the_closed_form_solves_its_markov_chain(work, people, patience):
    found = erlang_a(work, people, 0, patience)
    waiting, lost = chain(work, people, patience)

    assert found.waiting == pytest.approx(waiting, abs=1e-7)
    assert found.lost == pytest.approx(lost, abs=1e-7)


def chain(work: Work, people: int, patience: float) -> tuple[float, float]:
    """Waiting and lost shares, from the steady state of the birth and death process itself."""
    logs = [0.0]
    while len(logs) < people + 10 or logs[-1] > max(logs) - 45:
        number = len(logs)
        leaving = min(number, people) / work.handling + max(number - people, 0) / patience
        logs.append(logs[-1] + log(work.per_second / leaving))
    weights = [exp(each - max(logs)) for each in logs]
    queue = sum((number - people) * weight for number, weight in enumerate(weights) if number > people)
    return sum(weights[people:]) / sum(weights), queue / patience / work.per_second / sum(weights)


@given(some_work, some_people, some_patience, some_wait)
def test_shares_are_shares_and_the_parts_fit_together(work, people, patience, within):
    found = erlang_a(work, people, within, patience)

    shares = (found.waiting, found.within, found.lost, found.busy)
    assert all(-1e-9 <= share <= 1 + 1e-9 for share in shares)
    assert found.within + found.lost <= 1 + 1e-9 or found.within <= 1 - found.lost + 1e-6
    assert found.lost <= found.waiting + 1e-9
    assert found.mean_wait <= patience * (1 + 1e-9)


@given(some_work, some_people, some_patience, some_wait)
def test_one_more_person_never_makes_it_worse(work, people, patience, within):
    for more, less in (
        (erlang_a(work, people + 1, within, patience), erlang_a(work, people, within, patience)),
        (erlang_c(work, people + 1, within), erlang_c(work, people, within)),
    ):
        assert is_no_worse(more, less)


def is_no_worse(one: Service, other: Service) -> bool:
    few = 1e-7
    return (
        one.waiting <= other.waiting + few
        and one.within >= other.within - few
        and one.lost <= other.lost + few
        and (one.mean_wait <= other.mean_wait * (1 + few) + few)
        and one.busy <= other.busy + few
    )


@given(some_work, some_people, some_patience, some_wait, some.floats(1, 3600))
def test_more_time_to_answer_never_serves_fewer(work, people, patience, within, more):
    for serve in (
        lambda wait: erlang_a(work, people, wait, patience).within,
        lambda wait: erlang_c(work, people, wait).within,
    ):
        assert serve(within + more) >= serve(within) - 1e-7


@given(some_work, some_people, some_patience)
def test_who_is_patient_leaves_less_often(work, people, patience):
    assert erlang_a(work, people, 0, patience * 2).lost <= erlang_a(work, people, 0, patience).lost + 1e-9


@given(some_work, some.floats(0.5, 0.99), some_wait, some.one_of(some.just(inf), some.floats(600, 1e6)))
def test_the_people_needed_are_enough_and_one_fewer_is_not(work, share, within, patience):
    aim = Aim(share, within)
    people = people_needed(work, aim, patience)

    assert people is not None
    assert aim.is_met_by(erlang_a(work, people, within, patience))
    assert people == 1 or not aim.is_met_by(erlang_a(work, people - 1, within, patience))


def test_who_cannot_keep_up_promises_nothing():
    assert erlang_c(Work(60, 3600), 60, 1e9) == HOPELESS
    assert erlang_a(Work(60, 3600), 30, 1e9, 600).lost == pytest.approx(0.5, abs=2e-3)


def test_no_work_needs_nobody():
    assert people_needed(Work(0, 60), Aim(0.95, 60)) == 0
    assert erlang_a(Work(0, 60), 1, 60, 600).within == 1


def test_nobody_plans_more_people_than_take_from_one_queue():
    assert people_needed(Work(1e9, 3600), Aim(0.95, 60)) is None


def test_people_who_are_to_have_rests_are_more():
    work = Work(400, 180)

    assert people_needed(work, Aim(0.5, 3600)) == 21
    assert people_needed(work, Aim(0.5, 3600, busiest=0.85)) == 24


@pytest.mark.parametrize(("people", "shrinkage", "there"), [(14, 0.3, 20), (24, 0.3, 35), (3, 0.3, 5), (7, 0.3, 10)])
def test_the_roster_holds_who_is_away_too(people, shrinkage, there):
    assert rostered(people, shrinkage) == there


def test_work_without_length_is_refused():
    with pytest.raises(ValueError, match="handling above 0"):
        Work(10, 0)
    with pytest.raises(ValueError, match="at least one person"):
        erlang_a(Work(10, 60), 0, 60, 600)
