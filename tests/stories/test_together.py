"""Two agents on one case: who writes second is told what came meanwhile, and loses nothing."""

from playwright.sync_api import expect

from stories.talking import ask, find, reply, write


def test_the_second_writer_reads_first(page_of):
    customer, first, second = page_of(), page_of("周宁"), page_of("沈越")
    subject = "空调连不上手机，换了路由器"
    asked = ask(customer, f"{subject}。")
    find(first, asked, subject)
    find(second, asked, subject)
    second.fill("#composer textarea[name=body]", "您好，请先重启空调。")

    reply(first, asked, "您好，空调只认 2.4G 的网络，请单独开一个。")
    expect(second.locator("#composer-news")).to_contain_text("周宁")
    assert second.input_value("#composer textarea[name=body]") == "您好，请先重启空调。"

    write(second, asked, "补充：配网时请关掉手机流量。")
    expect(second.locator("#stream")).to_contain_text("补充：配网时")


def test_without_a_script_the_second_writer_is_stopped_once(page_of):
    customer, first = page_of(), page_of("周宁")
    second = page_of("沈越", java_script_enabled=False)
    subject = "冰箱冷藏室有塑料味"
    asked = ask(customer, f"{subject}。")
    find(first, asked, subject)
    find(second, asked, subject)
    reply(first, asked, "您好，新机两周内有一点是正常的。")

    write(second, asked, "您好，请用小苏打水擦一遍。")

    expect(second.locator("#composer-news")).to_contain_text("周宁")
    assert second.input_value("#composer textarea[name=body]") == "您好，请用小苏打水擦一遍。"
    second.locator("#composer").get_by_role("button", name="发送").click()
    expect(second.locator("#stream")).to_contain_text("小苏打水")
