"""The list of cases: who sees what, in which order, narrowed by what, and how much it asks of the database."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made
from crew import Crew, crew
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role, Team, User
from wuxing.cases import lists
from wuxing.cases.assigning import request_transfer
from wuxing.cases.closing import close, resolve
from wuxing.cases.filters import Filters
from wuxing.cases.lists import case_list, view_counts
from wuxing.cases.messages import reply
from wuxing.cases.models import Case
from wuxing.cases.ordering import segments_of
from wuxing.cases.waiting import wait

pytestmark = pytest.mark.django_db
COMPLAINT = {"business": "complaint", "customer": "individual", "urgency": "urgent"}


@pytest.fixture
def people() -> Crew:
    return crew()


def refs(people: Crew, query: str, at=None, by: str = "owner") -> list[str]:
    shown = case_list(people.actor(by), Filters.of(QueryDict(query)), at or timezone.now())
    return [row.ref for row in shown.rows]


def test_owner_and_mate_see_a_case_of_their_team_a_stranger_does_not(people):
    case = people.case()

    for who, sees in (("owner", True), ("mate", True), ("stranger", False)):
        page = people.client(who).get("/cases/?view=all").content.decode()
        assert (case.ref in page) is sees, who


@pytest.fixture
def day(people) -> dict[str, Case]:
    """At noon: one that was answered in time and closed, one answered late, one that is late still, one that can be kept."""
    at, opened = made.NOON, {"kept": 1, "late": 10, "standing": 10, "ahead": 1, "yesterday": 24 * 60}
    more = {"team": people.team, "assignee": people.owner}
    cases = {name: made.case(at - timedelta(minutes=ago), **more) for name, ago in opened.items()}
    for name, answered in (("kept", at), ("late", at), ("yesterday", at - timedelta(hours=24))):
        reply(ref=cases[name].ref, body="您好", by=people.actor(), at=answered)
    resolve(ref=cases["kept"].ref, resolution="已换门封", by=people.actor(), at=at)
    close(ref=cases["kept"].ref, by=people.actor(), at=at)
    return cases


@pytest.mark.parametrize(
    ("outcome", "found"),
    [("kept", {"kept"}), ("broken", {"late", "standing"}), ("decided", {"kept", "late", "standing"})],
)
def test_what_came_of_promises_today_narrows_a_list_also_to_what_ended_since(people, day, outcome, found):
    expected = {day[name].ref for name in found}

    assert set(refs(people, f"view=team&today={outcome}", made.NOON)) == expected
    assert set(refs(people, f"view=mine&today={outcome}", made.NOON)) == expected
    assert set(refs(people, f"view=all&today={outcome}", made.NOON, by="mate")) == expected
    assert refs(people, f"view=all&today={outcome}", made.NOON, by="stranger") == []


def test_promises_of_today_are_a_filter_in_words_that_can_be_dropped(people):
    page = people.client("owner").get("/cases/?view=team&today=broken").content.decode()
    english = people.client("owner", "en").get("/cases/?view=team&today=broken").content.decode()

    assert "今天有承诺超时" in page and "A promise broken today" in english
    assert 'href="/cases/?view=team"' in page
    assert Filters.of(QueryDict("today=tomorrow")) == Filters()
    assert "today=broken" in Filters.of(QueryDict("today=broken")).query


def test_the_sheet_of_filters_shows_what_is_chosen_and_keeps_what_it_does_not_ask(people):
    query = "?view=team&today=broken&clause=1.1"
    sheet = people.client("owner").get(f"/cases/filters/{query}", headers={"HX-Request": "true"}).content.decode()
    page = people.client("owner").get(f"/cases/filters/{query}").content.decode()

    for each in (sheet, page):
        assert '<option value="broken" selected>今天有承诺超时</option>' in each
        assert '<input type="hidden" name="clause" value="1.1">' in each
        assert '<input type="hidden" name="view" value="team">' in each
    assert "<html" not in sheet and 'class="crumb"' in page


def test_nobody_sees_a_list_without_signing_in(people):
    assert people.client("anonymous").get("/cases/").status_code == 302


def test_the_first_view_holds_what_is_mine_to_do(people):
    mine, other = people.case(), people.case(assignee=people.mate)

    assert refs(people, "") == [mine.ref]
    assert refs(people, "", by="mate") == [other.ref]


def test_breached_stands_first_then_next_due_then_paused_then_none(people):
    now = timezone.now()
    soon, late = people.case(), made.case(now - timedelta(hours=3), team=people.team, assignee=people.owner)
    held = people.case(case_class={"business": "after-sales", "customer": "individual", "urgency": "normal"})
    for each in (held,):
        Case.objects.filter(pk=each.pk).update(next_due_at=None, waiting_for="waiting-parts")
    idle = people.case()
    Case.objects.filter(pk=idle.pk).update(next_due_at=None)

    shown = case_list(people.actor(), Filters(), now)

    assert [row.ref for row in shown.rows] == [late.ref, soon.ref, held.ref, idle.ref]
    assert [band.name for band in shown.bands] == ["late", "near", "hold", "idle"]


def test_bands_are_read_on_the_wall_clock(people):
    case = people.case(case_class=COMPLAINT)
    evening = timezone.now().replace(hour=12, minute=0)
    Case.objects.filter(pk=case.pk).update(next_due_at=evening + timedelta(hours=2))

    assert [band.name for band in case_list(people.actor(), Filters(), evening).bands] == ["today"]
    assert [band.name for band in case_list(people.actor(), Filters(), evening - timedelta(hours=24)).bands] == [
        "later"
    ]


def test_views_hold_what_their_names_say(people):
    actor, now = people.actor(), timezone.now()
    free, mine, done = people.case(assignee=None), people.case(), people.case()
    wait(ref=mine.ref, reason="waiting-customer", evidence="已请客户拍照", by=actor, at=now)
    resolve(ref=done.ref, resolution="换了门封。", by=actor, at=now)

    assert refs(people, "view=unassigned") == [free.ref]
    assert refs(people, "view=paused") == [mine.ref]
    assert refs(people, "view=resolved") == [done.ref]
    assert set(refs(people, "view=team", by="mate")) == {free.ref, mine.ref, done.ref}
    assert done.ref not in refs(people, "view=mine")


def test_what_is_offered_to_a_team_stands_in_a_view_of_its_own(people):
    case, other = people.case(), people.stranger.teams.get()
    request_transfer(ref=case.ref, to=other, note="需要专家", by=people.actor(), at=timezone.now())

    assert refs(people, "view=offered", by="stranger") == [case.ref]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=门风", False),
        ("q=漏水", True),
        ("q=林女", True),
        ("class.business=complaint", False),
        ("class.business=consultation", True),
        ("class.topic=technical", False),
        ("class.business=-", False),
        ("class.topic=-", True),
        ("team=none", False),
        ("team=me", True),
        ("commitment=first-response", True),
        ("commitment=none-such", False),
        ("clause=1.1&commitment=solution", False),
        ("has=unresolved", True),
        ("channel=phone", False),
        ("state=late", False),
        ("state=run", True),
        ("state=ended", False),
        ("clause=1.1", True),
        ("clause=9.9", False),
        ("clause=1.1&state=late", False),
        ("sort=newest", True),
        ("team=999999", False),
        ("assignee=x", True),
        ("class.b__id=1", True),
        ("state=wrong&sort=wrong", True),
    ],
)
def test_the_address_narrows_the_list(people, query, found):
    people.case()

    assert bool(refs(people, f"view=all&{query}")) is found


def test_a_case_is_found_by_its_number_however_it_is_typed(people):
    case = people.case()

    for typed in (case.ref, case.ref.lower(), case.ref.removeprefix("C-")):
        assert refs(people, f"view=all&q={typed}") == [case.ref]


def test_what_has_no_team_and_no_class_can_be_asked_for(people):
    nobodys, _ = made.case(case_class={}), people.case()
    boss = of_user(made.user(role=Role.SUPERVISOR))

    asked = Filters.of(QueryDict("view=all&team=none&class.business=-"))
    assert [row.ref for row in case_list(boss, asked, timezone.now()).rows] == [nobodys.ref]


def test_overdue_is_computed_not_swept(people):
    case = people.case()

    assert refs(people, "view=all&state=late", at=timezone.now() + timedelta(hours=1)) == [case.ref]


def test_ended_cases_are_found_and_stand_last(people):
    actor, now = people.actor(), timezone.now()
    over, live = people.case(), people.case()
    resolve(ref=over.ref, resolution="好了。", by=actor, at=now)
    close(ref=over.ref, by=actor, at=now)

    assert refs(people, "view=all") == [live.ref, over.ref]
    assert refs(people, "view=mine&state=ended") == [over.ref]
    assert refs(people, "view=all&has=unresolved") == [live.ref]


def test_pages_of_a_long_list_join_without_a_gap_or_a_double(people, monkeypatch):
    made_refs = [people.case().ref for _ in range(7)]
    Case.objects.filter(ref__in=made_refs[:3]).update(next_due_at=None)
    monkeypatch.setattr(lists, "PAGE", 2)
    actor, now, after, seen, pages = people.actor(), timezone.now(), "", [], 0

    while pages == 0 or after:
        page = case_list(actor, Filters(), now, after)
        seen, after, pages = [*seen, *(row.ref for row in page.rows)], page.after, pages + 1

    assert (sorted(seen), pages) == (sorted(made_refs), 4)


@pytest.mark.parametrize("after", ["nonsense", "due~~", "due~2026-13-45T00:00~1", "~~~", "due~2026-03-04T04:00~1"])
def test_a_cursor_that_cannot_be_read_begins_at_the_beginning(people, after):
    case = people.case()

    assert case.ref in people.client("owner").get("/cases/", {"after": after}).content.decode()


def test_the_counts_of_all_views_are_one_query_and_stop_at_a_hundred(people, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED", 2)
    for _ in range(3):
        made.case(timezone.now() - timedelta(hours=3), team=people.team, assignee=people.owner)
    actor, at = people.actor(), timezone.now()
    view_counts(actor, at)  # about how much somebody sees is looked up once a minute

    with CaptureQueriesContext(connection) as asked:
        counts = view_counts(actor, at)

    assert len(asked) == 1
    assert (counts["mine"], counts["late"], counts["unassigned"], counts["team"]) == (2, 2, 0, 2)


def test_the_counts_are_those_of_the_instant_asked_for_and_of_what_somebody_may_see_now(people):
    case, actor = people.case(), people.actor()
    due = case.clocks.running().order_by("due_at")[0].due_at
    early, soon, late = due - timedelta(hours=2), due - timedelta(minutes=1), due + timedelta(minutes=1)

    told = [
        (counts["soon"], counts["late"]) for counts in (view_counts(actor, at) for at in (early, soon, late, early))
    ]
    for at in (early, soon, late):
        listed = {
            view: len(refs(people, f"view={view}", at)) for view in ("mine", "team", "soon", "unassigned", "later")
        }
        assert listed == {view: view_counts(actor, at)[view] for view in listed}, at
    people.owner.teams.clear()
    people.owner.teams.add(Team.objects.create(name="elsewhere"))
    moved = view_counts(of_user(User.objects.get(pk=people.owner.pk)), soon)

    assert told == [(0, 0), (1, 0), (1, 1), (0, 0)]
    assert (moved["team"], moved["soon"]) == (0, 0)


def test_all_styles_of_a_page_stand_in_its_head_and_each_once(people):
    for path in ("/cases/", f"/cases/{people.case().ref}/", "/desk/palette/", "/desk/keyboard/"):
        page = people.client("owner").get(path).content.decode()
        styles = re.findall(r'rel="stylesheet" href="([^"]+)"', page)

        assert 'rel="stylesheet"' not in page.partition("<body")[2], path
        assert sorted(styles) == sorted(set(styles)), path


def test_the_page_asks_the_database_the_same_few_times_however_many_cases_there_are(people):
    client = people.client("owner")
    people.case()
    client.get("/cases/")
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/cases/").status_code == 200
        asked.append(len(queries))
        for _ in range(5):
            people.case()

    assert asked[0] == asked[1]
    assert asked[0] <= 20


def test_htmx_gets_the_rows_alone(people):
    people.case()

    part = people.client("owner").get("/cases/", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="queue-rows"')
    assert "<html" not in part


def test_an_empty_list_says_what_comes_next(people):
    assert "都处理完了" in people.client("owner").get("/cases/").content.decode()
    assert "没有找到“门风”" in people.client("owner").get("/cases/?view=all&q=门风").content.decode()
    assert "All done" in people.client("owner", "en").get("/cases/").content.decode()


def test_what_is_typed_is_never_markup(people):
    people.case(subject="<script>alert(1)</script>")

    page = people.client("owner").get("/cases/", {"view": "all", "q": "<script>alert"}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_supervisor_sees_the_whole_company(people):
    case = people.case()

    boss = made.actor(role=Role.SUPERVISOR)

    assert [row.ref for row in case_list(boss, Filters(view="team"), timezone.now()).rows] == [case.ref]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("view=all&ended=7d", ["ended"]),
        ("view=all&state=risk", ["due", "ended"]),
        ("view=all&state=late", ["due", "hold", "ended"]),
        ("view=all&due=7d", ["due", "ended"]),
        ("view=team&state=risk", ["due"]),
        ("view=all", ["due", "hold", "idle", "resolved", "ended"]),
    ],
)
def test_a_list_asks_only_where_it_can_find_something(query, names):
    assert [each.name for each in segments_of(Filters.of(QueryDict(query)))] == names
