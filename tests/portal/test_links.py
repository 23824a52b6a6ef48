"""The customer's own link: short, not to be made up, good for thirty days after the last thing that happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

import made
from wuxing.accounts.actors import SYSTEM
from wuxing.cases.merging import merge
from wuxing.cases.messages import receive
from wuxing.channels.links import address_of
from wuxing.portal.links import LinkExpired, NoLink, case_of, path_of, token_of

pytestmark = pytest.mark.django_db


def test_a_link_leads_to_its_case_and_fits_a_text_message() -> None:
    case = made.case()

    assert case_of(token_of(case), at=made.NOON) == case
    assert len(token_of(case)) <= 24
    assert address_of(case).endswith(path_of(case))


def test_a_token_with_any_letter_changed_is_none() -> None:
    token = token_of(made.case())

    for place, letter in enumerate(token):
        other = token[:place] + ("b" if letter != "b" else "c") + token[place + 1 :]
        with pytest.raises(NoLink):
            case_of(other, at=made.NOON)


@pytest.mark.parametrize("token", ["", ".", "1", "1.", "-1.x", "é.x", "1.é", "zz.AAAAAAAAAAAAAAAA", "9" * 400])
def test_what_is_no_token_finds_nothing(token: str) -> None:
    made.case()

    with pytest.raises(NoLink):
        case_of(token, at=made.NOON)


def test_a_link_ends_thirty_days_after_the_last_thing_that_happened() -> None:
    case = made.case()
    token = token_of(case)

    assert case_of(token, at=made.NOON + timedelta(days=30)) == case
    with pytest.raises(LinkExpired):
        case_of(token, at=made.NOON + timedelta(days=30, seconds=1))

    receive(ref=case.ref, body="还在吗", by=made.customer_of(case), at=made.NOON + timedelta(days=29))
    assert case_of(token, at=made.NOON + timedelta(days=58)) == case


def test_a_link_lasts_as_long_as_the_case_that_goes_on(django_assert_num_queries) -> None:
    old = made.case()
    other = made.case(of=old.customer, team=made.team())
    merge(ref=old.ref, into=other.ref, by=SYSTEM, at=made.NOON)
    receive(ref=other.ref, body="还在吗", by=made.customer_of(other), at=made.NOON + timedelta(days=29))

    with django_assert_num_queries(2):
        case = case_of(token_of(old), at=made.NOON + timedelta(days=58))
        assert (case, case.customer, case.team) == (other, old.customer, other.team)
    with pytest.raises(LinkExpired):
        case_of(token_of(old), at=made.NOON + timedelta(days=60))


def test_links_outlive_a_change_of_the_secret_only_while_the_old_one_is_kept() -> None:
    case = made.case()
    with override_settings(SECRET_KEY="the old one"):
        token = token_of(case)

    with override_settings(SECRET_KEY="the new one", SECRET_KEY_FALLBACKS=["the old one"]):
        assert case_of(token, at=made.NOON) == case
    with override_settings(SECRET_KEY="the new one"), pytest.raises(NoLink):
        case_of(token, at=made.NOON)


def test_a_duty_has_no_customer_and_no_link() -> None:
    duty = made.case()
    duty.customer = None
    duty.save()

    with pytest.raises(NoLink):
        case_of(token_of(duty), at=made.NOON)
