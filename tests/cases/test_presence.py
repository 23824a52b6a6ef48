"""Who else has a case open, on its page and on the list: for those who may see the case, and nobody else."""

from __future__ import annotations

import pytest
from django.test import Client

from crew import Crew, crew
from wuxing.live import presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def us(monkeypatch: pytest.MonkeyPatch) -> Crew:
    monkeypatch.setattr(presence, "HERE", presence.Presence())  # numbers of cases come again in every test
    return crew()


def beat(client: Client, ref: str, doing: str = "viewing", page: str = "abcd1") -> str:
    answer = client.post(f"/cases/{ref}/presence/", {"page": page, "doing": doing}, headers={"HX-Request": "true"})
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_a_colleague_on_the_case_is_named_and_oneself_is_not(us: Crew) -> None:
    ref, mine, hers = us.case().ref, us.client("owner"), us.client("mate")
    beat(hers, ref)

    assert "沈越 正在查看" in beat(mine, ref, "writing")
    assert "周宁 正在写" in beat(hers, ref)
    assert "周宁" not in beat(mine, ref)


def test_who_left_is_gone_and_who_turned_away_is_faded(us: Crew) -> None:
    ref, mine, hers = us.case().ref, us.client("owner"), us.client("mate")

    beat(hers, ref, "away")
    away = beat(mine, ref)
    beat(hers, ref, "gone")

    assert "is-away" in away
    assert "沈越" not in beat(mine, ref)


def test_a_stranger_neither_says_nor_hears_who_is_there(us: Crew) -> None:
    ref, mine, stranger = us.case().ref, us.client("owner"), us.client("stranger")
    beat(mine, ref)

    assert beat(stranger, ref) == "404"
    assert us.client("stranger").get("/cases/presence/", {"ref": ref}).content.strip() == b""
    assert "外人" not in beat(mine, ref)


def test_the_list_asks_for_many_cases_at_once(us: Crew) -> None:
    refs, hers = [us.case().ref for _each in range(3)], us.client("mate")
    beat(hers, refs[1])

    found = us.client("owner").get("/cases/presence/", {"ref": refs}).content.decode()

    assert [found.count(f'data-here="{ref}"') for ref in refs] == [1, 1, 1]
    assert found.count("沈越 正在查看") == 2  # as a hint, and for those who hear it


def test_the_page_of_a_case_shows_who_is_there_already(us: Crew) -> None:
    ref = us.case().ref
    beat(us.client("mate"), ref)

    assert "沈越 正在查看" in us.client("owner").get(f"/cases/{ref}/").content.decode()


@pytest.mark.parametrize(("token", "doing"), [("abcd1", "dancing"), ("a:b:c", "viewing"), ("", "viewing")])
def test_what_no_page_of_ours_says_is_not_remembered(us: Crew, token: str, doing: str) -> None:
    ref, hers = us.case().ref, us.client("mate")

    beat(hers, ref, doing, token)

    assert "沈越" not in beat(us.client("owner"), ref)
