"""What colleagues do to a customer's record leaves an audit row, and personal data never stands in one in full."""

import json

import pytest

import made
from wuxing.accounts.actors import Actor
from wuxing.accounts.models import AuditRow
from wuxing.customers import changing
from wuxing.customers.finding import BadContactPoint
from wuxing.customers.lists import NoCustomer, mail_address
from wuxing.customers.models import ContactPoint, Customer

pytestmark = pytest.mark.django_db
NOON = made.NOON


@pytest.fixture
def team() -> object:
    made.standard()
    return made.team()


@pytest.fixture
def mate(team: object) -> Actor:
    return made.actor(team)  # type: ignore[arg-type]


@pytest.fixture
def lin(team: object) -> Customer:
    customer = made.customer("林晓", phone="13800005621", email="lin@example.com")
    made.case(of=customer, team=team)
    return customer


def acts() -> list[str]:
    return list(AuditRow.objects.exclude(act="standard.published").order_by("pk").values_list("act", flat=True))


def test_a_point_is_added_and_can_be_found(lin: Customer, mate: Actor) -> None:
    point = changing.add_point(pk=lin.pk, kind="phone", given="0592-1234567", by=mate, at=NOON)

    assert (point.value, point.backwards, point.is_confirmed) == ("+865921234567", "765432129568", True)
    assert changing.add_point(pk=lin.pk, kind="phone", given="05921234567", by=mate, at=NOON) == point
    assert acts() == ["contact_point.added"]


def test_a_point_of_somebody_else_is_refused(lin: Customer, mate: Actor) -> None:
    made.customer("王强", phone="13900000000")

    with pytest.raises(changing.TakenContactPoint, match=r"139\*\*\*\*0000"):
        changing.add_point(pk=lin.pk, kind="phone", given="13900000000", by=mate, at=NOON)
    with pytest.raises(BadContactPoint):
        changing.add_point(pk=lin.pk, kind="email", given="nobody", by=mate, at=NOON)


def test_a_point_is_confirmed_and_then_mail_goes_there(lin: Customer, mate: Actor) -> None:
    point = lin.points.get(kind="email")
    ContactPoint.objects.filter(pk=point.pk).update(is_confirmed=False)
    lin.refresh_from_db()
    assert mail_address(lin) == ""

    changing.confirm_point(pk=lin.pk, point=point.pk, by=mate, at=NOON)
    changing.confirm_point(pk=lin.pk, point=point.pk, by=mate, at=NOON)

    lin.refresh_from_db()
    assert mail_address(lin) == "lin@example.com"
    assert acts() == ["contact_point.confirmed"]


def test_who_looks_at_a_number_stays_on_record(lin: Customer, mate: Actor) -> None:
    point = lin.points.get(kind="phone")

    assert changing.reveal_point(pk=lin.pk, point=point.pk, by=mate, at=NOON) == "138 0000 5621"

    row = AuditRow.objects.get(act="contact_point.revealed")
    assert (row.by, row.subject) == (mate.id, f"customer:{lin.pk}")
    assert row.detail == {"point": point.pk, "kind": "phone", "masked": "138****5621"}


def test_no_audit_row_holds_a_number_or_a_name_in_full(lin: Customer, mate: Actor) -> None:
    point = lin.points.get(kind="email")
    changing.correct(pk=lin.pk, details={"name": "林小晓", "address": "湖滨南路 57 号"}, by=mate, at=NOON)
    changing.remove_point(pk=lin.pk, point=point.pk, by=mate, at=NOON)

    told = json.dumps(list(AuditRow.objects.values_list("detail", flat=True)), ensure_ascii=False)
    assert not [each for each in ("lin@", "林", "湖滨") if each in told]
    assert acts() == ["customer.corrected", "contact_point.removed"]


def test_a_person_moves_to_a_company_and_away(lin: Customer, mate: Actor) -> None:
    changed = changing.correct(pk=lin.pk, details={"company": "鹭岛酒店"}, by=mate, at=NOON)
    assert changed.company is not None and changed.company.is_company

    assert changing.correct(pk=lin.pk, details={"company": ""}, by=mate, at=NOON).company is None


def test_a_company_never_takes_the_name_of_another(mate: Actor, lin: Customer) -> None:
    for name in ("甲", "乙"):
        company = changing.correct(pk=lin.pk, details={"company": f"{name}公司"}, by=mate, at=NOON).company
    assert company is not None

    with pytest.raises(changing.CompanyExists):
        changing.correct(pk=company.pk, details={"name": "甲公司"}, by=mate, at=NOON)
    with pytest.raises(changing.Nameless):
        changing.correct(pk=company.pk, details={"name": " \u200b"}, by=mate, at=NOON)


def test_a_stranger_can_do_nothing(lin: Customer) -> None:
    stranger, point = made.actor(made.team()), lin.points.get(kind="phone")

    for act in (changing.reveal_point, changing.remove_point, changing.confirm_point):
        with pytest.raises(NoCustomer):
            act(pk=lin.pk, point=point.pk, by=stranger, at=NOON)
    with pytest.raises(NoCustomer):
        changing.correct(pk=lin.pk, details={"name": "某"}, by=stranger, at=NOON)
    with pytest.raises(NoCustomer):
        changing.add_point(pk=lin.pk, kind="phone", given="13700000000", by=stranger, at=NOON)
    assert acts() == []


def test_a_point_of_another_customer_is_not_there(lin: Customer, mate: Actor) -> None:
    other = made.customer("王强", phone="13900000000").points.get()

    with pytest.raises(changing.NoContactPoint):
        changing.reveal_point(pk=lin.pk, point=other.pk, by=mate, at=NOON)
