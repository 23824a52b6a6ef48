"""A promise kept: asked, promised, answered, answered back, resolved, confirmed."""

import re

from playwright.sync_api import expect

from stories.conftest import NARROW
from stories.talking import answer, ask, confirm, find, promised, reply, resolve

CHINESE = re.compile("[\u4e00-\u9fff]")
LOCKED = "洗衣机面板亮着一把小锁，按键都没反应"


def test_a_request_becomes_a_kept_promise(page_of):
    customer, agent = page_of(), page_of("周宁")
    asked = ask(customer, f"{LOCKED}。还有一桶衣服在里面。")
    assert re.match(r"\d\d:\d\d 前首次响应|首次响应", promised(customer))
    find(agent, asked, LOCKED)
    expect(agent.locator("#case-head .clock", has_text="首次响应").first).to_be_visible()

    reply(agent, asked, "林女士您好，我是周宁。长按“温度”和“转速”3 秒，小锁熄灭就好。")
    answer(customer, asked, "解开了，可是门还打不开。")

    expect(agent.locator("#stream")).to_contain_text("可是门还打不开")  # it came by itself
    reply(agent, asked, "桶里还有水。选“单脱水”排完，两分钟后就能开门。")
    resolve(agent, asked, "童锁已解除，排水后开门。")
    confirm(customer, asked)
    expect(customer.locator(".promise")).to_contain_text("已解决，已结案")
    expect(agent.locator("#case-head")).to_contain_text("已结案")
    expect(agent.locator("#clocks")).to_contain_text("按时")


def test_the_same_in_english(page_of):
    customer, agent = page_of(locale="en-GB"), page_of("Coco Lin")
    subject = "The child lock of the washing machine does not open"
    asked = ask(customer, f"{subject}. A load is still inside.", name="Emma Clarke", language="en")
    assert "First response" in promised(customer)
    find(agent, asked, subject)

    reply(agent, asked, "Hello Emma, hold “temperature” and “speed” for 3 seconds.")
    answer(customer, asked, "It opened, thank you. What was it?")
    expect(agent.locator("#stream")).to_contain_text("What was it?")
    resolve(agent, asked, "The child lock had been switched on by accident.")

    confirm(customer, asked)
    expect(customer.locator(".promise")).to_contain_text("Solved and closed")
    expect(agent.locator("#case-head")).to_contain_text("Closed")
    for page in (customer, agent):
        assert not CHINESE.search(page.locator("main").inner_text().replace("家庭客服组", ""))


def test_the_same_on_a_phone(page_of):
    customer, agent = page_of(viewport=NARROW, has_touch=True), page_of("沈越", viewport=NARROW, has_touch=True)
    subject = "油烟机关了还转几分钟"
    asked = ask(customer, f"{subject}，正常吗？")

    agent.goto("/cases/?view=unassigned")
    agent.locator("a.row", has_text=subject).first.click()
    reply(agent, asked, "正常的，是延时排烟，3 分钟后自己停。")
    agent.goto(f"/cases/{asked.ref}/resolution/")
    agent.fill("textarea[name=resolution]", "延时功能已说明。")
    agent.locator("form.act-form button.is-primary").click()

    confirm(customer, asked)
    expect(customer.locator(".promise")).to_contain_text("已解决，已结案")
    for page in (customer, agent):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_same_without_a_script(page_of):
    customer, agent = page_of(java_script_enabled=False), page_of("周宁", java_script_enabled=False)
    subject = "净水器滤芯灯变红了"
    asked = ask(customer, f"{subject}，换哪一支？")
    find(agent, asked, subject)

    reply(agent, asked, "第一支 PCF-8，关水、泄压、逆时针转四分之一圈。")
    answer(customer, asked, "换好了，灯还是红的。")
    agent.reload()
    resolve(agent, asked, "长按复位 5 秒，灯已变绿。")

    confirm(customer, asked)
    expect(customer.locator(".promise")).to_contain_text("已解决，已结案")
