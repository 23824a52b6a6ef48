"""What is found, by whom, and in which order: the same on both databases."""

from datetime import timedelta

import pytest
from django.db import connection

import made
from made import NOON
from wuxing.accounts.models import Role
from wuxing.cases import assigning, messages
from wuxing.customers import changing
from wuxing.search import finding, index
from wuxing.search.finding import Asked, search, similar

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    made.standard()
    return made.team("厨电组")


@pytest.fixture
def agent(team):
    return made.actor(team)


def found(text, by, **more):
    results = search(Asked(text, **more), by=by, at=NOON + timedelta(hours=1))
    return [hit.shown.name for hit in results.hits]


def opened(team, subject, body="", **more):
    return made.case(team=team, subject=subject, body=body or subject, **more)


def test_two_characters_are_found_wherever_a_dictionary_would_cut(team, agent):
    case = opened(team, "洗衣机门封漏水")

    for asked in ("门封", "封漏", "漏水", "洗衣机", "衣", "机门封漏"):
        assert found(asked, agent) == [case.ref], asked
    assert found("水漏", agent) == []


def test_what_looks_the_same_is_the_same(team, agent):
    case = opened(team, "⻔封⻓期漏\u200b水，⽀架松动", "soft\u00adware Wi-Fi")

    for asked in ("门封", "长期漏水", "支架", "software", "wifi", "⻔封"):
        assert found(asked, agent) == [case.ref], asked
    assert found("wi-fi", agent)[0] == case.ref


def test_a_word_in_parts_is_found_written_as_one(team, agent):
    case = opened(team, "wifi 断开，espnow 也不通")

    assert found("Wi-Fi 断开", agent) == found("ESP-NOW", agent) == [case.ref]


def test_every_word_has_to_be_there(team, agent):
    both, _one = opened(team, "空调 WD-1016 不制冷"), opened(team, "空调噪音大")

    assert found("空调 制冷", agent) == [both.ref]
    for asked in ("wd-1016", "WD1016", "１０１６", "wd"):
        assert found(asked, agent) == [both.ref], asked


def test_a_case_is_found_by_its_customer_and_the_tail_of_a_phone(team, agent):
    case = opened(team, "灯不亮", of=made.customer("欧阳静怡", phone="13812345621"))

    for asked in ("欧阳", "静怡", "5621", "13812345621", "138-1234-5621", case.ref, case.ref.lower()):
        assert found(asked, agent) == [case.ref], asked


def test_a_case_is_found_by_what_its_customer_is_called_now(team, agent):
    customer = made.customer("欧阳静怡")
    case = opened(team, "灯不亮", of=customer)

    changing.correct(pk=customer.pk, details={"name": "司马青"}, by=agent, at=NOON)
    changing.add_point(pk=customer.pk, kind="phone", given="13900007788", by=agent, at=NOON)

    assert found("司马", agent) == [case.ref] == found("7788", agent)
    assert found("欧阳", agent) == []


def test_words_of_messages_and_notes_lead_to_their_case(team, agent):
    case = opened(team, "洗碗机报错")
    messages.reply(ref=case.ref, body="请断电五分钟再试", by=agent, at=NOON)
    messages.note(ref=case.ref, body="疑似进水阀故障", by=agent, at=NOON)

    assert found("断电", agent) == [case.ref] == found("进水阀", agent)
    assert found("进水阀", agent, kinds=["message"]) == []


def test_a_stranger_finds_nothing_and_a_transfer_moves_what_is_found(team, agent):
    other = made.team("售后组")
    stranger, case = made.actor(other), opened(team, "冰箱结霜")
    assert found("结霜", stranger) == []

    assigning.request_transfer(ref=case.ref, to=other, note="归口售后", by=agent, at=NOON)

    assert found("结霜", stranger) == [case.ref]


def test_a_phrase_is_found_as_it_was_quoted(team, agent):
    exact, other = opened(team, "漏水很大，门口湿"), opened(team, "门口没湿，很大漏水")

    assert found("“漏水很大”", agent) == [exact.ref]
    assert set(found("漏水 很大", agent)) == {exact.ref, other.ref}


def test_what_fits_better_and_is_newer_stands_first(team, agent):
    in_body = opened(team, "安装问题", body="师傅说滤网堵塞要换")
    old = opened(team, "滤网堵塞", at=NOON - timedelta(days=60))
    new = opened(team, "滤网堵塞")

    assert found("滤网堵塞", agent) == [new.ref, old.ref, in_body.ref]


def test_conditions_narrow_what_is_found(team, agent):
    mine, others = opened(team, "电视黑屏", assignee=agent.user), opened(team, "电视花屏")

    assert found("电视 owner:me", agent) == [mine.ref] == found("处理人：我 屏", agent)
    assert found("电视 status:unassigned", agent) == [others.ref]
    assert set(found("电视 class:咨询", agent)) == {mine.ref, others.ref}
    assert found("电视 before:2026-03-04", agent) == []


def test_a_mistyped_condition_is_told_what_was_meant(team, agent):
    opened(team, "电视黑屏")

    results = search(Asked("onwer:me 电视 owner:谁也不是"), by=agent, at=NOON)

    assert results.question.unknown == (("onwer:me", "owner:me"),)
    assert results.wrong == (("owner", "谁也不是"),)


def test_where_nothing_has_all_words_the_nearest_are_shown_and_called_so(team, agent):
    near = opened(team, "排水泵异响")
    results = search(Asked("请问排水泵坏了怎么办"), by=agent, at=NOON)

    assert results.is_loose
    assert [hit.shown.name for hit in results.hits] == [near.ref]


def test_similar_cases_say_what_they_share(team, agent):
    case, near, _far = (opened(team, each) for each in ("滚筒洗衣机漏水", "洗衣机门封老化漏水", "发票抬头写错"))

    (hit, why), *others = similar("滚筒洗衣机漏水", by=agent, at=NOON, but=("case", case.pk))

    assert hit.shown.name == near.ref
    assert "洗衣机" in why
    assert "漏水" in why
    assert not others


HOSTILE = ["", " ", '"', "“", "()", "AND OR NOT", "*", "NEAR(", "a:b:c", "' OR 1=1 --", "\x00\x01", "键company", "🙂",
           "%" * 300, "洗" * 10_000, "owner:", "before:昨天", "a" * 10_000, "\\", "'; DROP TABLE", "½ ﷽", "尾5621 -期"]  # fmt: skip


@pytest.mark.parametrize("asked", HOSTILE)
def test_whatever_is_typed_is_a_question(team, agent, asked):
    opened(team, "洗衣机漏水")

    assert len(found(asked, agent)) <= 20
    assert found(asked, made.actor(made.team()), kinds=["case", "message", "note"]) == []


def test_clauses_are_found_by_word_and_number(agent):
    assert "§1.1" in found("首次响应", agent, kinds=["clause"])
    assert found("§1.1", agent, kinds=["clause"])[0] == "§1.1"


def test_words_in_several_texts_of_one_case_find_it(team, agent):
    case, other = opened(team, "洗衣机漏水"), opened(team, "洗衣机异响")
    messages.note(ref=case.ref, body="门封已更换，收费 80 元", by=agent, at=NOON)
    messages.note(ref=other.ref, body="轴承已更换", by=agent, at=NOON)

    assert found("漏水 门封 更换", agent) == [case.ref]
    assert found("洗衣机 更换", agent) == [other.ref, case.ref]
    assert found("漏水 轴承", agent) != [case.ref]
    assert found("漏水 门封 更换", made.actor(made.team())) == []


def test_all_cases_of_a_large_company_are_found_by_its_new_name(
    team, agent, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("wuxing.cases.findable.PART", 2)
    customer = made.customer("旧名电器")
    refs = [opened(team, f"第{number}件", of=customer).ref for number in range(5)]

    with django_capture_on_commit_callbacks(execute=True):
        changing.correct(pk=customer.pk, details={"name": "新名电器"}, by=agent, at=NOON)

    assert sorted(found("新名电器", agent)) == sorted(refs)
    assert found("旧名", agent) == []


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_looking_back_a_little_at_first_finds_the_same(team, role, monkeypatch):
    by = made.actor(team, role=role)
    cases = [opened(team, f"洗衣机漏水 {number}", "门封" if number % 3 else "水管") for number in range(20)]
    texts = ("漏水", "门封", "水管 漏水", "status:open", "洗衣机 status:open", "没有的词")
    before = {text: found(text, by, limit=50) for text in texts}
    monkeypatch.setattr(index, "BITS", 2)
    monkeypatch.setattr(index, "PARTS", (1, 2))

    assert {text: found(text, by, limit=50) for text in texts} == before
    assert sorted(before["漏水"]) == sorted(case.ref for case in cases)
    monkeypatch.setattr(finding, "NEWEST", 2)
    assert found("漏水", by) == [cases[-1].ref, cases[-2].ref]


def test_parts_of_the_newest_are_looked_up_in_the_index():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads from the newest on by itself")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN SELECT id FROM {index.TABLE} WHERE tokens @@ %s::tsquery AND ARRAY[id >> {index.BITS}] && %s::bigint[]",
            ["'漏水'", [3]],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())

    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "tokens @@" in condition
    assert "ARRAY[(id >> 16)]" in condition
