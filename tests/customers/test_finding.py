"""The customer who gets in touch is found by phone or mail, or made; the same one every time."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from wuxing.accounts.actors import SYSTEM, Actor
from wuxing.accounts.models import AuditRow, User
from wuxing.customers.contact_points import normalise_email, normalise_phone
from wuxing.customers.finding import BadContactPoint, find_or_make
from wuxing.customers.lists import mail_address
from wuxing.customers.models import ContactPoint, Customer

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
COLLEAGUE = Actor("user:1", "agent", frozenset(), User(pk=1))


def find(name: str = "林晓", *, by: Actor = SYSTEM, **more: Any) -> Customer:
    return find_or_make(**{"name": name, "kind": "individual", "by": by, "at": NOON, **more})


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("13800005621", "+8613800005621"),
        (" +86 138-0000-5621 ", "+8613800005621"),
        ("0086 13800005621", "+8613800005621"),
        ("0138 0000 5621", "+8613800005621"),
        ("１３８００００５６２１", "+8613800005621"),
        ("（0592）1234567", "+865921234567"),
        ("0592-1234567转801", "+865921234567;ext=801"),
        ("0592-1234567 分机 801", "+865921234567;ext=801"),
        ("0592-1234567-801", "+865921234567;ext=801"),
        ("010 6666 8888 ext 12", "+861066668888;ext=12"),
        ("400-820-8888", "+864008208888"),
        ("19912345678", "+8619912345678"),
        ("+852 9123 4567", "+85291234567"),
        ("+1 (415) 555-2671", "+14155552671"),
    ],
)
def test_a_phone_has_one_spelling(typed: str, value: str) -> None:
    assert normalise_phone(typed) == value


@pytest.mark.parametrize(
    "typed", ["", "12345", "1380000562", "电话", "1234567", "+", "138000056211", "1" * 400, "\x00"]
)
def test_what_nobody_could_call_is_no_phone(typed: str) -> None:
    assert normalise_phone(typed) == ""


def test_a_mail_address_has_one_spelling() -> None:
    assert normalise_email(" Lin.Xiao@Example.COM ") == "lin.xiao@example.com"
    assert normalise_email("lin xiao@example.com") == normalise_email("a" * 250 + "@example.com") == ""


@pytest.mark.django_db
def test_the_same_phone_is_the_same_customer() -> None:
    assert find(phone="138 0000 5621") == find(phone="+8613800005621")
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_the_same_mail_is_the_same_customer() -> None:
    assert find(email="a@example.com") == find(email="A@Example.com")


@pytest.mark.django_db
def test_somebody_else_on_the_same_phone_is_noted_beside_the_customer() -> None:
    first = find("林晓", phone="13800005621")

    assert find("王强", phone="13800005621") == first
    assert find("王强", phone="13800005621").name == "林晓"
    assert [each.name for each in first.other_names.all()] == ["王强"]


@pytest.mark.django_db
def test_the_phone_decides_before_the_mail() -> None:
    by_phone, by_mail = find("林晓", phone="13800005621"), find("王强", email="wang@example.com")

    assert find("林晓", phone="13800005621", email="wang@example.com") == by_phone
    assert ContactPoint.objects.get(value="wang@example.com").customer == by_mail


@pytest.mark.django_db
def test_mail_goes_to_the_address_a_customer_first_gave() -> None:
    customer = find(phone="13800005621", email="lin@example.com")

    assert mail_address(customer) == "lin@example.com"


@pytest.mark.django_db
def test_nobody_turns_a_customers_mail_to_himself_by_knowing_the_phone() -> None:
    customer = find(phone="13800005621")

    find(phone="13800005621", email="thief@example.com")

    assert customer.points.get(kind="email").is_confirmed is False
    assert mail_address(customer) == ""


@pytest.mark.django_db
def test_what_a_colleague_writes_down_is_confirmed() -> None:
    customer = find(phone="13800005621")

    find(phone="13800005621", email="lin@example.com", by=COLLEAGUE)

    assert mail_address(customer) == "lin@example.com"
    assert AuditRow.objects.get(act="contact_point.added").subject == f"customer:{customer.pk}"


@pytest.mark.django_db
def test_people_of_one_company_stand_under_it() -> None:
    first = find("陈立", phone="13800005621", kind="enterprise", company="厦门鹭岛酒店（集团）有限公司")
    second = find("周敏", phone="13800005622", kind="enterprise", company="厦门鹭岛酒店(集团)有限公司 ")

    assert first.company == second.company
    assert first.company is not None
    assert first.company.is_company
    assert not first.is_company


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{"phone": "1380000"}, {"email": "nobody"}, {"phone": "<script>"}])
def test_an_address_that_is_none_is_refused_and_nothing_is_kept(given: dict[str, Any]) -> None:
    with pytest.raises(BadContactPoint):
        find(**given)

    assert not Customer.objects.exists()


@pytest.mark.django_db
def test_a_name_is_kept_on_one_line_and_within_its_length() -> None:
    assert find("  林\u0000\n晓\u202e  ", phone="13800005621").name == "林 晓"
    assert len(find("长" * 500, phone="13800005622").name) == 120


@pytest.mark.django_db(transaction=True)
def test_two_requests_in_the_same_moment_make_one_customer() -> None:
    found, start = [], threading.Barrier(4)

    def ask() -> None:
        start.wait()
        found.append(find(phone="13800005621", company="同一家公司").pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert Customer.objects.filter(company_key=None).count() == len(set(found)) == 1
