"""Customers in the index: by any part of a name, by whoever may see them, as they are called and reached now."""

import json
import threading
from argparse import Namespace

import pytest
from django.db import connection

import made
from made import NOON
from wuxing.accounts.actors import SYSTEM, of_customer
from wuxing.cases import assigning
from wuxing.cli import search as cli
from wuxing.customers import changing, findable
from wuxing.customers.finding import find_or_make
from wuxing.customers.lists import look_up
from wuxing.customers.models import Customer
from wuxing.ledger.writing import writing
from wuxing.search.finding import Asked, search
from wuxing.search.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    made.standard()
    return made.team("厨电组")


@pytest.fixture
def agent(team):
    return made.actor(team)


def found(text, by):
    return [each.name for each in look_up(text, by=by).found]


def test_a_given_name_finds_the_customers_of_ones_cases(team, agent):
    made.case(team=team, of=made.customer("王志强"))
    made.case(of=made.customer("李志强"))

    assert found("志强", agent) == ["王志强"]
    assert found("志强", made.actor(made.team())) == []
    assert found("志强", SYSTEM) == ["李志强", "王志强"]


def test_a_narrow_reader_finds_his_customer_among_thousands_called_alike(team, agent, monkeypatch):
    monkeypatch.setattr("wuxing.customers.lists.CANDIDATES", 2)
    made.case(team=team, of=made.customer("王志强"))
    for name in ("李志强", "张志强", "赵志强"):
        made.case(of=made.customer(name))

    assert found("志强", agent) == ["王志强"]


def test_who_gets_a_case_finds_its_customer_and_who_loses_it_does_not(team, agent):
    case, other = made.case(team=team, of=made.customer("王志强")), made.team("售后组")
    stranger = made.actor(other)
    assert found("志强", stranger) == []

    assigning.request_transfer(ref=case.ref, to=other, note="归口售后", by=agent, at=NOON)
    assert found("志强", stranger) == ["王志强"]

    assigning.decline_transfer(ref=case.ref, reason="不归我们", by=stranger, at=NOON)
    assert found("志强", stranger) == []


def test_a_customer_finds_itself_and_nobody_else(agent):
    wang, _li = made.customer("王志强"), made.customer("李志强")

    assert found("志强", of_customer(wang.pk)) == ["王志强"]


def test_customers_are_no_hits_among_cases(team, agent):
    made.customer("王志强")

    assert search(Asked("志强"), by=SYSTEM, at=NOON).count == 0


def test_the_command_tells_customers_before_all_else(team, capsys):
    made.case(team=team, of=made.customer("王志强", phone="13812345621"), subject="志强来电")

    assert cli.find(Namespace(words=["志强"], limit=20, json=False)) == 0
    assert capsys.readouterr().out.splitlines()[0] == "王志强  138****5621"

    assert cli.find(Namespace(words=["5621"], limit=20, json=True)) == 0
    assert json.loads(capsys.readouterr().out)["customers"][0]["name"] == "王志强"
    assert cli.find(Namespace(words=["诸葛"], limit=20, json=False)) == 1


def test_a_customer_is_found_as_it_is_called_and_reached_now(team, agent):
    customer = made.customer("王志强", phone="13812345621")
    made.case(team=team, of=customer)

    changing.correct(pk=customer.pk, details={"name": "司马青"}, by=agent, at=NOON)
    point = changing.add_point(pk=customer.pk, kind="email", given="qing.sima@example.com", by=agent, at=NOON)
    find_or_make(name="司马红", kind="individual", phone="13812345621", by=SYSTEM, at=NOON)

    for asked in ("司马", "qing", "5621", "司马红"):
        assert found(asked, agent) == ["司马青"], asked
    assert found("志强", agent) == []

    changing.remove_point(pk=customer.pk, point=point.pk, by=agent, at=NOON)
    assert found("qing", agent) == []


def test_the_people_of_a_company_are_found_by_its_new_name_however_many(
    team, agent, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(findable, "PART", 2)
    for name in ("甲", "乙", "丙", "丁"):
        made.case(team=team, of=of_company(f"员工{name}", "旧名电器"))
    company = Customer.objects.get(name="旧名电器")

    with django_capture_on_commit_callbacks(execute=True):
        changing.correct(pk=company.pk, details={"name": "新名电器"}, by=agent, at=NOON)

    assert len(found("新名电器", agent)) == 5
    assert found("旧名", agent) == []


def test_who_sees_somebody_finds_the_company_he_goes_to(team, agent):
    customer = made.customer("王志强")
    made.case(team=team, of=customer)

    changing.correct(pk=customer.pk, details={"company": "鹭岛酒店"}, by=agent, at=NOON)

    assert found("鹭岛", agent) == ["鹭岛酒店", "王志强"]
    assert found("鹭岛", made.actor(made.team())) == []


def test_keys_are_written_only_where_they_are_new(team, django_assert_num_queries):
    customer = made.customer("王志强")
    made.case(team=team, of=customer)
    keys = Entry.objects.get(kind="customer").keys
    assert f"customer/team:{team.pk}" in keys

    with writing(), django_assert_num_queries(1):
        findable.widen(customer, [f"team:{team.pk}"])


@pytest.mark.django_db(transaction=True)
def test_two_who_are_let_in_at_once_are_both_in():
    customer, start = made.customer("王志强"), threading.Barrier(2)

    def let_in(first):
        for number in range(first, first + 20):
            start.wait()
            findable.widen(customer, [f"team:{number}"])
        connection.close()

    threads = [threading.Thread(target=let_in, args=[first]) for first in (100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    let = {key for key in Entry.objects.get(kind="customer").keys if "/team:" in key}
    assert let == {f"customer/team:{number}" for first in (100, 200) for number in range(first, first + 20)}


def of_company(name, company):
    return find_or_make(
        name=name, kind="individual", company=company, email=f"u{ord(name[-1])}@example.com", by=SYSTEM, at=NOON
    )
