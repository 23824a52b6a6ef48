"""Opening: one verb behind every door, promises from the standard in force."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, case, customer, standard, team
from wuxing.accounts.actors import SYSTEM
from wuxing.cases.attachments import FileNotAllowed, Upload
from wuxing.cases.messages import NothingSaid, digest
from wuxing.cases.models import Case
from wuxing.cases.opening import UnknownClass
from wuxing.ledger.models import Event, Stream
from wuxing.standards.finding import NoStandard

pytestmark = pytest.mark.django_db


def test_a_case_opens_with_the_promises_of_its_class():
    standard()

    made = case()

    promised = {clock.commitment: clock.due_at for clock in made.clocks.all()}
    assert promised["first-response"] == NOON + timedelta(minutes=3)
    assert promised["solution"] == NOON + timedelta(
        hours=26
    )  # 4.5 h today from 13:30, 3 h tomorrow morning, 0.5 h after lunch
    assert made.next_due_at == NOON + timedelta(minutes=3)


def test_its_first_event_holds_no_words_of_the_customer():
    standard()

    made = case()

    event = Event.objects.get(stream=made.stream)
    message = made.messages.get()
    assert event.kind == "case.opened"
    assert event.speaker == "customer"
    assert "漏水" not in str(event.payload)
    assert event.payload["digest"] == digest(message.salt, message.body)


def test_the_kind_of_the_customer_fills_the_class():
    standard()

    made = case(of=customer("澄元科技", kind="enterprise"), case_class={"business": "consultation"})

    assert made.customer_type == "enterprise"
    assert made.clocks.get(commitment="first-response").limit == "1 h"


def test_a_value_that_the_standard_does_not_declare_is_refused_and_leaves_nothing():
    standard()

    with pytest.raises(UnknownClass) as refused:
        case(case_class={"business": "repair"})

    assert "consultation" in str(refused.value)
    assert not Case.objects.exists()
    assert not Stream.objects.exists()


def test_without_a_standard_nothing_is_promised_and_nothing_opened():
    with pytest.raises(NoStandard):
        case()

    assert not Case.objects.exists()


def test_an_empty_request_is_refused():
    standard()

    with pytest.raises(NothingSaid):
        case(subject=" ", body="\n")


def test_a_long_first_line_becomes_a_subject_that_fits():
    standard()

    made = case(subject="", body="水" * 400)

    assert made.subject == "水" * 160
    assert made.messages.get().body == "水" * 400


def test_a_bad_file_stops_the_whole_request():
    standard()

    with pytest.raises(FileNotAllowed):
        case(files=(Upload("a.exe", b"MZ\x90\x00\x03"),))

    assert not Case.objects.exists()


def test_the_audience_is_team_outlet_customer_and_company():
    standard()
    crew = team(outlet="拱墅网点")

    made = case(team=crew)

    keys = set(made.audience.values_list("key", flat=True))
    assert keys == {"company", f"team:{crew.pk}", f"outlet:{crew.outlet_id}", f"customer:{made.customer_id}"}
    assert Case.objects.visible_to(SYSTEM).get() == made
