"""Saved views: kept for oneself, a team, everybody; found in the views pane with what they hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

import made
from crew import Crew, crew
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import AuditRow, Role
from wuxing.accounts.sharing import NotYoursToChange, NotYoursToShare, Scope
from wuxing.cases.drafting import append
from wuxing.cases.filters import Filters, cases_in
from wuxing.cases.following import follow
from wuxing.desk import saved_views, saving
from wuxing.desk.models import SavedView
from wuxing.desk.saving import Wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Crew:
    return crew()


def kept(people: Crew, query: str = "view=team&state=late", by: str = "owner", **more) -> SavedView:
    return saving.save_view(Wanted("超时的", "flag", query, **more), by=people.actor(by), at=timezone.now())


def names(people: Crew, by: str) -> list[str]:
    return [view.name for view in saved_views.views_for(people.actor(by))]


def test_a_view_of_ones_own_is_nobody_elses(people):
    kept(people)

    assert names(people, "owner") == ["超时的"]
    assert names(people, "mate") == []


def test_a_leader_keeps_views_for_his_team_and_a_supervisor_for_everybody(people):
    leader, boss = made.actor(people.team, role=Role.SHIFT_LEADER), made.actor(role=Role.SUPERVISOR)
    saving.save_view(Wanted("组", "list", "", Scope.TEAM, people.team), by=leader, at=timezone.now())
    saving.save_view(Wanted("全", "list", "", Scope.COMPANY), by=boss, at=timezone.now())

    assert names(people, "mate") == ["组", "全"]
    assert names(people, "stranger") == ["全"]
    assert AuditRow.objects.filter(act="view.saved").count() == 2


def test_an_agent_shares_nothing_and_changes_nothing_of_others(people):
    boss = made.actor(role=Role.SUPERVISOR)
    shared = saving.save_view(Wanted("全", "list", "", Scope.COMPANY), by=boss, at=timezone.now())

    with pytest.raises(NotYoursToShare):
        kept(people, scope=Scope.COMPANY)
    with pytest.raises(NotYoursToChange):
        saving.delete_view(shared.pk, by=people.actor(), at=timezone.now())


def test_whoever_takes_a_view_for_himself_has_it_last_in_his_row(people):
    boss, other = made.actor(role=Role.SUPERVISOR), made.actor(role=Role.SUPERVISOR)
    shared = saving.save_view(Wanted("全", "list", "", Scope.COMPANY), by=boss, at=timezone.now())
    saving.save_view(Wanted("我的", "list", ""), by=other, at=timezone.now())

    taken = saving.change_view(shared.pk, Wanted("全", "list", ""), by=other, at=timezone.now())

    assert (taken.owner, taken.position) == (other.user, 1)
    assert (saved_views.views_for(boss), len(saved_views.views_for(other))) == ([], 2)


def test_no_more_views_stand_in_a_row_by_moving_them_there(people, monkeypatch):
    boss = made.actor(role=Role.SUPERVISOR)
    shared = saving.save_view(Wanted("全", "list", "", Scope.COMPANY), by=boss, at=timezone.now())
    monkeypatch.setattr(saving, "MOST", 0)

    with pytest.raises(saving.TooManyViews):
        saving.change_view(shared.pk, Wanted("全", "list", ""), by=boss, at=timezone.now())


def test_a_list_leads_to_its_view_only_those_who_may_change_it(people):
    boss = made.user(people.team, role=Role.SUPERVISOR)
    wanted = Wanted("全", "list", "view=team&state=late", Scope.COMPANY)
    address = f"/desk/views/{saving.save_view(wanted, by=of_user(boss), at=timezone.now()).pk}/"
    client = people.client("owner")

    before = client.get("/cases/?view=team&state=late").content.decode()
    client.force_login(boss)

    assert address not in before and 'class="tag"' in before
    assert address in client.get("/cases/?view=team&state=late").content.decode()


def test_a_button_is_called_what_stands_on_it(people):
    kept(people)

    assert 'aria-label="修改 超时的">修改</a>' in people.client("owner").get("/desk/views/").content.decode()


def test_a_view_keeps_the_filters_in_one_way_of_writing(people):
    view = kept(people, "state=late&nonsense=1&view=team")

    assert view.query == "view=team&state=late"
    assert saved_views.view_like(Filters.of(QueryDict("state=late&view=team")), people.actor()) == view


def test_views_stand_in_the_order_they_are_put_in(people):
    first, second = kept(people), kept(people, "view=all")

    saving.move_view(second.pk, "up", by=people.actor(), at=timezone.now())

    assert saved_views.views_for(people.actor()) == [second, first]


def test_a_deleted_view_can_be_brought_back(people):
    view, client = kept(people), people.client("owner")

    page = client.post(f"/desk/views/{view.pk}/deletion/", follow=True).content.decode()
    assert "“超时的”已删除" in page and names(people, "owner") == []
    client.post(f"/desk/views/{view.pk}/restoration/")

    assert names(people, "owner") == ["超时的"]


def test_a_narrowed_list_is_kept_and_stands_in_the_pane_with_its_count(people):
    people.case(), people.case()
    client = people.client("owner")
    assert "存为视图" in client.get("/cases/?view=team&assignee=me").content.decode()

    client.post("/desk/views/new/", {"name": "我手上的", "icon": "star", "query": "view=team&assignee=me"})
    page = client.get("/cases/?view=team&assignee=me").content.decode()

    assert page.count("我手上的") >= 2
    assert saved_views.counts_of(saved_views.views_for(people.actor()), people.actor(), timezone.now()) == {
        SavedView.objects.get().pk: 2
    }


def test_the_same_view_counts_for_each_what_he_sees(people):
    boss = made.actor(role=Role.SUPERVISOR)
    saving.save_view(Wanted("全", "list", "view=team", Scope.COMPANY), by=boss, at=timezone.now())
    saving.save_view(Wanted("久", "list", "view=all", Scope.COMPANY), by=boss, at=timezone.now())
    people.case()

    for who, number in (("owner", 1), ("stranger", 0)):
        by = people.actor(who)
        assert list(saved_views.counts_of(saved_views.views_for(by), by, timezone.now()).values()) == [number]


def found(people: Crew, query: str) -> set[str]:
    filters = Filters.of(QueryDict(query))
    assert Filters.of(QueryDict(filters.query)) == filters
    return {case.ref for case in cases_in(filters, people.actor(), timezone.now())}


def test_every_filter_lives_in_the_address(people):
    now = timezone.now()
    old, free = made.case(now - timedelta(days=9), team=people.team), people.case(assignee=people.mate)
    mine = people.case()
    append(ref=mine.ref, text="您好", by=people.actor(), at=now)
    follow(ref=free.ref, by=people.actor(), at=now)

    assert found(people, "view=all&assignee=me") == {mine.ref}
    assert found(people, "view=all&assignee=none") == {old.ref}
    assert found(people, f"view=all&assignee={people.mate.pk}&first={people.mate.pk}") == {free.ref}
    assert found(people, "view=all&opened=today") == {mine.ref, free.ref}
    assert found(people, f"view=all&opened=..{now - timedelta(days=5):%Y-%m-%d}") == {old.ref}
    assert found(people, "view=all&has=draft") == {mine.ref}
    assert found(people, "view=all&has=followed") == {free.ref}
    assert found(people, "view=all&has=unanswered&assignee=none") == {old.ref}
    assert found(people, f"view=all&stage={mine.stage}") >= {mine.ref}


@pytest.mark.parametrize("given", ["2026-02-30", "..", "soon", "2026-01-01..x", "9999-99-99..", "²"])
def test_a_stretch_that_cannot_be_read_filters_nothing(given):
    assert Filters.of(QueryDict(f"opened={given}&assignee={given}")) == Filters()
