"""The demo company at the size of a large firm, made small: every copy is a case that the verbs could have made."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from wuxing.accounts.models import Team, User
from wuxing.cases.models import Case, Clock, Message
from wuxing.cases.verifying import Seen, verify, verify_sample
from wuxing.customers.models import Customer
from wuxing.demo import company, many
from wuxing.ledger.models import Delivery, Event, Stream

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 3, 20, tzinfo=UTC)
CASES = 300


@pytest.fixture(scope="module")
def large(django_db_setup, django_db_blocker):
    """A company with two branches for all tests of this file, which only look at it."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(many, "OF_A_BRANCH", 150)
        patch.setattr(many, "YEAR", 40)
        company.make(at=NOW, tell=lambda done, of: None, past_cases=16, scenes=())
        waiting, told = Delivery.objects.count(), []
        many.make(CASES, at=NOW, tell=lambda done, of: told.append((done, of)))
        yield {"deliveries": waiting, "told": told}
        transaction.set_rollback(True)


def test_there_are_as_many_cases_as_were_asked_for(large):
    assert Case.objects.count() == CASES
    assert large["told"][-1] == (large["told"][-1][1],) * 2


def test_what_is_stored_of_every_copy_is_what_its_events_tell(large):
    seen = Seen()

    assert list(verify(NOW, seen)) == []
    assert (seen.cases, seen.messages) == (CASES, Message.objects.count())
    assert seen.clocks == Clock.objects.count() > CASES


def test_a_sample_is_verified_and_a_change_in_it_shows(large):
    seen = Seen()
    assert list(verify_sample(25, NOW, seen)) == []
    assert (seen.cases, seen.ledger.streams) == (25, 25)

    Stream.objects.filter(case__isnull=False).update(head="0" * 64)
    assert len(list(verify_sample(25, NOW, Seen()))) == 25


def test_nobody_is_told_of_copies(large):
    assert Delivery.objects.count() == large["deliveries"]


def test_copies_have_people_of_the_branches_and_customers_of_their_own(large):
    assert Team.objects.filter(cases__isnull=False, name__startswith="宁波").exists()
    assert User.objects.filter(first_cases__isnull=False, username__endswith="-02").exists()
    assert not User.objects.filter(username__endswith="-02")[0].has_usable_password()
    assert Customer.objects.filter(cases__isnull=False).distinct().count() > 30


def test_some_copies_are_under_way_and_most_have_ended(large):
    copies = Case.objects.exclude(channel="duty")

    assert 0 < copies.open().count() < CASES / 4
    assert Event.objects.filter(at__gt=NOW).count() == 0


def test_going_on_makes_what_is_missing_and_nothing_twice(large):
    assert many.make(CASES, at=NOW, tell=lambda done, of: None) == 0
    assert many.make(CASES + 7, at=NOW, tell=lambda done, of: None) == 7
