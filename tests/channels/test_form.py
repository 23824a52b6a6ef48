"""A request from the public form becomes a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

import made
from wuxing.cases.models import Case
from wuxing.channels.form.receiving import Inbound, NoWayBack, receive, subject_of
from wuxing.customers.finding import BadContactPoint
from wuxing.customers.models import ContactPoint, Customer

pytestmark = pytest.mark.django_db
ASKED = Inbound(name="林女士", body="洗衣机门封漏水。厨房地板湿了。", phone="13800005621", case_class=made.CONSULTATION)


def test_a_request_opens_a_case_with_the_class_that_was_chosen() -> None:
    team = made.team()
    made.user(team)

    case = receive(ASKED, at=made.NOON)

    assert (case.subject, case.channel, case.business, case.team) == ("洗衣机门封漏水", "form", "consultation", team)
    assert case.messages.get().body == ASKED.body
    assert case.messages.get().author == f"customer:{case.customer_id}"


def test_a_request_sent_twice_is_one_case() -> None:
    first = receive(ASKED, at=made.NOON)

    again = receive(ASKED, at=made.NOON + timedelta(minutes=1))
    other = receive(replace(ASKED, body="冰箱不冷"), at=made.NOON + timedelta(minutes=1))
    later = receive(ASKED, at=made.NOON + timedelta(hours=1))

    assert again == first
    assert len({first.pk, other.pk, later.pk}) == 3


def test_without_phone_and_mail_nobody_could_answer() -> None:
    with pytest.raises(NoWayBack):
        receive(replace(ASKED, phone=""), at=made.NOON)
    with pytest.raises(BadContactPoint):
        receive(replace(ASKED, phone="12"), at=made.NOON)
    assert not Case.objects.exists()


def test_nobody_redirects_a_customer_s_mail_by_knowing_the_phone() -> None:
    known = made.customer("林女士", phone="13800005621", email="lin@example.com")

    receive(replace(ASKED, name="某人", email="thief@example.com"), at=made.NOON)

    assert Customer.objects.get() == known
    assert not ContactPoint.objects.get(value="thief@example.com").is_confirmed


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        ("洗衣机漏水！很急", "洗衣机漏水"),
        ("The door leaks. Please come", "The door leaks"),
        ("版本 2.1 升级失败", "版本 2.1 升级失败"),
        ("长" * 80, "长" * 59 + "…"),
    ],
)
def test_the_first_sentence_names_the_request(body: str, subject: str) -> None:
    assert subject_of(body) == subject
