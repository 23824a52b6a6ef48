"""What makes a sound and pops up: by the person's rules, outside quiet hours, once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

import made
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import User
from wuxing.core.source import Text
from wuxing.notices.models import Notice, Preference, Ring
from wuxing.notices.reading import prefer, ring_for
from wuxing.notices.ringing import ringing
from wuxing.notices.telling import News, tell

pytestmark = pytest.mark.django_db
NEVER, ALWAYS = time(0, 0), time(23, 59)


def told(person: User, kind: str, at: datetime | None = None) -> Notice:
    news = News(kind, Text("快到期", "due soon"), "/cases/C-1/", case_ref="C-1")
    return tell([person], news, source=f"{kind} {Notice.objects.count()}", at=at or timezone.now())[0]


def test_a_promise_at_risk_is_heard_by_who_never_chose() -> None:
    someone = made.user()
    told(someone, "warned")

    found = ringing(someone, 0, timezone.now())

    assert (found.is_heard, found.shown) == (True, ())


def test_a_page_that_asks_for_the_first_time_only_learns_where_it_is() -> None:
    someone = made.user()
    last = told(someone, "warned")

    first = ringing(someone, None, timezone.now())

    assert (first.last, first.is_heard) == (last.pk, False)
    assert not ringing(someone, first.last, timezone.now()).is_heard


@pytest.mark.parametrize(("kind", "is_heard", "is_shown"), [("breached", False, True), ("message", True, False)])
def test_rules_say_what_is_heard_and_what_is_shown(kind: str, is_heard: bool, is_shown: bool) -> None:
    someone = made.user()
    ring_for(sound=[Ring.MESSAGE], browser=[Ring.RISK], by=of_user(someone), at=timezone.now())
    told(someone, kind)

    found = ringing(someone, 0, timezone.now())

    assert (found.is_heard, bool(found.shown)) == (is_heard, is_shown)


def test_quiet_hours_and_old_news_are_silent() -> None:
    someone, at = made.user(), timezone.now()
    told(someone, "warned")
    later = ringing(someone, 0, at + timedelta(minutes=11))

    prefer(mail=Preference.Mail.NEVER, quiet=(NEVER, ALWAYS), by=of_user(someone), at=at)
    quiet = ringing(someone, 0, at.replace(hour=4))

    assert not later.is_heard
    assert not quiet.is_heard
    assert quiet.last


def test_what_was_read_elsewhere_does_not_ring() -> None:
    someone = made.user()
    told(someone, "warned")
    Notice.objects.update(read_at=timezone.now())

    assert not ringing(someone, 0, timezone.now()).is_heard


def test_the_page_keeps_the_rules_and_the_script_asks_for_its_own_notices() -> None:
    someone, other, client = made.user(language="en"), made.user(), Client()
    client.force_login(someone)
    client.post("/notices/preferences/ringing/", {"sound": ["risk", "work"], "browser": ["risk"]})
    told(someone, "warned")
    told(other, "warned")

    page = client.get("/notices/preferences/").content.decode()
    answer = client.get("/notices/ringing/", {"after": "0"}).json()

    assert page.count("checked") == 4  # three rules, and mail
    assert [each["text"] for each in answer["shown"]] == ["due soon"]
    assert answer["is_heard"]
