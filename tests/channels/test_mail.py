"""Mail to customers through a real mail server: sent once, tried again, given up in the open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from pytest_django.fixtures import Settings

import made
from post_office import PostOffice
from wuxing.cases.closing import resolve
from wuxing.cases.messages import reply
from wuxing.cases.models import Case, Outbound
from wuxing.channels.email.send import LEASE, MOST_ATTEMPTS, send_due
from wuxing.channels.links import path_of
from wuxing.notices.models import Notice

pytestmark = pytest.mark.django_db
LATER = made.NOON + timedelta(minutes=1)


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    opened = PostOffice()
    opened.open()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", opened.port, 5
    yield opened
    opened.close()


def _case(email: str = "lin@example.com") -> Case:
    return made.case(of=made.customer(email=email))


def _only(office: PostOffice) -> EmailMessage:
    (mail,) = office.mails
    assert isinstance(mail, EmailMessage)
    return mail


def _text(mail: Any, kind: str = "plain") -> str:
    return str(mail.get_body((kind,)).get_content())


def test_a_request_is_acknowledged_with_the_link(office: PostOffice) -> None:
    case = _case()

    assert send_due(LATER) == 1

    mail = _only(office)
    assert mail["To"] == "lin@example.com"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert case.ref in mail["Subject"]
    assert path_of(case) in _text(mail)
    assert path_of(case) in _text(mail, "html")


def test_what_was_sent_is_not_sent_again(office: PostOffice) -> None:
    _case()

    assert [send_due(LATER), send_due(LATER + timedelta(days=1))] == [1, 0]
    assert len(office.mails) == 1


def test_replies_and_resolutions_go_out_in_the_customer_s_language(office: PostOffice) -> None:
    case = _case()
    assert case.customer is not None
    case.customer.language = "en"
    case.customer.save()
    agent = made.actor(made.team(), role="supervisor")
    reply(ref=case.ref, body="We **come** today.", by=agent, at=made.NOON)
    resolve(ref=case.ref, resolution="The seal is new.", by=agent, at=made.NOON)

    send_due(LATER)

    texts = [_text(mail) for mail in office.mails]
    assert "We **come** today." in texts[1]
    assert "Is it solved? Please confirm" in texts[2]
    assert "<strong>come</strong>" in _text(office.mails[1], "html")


def test_an_address_that_is_refused_is_given_up_and_a_person_is_told(office: PostOffice) -> None:
    agent = made.user(role="shift-leader")
    _case("nobody@example.com")
    office.refuses["nobody@example.com"] = "550 no such mailbox"

    send_due(LATER)

    row = Outbound.objects.get()
    assert (row.state, row.error) == ("failed", "550 no such mailbox")
    assert "n***@example.com" in Notice.objects.get(user=agent).text["zh"]


def test_a_server_that_is_away_is_tried_again_later(office: PostOffice) -> None:
    _case()
    office.close()

    assert send_due(LATER) == 0
    row = Outbound.objects.get()
    assert (row.state, row.attempts, row.not_before) == ("waiting", 1, LATER + timedelta(seconds=15))

    office.open()
    assert [send_due(LATER), send_due(LATER + timedelta(seconds=15))] == [0, 1]
    assert "X-Wuxing-Attempt" not in _only(office)


def test_who_died_while_sending_leaves_a_mark_and_the_second_copy_says_so(office: PostOffice) -> None:
    _case()
    Outbound.objects.update(state="sending", attempts=1, not_before=LATER + LEASE)

    assert [send_due(LATER), send_due(LATER + LEASE)] == [0, 1]

    mail = _only(office)
    assert mail["X-Wuxing-Attempt"] == "2"
    assert "可能已经收到过" in _text(mail)


def test_every_try_has_the_same_message_id(office: PostOffice) -> None:
    _case()
    send_due(LATER)
    Outbound.objects.update(state="sending", not_before=LATER)

    send_due(LATER)

    assert len({mail["Message-ID"] for mail in office.mails}) == 1
    assert len(office.mails) == 2


def test_a_mail_is_given_up_after_a_day_of_tries(office: PostOffice) -> None:
    _case()
    office.close()
    Outbound.objects.update(attempts=MOST_ATTEMPTS - 1)

    send_due(LATER)

    assert Outbound.objects.get().state == "failed"


def test_nothing_is_ever_sent_to_ourselves(office: PostOffice, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Service <lin@example.com>"
    _case()

    send_due(LATER)

    assert not office.mails
    assert Outbound.objects.get().state == "failed"


def test_a_subject_that_would_break_the_header_does_not(office: PostOffice) -> None:
    made.case(of=made.customer(email="lin@example.com"), subject="漏水\u2028Bcc: all@example.com")

    send_due(LATER)

    assert _only(office)["Bcc"] is None
