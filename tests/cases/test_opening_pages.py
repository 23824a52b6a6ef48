"""Opening a case for a customer: found or made, classed by the standard, with the promises shown before."""

from __future__ import annotations

import pytest
from django.utils import timezone

import made
from crew import Crew, crew
from wuxing.cases.models import Case, Message
from wuxing.standards.models import Publication

pytestmark = pytest.mark.django_db
GIVEN = {
    "channel": "phone",
    "name": "王敏",
    "phone": "13900001234",
    "subject": "净水器漏水",
    "body": "接头处滴水。",
    "class.business": "consultation",
    "class.customer": "individual",
    "class.urgency": "normal",
    "mine": "on",
}


@pytest.fixture
def people() -> Crew:
    return crew()


def post(people: Crew, who: str = "owner", **changed):
    return people.client(who).post("/cases/new/", {**GIVEN, "team": people.team.pk, **changed})


def test_a_case_is_opened_for_a_new_customer_and_is_mine(people):
    answer = post(people)

    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.ref}/")
    assert (case.customer.name, case.assignee, case.team, case.channel) == ("王敏", people.owner, people.team, "phone")
    assert case.clocks.filter(commitment="first-response").exists()


def test_what_the_customer_said_is_the_customers_and_names_who_wrote_it_down(people):
    post(people)

    case = Case.objects.get()
    assert case.messages.get().kind == Message.Kind.CUSTOMER
    assert "周宁 代为登记" in people.client("owner").get(f"/cases/{case.ref}/").content.decode()


def test_the_same_phone_is_the_same_customer(people):
    known = made.customer("王敏", phone="13900001234")

    post(people, phone="139 0000 1234")

    assert Case.objects.get().customer == known


def test_a_known_customer_is_chosen_by_a_link(people):
    seen = people.case(of=made.customer("林晓")).customer
    client = people.client("owner")

    assert f'name="customer" value="{seen.pk}"' in client.get(f"/cases/new/?customer={seen.pk}").content.decode()
    post(people, customer=seen.pk, name="", phone="")

    assert Case.objects.order_by("pk").last().customer == seen


def test_a_customer_of_strangers_cannot_be_chosen(people):
    hidden = made.customer("外人客户")

    answer = post(people, customer=hidden.pk, name="", phone="")

    assert answer.status_code == 422
    assert "外人客户" not in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"phone": ""}, "填写电话或邮箱"),
        ({"name": ""}, "填写客户姓名"),
        ({"phone": "12"}, "12"),
        ({"subject": ""}, "标题"),
        ({"class.business": ""}, "业务类型"),
        ({"class.business": "nonsense"}, "业务类型"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(people, changed, says):
    answer = post(people, **changed)

    shown = answer.content.decode()
    assert (answer.status_code, says in shown, "接头处滴水。" in shown) == (422, True, True)
    assert not Case.objects.exists()


def test_a_case_of_another_team_leads_to_where_its_writer_may_go(people):
    other = people.stranger.teams.get()

    answer = people.client("owner").post("/cases/new/", {**GIVEN, "team": other.pk, "mine": ""}, follow=True)

    assert Case.objects.get().team == other
    assert (answer.status_code, f"已交给{other.name}" in answer.content.decode()) == (200, True)


def test_the_promises_follow_the_class(people):
    ask = {"class.business": "consultation", "class.customer": "individual", "class.urgency": "normal"}

    shown = people.client("owner").get("/cases/new/promises/", ask, headers={"HX-Request": "true"}).content.decode()

    assert "首次响应" in shown
    assert "3 分钟" in shown
    assert "反馈处理结果" not in shown


def test_known_customers_are_found_masked(people):
    people.case(of=made.customer("林女士", phone="13800005621"))

    for who in ("5621", "女士"):
        shown = people.client("owner").get(f"/cases/new/customers/?who={who}").content.decode()
        assert ("林女士" in shown, "138****5621" in shown, "13800005621" in shown) == (True, True, False)
        assert "林女士" not in people.client("stranger").get(f"/cases/new/customers/?who={who}").content.decode()


@pytest.mark.parametrize("path", ["", "promises/", "customers/?who=1"])
def test_only_colleagues_open_cases_here(people, path):
    assert people.client("owner").get(f"/cases/new/{path}").status_code == 200
    assert people.client("anonymous").get(f"/cases/new/{path}").status_code == 302


def test_without_a_standard_no_promise_can_be_made(people):
    Publication.objects.all().delete()

    answer = people.client("owner").get("/cases/new/")

    assert answer.status_code == 409
    assert timezone.localdate().isoformat() in answer.content.decode()
