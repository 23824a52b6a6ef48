"""Changes, reopenings, recurrence and notices in small stories; the office is open from nine to five."""

import pytest

from referee.telling import at, iso, last, states, tell

ALLOWED = "approved_by=supervisor"

# --- changes --------------------------------------------------------------------------------------------------------

URGENT = {"within": [{"limit": "4 h"}, {"when": {"urgency": "urgent"}, "limit": "1 h"}]}
ONLY_URGENT = {"within": [{"when": {"urgency": "urgent"}, "limit": "2 h"}]}
CHANGED = ["2 09:00 case.opened", "2 11:00 case.classified class.urgency=urgent"]


@pytest.mark.parametrize(
    ("policy", "due", "cycles"),
    [
        ("retro", "2 10:00", ["breached"]),
        ("from_change", "2 12:00", ["running"]),
        ("restart", "2 12:00", ["cancelled", "running"]),
    ],
)
def test_a_class_change_follows_its_policy(policy: str, due: str, cycles: list[str]) -> None:
    found = tell(*CHANGED, ask="2 11:30", reclassify=policy, **URGENT)

    assert (states(found), found[-1]["due_at"]) == (cycles, at(due))


def test_min_left_leaves_at_least_that_much() -> None:
    found = last(*CHANGED, ask="2 11:10", min_left="30 min", **URGENT)

    assert (found["state"], found["due_at"], found["target_seconds"]) == ("running", at("2 11:30"), 9000)
    assert found["ever_breached_at"] is None


@pytest.mark.parametrize(
    ("policy", "started", "state"), [("retro", "2 09:00", "breached"), ("from_change", "2 11:00", "running")]
)
def test_what_matches_only_now_counts_from_its_start_or_from_the_change(policy: str, started: str, state: str) -> None:
    found = last(*CHANGED, ask="2 11:30", reclassify=policy, **ONLY_URGENT)

    assert (found["cycle"], found["started_at"], found["state"]) == (1, at(started), state)


def test_what_matches_only_now_counts_even_when_it_is_already_stopped() -> None:
    story = ["2 09:00 case.opened", "2 10:00 case.resolved", "2 11:00 case.classified class.urgency=urgent"]

    assert last(*story, ask="2 12:00", **ONLY_URGENT)["state"] == "met"
    assert tell(*story, ask="2 12:00", reclassify="from_change", **ONLY_URGENT) == []


def test_what_matches_again_is_a_new_cycle_from_the_old_start() -> None:
    story = [*CHANGED, "2 11:30 case.classified class.urgency=normal", "2 12:00 case.classified class.urgency=urgent"]

    found = tell(*story, ask="2 12:30", **ONLY_URGENT)

    assert states(found) == ["cancelled", "breached"]
    assert (found[0]["ever_breached_at"], found[1]["started_at"]) == (at("2 11:00"), at("2 09:00"))


def test_a_calendar_change_is_piecewise_or_retro() -> None:
    story = ["2 15:00 case.opened", "2 16:00 calendar.changed calendar=always policy="]

    assert last(story[0], story[1] + "piecewise", ask="2 16:00")["due_at"] == at("2 19:00")
    assert last("2 08:00 case.opened", "2 16:00 calendar.changed calendar=always policy=retro", ask="2 16:00")[
        "due_at"
    ] == at("2 12:00")


def test_an_extension_needs_approval_and_the_same_unit() -> None:
    story = ["2 09:00 case.opened", "2 14:00 deadline.extended commitment=it amount="]

    assert last(story[0], story[1] + f"2~h {ALLOWED}", ask="2 14:30")["state"] == "running"
    assert last(story[0], story[1] + "2~h", ask="2 14:30")["state"] == "breached"
    assert last(story[0], story[1] + f"1~working~days {ALLOWED}", ask="2 14:30")["state"] == "breached"


def test_an_extension_survives_a_retro_change() -> None:
    story = ["2 09:00 case.opened", f"2 10:00 deadline.extended commitment=it amount=2~h {ALLOWED}"]

    found = last(*story, '2 11:00 targets.changed targets={"it":14400} policy=retro', ask="2 11:00")

    assert found["target_seconds"] == 6 * 3600


# --- reopening, recurrence, the end ---------------------------------------------------------------------------------

REOPENED = ["2 09:00 case.opened", "2 10:00 case.resolved", "2 12:00 case.reopened"]


@pytest.mark.parametrize(
    ("policy", "cycles", "due"),
    [
        ("resume_excluding", ["running"], "2 15:00"),
        ("new_cycle", ["met", "running"], "2 16:00"),
        ("ignore", ["met"], "2 13:00"),
    ],
)
def test_a_reopening_follows_its_policy(policy: str, cycles: list[str], due: str) -> None:
    found = tell(*REOPENED, ask="2 13:00", reopen=policy)

    assert (states(found), found[-1]["due_at"]) == (cycles, at(due))


PROGRESS = {"stops": ["progress.written", "case.resolved"], "within": [{"limit": "2 h"}]}


@pytest.mark.parametrize(
    ("recurs", "starts"),
    [("never", []), ("each_start", []), ("after_stop", ["2 10:00"]), ("chained", ["2 11:00"])],
)
def test_a_report_opens_the_next_cycle_where_the_recurrence_says(recurs: str, starts: list[str]) -> None:
    story = ["2 09:00 case.opened", "2 10:00 progress.written"]

    found = tell(*story, ask="2 11:30", recurs=recurs, **PROGRESS)

    assert [reading["started_at"] for reading in found[1:]] == [at(text) for text in starts]


def test_lateness_buys_no_time_in_a_chain() -> None:
    found = tell("2 09:00 case.opened", "2 12:30 progress.written", ask="2 12:30", recurs="chained", **PROGRESS)

    assert [found[1][key] for key in ("started_at", "due_at", "state")] == [at("2 11:00"), at("2 13:00"), "running"]


def test_a_resolution_takes_away_the_link_of_a_chain_that_has_not_begun() -> None:
    story = ["2 09:00 case.opened", "2 10:00 progress.written", "2 10:30 case.resolved"]

    assert states(tell(*story, ask="2 15:00", recurs="chained", **PROGRESS)) == ["met"]


def test_a_start_while_running_keeps_or_rearms() -> None:
    story = ["2 09:00 case.opened", "2 10:00 case.opened"]

    assert states(tell(*story, ask="2 10:30")) == ["running"]
    assert states(tell(*story, ask="2 10:30", while_running="rearm")) == ["cancelled", "running"]


def test_opened_and_resolved_in_one_minute_is_met_in_no_time() -> None:
    found = last("2 09:00 case.opened", "2 09:00 case.resolved", ask="2 10:00")

    assert (found["state"], found["elapsed_seconds"]) == ("met", 0)
    assert last("2 09:00 case.resolved", "2 09:00 case.opened", ask="2 10:00")["state"] == "running"


def test_what_is_open_when_a_case_is_merged_is_cancelled_and_nothing_starts_after() -> None:
    story = ["2 09:00 case.opened", "2 10:00 case.merged into=C-2", "2 11:00 case.reopened", "2 12:00 case.opened"]

    found = tell(*story, ask="2 12:30", recurs="each_start", reopen="new_cycle")

    assert [(reading["state"], reading["due_at"]) for reading in found] == [("cancelled", None)]


def test_merging_in_an_older_case_moves_the_start_back() -> None:
    story = ["2 12:00 case.opened", f"2 13:00 case.merged_in opened_at={iso('2 10:00')}"]

    assert last(*story, ask="2 13:00")["due_at"] == at("2 14:00")


def test_a_bot_answers_only_where_the_clause_lists_it() -> None:
    story = ["2 09:00 case.opened", "2 10:00 message.agent speaker=bot"]

    assert last(*story, ask="2 10:30", stops=["message.agent"])["state"] == "running"
    assert last(*story, ask="2 10:30", stops=["message.agent", "message.bot"])["state"] == "met"


def test_a_void_works_from_its_own_instant_on() -> None:
    story = ["2 09:00 case.opened", "2 10:00 case.resolved", "2 11:00 event.voided seq=2"]

    assert last(*story, ask="2 10:30")["state"] == "met"
    assert last(*story, ask="2 11:00")["state"] == "running"
    assert last(*story, "2 12:00 event.voided seq=3", ask="2 12:00")["state"] == "met"


# --- notices --------------------------------------------------------------------------------------------------------

NOTICES = {
    "warn": ["50%"],
    "escalate": [{"at": "due", "to": "leader"}, {"after": "30 min", "to": "boss", "calendar": "always"}],
}


def test_notices_are_dated_at_their_true_instants() -> None:
    found = last("2 13:00 case.opened", ask="3 12:00", **NOTICES)

    assert found["warnings"] == [{"step": "50%", "at": at("2 15:00")}]
    assert [step["at"] for step in found["escalations"]] == [at("2 17:00"), at("2 17:30")]


def test_a_changed_target_fires_again_but_never_before_the_change() -> None:
    story = ["2 09:00 case.opened", '2 12:00 targets.changed targets={"it":12600} policy=retro']

    found = last(*story, ask="2 12:10", **NOTICES)

    assert found["warnings"] == [{"step": "50%", "at": at("2 11:00")}, {"step": "50%", "at": at("2 12:00")}]
    assert found["escalations"] == []


def test_a_step_that_falls_on_the_stop_does_not_fire() -> None:
    assert last("2 09:00 case.opened", "2 11:00 case.resolved", ask="2 12:00", **NOTICES)["warnings"] == []
