"""What a desk remembers: open cases, how far they are read, and where one goes when a case has left one's hands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made
from crew import Crew, crew
from wuxing.cases import tabs
from wuxing.cases.assigning import assign
from wuxing.cases.closing import close, resolve
from wuxing.cases.filters import Filters
from wuxing.cases.going_on import prefer, way_on
from wuxing.cases.lists import case_list
from wuxing.cases.messages import note, receive, reply
from wuxing.cases.models import AfterAct, Audience, Draft, Seen, Tab
from wuxing.cases.ordering import neighbour
from wuxing.cases.seeing import mark_unread, see, unread_among
from wuxing.cases.tabs import close_tab, open_tab, tabs_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def people() -> Crew:
    return crew()


def page(people: Crew, path: str, who: str = "owner") -> str:
    return people.client(who).get(f"/cases/{path}").content.decode()


def write(case, body: str = "还在漏") -> None:
    receive(ref=case.ref, body=body, by=made.customer_of(case), at=timezone.now())


def test_a_case_that_is_opened_becomes_a_tab_on_every_machine_the_last_one_first(people):
    one, other = people.case(), people.case()

    page(people, f"{one.ref}/")
    page(people, f"{other.ref}/")

    assert [tab.ref for tab in tabs_of(people.actor())] == [other.ref, one.ref]
    assert f'data-ref="{one.ref}"' in page(people, "")
    assert tabs_of(people.actor("mate")) == []


def test_looking_again_at_the_last_tab_writes_nothing(people):
    case, client = people.case(), people.client("owner")
    client.get(f"/cases/{case.ref}/")

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/cases/{case.ref}/")

    assert [each["sql"] for each in asked if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_the_tab_used_least_makes_room_unless_something_is_written_on_it(people, monkeypatch):
    monkeypatch.setattr(tabs, "MOST", 2)
    actor, at = people.actor(), timezone.now()
    first, second, third = people.case(), people.case(), people.case()
    Draft.objects.create(user=people.owner, case=first, body="写到一半", saved_at=at)

    for number, case in enumerate((first, second, third, people.case())):
        open_tab(case=case, up_to=1, by=actor, at=at + timedelta(minutes=number))

    assert set(Tab.objects.values_list("case__ref", flat=True)) >= {first.ref, third.ref}
    assert not Tab.objects.filter(case=second).exists()


def test_a_tab_tells_of_a_draft_and_of_words_that_came(people):
    case, actor = people.case(), people.actor()
    page(people, f"{case.ref}/")
    Draft.objects.create(user=people.owner, case=case, body="写到一半", saved_at=timezone.now())
    note(ref=case.ref, body="自己写的", by=actor, at=timezone.now())
    quiet = tabs_of(actor)[0]

    write(case)

    assert (quiet.is_new, quiet.has_draft, tabs_of(actor)[0].is_new) == (False, True, True)
    assert tabs_of(actor, current=case.ref)[0].is_new is False


def test_a_case_out_of_sight_is_no_tab_any_more(people):
    case = people.case()
    page(people, f"{case.ref}/")

    Audience.objects.filter(case=case).delete()

    assert tabs_of(people.actor()) == []


def test_what_a_page_asks_for_again_knows_which_case_stands_open(people):
    case = people.case()
    client = people.client("owner")
    page = client.get(f"/cases/{case.ref}/?view=team").content.decode()
    asked = re.findall(r'hx-get="([^"]*[?&;]current=[^"]*)"', page)

    assert {each.partition("?")[0] for each in asked} == {"/cases/", "/cases/tabs/"}
    for address in asked:
        part = client.get(address, headers=HTMX).content.decode()
        assert "aria-current" in part, address


def test_closing_a_tab_leads_from_its_own_page_to_the_next_one_and_leaves_others_alone(people):
    one, other = people.case(), people.case()
    client = people.client("owner")
    for case in (one, other):
        client.get(f"/cases/{case.ref}/")

    beside = client.post(f"/cases/{one.ref}/tab/", {"current": other.ref}, headers=HTMX)
    own = client.post(f"/cases/{other.ref}/tab/", {"current": other.ref}, headers=HTMX)

    assert f'data-ref="{other.ref}"' in beside.content.decode()
    assert own["HX-Redirect"] == "/cases/"
    assert tabs_of(people.actor()) == []


def test_words_of_others_are_new_until_they_are_seen_ones_own_never(people):
    case, mine = people.case(assignee=None), people.actor()
    reply(ref=case.ref, body="您好", by=mine, at=timezone.now())
    after_own = unread_among([case], mine)
    write(case)
    case.refresh_from_db()

    unread = unread_among([case], mine)
    page(people, f"{case.ref}/")

    assert (after_own, unread, unread_among([case], mine)) == (frozenset(), {case.pk}, frozenset())


def test_what_a_mate_looks_after_is_no_news_until_one_has_opened_it(people):
    case, mate = people.case(), people.actor("mate")

    before = unread_among([case], mate)
    see(case=case, up_to=1, by=mate)
    write(case)

    assert (before, unread_among([case], mate)) == (frozenset(), {case.pk})


def test_the_rows_of_a_list_are_looked_at_in_one_query(people, django_assert_num_queries):
    cases, actor = [people.case() for _ in range(4)], people.actor()

    with django_assert_num_queries(1):
        assert len(unread_among(cases, actor)) == 4
    assert all(row.is_new for row in case_list(people.actor(), Filters(), timezone.now()).rows)


def test_new_messages_are_marked_where_reading_began_and_can_be_jumped_to(people):
    case = people.case()
    page(people, f"{case.ref}/")
    write(case, "第一句")
    write(case, "第二句")

    shown = page(people, f"{case.ref}/")

    assert shown.index('id="new"') < shown.index("第一句") < shown.index("第二句")
    assert (shown.count('id="new"'), "2 条新消息" in shown) == (1, True)
    assert 'id="new"' not in page(people, f"{case.ref}/")


def test_a_page_that_stands_open_keeps_its_mark_and_its_earlier_entries(people):
    case, client = people.case(), people.client("owner")
    client.get(f"/cases/{case.ref}/")
    for number in range(70):
        note(ref=case.ref, body=f"第{number}条", by=people.actor("mate"), at=timezone.now())

    part = client.get(f"/cases/{case.ref}/refreshment/?since=2&read_to=2", headers=HTMX).content.decode()

    assert ("第0条" in part, "第69条" in part) == (True, True)
    assert part.index('id="new"') < part.index("第0条")


def test_a_page_that_nobody_looks_at_reads_nothing(people):
    case, client = people.case(), people.client("owner")
    client.get(f"/cases/{case.ref}/")
    write(case)

    client.get(f"/cases/{case.ref}/refreshment/?since=1&read_to=1&hidden=1", headers=HTMX)
    unseen = unread_among([case], people.actor())
    client.get(f"/cases/{case.ref}/refreshment/?since=1&read_to=1", headers=HTMX)

    assert (unseen, unread_among([case], people.actor())) == ({case.pk}, frozenset())


def test_earlier_entries_come_as_a_part_of_their_own(people):
    case = people.case()
    for number in range(70):
        note(ref=case.ref, body=f"第{number}条", by=people.actor(), at=timezone.now())

    part = people.client("owner").get(f"/cases/{case.ref}/?before=20", headers=HTMX).content.decode()

    assert ("第3条" in part, "第60条" in part, 'class="views"' in part) == (True, False, False)


def test_a_case_marked_unread_is_bold_again_and_off_the_desk(people):
    case, client = people.case(), people.client("owner")
    client.get(f"/cases/{case.ref}/")

    answer = client.post(f"/cases/{case.ref}/unread/")

    assert answer.url == "/cases/"
    assert unread_among([case], people.actor()) == {case.pk}
    assert tabs_of(people.actor()) == []


def test_read_once_stays_read_whoever_comes_second(people):
    case, actor = people.case(), people.actor()

    for seq in (5, 3):
        see(case=case, up_to=seq, by=actor)

    assert Seen.objects.get(case=case, user=people.owner).seq == 5
    mark_unread(case=case, by=actor)
    assert Seen.objects.get(case=case, user=people.owner).seq < 5


def test_neighbours_follow_the_order_of_the_list_in_both_directions(people):
    now, actor = timezone.now(), people.actor()
    for _ in range(3):
        people.case()
    done = people.case()
    resolve(ref=done.ref, resolution="好了。", by=actor, at=now)
    filters = Filters(view="team")
    order = [row.ref for row in case_list(actor, filters, now).rows]
    cases = {case.ref: case for case in type(done).objects.all()}

    assert [neighbour(actor, filters, now, cases[ref]) for ref in order] == [*order[1:], ""]
    assert [neighbour(actor, filters, now, cases[ref], before=True) for ref in order] == ["", *order[:-1]]


def test_the_next_case_of_a_view_is_one_press_away_and_the_end_is_said(people):
    first, second = people.case(), people.case()
    client = people.client("owner")

    on = client.get(f"/cases/{first.ref}/next/?view=team")
    end = client.get(f"/cases/{second.ref}/next/?view=team", follow=True)

    assert on.url == f"/cases/{second.ref}/?view=team"
    assert "这个视图没有下一件了" in end.content.decode()


@pytest.mark.parametrize(("choice", "name", "leads"), [
    (AfterAct.STAY, "resolution", ""),
    (AfterAct.BACK, "resolution", "/cases/?view=team"),
    (AfterAct.NEXT, "messages", "/cases/{next}/?view=team"),
    (AfterAct.NEXT, "notes", ""),
    (AfterAct.NEXT, "taking", ""),
])  # fmt: skip
def test_after_an_act_one_goes_where_one_chose(people, choice, name, leads):
    case, after = people.case(), people.case()
    prefer(after_act=choice, by=people.actor())

    way = way_on(name, case, Filters(view="team"), people.actor(), timezone.now())

    assert way == leads.format(next=after.ref)


def test_the_next_case_is_the_one_that_followed_before_the_act(people):
    first, second, third = people.case(), people.case(), people.case()
    prefer(after_act=AfterAct.NEXT, by=people.actor())
    page_of_it = {**HTMX, "HX-Current-URL": f"http://testserver/cases/{second.ref}/?view=team"}

    answer = people.client("owner").post(
        f"/cases/{second.ref}/resolution/", {"resolution": "换了门封。"}, headers=page_of_it
    )

    assert answer["HX-Redirect"] == f"/cases/{third.ref}/?view=team"
    assert first.ref not in answer["HX-Redirect"]


def test_an_act_that_leads_nowhere_keeps_the_list_beside_the_case(people):
    case = people.case()

    answer = people.client("owner").post(
        f"/cases/{case.ref}/notes/",
        {"kind": "note", "body": "看过了"},
        headers={"Referer": f"http://x/cases/{case.ref}/?view=team"},
    )

    assert answer.url == f"/cases/{case.ref}/?view=team"


def test_the_choice_is_made_beside_the_case_and_on_a_page_of_its_own(people):
    client = people.client("owner")

    part = client.post("/cases/preferences/", {"after_act": "back"}, headers=HTMX).content.decode()

    assert 'value="back" checked' in part
    assert 'value="back" checked' in client.get("/cases/preferences/").content.decode()
    assert "/cases/preferences/" in client.get("/people/me/").content.decode()


def test_the_counts_of_the_views_are_answered_for_the_page_that_asks(people):
    people.case(assignee=None)
    asking = {**HTMX, "HX-Current-URL": "http://testserver/cases/?view=unassigned"}

    part = people.client("owner").get("/views/", headers=asking).content.decode()

    assert '<a class="view" href="/cases/?view=unassigned" aria-current="page"' in part
    assert "<html" not in part


def test_other_cases_of_the_customer_show_how_they_stand_and_the_open_ones_come_first(people):
    lin, actor, now = made.customer(), people.actor(), timezone.now()
    case, live, over = (people.case(of=lin) for _ in range(3))
    resolve(ref=over.ref, resolution="好了。", by=actor, at=now)
    close(ref=over.ref, by=actor, at=now)

    shown = page(people, f"{case.ref}/").partition('id="others"')[2]

    assert shown.index(f"/cases/{live.ref}/") < shown.index(f"/cases/{over.ref}/")


def test_a_case_assigned_to_somebody_else_is_left_for_the_list(people):
    case = people.case()
    assign(ref=case.ref, to=people.mate, by=people.actor(), at=timezone.now())

    assert neighbour(people.actor(), Filters(), timezone.now(), case) == ""
    close_tab(case=case, by=people.actor())
