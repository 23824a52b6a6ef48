"""The frame of every page: where one can go, who one is, and what is late, seen and heard."""

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from wuxing.accounts.models import Role, User
from wuxing.ui.shapes import Group, Navigation, View

NAV = Navigation(
    groups=(
        Group("我的", (View("待我处理", "/cases/", "inbox", 14, 2, is_current=True), View("会办", "/j/", "users", 0))),
    ),
    foot=(View("服务标准", "/standards/", "doc", note="2026.1"),),
)


def page(template: str, user: User | AnonymousUser, language: str = "zh-hans", **cookies: str) -> str:
    request = RequestFactory().get("/people/?team=3")
    request.user, request.COOKIES = user, cookies
    context = {"nav": NAV, "user": user, "request": request}
    with translation.override(language):
        return str(render_to_string(template, context))


def zhou() -> User:
    return User(pk=7, username="1007", name="周宁", role=Role.AGENT, on_duty=True)


def test_the_views_pane_says_where_one_is_and_what_is_late() -> None:
    html = page("ui/page.html", zhou())

    assert 'href="/cases/" aria-current="page"' in html
    assert html.count("aria-current") == 3  # the view, the language and the appearance
    assert "，其中 2 件已超时" in html
    assert '<span class="count">0</span>' in html


def test_the_menu_of_a_person_knows_the_person() -> None:
    html = page("ui/page.html", zhou())

    assert "周宁" in html
    assert "退出登录" in html
    assert 'name="on_duty" value="0"' in html


def test_a_stranger_sees_no_menu() -> None:
    html = page("ui/page.html", AnonymousUser())

    assert "退出登录" not in html
    assert "desk.js" not in html and "ui/ui.js" in html


def test_the_page_speaks_its_language() -> None:
    assert '<html lang="zh-Hans"' in page("ui/page.html", zhou())
    assert "Skip to the content" in page("ui/page.html", zhou(), "en")


def test_the_choices_of_the_reader_are_on_the_page() -> None:
    html = page("ui/portal_base.html", AnonymousUser(), size="large", theme="dark")

    assert 'data-theme="dark" data-size="large"' in html
    assert "正常字号" in html
