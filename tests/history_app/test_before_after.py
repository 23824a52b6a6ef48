"""The page where two stretches of a history are compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import made
from history.replayed import event_file
from history_app.steps import STEP, stepped
from history_app.whatifs import a_log, published
from jobs.working import work_off
from wuxing.accounts.models import Role
from wuxing.history import study
from wuxing.history.exporting import export
from wuxing.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.HISTORY = tmp_path


class Reader:
    """Somebody who asks the page."""

    def __init__(self, role: str = Role.QUALITY) -> None:
        self.client = Client()
        self.client.force_login(made.user(role=role, language="en"))

    def asks(self, *, status: int = 200, headers: Mapping[str, str] | None = None, **asked: Any) -> str:
        answer = self.client.get(reverse("history:before-after"), asked, headers=headers or {})
        assert answer.status_code == status
        return str(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_a_known_step_is_found_absolute_and_relative():
    published()
    a_log(stepped())

    page = Reader().asks(on=STEP.isoformat())

    assert "−5.0 percentage points" in page
    assert "−20.0 %" in page
    assert "+15.0 percentage points" in page
    assert "+25.0 %" in page


def test_the_largest_certain_change_is_said_first():
    published()
    a_log(stepped())

    page = Reader().asks(on=STEP.isoformat())

    assert "Share back at an earlier stage fell from 25.0 % to 0.0 %" in page


def test_where_nothing_changed_the_page_says_so():
    published()
    a_log(stepped(is_stepping=False))

    assert "Nothing changed beyond chance." in Reader().asks(on=STEP.isoformat())


def test_what_the_history_does_not_tell_is_a_dash():
    published()
    a_log(stepped(8), supplies=("case.opened", "case.resolved"))

    row = Reader().asks(on=STEP.isoformat()).split("First response<span")[1].split("</tr>")[0]

    assert row.count("—") == 4  # both sides and both changes
    assert "0.0 %" not in row


def test_stretches_are_cut_to_what_both_sides_hold():
    published()
    a_log(stepped(8))

    page = Reader().asks(on="2026-03-12", days="30")

    assert "made 10 days long" in page
    assert "2 Mar to 11 Mar 2026" in page


def test_a_day_outside_the_history_is_refused_with_the_days_it_holds():
    published()
    a_log(stepped(2))

    page = Reader().asks(on="2027-01-01")

    assert "No cases on one side of this day" in page
    assert "2 Mar 2026" in page


def test_the_day_a_version_took_effect_is_asked_about_first():
    published()
    made.publish(made_later(), by=made.SYSTEM, at=made.NOON)
    a_log(stepped(2))

    page = Reader().asks()

    assert f'value="{STEP.isoformat()}"' in page
    assert "later@1" in page


def made_later() -> bytes:
    return (
        f'standard: later\nversion: "1"\nextends: trial@1\ntitle: {{zh: 后, en: Later}}\neffective: {{from: {STEP}}}\n'
    ).encode()


def test_a_figure_that_makes_no_sense_is_pointed_out_and_not_used():
    published()
    a_log(stepped(2))

    page = Reader().asks(on=STEP.isoformat(), days="many")

    assert 'aria-invalid="true"' in page
    assert "2 Mar to 31 Mar 2026" in page


def test_a_script_gets_the_part_alone():
    published()
    a_log(stepped(2))

    part = Reader().asks(headers={"HX-Request": "true"})

    assert part.lstrip().startswith('<div class="before-after"')


def test_without_a_history_the_page_says_where_one_comes_from():
    published()

    assert "No history yet" in Reader().asks()


def test_a_long_history_is_counted_in_a_job(monkeypatch):
    monkeypatch.setattr(study, "AT_ONCE", 5)
    published()
    log, reader = a_log(stepped(4)), Reader()
    asked = {"history": log.key, "standard": "trial@1", "on": STEP.isoformat(), "days": "30"}
    assert "have to be counted once" in reader.asks(**asked)

    reader.client.post(reverse("history:before-after-counting"), asked)
    assert work_off() == 1

    assert Job.objects.get().result == {"cases": 240}
    assert "Every figure" in reader.asks(**asked)


def test_a_comparison_is_counted_once(tmp_path):
    published()
    a_log(stepped(2))
    reader = Reader()

    first, second = reader.asks(on=STEP.isoformat()), reader.asks(on=STEP.isoformat())

    assert "Every figure" in first and "Every figure" in second
    assert len(list((tmp_path / "before-after").glob("*.json"))) == 1


def test_our_own_cases_are_compared_across_months(tmp_path):
    published()
    (tmp_path / "live").mkdir()
    every = stepped(4)
    months = (
        ("03", {k: v for k, v in every.items() if k < "C30"}),
        ("04", {k: v for k, v in every.items() if k >= "C30"}),
    )
    for month, cases in months:
        event_file(tmp_path / "live" / f"2026-{month}.parquet", cases)

    assert "Our own cases" in Reader().asks(on=STEP.isoformat())


def test_our_own_cases_say_as_of_which_export(tmp_path):
    published()
    made.case()
    export(at=datetime(2026, 5, 2, 3, 4, tzinfo=UTC))

    told = Reader().asks(on="2026-03-04").split("as they were exported")[1].split("</p>")[0]
    assert 'title="2026-05-02 11:04:00"' in told


def test_one_class_alone_can_be_compared():
    published()
    a_log(stepped(8))

    page = Reader().asks(on=STEP.isoformat(), where="business=complaint")

    assert '<option value="business=complaint" selected>' in page
    assert "100.0 %" in page.split("Share of complaints<span")[1].split("</tr>")[0]


def test_only_those_who_work_with_history_may_compare():
    Reader(Role.AGENT).asks(status=403)
