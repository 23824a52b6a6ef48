"""What a board carries on from change to change is what it would find if it counted everything anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

import made
from wuxing.accounts.actors import of_user
from wuxing.cases.assigning import assign
from wuxing.cases.closing import close, resolve
from wuxing.cases.messages import reply
from wuxing.cases.models import Case
from wuxing.cases.waiting import wait
from wuxing.desk.board import roll, tail
from wuxing.desk.board.roll import Counted, Roll, Rolls

pytestmark = pytest.mark.django_db
NOON = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


class Company:
    """One case of each of two teams, and the roll that has seen them."""

    def __init__(self) -> None:
        made.standard(at=NOON)
        self.mine, self.other = made.team("家电组"), made.team("商用组")
        self.agent = made.user(self.mine, name="周宁")
        self.by = of_user(self.agent)
        self.case, _other = made.case(NOON, team=self.mine), made.case(NOON, team=self.other)
        self.roll = Roll()
        self.look(NOON)

    def look(self, at: datetime) -> Counted:
        return self.roll.look(None, at)

    def answered(self, at: datetime) -> None:
        assign(ref=self.case.ref, to=self.agent, by=self.by, at=at)
        reply(ref=self.case.ref, body="您好", by=self.by, at=at)


@pytest.fixture
def company() -> Company:
    return Company()


def opened(company: Company, at: datetime) -> None:
    made.case(at, team=company.mine)


def answered(company: Company, at: datetime) -> None:
    company.answered(at)


def waiting(company: Company, at: datetime) -> None:
    company.answered(at)
    wait(ref=company.case.ref, reason="waiting-customer", evidence="等客户", by=company.by, at=at)


def resolved(company: Company, at: datetime) -> None:
    company.answered(at)
    resolve(ref=company.case.ref, resolution="已修好", by=company.by, at=at)


def closed(company: Company, at: datetime) -> None:
    resolved(company, at)
    close(ref=company.case.ref, by=company.by, at=at)


def nothing(company: Company, at: datetime) -> None:
    """Time alone."""


@pytest.mark.parametrize("seconds", [1, 100, 600, 3600 * 3])
@pytest.mark.parametrize("act", [opened, answered, waiting, resolved, closed, nothing])
def test_it_follows(company: Company, act: Callable[[Company, datetime], None], seconds: int) -> None:
    act(company, NOON + timedelta(seconds=1))
    later = NOON + timedelta(seconds=seconds)

    assert company.look(later) == Roll().look(None, later)
    assert company.look(later + timedelta(hours=1)) == Roll().look(None, later + timedelta(hours=1))


def test_a_look_reads_what_changed_and_no_more(company: Company, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(2):  # the ends of events and signals
        company.look(NOON + timedelta(seconds=1))
    opened(company, NOON + timedelta(seconds=2))

    with django_assert_num_queries(7) as asked:
        company.look(NOON + timedelta(seconds=3))
    assert all(" IN (" in query["sql"] for query in asked.captured_queries[3:])


def test_where_very_much_changed_everything_is_read(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "MOST", 2)
    monkeypatch.setattr(tail, "OVERLAP", 2)
    for _ in range(5):
        opened(company, NOON + timedelta(seconds=1))
    later = NOON + timedelta(seconds=2)

    assert company.look(later) == Roll().look(None, later)


def test_what_became_visible_after_a_later_row_is_found(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the transaction of a lower number ends after that of a higher one."""
    hidden = made.case(NOON, team=company.mine)
    kept = tail._cases_of
    monkeypatch.setattr(tail, "_cases_of", lambda streams: kept(streams) - {hidden.pk})
    before = company.look(NOON)
    monkeypatch.setattr(tail, "_cases_of", kept)
    for each in company.roll._changes._tails:
        each._seen.clear()

    found = company.look(NOON)

    assert sum(found.counts.values()) > sum(before.counts.values())
    assert found == Roll().look(None, NOON)


def test_a_look_that_failed_half_way_leaves_nothing_wrong(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = roll.entries_of
    monkeypatch.setattr(roll, "entries_of", lambda *asked: (_ for _ in ()).throw(ConnectionError))
    answered(company, NOON + timedelta(seconds=1))
    later = NOON + timedelta(seconds=2)
    with pytest.raises(ConnectionError):
        company.look(later)
    monkeypatch.setattr(roll, "entries_of", kept)

    assert company.look(later) == Roll().look(None, later)


def test_a_team_is_told_of_its_own(company: Company) -> None:
    found = company.roll.look({company.mine.pk}, NOON)

    assert {key.team for key in found.counts} == set(found.dues) == {company.mine.pk}


def test_an_old_roll_answers_until_the_next_one_stands(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    made_in_the_background = []
    monkeypatch.setattr(roll, "Thread", lambda target, args, daemon: _Later(made_in_the_background, target, args))
    monkeypatch.setattr(roll.connections, "close_all", lambda: None)
    rolls = Rolls()
    for at in (NOON, NOON + roll.ANEW):
        rolls.look(None, at)
    Case.objects.filter(pk=company.case.pk).update(team=company.other)  # what leaves no trace

    old = rolls.look(None, NOON + roll.ANEW + timedelta(seconds=1))
    made_in_the_background.pop()()
    new = rolls.look(None, NOON + roll.ANEW + timedelta(seconds=2))

    assert {key.team for key in old.counts} == {company.mine.pk, company.other.pk}
    assert {key.team for key in new.counts} == {company.other.pk}


class _Later:
    def __init__(self, kept: list[Callable[[], None]], target: Callable[..., None], args: tuple[object, ...]) -> None:
        self._keep = lambda: kept.append(lambda: target(*args))

    def start(self) -> None:
        self._keep()
