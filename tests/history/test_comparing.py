"""Two stretches of a history counted by the same formulas: figures, intervals, differences, windows."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from history.replayed import MARCH, case, event_file, trial
from history_app.steps import DAYS, STEP, rated, stepped
from wuxing.core.replay.rate import Z_95
from wuxing.history.comparing.facts import covered
from wuxing.history.comparing.figures import change, lower_rank, mean, median, number, ratio, share
from wuxing.history.comparing.measures import compare, largest
from wuxing.history.comparing.reading import held, read_sides
from wuxing.history.comparing.windows import Held, windows
from wuxing.history.events.stream import read_header

SHANGHAI = ZoneInfo("Asia/Shanghai")


def compared(path, on=STEP, days=DAYS):
    around = windows(on, days, held([path]), SHANGHAI)
    return {each.key: each for each in compare(trial(), read_header(path), *read_sides(trial(), [path], around))}


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    return compared(event_file(tmp_path_factory.mktemp("steps") / "e.parquet", stepped()))


def test_complaints_down_by_a_fifth_are_found(steps):
    found = steps["complaints"]

    assert (found.before.count, found.before.n) == (300, 1200)
    assert (found.after.count, found.after.n) == (240, 1200)
    assert found.change.relative == pytest.approx(-0.2)
    assert found.change.size == pytest.approx(-0.05)
    assert found.is_certain


def test_fifteen_points_more_kept_are_found(steps):
    found = steps["kept:first-response"]

    assert (found.before.value, found.after.value) == (0.6, 0.75)
    assert found.change.size == pytest.approx(0.15)
    assert found.change.low > 0.11
    assert found.is_certain


def test_a_step_that_was_left_out_shows_fewer_steps_and_less_time(steps):
    assert (steps["stages"].before.value, steps["stages"].after.value) == (4.25, 3.0)
    assert (steps["solution"].before.value, steps["solution"].after.value) == (14_400, 7_200)
    assert steps["back-to-stage"].before.value == 0.25
    assert (steps["waiting"].before.value, steps["waiting"].after.value) == (0.25, pytest.approx(1 / 12))


def test_satisfaction_up_by_fifteen_percent_is_found(tmp_path):
    found = compared(event_file(tmp_path / "e.parquet", rated(60, 69)))["satisfied"]

    assert (found.before.count, found.before.n) == (540, 900)
    assert (found.after.count, found.after.n) == (621, 900)
    assert found.change.relative == pytest.approx(0.15)
    assert found.change.size == pytest.approx(0.09)
    assert found.is_certain


def test_who_did_not_rate_is_no_score_and_the_last_rating_counts(tmp_path):
    twice, never = case((5, "rating.given", {"score": 1}), (9, "rating.given", {"score": 5})), case()
    odd = case((5, "rating.given", {"score": 9}))
    later = case((5, "rating.given", {"score": 4}), at=MARCH + 86_400)
    path = event_file(tmp_path / "e.parquet", {"A": twice, "B": never, "C": odd, "D": later})

    found = compared(path, date(2026, 3, 3), 1)

    assert (found["satisfied"].before.count, found["satisfied"].before.n) == (1, 1)
    assert (found["score"].before.value, found["score"].after.value) == (5, 4)
    assert (found["rated"].before.count, found["rated"].before.n) == (1, 3)


def test_without_a_step_nothing_is_certain(tmp_path):
    path = event_file(tmp_path / "e.parquet", stepped(8, is_stepping=False))

    assert largest(list(compared(path).values())) is None


def test_what_happens_after_the_horizon_of_a_side_is_not_known(tmp_path):
    late = case((3 * 1440, "case.resolved"))  # three days later, when the first side is no longer looked at
    other = case((60, "case.resolved"), at=MARCH + 86_400)
    path = event_file(tmp_path / "e.parquet", {"A": late, "B": other})

    found = compared(path, date(2026, 3, 3), 1)["solved"]

    assert (found.before.count, found.before.n) == (0, 1)
    assert (found.after.count, found.after.n) == (1, 1)


def test_a_source_that_never_tells_of_solutions_has_no_share_solved(tmp_path):
    cases = {"A": case(), "B": case(at=MARCH + 86_400)}
    path = event_file(tmp_path / "e.parquet", cases, ("case.opened",))

    assert not compared(path, date(2026, 3, 3), 1)["solved"].is_known


def test_the_difference_of_shares_is_that_of_newcombe():
    """Newcombe 1998, table II, column (a): 56/70 less 48/80, method 10."""
    found = change(share(48, 80, Z_95), share(56, 70, Z_95))

    assert (found.size, found.low, found.high) == (
        pytest.approx(0.2),
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )


@pytest.mark.parametrize(("n", "rank"), [(5, 0), (6, 1), (10, 2), (20, 6), (50, 18), (100, 40)])
def test_ranks_of_a_median_are_those_of_the_binomial_distribution(n, rank):
    assert lower_rank(n, Z_95) == rank


def test_many_values_have_about_the_same_ranks_by_the_normal_distribution():
    assert abs(lower_rank(1001, Z_95) - lower_rank(1000, Z_95)) <= 1


def test_a_median_is_a_value_that_occurred_and_few_have_no_interval():
    assert median([3, 1, 2, 4], Z_95).value == 2
    assert median([3, 1, 2, 4], Z_95).low is None
    assert median(range(1, 11), Z_95).low == 2


def test_no_data_has_no_figure_and_no_change():
    for nothing in (share(0, 0, Z_95), median([], Z_95), mean([], Z_95), ratio([], [], Z_95)):
        assert nothing.value is None
        assert change(nothing, share(1, 2, Z_95)) is None


def test_from_nothing_there_is_no_relative_change():
    assert change(share(0, 10, Z_95), share(5, 10, Z_95)).relative is None


def test_no_case_at_all_may_still_have_been_up_to_four():
    assert number(0, Z_95).high == pytest.approx(3.84, abs=0.01)


def test_the_difference_of_averages_is_that_of_welch():
    """Variances 1 and 4 of three values each: the standard error is √(1/3 + 4/3)."""
    found = change(mean([1, 2, 3], Z_95), mean([3, 5, 7], Z_95))

    assert found.high - found.size == pytest.approx(Z_95 * (5 / 3) ** 0.5)


def test_waits_that_overlap_count_once_and_only_within():
    assert covered([(0, 10), (5, 20), (30, None)], 8, 40) == 22


def test_windows_are_as_long_as_both_sides_hold_and_looked_at_equally_long():
    found = windows(date(2026, 3, 12), 30, Held(MARCH, MARCH + 60 * 86_400, MARCH + 70 * 86_400), SHANGHAI)

    assert found.days == 10
    assert found.before.last == found.after.first
    assert found.before.horizon - found.before.last == found.after.horizon - found.after.last == 50 * 86_400


def test_a_day_outside_the_history_has_no_windows():
    assert windows(date(2027, 1, 1), 30, Held(MARCH, MARCH + 86_400, MARCH + 86_400), SHANGHAI) is None
