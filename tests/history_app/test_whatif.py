"""The page where another limit is tried on what happened."""

from __future__ import annotations

import pytest
from django.urls import reverse

import made
from history.replayed import MARCH, TRIAL, case, event_file
from history_app.whatifs import ANSWERED, Reader, a_log, answered, published, trial_text
from jobs.working import work_off
from wuxing.accounts.models import Role
from wuxing.history import study
from wuxing.jobs.models import Job
from wuxing.standards import drafting
from wuxing.standards.models import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.HISTORY = tmp_path


def test_the_promise_is_shown_as_it_is_first():
    published()
    a_log()

    page = Reader().asks()

    assert "10 min, 60.0" in page
    assert "kept of 10." in page


def test_a_shorter_limit_says_how_many_fewer_it_would_have_kept():
    published()
    a_log()

    page = Reader().tries("5")

    assert "5 min instead of 10 min: 20.0" in page
    assert "instead of 60.0" in page
    assert "4 fewer of 10" in page


def test_the_slider_counts_where_the_number_was_left_alone():
    published()
    a_log()

    page = Reader().asks(limit="10", slide="20", was="10", of="trial@1/first-response/0")

    assert "20 min instead of 10 min: 90.0" in page


def test_a_limit_of_another_promise_is_forgotten():
    published()
    a_log()

    assert "instead of 10 min" not in Reader().tries("5", of="trial@1/solution/0")


def test_a_limit_that_is_none_changes_nothing():
    published()
    a_log()

    assert "10 min, 60.0" in Reader().tries("many")


def test_what_has_not_ended_is_open_within_the_limit_and_missed_beyond_it():
    published()
    a_log({**answered((2, None)), "C9": case((20, "message.agent"), at=MARCH + 3600 - 600)})

    page = Reader().tries("15")

    assert "1 had not ended" in page


def test_a_stretch_of_days_leaves_the_others_out():
    published()
    a_log(answered((2, 30)) | {"D": case((3, "message.agent"), at=MARCH + 3 * 86_400)})

    assert "kept of 2." in Reader().asks(last="2026-03-02")
    assert "kept of 1." in Reader().asks(first="2026-03-03")


def test_what_the_source_cannot_tell_is_said_by_its_kind():
    published()
    a_log(supplies=("case.opened", "case.resolved"))

    page = Reader().asks(commitment="first-response")

    assert "says nothing of this promise" in page
    assert "agent&#x27;s reply" in page


def test_a_promise_that_can_be_seen_is_asked_about_first():
    published()
    a_log({"C": case((60, "case.resolved"), business="complaint")}, supplies=("case.opened", "case.resolved"))

    assert "§2.1 Solution (Complaint): 4 h, 100.0" in Reader().asks()


def test_where_no_case_had_the_promise_the_page_says_so():
    published()
    a_log()

    assert "Nothing to measure here" in Reader().asks(commitment="solution")


def test_without_a_history_the_page_says_where_one_comes_from():
    published()

    assert "No history yet" in Reader().asks()


def test_the_people_are_estimated_by_both_formulas_with_their_assumptions():
    published()
    a_log()

    page = Reader().asks(handling="30", share="90")

    assert "Erlang C: nobody leaves" in page
    assert "Erlang A: who waits too long leaves" in page
    assert "for 30" in page
    assert "customers leave after 30" in page


def test_an_assumption_that_cannot_be_is_pointed_out_and_not_used():
    published()
    a_log()

    page = Reader().asks(share="250")

    assert 'aria-invalid="true"' in page
    assert "Most people at once" in page


def test_a_script_gets_the_part_alone():
    published()
    a_log()

    part = Reader().asks(headers={"HX-Request": "true"})

    assert part.lstrip().startswith('<div class="what-if"')


def test_a_draft_can_be_tried_before_it_is_published():
    published()
    a_log()
    draft = drafting.start(text=trial_text("2", "20 min"), by=made.actor(role=Role.QUALITY), at=made.NOON)

    assert "20 min, 90.0" in Reader().asks(standard=f"draft:{draft.pk}")


def test_a_draft_with_mistakes_shows_them():
    published()
    a_log()
    draft = drafting.start(text=trial_text("2", "soon"), by=made.actor(role=Role.QUALITY), at=made.NOON)

    assert "is no limit" in Reader().asks(standard=f"draft:{draft.pk}")


def test_what_was_tried_is_taken_into_a_new_draft():
    published()
    a_log()
    asked = {"standard": "trial@1", "limit": "5", "was": "", "of": "trial@1/first-response/0"}

    answer = Reader().client.post(reverse("history:what-if-draft"), asked)

    draft = Draft.objects.get()
    assert answer["Location"] == reverse("standards:draft", args=[draft.pk])
    assert draft.text == trial_text("2", "5 min")
    assert draft.based_on == "trial@1"


def test_nothing_tried_makes_no_draft():
    published()
    a_log()

    answer = Reader().client.post(reverse("history:what-if-draft"), {"standard": "trial@1"})

    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_a_limit_of_the_extended_standard_is_refused():
    published()
    child = (
        'standard: child\nversion: "1"\nextends: trial@1\ntitle: {zh: 子, en: Child}\neffective: {from: 2026-02-01}\n'
    )
    made.publish(child.encode(), by=made.SYSTEM, at=made.NOON)
    a_log()
    asked = {"standard": "child@1", "limit": "5", "of": "child@1/first-response/0"}

    answer = Reader().client.post(reverse("history:what-if-draft"), asked, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "the standard that it extends" in answer.content.decode()


def test_another_calendar_is_counted_and_taken_into_the_draft():
    office = '\n  office: {timezone: Asia/Shanghai, week: {mon-fri: ["09:00-18:00"]}}\nclasses:'
    made.publish(
        TRIAL.format(version="1", response="10 min", solution="4 h").replace("\nclasses:", office).encode(),
        by=made.SYSTEM,
        at=made.NOON,
    )
    a_log(answered((20,) * 9))  # from midnight on, Monday: an office would not have begun

    assert "counted on the calendar Mon–Fri 09:00–18:00 (office): 100.0" in Reader().asks(calendar="office")
    Reader().client.post(reverse("history:what-if-draft"), {"standard": "trial@1", "calendar": "office"})
    assert "calendar: office\n    within: [{limit: 10 min}]" in Draft.objects.get().text


def test_a_long_history_is_measured_in_a_job(monkeypatch):
    monkeypatch.setattr(study, "AT_ONCE", 5)
    published()
    log, reader = a_log(), Reader()
    assert "has to be measured" in reader.asks()

    reader.client.post(reverse("history:what-if-measurement"), {"history": log.key, "commitment": "first-response"})
    assert work_off() == 1

    assert Job.objects.get().result == {"promises": len(ANSWERED)}
    assert "10 min, 60.0" in reader.asks()


def test_a_history_is_measured_once(tmp_path):
    published()
    a_log()
    reader = Reader()

    reader.tries("5")
    reader.tries("15")

    assert len(list((tmp_path / "what-if").glob("*.parquet"))) == 1


def test_our_own_cases_are_every_month_that_was_exported(tmp_path):
    published()
    (tmp_path / "live").mkdir()
    event_file(tmp_path / "live" / "2026-03.parquet", answered((2, 30)))
    event_file(tmp_path / "live" / "2026-04.parquet", {"D1": case((3, "message.agent"), at=MARCH + 31 * 86_400)})

    page = Reader().asks()

    assert "Our own cases" in page
    assert "kept of 3." in page


def test_only_those_who_work_with_history_may_try():
    Reader(Role.AGENT).asks(status=403)
