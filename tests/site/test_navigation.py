"""The views pane: where somebody can go, and what waits there."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

import made
from wuxing.accounts.models import Role

pytestmark = pytest.mark.django_db


def page(user: object, path: str = "/cases/") -> str:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client.get(path).content.decode()


def test_a_person_of_one_team_sees_its_name_over_the_shared_views() -> None:
    assert "班组 · 家电售后一组" in page(made.user(made.team("家电售后一组")))


def test_a_company_wide_role_sees_the_whole_company() -> None:
    assert "全公司" in page(made.user(role=Role.SUPERVISOR))


def test_what_waits_is_counted_for_each_person_apart() -> None:
    made.standard()
    east, west = made.team(), made.team()
    made.case(team=east)

    assert ">1<" in _unassigned(page(made.user(east)))
    assert ">1<" not in _unassigned(page(made.user(west)))


def test_keys_are_for_administrators() -> None:
    assert "/keys/" in page(made.user(role=Role.ADMIN))
    assert "/keys/" not in page(made.user(role=Role.SUPERVISOR))


def test_the_version_in_force_stands_beside_the_standards() -> None:
    standard = made.standard()

    assert f">{standard.version}<" in page(made.user())


def test_the_pane_is_marked_where_one_is() -> None:
    assert 'href="/cases/?view=all" aria-current="page"' in page(made.user(), "/cases/?view=all")


def test_pages_of_nobody_have_no_pane() -> None:
    assert 'id="views"' not in Client().get("/accounts/login/").content.decode()


def test_the_front_door_leads_to_the_list() -> None:
    client = Client()
    client.force_login(made.user())

    assert client.get("/").headers["Location"] == "/cases/"


def test_the_pane_costs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    made.standard()
    client = Client()
    client.force_login(made.user(made.team()))
    client.get("/cases/")

    with django_assert_max_num_queries(15):
        client.get("/cases/")


def _unassigned(text: str) -> str:
    return text.split("view=unassigned", 1)[1].split("</a>", 1)[0]
