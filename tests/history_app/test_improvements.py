"""Improvements: plan by a figure, do, check by the same figure, decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import made
from history_app.steps import STEP
from history_app.waits import a_waiting_log
from history_app.whatifs import published, trial_text
from wuxing.accounts.models import AuditRow, Role
from wuxing.history.improvement_lists import improvements
from wuxing.history.improvement_page import Record
from wuxing.history.models import Improvement
from wuxing.standards import drafting

pytestmark = pytest.mark.django_db
PLAN = {
    "title": "Answer deliveries sooner",
    "theme": "Delivery",
    "finding": "Nobody reads the queue at night.",
    "measure": "answer-mean",
    "side": "before",
    "goal": "-40",
    "where": "topic=delivery",
    "on": STEP.isoformat(),
    "days": "30",
}


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.HISTORY = tmp_path


class Desk:
    """Somebody who works on improvements."""

    def __init__(self, *, is_improved: bool = True, role: str = Role.QUALITY) -> None:
        published()
        self.log = a_waiting_log(is_improved=is_improved)
        self.client, self.user = Client(), made.user(role=role, language="en")
        self.client.force_login(self.user)

    def begins(self, **said: Any) -> int:
        asked = {**PLAN, "history": self.log.key, "standard": "trial@1", "owner": self.user.pk, **said}
        answer = self.client.post(reverse("history:improvement-new"), asked)
        return int(answer.status_code)

    def acts(self, what: str, **said: Any) -> int:
        return int(self.client.post(f"{self.path()}{what}/", said).status_code)

    def does(self) -> None:
        assert self.acts("actions", text="Read it twice a night", owner=self.user.pk) == 303
        action = Improvement.objects.latest("pk").actions.get()
        assert self.acts(f"actions/{action.pk}/completion", on=STEP.isoformat()) == 303

    def checks(self) -> int:
        return self.acts("checks", on=STEP.isoformat(), days="30")

    def path(self) -> str:
        return reverse("history:improvement", args=[Improvement.objects.latest("pk").pk])

    def page(self) -> str:
        return self.client.get(self.path()).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_round_shows_theme_action_and_forty_percent_less() -> None:
    desk = Desk()
    assert desk.begins() == 303
    desk.does()
    assert desk.checks() == 303
    assert desk.acts("decision", decision="standardise", reason="It holds.") == 303

    page = desk.page()

    for words in ("Delivery", "Read it twice a night", "−40.0 %", "the goal of −40.0 % is reached", "It holds."):
        assert words in page
    assert "1 h 40 min" in page.split('id="plan"')[1]


def test_where_nothing_moved_the_check_says_that_it_may_be_chance() -> None:
    desk = Desk(is_improved=False)
    desk.begins()
    desk.does()
    desk.checks()

    assert "0.0 %; this may be chance." in desk.page()


def test_a_check_needs_something_done_and_a_decision_a_check() -> None:
    desk = Desk()
    desk.begins()

    assert desk.checks() == 409
    assert desk.acts("decision", decision="keep", reason="x") == 409
    assert "Decided after a check." in desk.page()


def test_what_is_decided_stays_as_it_is() -> None:
    desk = Desk()
    desk.begins()
    desk.does()
    desk.checks()
    desk.acts("decision", decision="stop", reason="Too dear.")

    assert desk.acts("actions", text="More", owner=desk.user.pk) == 409
    assert desk.checks() == 409


def test_another_round_begins_with_what_was_reached() -> None:
    desk = Desk()
    desk.begins()
    desk.does()
    desk.checks()
    desk.acts("decision", decision="again", reason="Half way.")

    first, second = Improvement.objects.order_by("pk")
    assert (second.follows, second.decision) == (first, "")
    assert second.baseline["value"] == first.checks.get().after["value"]


def test_the_page_asks_for_what_is_missing_and_keeps_what_was_typed() -> None:
    desk = Desk()
    assert desk.begins(title="", measure="nothing") == 422
    desk.begins()
    desk.does()
    desk.checks()

    answer = desk.client.post(f"{desk.path()}decision/", {"decision": "", "reason": "kept words"})

    assert answer.status_code == 422
    assert "kept words" in answer.content.decode()


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_baseline_leads_to_the_comparison_that_it_comes_from(side: str) -> None:
    desk = Desk()
    desk.begins(side=side)

    page = desk.client.get(Record(Improvement.objects.get()).comparison).content.decode()

    assert "1 h 40 min" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_list_asks_for_no_name_that_it_does_not_show(django_assert_num_queries: Any) -> None:
    desk = Desk()
    desk.begins()
    desk.does()
    desk.checks()

    found = improvements()[0]
    with django_assert_num_queries(0):
        assert Record(found).change == "−40.0\N{NO-BREAK SPACE}%"


def test_a_draft_with_mistakes_is_told_as_such() -> None:
    desk = Desk()
    draft = drafting.start(text=trial_text("2", "soon"), by=made.actor(role=Role.QUALITY), at=made.NOON)

    page = desk.client.get(reverse("history:improvement-new"), {"standard": f"draft:{draft.pk}"}).content.decode()

    assert "is no limit" in page and "No history yet" not in page


def test_a_side_without_a_figure_is_no_baseline() -> None:
    desk = Desk()

    assert desk.begins(measure="satisfied") == 422
    assert not Improvement.objects.exists()


def test_the_list_shows_where_each_stands_and_every_act_is_audited() -> None:
    desk = Desk()
    desk.begins()
    desk.does()

    page = desk.client.get(reverse("history:improvements")).content.decode()

    assert "Answer deliveries sooner" in page
    assert "Check" in page
    acts = AuditRow.objects.filter(act__startswith="improvement.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["improvement.begun", "improvement.action_added", "improvement.action_done"]


def test_without_a_history_the_page_says_where_a_figure_comes_from() -> None:
    published()
    client = Client()
    client.force_login(made.user(role=Role.QUALITY, language="en"))

    assert "No history yet" in client.get(reverse("history:improvement-new")).content.decode()


def test_only_those_who_work_with_history_see_improvements() -> None:
    desk = Desk()
    desk.begins()
    desk.client.force_login(made.user(role=Role.AGENT))

    assert desk.client.get(desk.path()).status_code == 403
    assert desk.client.get(reverse("history:improvements")).status_code == 403


def test_a_check_whose_history_is_gone_says_so() -> None:
    desk = Desk()
    desk.begins()
    desk.does()
    desk.log.hidden_at = timezone.now() - timedelta(seconds=1)
    desk.log.save()

    assert desk.checks() == 409
