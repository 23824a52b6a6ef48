"""The pages of customers, for a mate, a company-wide role, a stranger, and somebody who is not signed in."""

import pytest
from django.test import Client
from django.urls import reverse

import made
from wuxing.accounts.models import AuditRow, Role, Team
from wuxing.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    made.standard()
    return made.team("洗衣机组")


@pytest.fixture
def lin(team: Team) -> Customer:
    customer = made.customer("林晓", phone="13800005621", email="lin@example.com")
    customer.address = "思明区湖滨南路 57 号"
    customer.save()
    made.case(of=customer, team=team, subject="<script>alert(1)</script>漏水")
    return customer


@pytest.fixture
def mate(team: Team) -> Client:
    return signed_in(team)


def signed_in(*teams: Team, role: str = Role.AGENT, language: str = "zh-hans") -> Client:
    client = Client()
    client.force_login(made.user(*teams, role=role, language=language))
    return client


def page(client: Client, customer: Customer) -> str:
    return client.get(reverse("customers:page", args=[customer.pk])).content.decode()


def test_a_mate_sees_the_customer_masked_with_its_cases(mate: Client, lin: Customer) -> None:
    shown = page(mate, lin)

    for each in ("林晓", "138****5621", "l***@example.com", "思明区湖滨南路****", "C-2", "漏水"):
        assert each in shown
    for hidden in ("13800005621", "lin@example.com", "57 号", "<script>alert"):
        assert hidden not in shown


def test_a_company_wide_role_sees_every_customer(lin: Customer) -> None:
    assert "林晓" in page(signed_in(role=Role.SUPERVISOR), lin)


def test_a_stranger_gets_404_for_every_address_and_leaves_no_trace(lin: Customer) -> None:
    stranger, point = signed_in(made.team()), lin.points.first()
    assert point is not None

    for name in ("page", "details", "address-disclosure", "points", "disclosure", "confirmation", "removal"):
        both = [lin.pk, point.pk] if name in ("disclosure", "confirmation", "removal") else [lin.pk]
        address = reverse(f"customers:{name}", args=both)
        data = {"kind": "phone", "value": "13700000000", "name": "某"}
        answer = stranger.get(address) if name in ("page", "details") else stranger.post(address, data)
        assert answer.status_code == 404, name
    assert not AuditRow.objects.filter(subject=f"customer:{lin.pk}").exists()


def test_who_is_not_signed_in_is_sent_to_sign_in(lin: Customer) -> None:
    for name, both in (("list", []), ("page", [lin.pk]), ("details", [lin.pk])):
        answer = Client().get(reverse(f"customers:{name}", args=both))
        assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


def test_a_number_is_shown_once_and_the_look_stays_on_record(mate: Client, lin: Customer) -> None:
    point = lin.points.get(kind="phone")

    answer = mate.post(reverse("customers:disclosure", args=[lin.pk, point.pk]))

    assert "138 0000 5621" in answer.content.decode()
    assert AuditRow.objects.filter(act="contact_point.revealed").count() == 1
    assert "138 0000 5621" not in page(mate, lin)


def test_htmx_gets_the_contact_points_alone(mate: Client, lin: Customer) -> None:
    point = lin.points.get(kind="phone")

    answer = mate.post(reverse("customers:disclosure", args=[lin.pk, point.pk]), headers={"HX-Request": "true"})

    shown = answer.content.decode()
    assert shown.lstrip().startswith('<section class="card" id="points">') and "138 0000 5621" in shown


def test_the_address_is_shown_once_on_record(mate: Client, lin: Customer) -> None:
    answer = mate.post(reverse("customers:address-disclosure", args=[lin.pk]))

    assert "57 号" in answer.content.decode()
    assert AuditRow.objects.filter(act="customer.address_revealed").count() == 1


def test_a_point_is_added_confirmed_and_removed_without_script(mate: Client, lin: Customer) -> None:
    added = mate.post(reverse("customers:points", args=[lin.pk]), {"kind": "phone", "value": "0592-1234567"})
    assert added["Location"] == reverse("customers:page", args=[lin.pk])
    point = lin.points.get(value="+865921234567")

    mate.post(reverse("customers:removal", args=[lin.pk, point.pk]))

    assert lin.points.count() == 2


def test_a_bad_or_taken_point_comes_back_with_what_was_typed(mate: Client, lin: Customer) -> None:
    made.customer("王强", phone="13900000000")
    for typed, says in (("12345", "区号"), ("13900000000", "已属于另一位客户")):
        answer = mate.post(reverse("customers:points", args=[lin.pk]), {"kind": "phone", "value": typed})
        shown = answer.content.decode()
        assert answer.status_code == 422 and says in shown and f'value="{typed}"' in shown


def test_details_are_corrected(mate: Client, lin: Customer) -> None:
    address = reverse("customers:details", args=[lin.pk])
    assert "57 号" in mate.get(address).content.decode()

    given = {"name": "林小晓", "kind": "individual", "language": "en", "company": "鹭岛酒店", "address": ""}
    assert mate.post(address, given).status_code == 303

    lin.refresh_from_db()
    assert (lin.name, lin.language, lin.address, str(lin.company)) == ("林小晓", "en", "", "鹭岛酒店")


def test_details_without_a_name_come_back(mate: Client, lin: Customer) -> None:
    answer = mate.post(reverse("customers:details", args=[lin.pk]), {"name": " ", "kind": "individual"})

    assert answer.status_code == 422


def test_a_look_up_stands_in_the_address(mate: Client, lin: Customer) -> None:
    shown = mate.get(reverse("customers:list"), {"q": "5621"}).content.decode()

    assert "林晓" in shown and reverse("customers:page", args=[lin.pk]) in shown


def test_a_stranger_finds_a_whole_number_masked_and_without_a_way_in(lin: Customer) -> None:
    shown = signed_in(made.team()).get(reverse("customers:list"), {"q": "13800005621"}).content.decode()

    assert "林**" in shown and "林晓" not in shown and reverse("customers:page", args=[lin.pk]) not in shown


@pytest.mark.parametrize("query", ["", "5", "<img src=x>", "\x00", "%' OR 1=1 --", "长" * 300])
def test_any_question_is_answered(mate: Client, lin: Customer, query: str) -> None:
    answer = mate.get(reverse("customers:list"), {"q": query})

    assert answer.status_code == 200 and "<img src=x>" not in answer.content.decode()


def test_a_company_shows_those_people_whose_cases_one_may_see(team: Team, mate: Client) -> None:
    lin, wang = (made.customer(name, phone=phone) for name, phone in (("林晓", "13800005621"), ("王强", "13800005622")))
    company = Customer.objects.create(name="鹭岛酒店", kind="enterprise", company_key="鹭岛酒店", created_at=made.NOON)
    Customer.objects.update(company=company)
    Customer.objects.filter(pk=company.pk).update(company=None)
    made.case(of=lin, team=team)
    made.case(of=wang, team=made.team())

    shown = page(mate, company)

    assert "林晓" in shown and "王强" not in shown


def test_it_reads_in_english(team: Team, lin: Customer) -> None:
    shown = page(signed_in(team, language="en"), lin)

    assert "Contact" in shown and "联系方式" not in shown
