"""The report in figures: it adds up, it says what flips and what cannot be seen, and it is honest about nothing."""

import math
import random
from collections import Counter

import pyarrow.parquet as pq
import pytest

from history.replayed import MARCH, case, commitment, event_file, generated, report_on, trial
from wuxing.history.reports.report import render

RESPONSES = ["case.opened", "message.agent", "case.resolved"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tallied")


@pytest.fixture(scope="module")
def report(folder):
    """600 cases under 10 minutes instead of 30, and 8 hours instead of 4."""
    events = event_file(folder / "events.parquet", list(generated(600)))
    return report_on(events, folder, trial("2", "10 min", "8 h"), against=trial("1", "30 min", "4 h"))


@pytest.fixture(scope="module")
def rows(folder, report):
    assert report
    return pq.read_table(folder / "readings.parquet").to_pylist()


# Counts


def test_tallies_add_up(report, rows):
    counted = Counter((row["side"], row["outcome"]) for row in rows)
    for side in ("standard", "against"):
        total = report["totals"][side]
        parts = [each[side] for each in report["commitments"]]
        cells = [cell[side] for each in report["commitments"] for cell in each["cells"]]

        for key in ("n", "met", "late", "open", "cancelled", "excused", "not_observable"):
            assert total[key] == sum(part[key] for part in parts) == sum(cell[key] for cell in cells)
        assert (total["met"], total["late"]) == (counted[side, "met"], counted[side, "late"])
        assert total["n"] == total["met"] + total["late"]
        assert total["rate"] == round(total["met"] / total["n"], 6)
        assert total["rate_low"] < total["rate"] < total["rate_high"]


def nearest_rank(values, share):
    return sorted(values)[math.ceil(share * len(values)) - 1]


def test_median_and_p90_are_times_that_occurred(report, rows):
    for each in report["commitments"]:
        for side in ("standard", "against"):
            used = [
                row["elapsed_seconds"]
                for row in rows
                if (row["side"], row["commitment"]) == (side, each["commitment"])
                and row["outcome"] in ("met", "late")
                and row["stopped_at"]
            ]
            assert each[side]["median_seconds"] == nearest_rank(used, 0.5)
            assert each[side]["p90_seconds"] == nearest_rank(used, 0.9)


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11])
def test_quantiles_of_few_go_by_nearest_rank(tmp_path, count):
    minutes = random.Random(count).sample(range(100), count)
    events = event_file(tmp_path / "events.jsonl", [case((each, "message.agent")) for each in minutes])

    tally = commitment(report_on(events, tmp_path / "out"), "first-response")["standard"]

    assert tally["median_seconds"] == 60 * nearest_rank(minutes, 0.5)
    assert tally["p90_seconds"] == 60 * nearest_rank(minutes, 0.9)


def test_what_never_stopped_has_no_time_used_but_counts_as_late(tmp_path):
    events = event_file(tmp_path / "events.jsonl", [case((5, "message.agent")), case(), case((60, "note.added"))])

    each = commitment(report_on(events, tmp_path / "out"), "first-response")

    assert (each["standard"]["n"], each["standard"]["late"], each["standard"]["p90_seconds"]) == (3, 2, 300)
    assert each["curve"] == [[300, 0.333333], [600, 0.333333]]


def test_the_curve_meets_the_rate_at_the_limit(report):
    each = commitment(report, "first-response")
    shares = dict(map(tuple, each["curve"]))

    assert shares[600] == each["standard"]["rate"]
    assert shares[1800] == each["against"]["rate"]
    assert len(each["curve"]) <= 60
    assert each["curve"] == sorted(each["curve"])
    assert sorted(shares.values()) == list(shares.values())


def test_hours_are_those_of_the_calendar(tmp_path):
    nine = case((5, "message.agent"), at=MARCH + 9 * 3600)
    events = event_file(tmp_path / "events.jsonl", [nine, case((50, "message.agent"), at=MARCH + 23 * 3600)])

    hours = commitment(report_on(events, tmp_path / "out"), "first-response")["by_hour"]

    assert len(hours) == 24
    assert hours[9]["standard"] == {"met": 1, "late": 0}
    assert hours[23]["standard"] == {"met": 0, "late": 1}
    assert hours[0] == {"standard": {"met": 0, "late": 0}, "against": None}


# Flips


def test_flips_go_both_ways(report, rows):
    count = Counter(row["compared"] for row in rows if row["side"] == "standard")
    by_clause = {each["commitment"]: (each["to_late"] > 0, each["to_met"] > 0) for each in report["flips"]}

    assert report["totals"]["flips"] == {"to_late": count["to_late"], "to_met": count["to_met"]}
    assert by_clause == {"first-response": (True, False), "solution": (False, True)}
    for each in report["commitments"]:
        in_cells = [cell["flips"] for cell in each["cells"]]
        flip = next(flip for flip in report["flips"] if flip["commitment"] == each["commitment"])
        assert sum(each["to_late"] for each in in_cells) == flip["to_late"]
        assert sum(each["to_met"] for each in in_cells) == flip["to_met"]


def test_examples_are_the_nearest_to_the_limit(report, rows):
    flips = next(each for each in report["flips"] if each["commitment"] == "first-response")
    over = sorted(
        row["elapsed_seconds"] - 600 for row in rows if row["side"] == "standard" and row["compared"] == "to_late"
    )

    assert len(flips["cases"]) == 20
    assert [each["elapsed_seconds"] - 600 for each in flips["cases"]] == over[:20]
    assert flips["cases"][0].items() >= {"from": "met", "to": "late", "target_seconds_against": 1800}.items()


# What cannot be told


def test_a_promise_that_the_source_cannot_show_is_listed_and_not_counted(tmp_path):
    events = event_file(
        tmp_path / "events.jsonl",
        [case((300, "case.resolved"), business="complaint")],
        ["case.opened", "case.resolved"],
    )

    report = report_on(events, tmp_path / "out")

    first = commitment(report, "first-response")
    assert (first["standard"]["n"], first["standard"]["rate"], first["standard"]["not_observable"]) == (0, None, 1)
    assert (first["missing_kinds"], first["curve"]) == (["message.agent"], [])
    assert [(each["commitment"], each["missing_kinds"], each["cases"]) for each in report["not_observable"]] == [
        ("first-response", ["message.agent"], 1)
    ]
    assert report["totals"]["standard"]["n"] == 1


def headline(tmp_path, cases, *, supplies=RESPONSES, against=None):
    events = event_file(tmp_path / "events.jsonl", cases, supplies)
    report = report_on(events, tmp_path / "out", against=against)
    assert render(report)
    return report["headline"]


def test_the_headline_compares_what_both_standards_judge(report):
    said = report["headline"]

    both = report["totals"]["both"]
    assert said["zh"].startswith(
        f"在 600 件工单里，两份标准都能判定的承诺有 {both['n']} 次：按时率从《试用标准》1 版的 "
    )
    assert said["en"].startswith(f"In 600 cases {both['n']} promises could be judged under both standards: the share ")
    assert "§1.1 首次响应" in said["zh"]


def test_the_headline_tells_two_drafts_of_one_version_apart(tmp_path):
    before = trial("2", "3 min")

    said = headline(tmp_path, [case((5, "message.agent"))], against=before)

    assert f"从《试用标准》2 版 ({before.sha256[:7]})的 0.0" in said["zh"]


def test_the_headline_of_one_standard_gives_the_rate(tmp_path):
    said = headline(tmp_path, [case((5, "message.agent")), case((50, "message.agent"))])

    assert (
        said["zh"] == "在 2 件工单里，《试用标准》可以判定的 2 次承诺有 1 次按时做到，按时率 50.0\N{NO-BREAK SPACE}%。"
    )
    assert said["en"] == (
        "In 2 cases 1 of the 2 promises of Trial standard that could be judged were kept on time: 50.0\N{NO-BREAK SPACE}%."
    )


def test_the_headline_says_that_a_log_proves_nothing_and_what_it_would_need(tmp_path):
    said = headline(tmp_path, [case()], supplies=["case.opened", "case.resolved"], against=trial("1"))

    assert said["zh"] == (
        "凭这份日志，1 件工单里《试用标准》2 版的承诺一次也证明不了，既不能说守住了，也不能说没守住：日志里没有客服回复。"
        "把这些事件记下来，才能判定。《试用标准》1 版的承诺一次也判定不了，因此无法比较。"
    )
    assert "does not tell of agent's reply" in said["en"]


def test_the_headline_says_when_nothing_has_come_to_its_end(tmp_path):
    said = headline(tmp_path, [case()])

    assert said["zh"] == "在 1 件工单里，《试用标准》没有一次承诺到了可以判定的时候。"


def test_the_headline_of_an_empty_file_says_so(tmp_path):
    said = headline(tmp_path, [])

    assert said["zh"] == "事件文件里没有工单，无从判定。"


def test_the_same_history_gives_the_same_report(tmp_path):
    events = event_file(tmp_path / "events.jsonl", list(generated(50)))

    first, second = (report_on(events, tmp_path / name, against=trial("1", "2 min")) for name in "ab")

    assert first == second
    assert (tmp_path / "a/report.json").read_bytes() == (tmp_path / "b/report.json").read_bytes()
