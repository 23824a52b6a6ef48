"""One standard is in force per contract, region or company; a case is opened under its customer's."""

import pytest

import made
from publications.hotline import at, publish_hotline
from wuxing.accounts.actors import SYSTEM
from wuxing.cases.models import Case
from wuxing.customers.changing import correct
from wuxing.customers.models import Customer
from wuxing.standards import lists
from wuxing.standards.finding import in_force, standards_for
from wuxing.standards.models import Publication
from wuxing.standards.publishing import AlreadyPublished, BeginsInThePast, publish
from wuxing.standards.scopes import BadScope

pytestmark = pytest.mark.django_db
NOON = at("2026-03-04T12:00")
ACME, NORTH = "contract:acme", "region:north"
TEXT = """standard: {name}
version: "{version}"
title: {{zh: 专项标准, en: A standard of its own}}
extends: test-company@2026.1
effective: {{from: {since}, applies_to: {applies}}}
"""


def publish_for(
    scope: str, version: str = "1", *, name: str = "own", since: str = "2026-03-01", applies: str = "new_cases"
) -> Publication:
    text = TEXT.format(name=name, version=version, since=since, applies=applies)
    return publish(text, scope=scope, by=SYSTEM, at=at("2026-02-28"))


def customer(**details: str) -> Customer:
    return correct(pk=made.customer().pk, details=details, by=SYSTEM, at=NOON)


def opened(**details: str) -> Case:
    return made.case(NOON, of=customer(**details))


def test_a_case_is_opened_under_its_contract_else_its_region_else_the_company() -> None:
    made.standard()
    publish_for(NORTH, name="north")
    publish_for(ACME, name="acme")

    assert opened().standard == "test-company@2026.1"
    assert opened(region="north").standard == "north@1"
    assert opened(region="north", contract="acme").standard == "acme@1"
    assert opened(region="south", contract="none").standard == "test-company@2026.1"


def test_a_region_lies_in_the_wider_one() -> None:
    made.standard()
    publish_for("region:zhejiang", name="wide")
    publish_for("region:zhejiang.hangzhou", name="narrow")

    assert opened(region="zhejiang.hangzhou.xihu").standard == "narrow@1"
    assert opened(region="zhejiang.ningbo").standard == "wide@1"


def test_who_writes_for_a_company_stands_under_its_contract() -> None:
    made.standard()
    publish_for(ACME, name="acme")
    person = customer(company="阿克美")
    assert person.company is not None
    correct(pk=person.company.pk, details={"contract": "acme"}, by=SYSTEM, at=NOON)

    assert made.case(NOON, of=Customer.objects.get(pk=person.pk)).standard == "acme@1"


def test_of_a_scope_only_what_has_begun_is_in_force() -> None:
    made.standard()
    publish_for(ACME, since="2026-05-01")

    assert in_force(NOON, [ACME]).ref == "test-company@2026.1"
    assert in_force(at("2026-05-01"), [ACME]).ref == "own@1"


def test_open_cases_go_over_within_their_scope_only() -> None:
    made.standard()
    publish_for(NORTH)
    publish_for(ACME, "2", since="2026-06-01", applies="open_cases")
    publish_for(NORTH, "3", since="2026-07-01", applies="open_cases")

    assert [each.ref for each in standards_for("own@1")] == ["own@1", "own@3"]


def test_one_text_is_published_for_one_scope() -> None:
    made.standard()
    publish_for(NORTH)

    assert publish_for(NORTH) == Publication.objects.get(name="own")
    with pytest.raises(AlreadyPublished):
        publish_for(ACME)


def test_a_scope_does_not_hinder_another() -> None:
    made.standard()
    publish_for(NORTH, since="2027-01-01")

    assert (
        publish_for(ACME, "2", since="2026-06-01").effective_at
        < publish_for(NORTH, "3", since="2027-02-01").effective_at
    )


def test_the_first_of_a_region_cannot_look_back() -> None:
    made.standard()

    with pytest.raises(BeginsInThePast):
        publish(
            TEXT.format(name="own", version="1", since="2026-01-01", applies="new_cases"),
            scope=NORTH,
            effective_at=at("2026-02-01"),
            by=SYSTEM,
            at=NOON,
        )


@pytest.mark.parametrize("scope", ["north", "region:", "region:北方", "outlet:1", "region:" + "x" * 80])
def test_what_is_no_scope_is_refused(scope: str) -> None:
    with pytest.raises(BadScope):
        publish_for(scope)


def test_the_list_shows_what_is_in_force_elsewhere() -> None:
    publish_hotline()
    made.standard()
    publish_for(NORTH)

    shown = lists.overview(NOON)

    assert shown.in_force and shown.in_force.ref == "test-company@2026.1"
    assert [line.ref for line in shown.elsewhere] == ["own@1"]
