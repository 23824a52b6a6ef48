"""Driver analysis: which theme's time lies in which part of the work."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import made
from history.replayed import MARCH, case
from history_app.waits import a_waiting_log
from history_app.whatifs import a_log, published
from jobs.working import work_off
from wuxing.accounts.models import Role
from wuxing.core.replay.judging import story_of
from wuxing.history import study
from wuxing.history.drivers.parts import by_phase, by_stage

pytestmark = pytest.mark.django_db
HOUR = 3600


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.HISTORY = tmp_path


def asks(role: str = Role.QUALITY, *, status: int = 200, **asked: Any) -> str:
    client = Client()
    client.force_login(made.user(role=role, language="en"))
    answer = client.get(reverse("history:drivers"), asked)
    assert answer.status_code == status
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_the_part_that_takes_most_time_of_complaints_is_said_first() -> None:
    published()
    a_waiting_log(is_improved=False)

    page = asks(cut="stages")

    # 360 × 100 of 360 × 160 + 240 × 80 minutes
    assert "Cases looked at: Complaint. 46.9 % of their time lies in “accept” of “Delivery”" in page
    assert "n = 360" in page


def test_the_time_can_be_cut_by_answer_work_and_waiting() -> None:
    published()
    a_waiting_log()

    page = asks(cut="phases")

    for part in ("until the first answer", "work", "for the customer"):
        assert part in page


def test_other_cases_and_themes_can_be_asked_for() -> None:
    published()
    a_waiting_log()

    assert "No solved case" in asks(where="business=consultation")
    assert "Cases looked at: all cases." in asks(where="all", theme="customer")


def test_an_improvement_begins_with_the_theme_and_its_figure() -> None:
    published()
    a_waiting_log()

    page = asks(cut="phases")

    assert "improvements/new/?" in page
    assert "where=topic%3Ddelivery" in page
    assert "measure=answer-mean" in page


def test_a_long_history_is_weighed_in_a_job(monkeypatch) -> None:
    monkeypatch.setattr(study, "AT_ONCE", 5)
    published()
    log = a_waiting_log()
    client = Client()
    client.force_login(made.user(role=Role.QUALITY, language="en"))
    asked = {"history": log.key, "standard": "trial@1", "theme": "topic", "where": "all", "cut": "stages"}
    assert "have to be read once" in client.get(reverse("history:drivers"), asked).content.decode()

    client.post(reverse("history:drivers-weighing"), asked)

    assert work_off() == 1
    assert "Every figure" in client.get(reverse("history:drivers"), asked).content.decode()


def test_without_a_history_the_page_says_where_one_comes_from() -> None:
    published()

    assert "No history yet" in asks()


def test_a_case_that_is_not_solved_is_left_out_and_counted() -> None:
    published()
    a_log({"A": case(business="complaint"), "B": case((60, "case.resolved"), business="complaint")})

    assert "Solved: 1; not solved yet and left out: 1." in asks()


def test_only_those_who_work_with_history_may_ask() -> None:
    asks(Role.AGENT, status=403)


def test_stays_in_a_stage_add_up_to_the_whole_time() -> None:
    told = story_of(case((10, "stage.entered", {"stage": "a"}), (30, "stage.entered", {"stage": "b"})), MARCH + HOUR)

    found = [(each.part, each.seconds // 60) for each in by_stage(told, MARCH, MARCH + HOUR)]

    assert found == [("", 10), ("a", 20), ("b", 30)]


def test_of_two_waits_at_once_the_earlier_one_counts() -> None:
    told = case(
        (10, "message.agent"),
        (20, "wait.started", {"reason": "waiting-parts"}),
        (30, "wait.started", {"reason": "waiting-customer"}),
        (40, "wait.ended", {"reason": "waiting-parts"}),
        (50, "wait.ended", {"reason": "waiting-customer"}),
    )

    found = {each.part: each.seconds // 60 for each in by_phase(story_of(told, MARCH + HOUR), MARCH, MARCH + HOUR)}

    assert found == {"answer": 10, "wait:waiting-parts": 20, "wait:waiting-customer": 10, "work": 20}
