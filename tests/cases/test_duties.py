"""Duties open their case on their date, once, also after a stop."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from made import NOON, standard, user
from wuxing.accounts.actors import of_user
from wuxing.cases.duties import open_due, period_of
from wuxing.cases.models import Case, Message
from wuxing.notices.models import Notice
from wuxing.standards.finding import in_force

pytestmark = pytest.mark.django_db


def test_a_duty_opens_its_case_once_a_period():
    standard()

    assert [open_due(NOON), open_due(NOON + timedelta(days=20)), open_due(NOON + timedelta(days=28))] == [1, 0, 1]

    first, second = Case.objects.order_by("pk")
    assert (first.subject, second.subject) == ("更新操作手册（2026-Q1）", "更新操作手册（2026-Q2）")
    assert first.case_class == {"business": "duty", "topic": "sop-review"}
    assert first.customer is None


def test_after_a_long_stop_only_the_present_period_is_owed():
    standard()

    assert open_due(NOON + timedelta(days=400)) == 1

    assert Case.objects.get().subject == "更新操作手册（2027-Q2）"


def test_the_people_of_its_role_are_told_and_one_of_them_has_it():
    standard()
    keeper = user(role="quality")

    open_due(NOON)

    assert Notice.objects.get(kind="duty").user == keeper
    assert Case.objects.visible_to(of_user(keeper)).get().assignee == keeper


def test_the_case_of_a_duty_leads_to_its_clause():
    standard()
    user(role="quality")

    open_due(NOON)

    duty = next(iter(in_force(NOON).duties.values()))
    assert Notice.objects.get().why["clause"] == duty.clause
    path = f"/standards/test-company/2026.1/#c{duty.clause.replace('.', '-')}"
    assert f"]({path})" in Message.objects.get().body


def test_without_a_standard_there_are_no_duties():
    assert open_due(NOON) == 0


@pytest.mark.parametrize(
    ("every", "named"),
    [("day", "2027-01-01"), ("week", "2026-W53"), ("month", "2027-01"), ("quarter", "2027-Q1"), ("year", "2027")],
)
def test_periods_have_the_names_that_people_use(every, named):
    assert period_of(every, date(2027, 1, 1)) == named
