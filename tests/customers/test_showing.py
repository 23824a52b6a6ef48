"""Enough to recognise, not enough to use."""

import pytest

from wuxing.customers.models import ContactPoint, Customer
from wuxing.customers.showing import (
    masked,
    masked_address,
    masked_email,
    masked_name,
    masked_phone,
    name_for,
    shown_phone,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+8613800005621", "138****5621"),
        ("+865921234567;ext=801", "0592****4567 转801"),
        ("+861066668888", "010****8888"),
        ("+864008208888", "400****8888"),
        ("+85291234567", "+852 ****4567"),
        ("+1415", "****"),
    ],
)
def test_a_phone_shows_where_it_is_and_its_tail(value: str, shown: str) -> None:
    assert masked_phone(value) == shown


def test_a_revealed_phone_reads_as_people_write_it() -> None:
    assert shown_phone("+8613800005621") == "138 0000 5621"
    assert shown_phone("+865921234567;ext=801") == "0592 123 4567 转801"
    assert shown_phone("+85291234567") == "+852 9123 4567"


def test_a_mail_address_shows_its_first_letter_and_its_house() -> None:
    assert masked_email("lin.xiao@example.com") == "l***@example.com"


def test_a_name_does_not_even_tell_its_length() -> None:
    assert masked_name("林晓") == masked_name("林晓晓晓") == "林**"
    assert masked_name("") == ""


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("思明区湖滨南路 57 号 1203 室", "思明区湖滨南路****"),
        ("12 Hill Road, Xiamen", "**** Hill Road, Xiamen"),
        ("前埔北区二里 9 号", "前埔北区二里****"),
        ("", ""),
    ],
)
def test_an_address_ends_at_the_street(address: str, shown: str) -> None:
    assert masked_address(address) == shown


def test_a_company_is_no_secret() -> None:
    company = Customer(name="鹭岛酒店", company_key="鹭岛酒店")

    assert name_for(company, is_stranger=True) == "鹭岛酒店"
    assert name_for(Customer(name="林晓"), is_stranger=True) == "林**"
    assert name_for(Customer(name="林晓"), is_stranger=False) == "林晓"


def test_every_kind_of_contact_point_is_masked() -> None:
    assert masked(ContactPoint(kind="wechat", value="linxiao88")) == "l****"
