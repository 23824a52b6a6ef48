"""The bell and its page: one's own notices only, whoever asks."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

import made
from wuxing.accounts.models import User
from wuxing.core.source import Text
from wuxing.notices.models import Notice, Preference
from wuxing.notices.telling import News, tell

pytestmark = pytest.mark.django_db
NEWS = News("warned", Text("快到期", "due soon"), "/cases/C-1/", Text("第 1 条", "clause 1"), "C-1")


def _told(user: User, count: int = 1) -> Notice:
    for number in range(count):
        [notice] = tell([user], NEWS, source=f"signal:{number}", at=timezone.now())
    return notice


def _client(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_opening_a_notice_reads_it_and_leads_to_its_case() -> None:
    someone = made.user(language="en")
    notice, client = _told(someone), _client(someone)
    page = client.get("/notices/").content.decode()

    answer = client.get(f"/notices/{notice.pk}/")

    assert "due soon" in page
    assert "clause 1" in page
    assert answer.headers["Location"] == "/cases/C-1/"
    assert Notice.objects.get().read_at


def test_a_notice_leads_to_its_clause() -> None:
    someone = made.user(language="en")
    cited = replace(NEWS, clause="hotline@1#2.1")
    tell([someone], cited, source="signal:9", at=timezone.now())

    page = _client(someone).get("/notices/").content.decode()

    assert '<a class="clause" href="/standards/hotline/1/#c2-1">§2.1</a>' in page


def test_one_and_all_are_marked_without_going_there() -> None:
    someone = made.user()
    last, client = _told(someone, 3), _client(someone)

    client.post(f"/notices/{last.pk}/reading/")
    assert Notice.objects.unread().count() == 2
    client.post("/notices/reading/", {"up_to": last.pk})
    assert Notice.objects.unread().count() == 0


def test_what_came_after_the_page_was_made_stays_unread() -> None:
    someone = made.user()
    last = _told(someone, 3)

    _client(someone).post("/notices/reading/", {"up_to": last.pk - 1})

    assert Notice.objects.unread().get() == last


@pytest.mark.parametrize("role", ["agent", "supervisor", "admin"])
def test_notices_of_somebody_else_are_not_there(role: str) -> None:
    team = made.team()
    notice = _told(made.user(team))
    other = _client(made.user(team, role=role))

    assert other.get(f"/notices/{notice.pk}/").status_code == 404
    assert other.post(f"/notices/{notice.pk}/reading/").status_code == 404
    other.post("/notices/reading/", {"up_to": notice.pk})
    assert "C-1" not in other.get("/notices/").content.decode()
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize("path", ["", "bell/", "preferences/", "1/"])
def test_anonymous_is_sent_to_the_door(client: Client, path: str) -> None:
    assert client.get(f"/notices/{path}").headers["Location"].startswith("/accounts/login/?next=/notices/")


def test_the_bell_counts_to_99() -> None:
    someone = made.user()
    client, part = _client(someone), {"HX-Request": "true"}
    _told(someone, 2)
    assert ">2</span>" in client.get("/notices/bell/?place=bar", headers=part).content.decode()

    Notice.objects.bulk_create(
        Notice(user=someone, source=f"x:{n}", text={}, at=made.NOON, made_at=made.NOON, not_before=made.NOON)
        for n in range(120)
    )

    assert "99+" in client.get("/notices/bell/", headers=part).content.decode()


def test_older_ones_follow_on_the_next_page() -> None:
    someone = made.user()
    _told(someone, 60)
    Notice.objects.update(read_at=made.NOON)
    client = _client(someone)

    first = client.get("/notices/")
    older = client.get(f"/notices/?before={first.context['more']}").content.decode()

    assert older.count('class="notice"') == 10
    assert client.get("/notices/?before=x").status_code == 200


def test_preferences_are_kept_and_quiet_hours_need_both_ends() -> None:
    someone = made.user()
    client = _client(someone)

    client.post("/notices/preferences/", {"mail": "never", "quiet_from": "22:00", "quiet_to": "07:00"})
    half = client.post("/notices/preferences/", {"mail": "never", "quiet_from": "22:00"})

    chosen = Preference.objects.get(user=someone)
    assert (chosen.mail, str(chosen.quiet_from), str(chosen.quiet_to)) == ("never", "22:00:00", "07:00:00")
    assert half.status_code == 422
