"""The board: numbers that agree with the lists behind them, for those who lead; and a wall without names."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

import made
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role, WorkState
from wuxing.accounts.states import set_state
from wuxing.cases.assigning import assign
from wuxing.cases.closing import close, resolve
from wuxing.cases.filters import Filters
from wuxing.cases.lists import case_list
from wuxing.cases.messages import reply
from wuxing.cases.models import Case, Clock
from wuxing.desk.board import lanes, roll, screens
from wuxing.desk.board.figures import board_of
from wuxing.desk.board.scope import scope_of
from wuxing.desk.board.table import By

pytestmark = pytest.mark.django_db


class Company:
    """Two teams: one with a case that is late, one at risk and one just opened; the other with a late one."""

    def __init__(self, now=None) -> None:
        self.now = now or timezone.now().replace(microsecond=0)
        made.standard(at=self.now)
        self.mine, self.other = made.team("家电组"), made.team("商用组")
        self.agent = made.user(self.mine, name="周宁")
        self.leader = made.user(self.mine, role=Role.SHIFT_LEADER)
        self.supervisor = made.user(role=Role.SUPERVISOR)
        for seconds in (600, 160, 0):
            self.opened(seconds, self.mine)
        self.late = self.opened(900, self.other)

    def opened(self, seconds, team):
        return made.case(self.now - timedelta(seconds=seconds), team=team, of=made.customer(name="林女士"))

    def board(self, person, by=By.TEAM, team=None):
        return board_of(scope_of(of_user(person), team), by, self.now)


@pytest.fixture
def company() -> Company:
    return Company()


def shown(href, person, at):
    query = unescape(href).partition("?")[2]
    return list(case_list(of_user(person), Filters.of(QueryDict(query)), at).rows)


def behind(href, person, at):
    return len(shown(href, person, at))


def test_a_leader_sees_the_numbers_of_his_team_a_supervisor_those_of_all(company):
    found = [company.board(person).total for person in (company.leader, company.supervisor)]

    assert [(each.open, each.late, each.risk, each.unassigned) for each in found] == [(3, 1, 1, 3), (4, 2, 1, 4)]


def test_the_leader_of_an_outlet_without_a_team_sees_the_numbers_of_its_cases(company):
    at_outlet = made.team("厦门组", outlet="厦门网点")
    leader = made.user(role=Role.SHIFT_LEADER, outlet=at_outlet.outlet)
    for seconds in (600, 0):
        company.opened(seconds, at_outlet)

    board = company.board(leader)

    assert (board.total.open, board.total.late) == (2, 1)
    assert behind(board.links["late"], leader, company.now) == 1


def test_the_leader_of_an_outlet_counts_his_own_cases_elsewhere_as_his_list_does(company):
    leader = made.user(role=Role.SHIFT_LEADER, outlet=made.team("厦门组", outlet="厦门网点").outlet)
    assign(ref=company.late.ref, to=leader, by=of_user(company.supervisor), at=company.now)

    board = company.board(leader)

    assert (board.total.open, board.total.late) == (1, 1)
    assert [behind(board.links[name], leader, company.now) for name in ("open", "late")] == [1, 1]


@pytest.mark.parametrize("by", list(By))
def test_every_number_leads_to_just_so_many_cases(company, by):
    company.opened(700, None)
    made.case(company.now, team=company.mine, case_class={})
    for person in (company.leader, company.supervisor):
        board = company.board(person, by)
        cells = [cell for row in board.rows for cell in (row.open, row.risk, row.late, row.unassigned) if cell]

        assert len(cells) > 3
        assert [behind(cell.href, person, company.now) for cell in cells] == [cell.number for cell in cells]
        assert behind(board.links["late"], person, company.now) == board.total.late


def test_the_lanes_hold_what_is_overdue_and_due_within_the_hour(company):
    found = company.board(company.supervisor).lanes

    marks = {lane.title: [spot.state for spot in lane.spots] for lane in found.lanes}
    assert marks == {"家电组": ["late", "risk", "run"], "商用组": ["late"]}
    cases = [len({spot.ref for spot in lane.spots}) for lane in found.lanes]
    assert [behind(lane.due_href, company.supervisor, company.now) for lane in found.lanes] == cases


def test_what_a_lane_counts_is_not_only_what_it_draws(company, monkeypatch):
    monkeypatch.setattr(roll, "NEAREST", 2)
    company.opened(700, None)

    with override("zh-hans"):
        found = company.board(company.supervisor).lanes.lanes

    assert {lane.title: (lane.count, behind(lane.due_href, company.supervisor, company.now)) for lane in found} == {
        "家电组": (3, 3),
        "商用组": (1, 1),
        "没有班组": (1, 1),
    }
    assert [len(lane.spots) for lane in found] == [2, 1, 1]


def test_teams_beyond_the_last_lane_are_told(company, client, monkeypatch):
    monkeypatch.setattr(lanes, "LANES", 1)
    client.force_login(company.supervisor)

    assert "另有 1 个班组" in client.get("/desk/board/").content.decode()


def test_people_show_state_load_and_what_they_kept_today(company):
    by = of_user(company.agent)
    set_state(state=WorkState.BUSY, by=by, at=company.now)
    fresh = company.opened(0, company.mine)
    assign(ref=fresh.ref, to=company.agent, by=by, at=company.now)
    reply(ref=fresh.ref, body="您好", by=by, at=company.now)
    company.agent.__class__.objects.filter(pk=company.agent.pk).update(seen_at=company.now)

    member = next(each for each in company.board(company.leader).crew.members if each.name == "周宁")
    assert (member.state, member.load, member.today.kept, member.today.of) == ("busy", 1, 1, 1)


def test_what_somebody_has_in_hand_leads_to_it_without_what_is_resolved(company):
    by = of_user(company.agent)
    for seconds, ends in ((0, True), (0, False)):
        case = company.opened(seconds, company.mine)
        assign(ref=case.ref, to=company.agent, by=by, at=company.now)
        if ends:
            resolve(ref=case.ref, resolution="已换门封", by=by, at=company.now)

    member = next(each for each in company.board(company.leader).crew.members if each.name == "周宁")
    assert (member.load, behind(member.href, company.leader, company.now)) == (1, 1)


@pytest.fixture
def day():
    """Noon: of the promises of today some were kept and some broken, by cases that are closed, answered and not yet."""
    company = Company(made.NOON)
    by, at = of_user(company.agent), company.now
    for seconds, ends in ((0, True), (0, False), (600, True)):
        case = company.opened(seconds, company.mine)
        assign(ref=case.ref, to=company.agent, by=by, at=at)
        reply(ref=case.ref, body="您好", by=by, at=at)
        if ends:
            resolve(ref=case.ref, resolution="已换门封", by=by, at=at)
            close(ref=case.ref, by=by, at=at)
    return company


def promises(href, person, outcome, at):
    """How many promises the cases behind a link had today."""
    refs = {row.ref for row in shown(href, person, at)}
    assert refs <= set(Case.objects.visible_to(of_user(person)).values_list("ref", flat=True))
    kept = Q(stopped_at__lte=F("due_at")) if outcome == "kept" else Q()
    clocks = Clock.objects.filter(kept, case__ref__in=refs, cancelled=False)
    return clocks.filter(Q(stopped_at__isnull=False) | Q(due_at__lt=at)).count()


def test_what_was_kept_today_leads_to_the_cases_of_these_promises(day):
    for person in (day.leader, day.supervisor):
        board = day.board(person)
        for outcome, number in (("kept", board.today.kept), ("decided", board.today.of)):
            assert promises(board.links[outcome], person, outcome, day.now) == number > 0


def test_what_somebody_kept_today_leads_to_his_cases(day):
    member = next(each for each in day.board(day.leader).crew.members if each.name == "周宁")

    assert promises(member.kept_href, day.leader, "kept", day.now) == member.today.kept > 0
    assert promises(member.decided_href, day.leader, "decided", day.now) == member.today.of > member.today.kept


def test_a_board_is_for_those_who_lead(company, client):
    client.force_login(company.agent)
    refused = [client.get(f"/desk/{page}/").status_code for page in ("board", "board/figures", "wall", "screens")]
    client.force_login(company.leader)

    assert refused == [403] * 4
    assert [client.get(f"/desk/{page}/").status_code for page in ("board", "wall", "screens")] == [200] * 3


def test_a_board_is_worked_out_once_until_something_happens(company, client, django_assert_max_num_queries):
    client.force_login(company.leader)
    client.get("/desk/board/figures/")

    with django_assert_max_num_queries(8):
        again = client.get("/desk/board/figures/").content
    company.opened(1, company.mine)
    while (answer := client.get("/desk/board/figures/"))["X-Ask-Again"] != "0":
        pass  # what took long to work out stands a moment

    assert answer.content != again


def test_a_screen_needs_no_person_shows_no_name_and_can_be_withdrawn(company, client):
    by = of_user(company.leader)
    screen, key = screens.make_screen(name="大厅", team=company.mine, language="zh-hans", by=by, at=company.now)

    shown = client.get(f"/desk/wall/{key}/figures/")
    text = re.sub(r"<[^>]+>", " ", shown.content.decode())
    screens.withdraw_screen(pk=screen.pk, by=by, at=company.now)

    assert (shown.status_code, "家电组" in text, "商用组" in text) == (200, True, False)
    assert not any(name in text for name in ("林女士", "周宁", "C-", "洗衣机漏水"))
    assert client.get(f"/desk/wall/{key}/").status_code == 404


def test_a_screen_is_told_nothing_where_nothing_has_changed(company, client):
    _screen, key = screens.make_screen(
        name="大厅", team=None, language="en", by=of_user(company.supervisor), at=company.now
    )
    first = client.get(f"/desk/wall/{key}/figures/")

    again = client.get(f"/desk/wall/{key}/figures/", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)


def test_a_leader_makes_no_screen_of_the_whole_company(company):
    with pytest.raises(screens.ScreenOfOthers):
        screens.make_screen(name="大厅", team=None, language="en", by=of_user(company.leader), at=company.now)
