"""Looking customers up: by what a caller says, within what a colleague may see."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from wuxing.accounts.actors import COMPANY, SYSTEM, Actor
from wuxing.customers import findable, sight
from wuxing.customers.finding import find_or_make
from wuxing.customers.lists import NoCustomer, customer, look_up, people_of
from wuxing.customers.models import Customer

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
SUPERVISOR = Actor("user:1", "agent", frozenset({COMPANY}))
MATE = Actor("user:2", "agent", frozenset({"team:1"}))
STRANGER = Actor("user:3", "agent", frozenset({"team:2"}))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def team_one_sees_lin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What cases register: whom a team works for, its members see."""

    def rule(by: Actor) -> Q:
        return Q(name__startswith="林") if "team:1" in by.keys else Q(pk=None)

    def holders(customers: Sequence[int]) -> Iterator[tuple[int, str]]:
        yield from ((pk, "team:1") for pk in customers)

    monkeypatch.setattr(sight, "_rules", [(rule, holders)])
    monkeypatch.setattr(findable, "own_keys", lambda pk: sight.keys_of([pk])[pk])  # a rule from the first moment on
    yield


def make(name: str, phone: str, company: str = "", email: str = "") -> Customer:
    return find_or_make(name=name, kind="individual", phone=phone, email=email, company=company, by=SYSTEM, at=NOON)


@pytest.fixture
def lin() -> Customer:
    make("王强", "13900005621")
    return make("林晓", "13800005621", email="lin@example.com")


def names(query: str, by: Actor) -> list[str]:
    return [each.name for each in look_up(query, by=by).found]


def test_a_customer_is_there_for_those_who_may_see_it(lin: Customer) -> None:
    assert customer(lin.pk, by=SUPERVISOR) == customer(lin.pk, by=MATE) == lin
    for by in (STRANGER, Actor("customer:0", "customer", frozenset({"customer:0"}))):
        with pytest.raises(NoCustomer):
            customer(lin.pk, by=by)


def test_the_tail_of_a_phone_finds_those_one_may_see(lin: Customer) -> None:
    assert sorted(names("5621", SUPERVISOR)) == ["林晓", "王强"]
    assert names("5621", MATE) == ["林晓"]
    assert names("5621", STRANGER) == []
    assert names("0000 5621", MATE) == ["林晓"]
    assert names("4621", SUPERVISOR) == []


def test_any_part_of_a_name_finds_those_one_may_see(lin: Customer) -> None:
    make("林", "13700000000")
    make("林志强", "13700000001")
    make("王志强", "13700000002")

    assert names("林晓", MATE) == names("lin", MATE) == ["林晓"]
    assert names("志强", MATE) == ["林志强"]
    assert names("志强", SUPERVISOR) == ["林志强", "王志强"]
    assert names("志强", STRANGER) == names("林晓", STRANGER) == names("晓林", SUPERVISOR) == []


def test_whose_name_it_is_stands_first() -> None:
    for number, name in enumerate(["张林晓", "林晓东", "林晓", "王五"]):
        make(name, f"1370000000{number}", company="林晓电器" if name == "王五" else "")

    assert names("林晓", SUPERVISOR) == ["林晓", "林晓东", "林晓电器", "张林晓", "王五"]


def test_parts_of_a_mail_a_company_and_a_longer_tail_find_a_customer(lin: Customer) -> None:
    boss = make("陈静", "13600000003", company="鹭岛酒店", email="chen.jing@ludao-hotel.com")

    for asked in ("鹭岛", "chen.jing", "ludao-hotel", "陈静 酒店", "600000003"):
        assert boss.name in names(asked, SUPERVISOR), asked
        assert names(asked, MATE) == [], asked


def test_a_whole_number_finds_a_stranger_masked(lin: Customer) -> None:
    (found,) = look_up("138 0000 5621", by=STRANGER).found

    assert (found.name, found.points, found.is_seen) == ("林**", ("138****5621", "l***@example.com"), False)
    assert look_up("LIN@example.com", by=MATE).found[0].name == "林晓"


@pytest.mark.parametrize("query", ["", "1", "12", "%", "__", "'", "\\", "x" * 500, "\U0010ffff\U0010ffff"])
def test_what_means_nobody_finds_nobody(lin: Customer, query: str) -> None:
    assert look_up(query.replace("\U0010ffff", "\U0010fffe"), by=SUPERVISOR).found == ()


def test_a_look_up_is_bounded_and_says_so() -> None:
    for number in range(25):
        make(f"小林{'甲乙'[number >= 10]}", f"1380000{number:04}")

    ten, all_of_them = look_up("林甲", by=SUPERVISOR), look_up("小林", by=SUPERVISOR)

    assert (len(ten.found), ten.is_cut) == (10, False)
    assert (len(all_of_them.found), all_of_them.is_cut) == (20, True)


def test_people_of_a_company_are_those_one_may_see() -> None:
    boss, other = make("林总", "13800000001", company="鹭岛酒店"), make("王工", "13800000002", company="鹭岛酒店")
    assert boss.company is not None

    assert people_of(boss.company, by=SUPERVISOR) == [boss, other]
    assert people_of(boss.company, by=MATE) == [boss]


@pytest.mark.parametrize("query", ["5621", "林晓", "13800005621", "lin@example.com"])
def test_a_look_up_reads_an_index_and_not_the_table(
    lin: Customer, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5) as queries:
        look_up(query, by=SUPERVISOR)

    plans = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for asked in queries.captured_queries:
            cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + asked["sql"])
            plans.append(str(cursor.fetchall()))
    assert not [plan for plan in plans if "SCAN customers_" in plan or "Seq Scan on customers_" in plan]
