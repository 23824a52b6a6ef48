"""The search page, search within one case, similar cases: what they show, and what a stranger gets."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

import made
from crew import Crew, crew
from wuxing.search.remembering import recent_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Crew:
    return crew()


def case(people: Crew, subject: str, body: str = ""):
    return made.case(team=people.team, subject=subject, body=body or subject)


def page(people: Crew, address: str, by: str = "owner", **headers: str) -> str:
    answer = people.client(by).get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_found_leads_to_it_and_the_words_are_marked(people):
    found, other = case(people, "洗衣机门封漏水"), case(people, "空调不制冷")

    shown = page(people, "/desk/search/?q=漏水")

    assert f"/cases/{found.ref}/" in shown and other.ref not in shown
    assert "<mark>漏水</mark>" in shown


def test_an_empty_page_asks_and_one_without_a_hit_helps(people):
    assert "要找什么？" in page(people, "/desk/search/")
    assert "没有找到“量子冰箱”" in page(people, "/desk/search/?q=量子冰箱")


def test_a_mistyped_condition_is_corrected_by_one_click(people):
    shown = page(people, "/desk/search/?q=ownr:me")

    assert "ownr" in shown and "owner%3Ame" in shown


def test_within_one_case_only_its_texts_are_found_until_one_looks_everywhere(people):
    here, there = case(people, "门封漏水", "密封圈老化"), case(people, "密封圈缺货")

    shown = page(people, f"/desk/search/?q=密封圈&in={here.ref}")

    assert f"/cases/{here.ref}/" in shown and there.ref not in shown
    assert f"只在 {here.ref} 里" in shown
    assert f'name="in" value="{here.ref}"' in shown
    assert 'href="/desk/search/?q=%E5%AF%86%E5%B0%81%E5%9C%88"' in shown  # the way to look everywhere


def test_a_stranger_searches_within_no_case(people):
    here = case(people, "门封漏水")

    assert people.client("stranger").get(f"/desk/search/?q=漏水&in={here.ref}").status_code == 404
    assert people.client("stranger").get(f"/desk/search/similar/{here.ref}/").status_code == 404


def test_similar_cases_say_what_they_share_and_leave_out_the_case_itself(people):
    here, near, far = case(people, "洗衣机门封漏水"), case(people, "烘干机门封漏水"), case(people, "空调不制冷")

    shown = page(people, f"/desk/search/similar/{here.ref}/")

    assert near.ref in shown and "漏水" in shown.partition("都提到：")[2]
    assert f"/cases/{here.ref}/" not in shown and far.ref not in shown


def test_the_case_page_offers_both(people):
    here = case(people, "洗衣机门封漏水")

    shown = page(people, f"/cases/{here.ref}/")

    assert f"/desk/search/similar/{here.ref}/" in shown and f"/desk/search/?in={here.ref}" in shown


def test_a_question_is_remembered_when_it_is_asked_and_not_while_it_is_typed(people):
    page(people, "/desk/search/?q=漏", **{"HX-Request": "true", "HX-Target": "found"})
    assert list(recent_of(people.owner)) == []

    page(people, "/desk/search/?q=漏水")

    assert [each.text for each in recent_of(people.owner)] == ["漏水"]


def test_what_was_found_can_be_narrowed_by_how_it_differs(people):
    mine = people.case(subject="门封漏水")
    nobodys = people.case(subject="水管漏水", assignee=None)

    shown = page(people, "/desk/search/?q=漏水")
    narrowed = page(people, "/desk/search/?q=漏水 状态:未指派")

    assert urlencode({"q": "漏水 状态:未指派"}) in shown
    assert urlencode({"q": f"漏水 处理人:{people.owner.username}"}) in shown
    assert nobodys.ref in narrowed and mine.ref not in narrowed
    assert "缩小范围" in shown and "缩小范围" not in narrowed


def test_a_condition_is_completed_while_it_is_typed(people):
    part = {"HX-Request": "true", "HX-Target": "found"}

    for typed in ("处理", "处理人"):
        assert urlencode({"q": "漏水 处理人:"}) in page(people, f"/desk/search/?q=漏水 {typed}", **part)
    assert "q=status%3Awaiting" in page(people, "/desk/search/?q=status:wai", **part)
    assert "可补全为" not in page(people, "/desk/search/?q=status:waiting", **part)


def test_customers_stand_before_the_cases_for_who_may_see_them(people):
    for number in range(6):
        made.case(team=people.team, of=made.customer("王志强", phone=f"1390000123{number}"), subject="志强来电")

    shown = page(people, "/desk/search/?q=志强")

    assert shown.index('id="found-customers"') < shown.index('class="hits"')
    assert shown.count('href="/customers/') - shown.count('href="/customers/"') == 6  # five, and the way to all
    assert "139****1230" in shown and "13900001230" not in shown
    assert 'id="found-customers"' not in page(people, "/desk/search/?q=志强", by="stranger")
    assert 'id="found-customers"' not in page(people, "/desk/search/?q=志强&kind=message")
