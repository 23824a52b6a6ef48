"""One template serves htmx, boosted links and browsers without a script; a refusal is a sentence with its status."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from wuxing.ui.parts import go, part
from wuxing.ui.refusal import Refused

handler404 = "wuxing.site.errors.page_not_found"
handler403 = "wuxing.site.errors.permission_denied"
handler500 = "wuxing.site.errors.server_error"


class CannotClose(Refused):
    code = "cannot-close"
    status = 422
    says = "The %(what)s is missing."


def closure(request: HttpRequest) -> HttpResponse:
    if request.GET.get("refuse"):
        raise CannotClose(what="report")
    status = 422 if request.GET.get("wrong") else 200
    return part(request, "ui/_refusal.html", {"says": "closed", "code": "x"}, status=status)


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


urlpatterns = [
    path("cases/C-1/closure/", closure),
    path("away/", lambda request: go(request, "/elsewhere/")),
    path("forbidden/", forbidden),
    path("broken/", broken),
    path("", include("wuxing.site.urls")),
]

HTMX = {"HX-Request": "true"}
CLOSURE = "/cases/C-1/closure/"


@pytest.fixture
def browser(settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, headers={"Accept-Language": "zh-CN"})


def test_htmx_gets_the_part_alone(browser: Client) -> None:
    answer = browser.post(CLOSURE, headers=HTMX)

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "HX-Request" in answer["Vary"]


def test_without_a_script_an_act_leads_back_to_what_it_was_done_to(browser: Client) -> None:
    answer = browser.post(CLOSURE)

    assert (answer.status_code, answer["Location"]) == (303, "/cases/C-1/")


@pytest.mark.parametrize(
    "headers", [{}, {**HTMX, "HX-Boosted": "true"}, {**HTMX, "HX-History-Restore-Request": "true"}]
)
def test_everybody_else_gets_a_whole_page(browser: Client, headers: dict[str, str]) -> None:
    answer = browser.get(CLOSURE, headers=headers)

    assert answer.text.startswith("<!doctype html>")
    assert "closed" in answer.text


def test_a_form_with_mistakes_is_shown_whole_with_its_status(browser: Client) -> None:
    answer = browser.post(f"{CLOSURE}?wrong=1")

    assert answer.status_code == 422
    assert "<html" in answer.text


def test_htmx_leaves_the_page_where_it_is_led_away(browser: Client) -> None:
    assert browser.get("/away/")["Location"] == "/elsewhere/"
    assert browser.get("/away/", headers=HTMX)["HX-Redirect"] == "/elsewhere/"


def test_a_refusal_is_a_page_with_its_sentence(browser: Client) -> None:
    answer = browser.post(f"{CLOSURE}?refuse=1")

    assert answer.status_code == 422
    assert "The report is missing." in answer.text
    assert "现在还不能这样做" in answer.text


def test_a_refusal_leaves_the_page_of_htmx_as_it_is(browser: Client) -> None:
    answer = browser.post(f"{CLOSURE}?refuse=1", headers=HTMX)

    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#toasts")
    assert 'data-code="cannot-close"' in answer.text


@pytest.mark.parametrize(
    ("address", "status", "zh", "en"),
    [
        ("/nowhere/", 404, "这里没有内容", "Nothing here"),
        ("/forbidden/", 403, "您没有权限这样做", "You may not do this"),
        ("/broken/", 500, "这一页没有加载出来", "This page did not load"),
    ],
)
def test_a_failure_is_told_in_the_language_of_the_reader(
    browser: Client, address: str, status: int, zh: str, en: str
) -> None:
    chinese, english = browser.get(address), browser.get(address, headers={"Accept-Language": "en"})

    assert (chinese.status_code, english.status_code) == (status, status)
    assert zh in chinese.text
    assert en in english.text


def test_our_own_fault_has_a_number_and_tells_nothing_else(browser: Client) -> None:
    answer = browser.get("/broken/")

    assert "编号" in answer.text
    assert "RuntimeError" not in answer.text


def test_a_choice_of_the_reader_is_kept_and_leaves_the_address(browser: Client) -> None:
    answer = browser.get("/nowhere/?queue=repair&size=large&lang=en")

    assert (answer.status_code, answer["Location"]) == (302, "/nowhere/?queue=repair")
    page = browser.get("/nowhere/").text
    assert 'data-size="large"' in page
    assert 'lang="en"' in page


def test_only_choices_that_exist_are_kept(browser: Client) -> None:
    assert browser.get("/nowhere/?size=huge&theme=<b>").status_code == 404


@pytest.mark.parametrize("address", ["/nowhere/", "/broken/", CLOSURE])
def test_every_answer_says_what_it_may_load(browser: Client, address: str) -> None:
    answer = browser.get(address)

    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-cache"


def test_only_pages_of_libraries_may_load_more(browser: Client) -> None:
    policy = browser.get("/admin/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline' 'unsafe-eval'" in policy
    assert "frame-ancestors 'none'" in policy
