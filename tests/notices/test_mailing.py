"""Mails to staff over a real mail server: together when many come, quiet hours, refusals, and nothing lost in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

import made
from post_office import PostOffice
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import AuditRow, User
from wuxing.core.source import Text
from wuxing.notices import lists, reading
from wuxing.notices.mailing import send_due
from wuxing.notices.models import Notice, Preference
from wuxing.notices.parcels import take
from wuxing.notices.telling import News, tell

pytestmark = pytest.mark.django_db(transaction=True)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_number = count(1)


def _tell(*users: User, text: str = "C-1 还剩 2分") -> None:
    news = News("warned", Text(text, "C-1 has 2 min left"), "/cases/C-1/", Text("§1.1，当班的值班组长", "§1.1"), "C-1")
    tell(users, news, source=f"signal:{next(_number)}", at=timezone.now())


def _now() -> datetime:
    return timezone.now() + SECOND


def _prefer(user: User, mail: Preference.Mail, quiet: tuple[time, time] | None = None) -> None:
    reading.prefer(mail=mail, quiet=quiet, by=of_user(user), at=timezone.now())


def test_a_mail_says_what_why_and_where_in_the_language_of_its_reader(office: PostOffice) -> None:
    _tell(made.user(email="zh@example.com"), made.user(email="en@example.com", language="en"))

    assert send_due(_now()) == 2

    chinese, english = sorted(office.mails, key=lambda each: each["To"], reverse=True)
    assert (chinese["Subject"], english["Subject"]) == ("C-1 还剩 2分", "C-1 has 2 min left")
    assert "§1.1，当班的值班组长" in chinese.get_content()
    assert "http://localhost:8000/cases/C-1/" in english.get_content()
    assert english["Auto-Submitted"] == "auto-generated"
    assert english["X-Wuxing-Attempt"] is None


def test_a_mail_gives_the_address_of_the_clause(office: PostOffice) -> None:
    news = News("warned", Text("近", "near"), "/cases/C-1/", Text("依据 1.1", "By 1.1"), clause="hotline@1#1.1")
    tell([made.user(language="en")], news, source="signal:1", at=timezone.now())

    send_due(_now())

    assert "Clause: http://localhost:8000/standards/hotline/1/#c1-1" in office.mails[0].get_content()


def test_each_notice_is_mailed_once(office: PostOffice) -> None:
    _tell(made.user())

    assert [send_due(_now()), send_due(_now() + MINUTE), send_due(_now() + timedelta(hours=3))] == [1, 0, 0]


def test_three_at_once_are_one_mail(office: PostOffice) -> None:
    someone = made.user(language="en")
    for number in range(3):
        _tell(someone, text=f"第 {number} 件")

    assert send_due(_now()) == 1

    assert office.mails[0]["Subject"] == "3 notices: C-1 has 2 min left"
    assert office.mails[0].get_content().count("/cases/C-1/") == 3


def test_the_third_within_two_minutes_waits_and_takes_the_later_ones_along(office: PostOffice) -> None:
    someone, start = made.user(), _now()
    for _each in range(2):
        _tell(someone)
        send_due(start)
    _tell(someone)
    _tell(someone)
    _tell(someone)

    assert send_due(start + MINUTE) == 0
    assert send_due(start + 2 * MINUTE) == 1
    assert len(office.mails) == 3


def test_each_at_once_where_that_was_chosen(office: PostOffice) -> None:
    someone = made.user()
    _prefer(someone, Preference.Mail.AT_ONCE)
    for _each in range(4):
        _tell(someone)

    assert send_due(_now()) == 4


def test_no_mail_where_none_is_wanted_or_there_is_no_address_or_it_was_read(office: PostOffice) -> None:
    never, nowhere, reader = made.user(), made.user(email=""), made.user()
    _prefer(never, Preference.Mail.NEVER)
    _tell(never, nowhere, reader)
    reading.read_all(by=reader, at=timezone.now(), up_to=10**9)

    assert send_due(_now()) == 0

    assert set(Notice.objects.values_list("mail", flat=True)) == {"never"}


def test_quiet_hours_over_midnight_hold_until_their_end_in_the_zone(office: PostOffice) -> None:
    someone = made.user()
    _prefer(someone, Preference.Mail.DIGEST, (time(22), time(7)))
    _tell(someone)
    Notice.objects.update(not_before=datetime(2026, 3, 4, tzinfo=UTC), made_at=datetime(2026, 3, 4, 15, tzinfo=UTC))
    night, morning = datetime(2026, 3, 4, 15, 30, tzinfo=UTC), datetime(2026, 3, 4, 23, 0, tzinfo=UTC)  # 23:30, 07:00

    assert [send_due(night), send_due(morning - SECOND), send_due(morning)] == [0, 0, 1]


def test_giving_up_quiet_hours_lets_what_waits_go(office: PostOffice) -> None:
    someone, here = made.user(), timezone.localtime()
    _prefer(someone, Preference.Mail.DIGEST, (here.time(), (here + timedelta(hours=2)).time()))
    _tell(someone)
    assert send_due(_now()) == 0

    _prefer(someone, Preference.Mail.DIGEST)

    assert send_due(_now()) == 1


def test_what_is_told_a_day_late_is_never_mailed(office: PostOffice) -> None:
    old = timezone.now() - timedelta(days=1, minutes=1)
    tell([made.user()], News("warned", Text("旧", "old"), "/cases/C-1/"), source="signal:0", at=old)

    assert send_due(_now()) == 0
    assert Notice.objects.get().mail == "never"


def test_an_address_refused_for_good_is_kept_and_shown(office: PostOffice) -> None:
    someone, other = made.user(email="gone@example.com"), made.user()
    office.refuses["gone@example.com"] = "550 no such user here"
    _tell(someone, other)

    assert send_due(_now()) == 1

    refused = lists.refused_mail(someone)
    assert refused
    assert (refused.mail, refused.error) == ("failed", "550 no such user here")
    assert send_due(_now() + timedelta(hours=1)) == 0
    assert lists.refused_mail(other) is None
    assert AuditRow.objects.get().detail == {"email": "gone@example.com", "error": "550 no such user here"}


def test_an_address_refused_for_now_is_tried_again_and_not_called_a_second_copy(office: PostOffice) -> None:
    someone = made.user(email="busy@example.com")
    office.refuses["busy@example.com"] = "450 mailbox busy"
    _tell(someone)
    assert send_due(_now()) == 0
    office.refuses.clear()

    assert [send_due(_now() + 5 * SECOND), send_due(_now() + 20 * SECOND)] == [0, 1]
    assert office.mails[0]["X-Wuxing-Attempt"] is None


def test_a_server_that_is_down_holds_everything_and_loses_nothing(office: PostOffice) -> None:
    _tell(made.user(), made.user(), made.user())
    office.close()

    assert send_due(_now()) == 0
    assert sum(Notice.objects.values_list("attempts", flat=True)) == 1  # one look is enough to see that it is down
    office.open()
    assert send_due(_now() + 20 * SECOND) == 3


def test_a_mail_that_may_have_left_says_so_when_it_comes_again(office: PostOffice) -> None:
    someone = made.user(language="en")
    _tell(someone)
    take(someone.pk, _now())  # and here the process dies, before or after the server took the mail

    assert [send_due(_now() + MINUTE), send_due(_now() + 3 * MINUTE)] == [0, 1]

    assert office.mails[0]["X-Wuxing-Attempt"] == "2"
    assert "may be a second copy" in office.mails[0].get_content()


def test_two_workers_send_each_mail_once(office: PostOffice) -> None:
    _tell(*[made.user() for _each in range(12)])

    def work(_worker: int) -> int:
        try:
            return send_due(_now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(work, range(2))) == 12
    assert len({each["To"] for each in office.mails}) == len(office.mails) == 12


def test_a_mail_of_a_slow_process_is_not_written_over_by_it(office: PostOffice) -> None:
    someone = made.user()
    _tell(someone)

    def taken_over_meanwhile() -> str:
        take(someone.pk, _now() + 10 * MINUTE)
        connection.close()
        return "451 later"

    office.when_taken = taken_over_meanwhile
    send_due(_now())

    notice = Notice.objects.get()
    assert (notice.mail, notice.attempts) == ("sending", 2)  # the second one's, whatever the first heard


def test_after_a_day_of_failures_it_is_given_up_and_shown(office: PostOffice) -> None:
    someone = made.user(email="busy@example.com")
    office.refuses["busy@example.com"] = "450 mailbox busy"
    _tell(someone)

    send_due(_now() + timedelta(days=1, minutes=1))

    assert lists.refused_mail(someone)
