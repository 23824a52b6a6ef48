"""A promise broken, seen coming: warned, overdue, escalated to the shift leader, explained."""

from playwright.sync_api import expect

from stories.talking import ask, reply

CHIP = "#case-head .clock[data-state={}]"


def test_a_breach_is_seen_coming_told_and_explained(page_of):
    customer, agent, leader = page_of(), page_of("周宁"), page_of("顾建平")
    agent.goto("/people/")
    leader.goto("/people/")
    asked = ask(customer, "约好上午来，到现在没人来也没电话！", business="complaint")

    # Warned at half of the twenty seconds: the agent's bell rings by itself, and the notice leads to the reason.
    expect(agent.locator(".bell .count").first).to_contain_text("1", timeout=20_000)
    agent.goto("/notices/")
    agent.locator(".notice", has_text=asked.ref).get_by_role("link").first.click()
    expect(agent.locator("main")).to_contain_text("20 秒")
    agent.goto(f"/cases/{asked.ref}/")
    expect(agent.locator(CHIP.format("risk"))).to_be_visible()

    # Overdue: the open page says so by itself, the leader's bell rings, and the notice says why it rang there.
    expect(agent.locator(CHIP.format("late"))).to_be_visible(timeout=25_000)
    expect(leader.locator(".bell .count").first).to_contain_text("1", timeout=15_000)
    leader.goto("/notices/")
    told = leader.locator(".notice", has_text=asked.ref).first
    expect(told).to_contain_text("升级到值班组长")
    told.get_by_role("link").first.click()
    for words in ("20 秒", "值班组长", "超时"):
        expect(leader.locator("main")).to_contain_text(words)

    reply(agent, asked, "对不起让您久等，我马上查派工记录。")
    expect(agent.locator("#clocks")).to_contain_text("迟到完成")
