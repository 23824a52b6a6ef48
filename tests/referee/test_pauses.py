"""Pauses, caps and day limits in small stories; the office is open from nine to five."""

from referee.telling import Json, at, last

WAIT: Json = {"pauses": {"parts": {}, "customer": {}}}


def test_overlapping_reasons_pause_once_and_the_first_is_charged() -> None:
    story = ["2 09:00 case.opened", "2 10:00 wait.started reason=parts", "2 11:00 wait.started reason=customer"]

    found = last(*story, "2 12:00 wait.ended reason=parts", "2 13:00 wait.ended", ask="2 14:00", **WAIT)

    assert found["paused_seconds"] == {"parts": 7200, "customer": 3600}
    assert (found["elapsed_seconds"], found["due_at"]) == (7200, at("2 16:00"))


def test_a_pause_at_the_due_keeps_the_clock_alive_and_due_becomes_the_resume() -> None:
    story = ["2 09:00 case.opened", "2 13:00 wait.started reason=parts"]

    waiting = last(*story, ask="2 15:00", **WAIT)
    resumed = last(*story, "2 16:00 wait.ended", ask="2 16:30", **WAIT)

    assert (waiting["state"], waiting["projected_due_at"], waiting["remaining_seconds"]) == ("paused", at("2 15:00"), 0)
    assert (resumed["state"], resumed["due_at"]) == ("breached", at("2 16:00"))


def test_a_pause_at_the_due_that_stands_outside_hours_moves_nothing() -> None:
    story = ["2 13:00 case.opened", "2 17:00 wait.started reason=parts", "2 19:00 wait.ended"]

    assert last(*story, ask="2 18:00", **WAIT)["state"] == "paused"
    assert last(*story, ask="2 19:00", **WAIT)["due_at"] == at("2 17:00")
    assert last(*story, "2 20:00 case.resolved", ask="2 20:00", **WAIT)["state"] == "met_late"


def test_a_cap_in_time_counts_all_waits_of_a_reason_together() -> None:
    waits = ["2 10:00 wait.started reason=parts", "2 11:00 wait.ended", "2 12:00 wait.started reason=parts"]

    found = last("2 09:00 case.opened", *waits, ask="2 14:00", pauses={"parts": "90 min"})

    assert (found["state"], found["due_at"]) == ("running", at("2 14:30"))
    assert found["paused_seconds"] == {"parts": 5400}


def test_a_cap_in_days_runs_from_the_first_wait_in_the_cycle() -> None:
    waits = ["2 10:00 wait.started reason=parts", "2 11:00 wait.ended", "3 16:00 wait.started reason=parts"]

    found = last(
        "2 09:00 case.opened", *waits, ask="3 17:00", pauses={"parts": "1 working days"}, within=[{"limit": "20 h"}]
    )
    later = last(
        "2 09:00 case.opened", *waits, ask="4 10:00", pauses={"parts": "1 working days"}, within=[{"limit": "20 h"}]
    )

    assert (found["state"], found["paused_seconds"]) == ("running", {"parts": 7200})
    assert later["state"] == "running"


def test_a_wait_that_is_open_when_a_cycle_starts_pauses_it_from_the_start() -> None:
    found = last("2 09:00 wait.started reason=parts", "2 10:00 case.opened", ask="2 12:00", **WAIT)

    assert (found["state"], found["elapsed_seconds"], found["projected_due_at"]) == ("paused", 0, at("2 16:00"))


def test_a_stop_while_paused_keeps_what_was_projected_as_its_due() -> None:
    story = ["2 09:00 case.opened", "2 10:00 wait.started reason=parts", "2 12:00 case.resolved"]

    found = last(*story, ask="3 12:00", **WAIT)

    assert (found["state"], found["due_at"], found["elapsed_seconds"]) == ("met", at("2 15:00"), 3600)


def test_an_evening_answer_is_late_by_no_working_time() -> None:
    found = last("2 13:00 case.opened", "2 19:00 case.resolved", ask="3 12:00")

    assert (found["state"], found["overdue_working_seconds"], found["overdue_wall_seconds"]) == ("met_late", 0, 7200)


# --- days -----------------------------------------------------------------------------------------------------------

THREE_DAYS = {"within": [{"limit": "3 working days"}], "pauses": {"parts": {}, "lab": {"legal_stop": True}}}


def test_a_day_limit_knows_no_pause_of_minutes() -> None:
    found = last("2 10:00 case.opened", "3 09:00 wait.started reason=parts", ask="3 12:00", **THREE_DAYS)

    assert (found["state"], found["due_at"], found["paused_seconds"]) == ("running", at("6 17:00"), {})


def test_dates_touched_by_a_legal_stop_do_not_count() -> None:
    story = ["2 10:00 case.opened", "3 09:00 wait.started reason=lab", "3 09:30 wait.ended"]

    assert last(*story[:2], ask="3 09:10", **THREE_DAYS)["state"] == "paused"
    found = last(*story, ask="3 12:00", **THREE_DAYS)
    assert (found["state"], found["due_at"], found["paused_seconds"]) == ("running", at("9 17:00"), {"lab": 1800})
    assert found["target_seconds"] == (7 + 7.5 + 8 + 8 + 8) * 3600
    assert found["remaining_seconds"] == (5 + 8 + 8 + 8) * 3600


def test_a_legal_stop_after_the_due_moves_nothing() -> None:
    story = ["2 10:00 case.opened", "6 18:00 wait.started reason=lab"]

    found = last(*story, ask="9 12:00", **THREE_DAYS)

    assert (found["state"], found["due_at"]) == ("paused_breached", at("6 17:00"))
    assert found["overdue_wall_seconds"] == at("9 12:00") - at("6 17:00")
