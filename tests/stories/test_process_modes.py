"""The three modes of a process in a browser: a line that is left for a reason, a network that routes, a matrix of two."""

import re

import pytest
from playwright.sync_api import expect

from stories.talking import ask, find

OUTLETS = """
    from wuxing.accounts.models import Outlet, Team, User

    for name, region in (("杭州", "zhejiang.hangzhou.xihu"), ("南京", "jiangsu.nanjing.gulou")):
        outlet = Outlet.objects.create(name=f"{name}店", region=region)
        team = Team.objects.create(name=f"{name}上门组", outlet=outlet)
        engineer = User(username=f"E{team.pk}", email=f"e{team.pk}@example.com", name=f"{name}工程师", role="engineer",
                        on_duty=True)
        engineer.set_unusable_password()
        engineer.save()
        engineer.teams.add(team)
"""
OPENED = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.accounts.models import Team, User
    from wuxing.cases.opening import Request, open_case
    from wuxing.customers.finding import find_or_make

    customer = find_or_make(name=subject[:4], kind="individual", phone=phone, email="", by=SYSTEM, at=timezone.now())
    customer.region = region
    customer.save()
    case = open_case(
        Request(subject, subject, "agent", {"business": business}, customer, Team.objects.get(name="家庭客服组"),
                User.objects.get(name="周宁")),
        by=SYSTEM, at=timezone.now(),
    )
    result = case.ref
"""


@pytest.fixture(scope="module", autouse=True)
def outlets(served):
    served.python(OUTLETS)


def act(page, ref, name):
    """Open the form of an act as its own page, as without scripts."""
    page.goto(f"/cases/{ref}/{name}/")
    return page.locator("form.act-form")


def test_a_stage_of_a_line_is_skipped_only_for_a_reason(page_of):
    agent, subject = page_of("周宁"), "发票抬头写错了，想换一张"
    asked = ask(page_of(), f"{subject}。")
    find(agent, asked, subject)
    form = act(agent, asked.ref, "stage")
    form.get_by_label(re.compile("反馈")).check()

    form.get_by_role("button", name="调整环节").click()
    expect(agent.locator("form.act-form")).to_contain_text("处理")
    form.locator("textarea").fill("当场重开，不用另行处理")
    form.get_by_role("button", name="调整环节").click()

    expect(agent.locator("#stream")).to_contain_text("跳过“处理”")
    expect(agent.locator("#stage")).to_contain_text("客户确认")
    agent.goto("/cases/process/stories/2026.1/")
    expect(agent.locator("main")).to_contain_text("偏离率")


def test_a_stage_of_a_network_comes_to_the_nearest_team(page_of, served):
    agent = page_of("周宁")
    words = {"subject": "退货，快递不上门", "phone": "16100000001"}
    ref = served.python(OPENED, **words, business="delivery", region="zhejiang.hangzhou.binjiang")
    form = act(agent, ref, "stage")
    form.get_by_label(re.compile("就近取件")).check()

    form.get_by_role("button", name="调整环节").click()

    expect(agent.locator("#stream")).to_contain_text("分给杭州上门组：最近")
    expect(agent.locator("#context")).to_contain_text("杭州上门组")


def test_a_case_in_a_matrix_is_seen_by_its_handler_and_by_its_lead(page_of, served):
    words = {"subject": "门店培训方案", "phone": "16100000002"}
    ref = served.python(OPENED, **words, business="project", region="")
    handler, lead = page_of("周宁"), page_of("孙倩")

    for page in (handler, lead):
        page.goto(f"/cases/{ref}/")
        expect(page.locator("#context")).to_contain_text("周宁")
        expect(page.locator("#context")).to_contain_text("孙倩")
    lead.get_by_role("link", name="我负责的项目").first.click()
    expect(lead.locator("a.row", has_text="门店培训方案")).to_be_visible()
