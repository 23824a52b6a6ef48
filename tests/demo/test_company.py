"""The demo company, made small: every state of a clock is on stage, and what was made is what its events tell."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Q

from wuxing.accounts.models import AuditRow, Role, User
from wuxing.cases.models import Attachment, Case, Clock, Message, Outbound
from wuxing.cases.verifying import Seen, verify
from wuxing.demo import company
from wuxing.demo.scenes import SCENES
from wuxing.ledger.models import Delivery, Event
from wuxing.notices.models import Notice
from wuxing.standards.models import Publication

NOW = datetime(2026, 11, 18, 3, 20, tzinfo=UTC)
CHOSEN = ("overcharge", "co-manual", "ac-drip", "purifier-burst", "washer-shock", "heater-fire", "washer-drain",
          "heater-temp", "purifier-taste", "ac-wifi", "trade-in", "co-laundry", "en-washer")  # fmt: skip
SOME = [scene for scene in SCENES if scene.script in CHOSEN]


def make(**more):
    told = []
    passwords = company.make(at=NOW, tell=lambda done, of: told.append((done, of)), scenes=SOME, **more)
    return passwords, told


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """One small company for all tests of this file, which only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make(past_cases=24)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_before_it_is_made_there_is_none():
    assert not company.is_made()


def test_somebody_of_each_role_gets_a_password_once(made):
    passwords, told = made

    assert Counter(each.role for each in passwords) == Counter(Role)
    assert all(User.objects.get(username=each.username).check_password(each.password) for each in passwords)
    assert told[-1] == (25 + len(SOME), 25 + len(SOME))


def test_a_second_start_keeps_everything(made):
    events, people = Event.objects.count(), User.objects.count()

    assert make(past_cases=24) == ([], [])

    assert (Event.objects.count(), User.objects.count()) == (events, people)


def test_what_is_stored_is_what_the_events_tell(made):
    seen = Seen()

    assert list(verify(NOW, seen)) == []
    assert seen.cases == Case.objects.count() > 40


def test_one_case_falls_due_in_two_minutes(made):
    last = Case.objects.order_by("-opened_at", "-pk").first()

    assert last.next_due_at == NOW + timedelta(minutes=2)
    assert last.assignee is None


def test_every_state_of_a_clock_is_on_stage(made):
    clocks = Clock.objects.filter(case__in=Case.objects.open(), stopped_at=None)
    states = {
        "running": clocks.running().filter(due_at__gt=NOW),
        "at risk": clocks.at_risk(NOW),
        "breached": clocks.breached(NOW).filter(paused=False),
        "paused": clocks.filter(paused=True, due_at=None),
        "paused and breached": clocks.filter(paused=True, due_at__isnull=False),
    }

    assert {name for name, found in states.items() if not found.exists()} == set()


def test_every_state_of_a_case_is_on_stage(made):
    cases = Case.objects.open().exclude(channel="duty")
    states = {
        "unassigned": cases.filter(assignee=None),
        "waits": cases.exclude(waiting_for=""),
        "offered": cases.exclude(transfer_to=None),
        "resolved": cases.exclude(resolved_at=None),
        "unanswered": cases.exclude(unanswered_since=None),
        "closed": Case.objects.filter(ending="closed"),
        "english": cases.filter(customer__language="en"),
        "duty": Case.objects.filter(channel="duty"),
    }

    assert {name for name, found in states.items() if not found.exists()} == set()


def test_promises_are_kept_and_broken(made):
    ended = Clock.objects.filter(cancelled=False, stopped_at__isnull=False)

    assert 0.6 < ended.exclude(pk__in=ended.broken(NOW)).count() / ended.count() < 1


def test_pictures_come_with_what_customers_write(made):
    picture = Attachment.objects.first()

    assert (picture.content_type, picture.width) == ("image/png", 480)
    assert picture.message.kind == Message.Kind.CUSTOMER


def test_the_past_is_no_news(made):
    old = NOW - company.NEWS

    waiting = Delivery.objects.filter(state="waiting")
    assert not waiting.filter(Q(event__at__lt=old) | Q(signal__at__lt=old)).exists()
    assert not Outbound.objects.filter(state="waiting", not_before__lt=old).exists()
    assert not Notice.objects.filter(at__lt=old, read_at=None).exists()
    assert waiting.exists()


def test_the_standard_is_the_company_s_own(made):
    publication = Publication.objects.get()

    assert publication.ref == "chenghe@2026.1"
    assert set(Case.objects.values_list("standard", flat=True)) == {"chenghe@2026.1"}
    assert AuditRow.objects.filter(act=company.MADE).count() == 1
