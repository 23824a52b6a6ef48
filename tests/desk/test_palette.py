"""The palette: what it offers, to whom, and that no letters make it read what they may not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

import made
from crew import Crew, crew
from wuxing.accounts.models import User
from wuxing.cases.models import Case
from wuxing.desk.options import Does, Option
from wuxing.desk.palette import Asked, palette

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Crew:
    translation.activate("zh-hans")
    return crew()


def offered(us: Crew, typed: str = "", *, who: str = "owner", step: str = "", case: Case | None = None) -> list[Option]:
    asked = Asked(typed, step, case.ref if case else "")
    return [option for group in palette(asked, us.actor(who), timezone.now()).groups for option in group.options]


def test_a_number_leads_to_its_case_before_anything_else(us: Crew) -> None:
    case = us.case()

    for typed in (case.ref, case.ref.lower(), f"#{case.ref.removeprefix('C-')}"):
        assert offered(us, typed)[0].href == f"/cases/{case.ref}/"


def test_a_stranger_is_offered_nothing_of_a_case(us: Crew) -> None:
    case = us.case()

    found = [*offered(us, case.ref, who="stranger"), *offered(us, who="stranger", case=case)]

    assert [each for each in found if f"/{case.ref}/" in each.href] == []
    assert offered(us, who="stranger", step="assignee", case=case) == offered(us, who="stranger")


def test_initials_of_an_act_offer_it_and_its_single_key(us: Crew) -> None:
    first = offered(us, "ztjs", case=us.case())[0]

    assert (first.text, first.does, first.key) == ("暂停计时", Does.STEP, "w")


def test_what_cannot_be_done_is_not_offered(us: Crew) -> None:
    assert "结案" not in [each.text for each in offered(us, "结案", case=us.case())]


def test_a_colleague_s_name_is_enough_to_assign(us: Crew) -> None:
    case = us.case()

    [shen] = [each for each in offered(us, "sy", case=case) if each.does is Does.ACT]

    assert (shen.text, shen.post, shen.values) == ("沈越", f"/cases/{case.ref}/assignee/", {"to": str(us.mate.pk)})


def test_pinyin_finds_acts_and_people(us: Crew) -> None:
    case = us.case()

    acts = [each.text for each in offered(us, "zhuanp", case=case)]
    people = [each.text for each in offered(us, "shenyue", step="assignee", case=case)]

    assert (acts[0], people) == ("转派", ["沈越"])


def test_steps_offer_reasons_stages_teams_and_times(us: Crew) -> None:
    case = us.case()

    texts = {
        step: [each.text for each in offered(us, step=step, case=case)]
        for step in ("waits", "stage", "transfer", "snooze")
    }

    assert "等客户" in texts["waits"]
    assert "诊断" in texts["stage"]
    assert texts["transfer"] == [str(us.stranger.teams.get())]
    assert len(texts["snooze"]) == 4


def test_a_step_fills_in_the_form_of_its_act(us: Crew) -> None:
    case = us.case()
    [waiting] = offered(us, "等客户", step="waits", case=case)

    page = us.client("owner").get(waiting.href).content.decode()

    assert 'value="waiting-customer"' in page
    assert "checked" in page.split('value="waiting-customer"')[1][:80]


def test_clauses_are_found_by_number_and_by_words(us: Crew) -> None:
    by_number = offered(us, "1.1", step="clauses")[0]
    by_words = [each.text for each in offered(us, "首次响应", step="clauses")]

    assert by_number.href.endswith("#c1-1")
    assert by_number.text in by_words


def test_customers_are_those_whom_one_may_see(us: Crew) -> None:
    case = us.case(of=made.customer("欧阳女士"))
    assert case.customer is not None

    for typed in ("欧阳", "女士"):
        mine = [each.href for each in offered(us, typed)]
        theirs = [each.href for each in offered(us, typed, who="stranger")]

        assert f"/customers/{case.customer.pk}/" in mine
        assert f"/customers/{case.customer.pk}/" not in theirs


def test_places_are_those_one_may_open(us: Crew) -> None:
    User.objects.filter(pk=us.mate.pk).update(role="admin")
    us.mate.refresh_from_db()

    assert "API 密钥" not in [each.text for each in offered(us, "API")]
    assert "API 密钥" in [each.text for each in offered(us, "API", who="mate")]


def test_what_is_asked_of_the_database_does_not_grow_with_the_cases(us: Crew) -> None:
    def asked() -> int:
        case = us.case()
        offered(us, "林", case=case)
        with CaptureQueriesContext(connection) as queries:
            offered(us, "林", case=case)
        return len(queries)

    few = asked()
    for _each in range(4):
        us.case()

    assert asked() == few <= 20


def test_without_scripts_it_is_a_page_of_links(us: Crew) -> None:
    case, client = us.case(), us.client("owner", "en")

    page = client.get("/desk/palette/", {"ref": case.ref, "q": "assign"}).content.decode()
    part = client.get("/desk/palette/", {"q": "stan"}, headers={"HX-Request": "true"}).content.decode()

    assert f'href="/desk/palette/?in=assignee&amp;ref={case.ref}"' in page
    assert "<html" in page
    assert 'role="listbox"' in part
    assert "<html" not in part


def test_single_keys_are_switched_off_for_the_person(us: Crew) -> None:
    client = us.client("owner")

    client.post("/desk/keyboard/", {})
    page = client.get("/cases/").content.decode()
    client.post("/desk/keyboard/", {"single_keys": "1"})

    assert 'data-keys="off"' in page
    assert 'data-keys="on"' in client.get("/cases/").content.decode()
    assert 'data-keys="on"' in us.client("mate").get("/cases/").content.decode()
