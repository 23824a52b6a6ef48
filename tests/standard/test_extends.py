"""A contract or a region overrides single clauses of a base and inherits the rest."""

from standard.writing import GOOD, library, problems_of, read
from wuxing.core.standard.document import Standard

BASE = "home-service@2026.1"
CONTRACT = f"""
standard: contract
version: "7"
title: {{zh: 合同标准, en: Contract}}
effective: {{from: 2026-06-01}}
extends: {BASE}
"""
HERE = library({BASE: GOOD, "broken@1": 'standard: "x', "empty@1": "", "list@1": "- a"})
FASTER = """
commitments:
  result:
    clause: "4.2"
    title: {zh: 结果, en: Result}
    owner: supervisor
    quality: {zh: 书面答复, en: Answer in writing}
    starts: case.opened
    stops: result.reported
    calendar: office
    within: [{limit: 2 calendar days}]
"""


def contract(more: str = "") -> Standard:
    return read(CONTRACT + more, base=HERE)


# What is inherited and what is its own


def test_everything_that_a_contract_does_not_say_is_inherited() -> None:
    base, mine = read(GOOD), contract()

    assert dict(mine.roles) == dict(base.roles)
    assert (mine.classes, mine.calendars, mine.events) == (base.classes, base.calendars, base.events)
    assert (mine.process, mine.duties) == (base.process, base.duties)
    assert list(mine.commitments) == list(base.commitments)


def test_a_contract_has_its_own_name_version_title_date_and_sha256() -> None:
    base, mine = read(GOOD), contract()

    assert (mine.ref, mine.title.zh, mine.extends) == ("contract@7", "合同标准", BASE)
    assert mine.effective_from != base.effective_from
    assert mine.sha256 != base.sha256


def test_a_contract_that_forgets_its_own_head_does_not_borrow_that_of_its_base() -> None:
    found = problems_of(f"extends: {BASE}\n", base=HERE)

    assert [(problem.code, problem.place) for problem in found] == [
        ("missing-key", "standard"),
        ("missing-key", "version"),
        ("missing-key", "title"),
        ("missing-key", "effective"),
    ]


def test_a_clause_overrides_that_of_the_base_whole() -> None:
    base, mine = read(GOOD).commitments["result"], contract(FASTER).commitments["result"]

    assert [row.limit and row.limit.text.en for row in mine.within] == ["2 calendar days"]
    assert (base.reopen, mine.reopen, dict(mine.pauses)) == ("resume_excluding", "ignore", {})
    assert "first-response" in contract(FASTER).commitments


def test_roles_classes_calendars_and_events_are_added_to_those_of_the_base() -> None:
    mine = contract(
        """
roles: {manager: 客户经理, agent: 专属客服}
events: {device.returned: 设备退回}
classes: {region: {north: 北方}}
calendars: {late: {timezone: Asia/Shanghai, week: {mon-sun: ["18:00-23:00"]}}}
"""
    )

    assert [label.zh for label in mine.roles.values()] == ["专属客服", "客服主管", "服务质量部", "客户经理"]
    assert list(mine.events) == ["part.shipped", "device.returned"]
    assert list(mine.classes) == ["business", "customer", "urgency", "topic", "region"]
    assert list(mine.calendars) == ["office", "round-the-clock", "late"]


def test_an_overridden_clause_may_use_what_the_base_declares() -> None:
    assert contract(FASTER).commitments["result"].calendar == read(GOOD).calendars["office"]


def test_a_process_is_taken_whole() -> None:
    process = "process: [{mode: matrix, stages: [{id: a, owner: agent, input: 甲, output: 乙, control: 丙}]}]"

    assert [each.mode for each in contract(process).process] == ["matrix"]


def test_another_calendar_of_the_same_name_holds_for_the_clauses_of_the_base_too() -> None:
    mine = contract("calendars: {office: {timezone: Asia/Shanghai, week: always}}")

    assert mine.commitments["result"].calendar.week[6] == ((0, 86_400),)


def test_a_contract_of_a_contract_inherits_from_both() -> None:
    second = CONTRACT.replace("standard: contract", "standard: annex").replace(BASE, "contract@7")

    annex = read(second, base=library({BASE: GOOD, "contract@7": CONTRACT + FASTER}))

    assert [row.limit and row.limit.text.en for row in annex.commitments["result"].within] == ["2 calendar days"]
    assert annex.ref == "annex@7"


# Mistakes, and whose they are


def test_a_mistake_in_the_contract_stands_in_the_contract() -> None:
    (problem,) = problems_of(CONTRACT + FASTER.replace("owner: supervisor", "owner: boss"), base=HERE)

    assert problem.in_language("en") == (
        "small.yaml:12 · clause 4.2 · commitments.result.owner: "
        "There is no role “boss”. Known: agent, supervisor, quality."
    )


def test_a_clause_of_the_base_that_no_longer_fits_is_told_where_it_stands_in_the_base() -> None:
    found = problems_of(CONTRACT + "classes: {urgency: {normal: 一般, urgent: 紧急}}", base=HERE)

    assert [problem.in_language("en") for problem in found] == [
        "home-service@2026.1:74 · clause 4.2 · commitments.result.within[0].when.urgency: "
        "There is no class “major”. Known: normal, urgent."
    ]


def test_a_base_that_cannot_be_found_or_read_is_told_in_both_languages() -> None:
    (missing,) = heads_of("nowhere@1")
    (broken,) = heads_of("broken@1")

    assert missing[0] == "基础标准不可用。nowhere@1：没有这个服务标准。"
    assert missing[1] == "The base cannot be used. nowhere@1: There is no such standard."
    assert broken[0].startswith("基础标准不可用。broken@1:1：这不是有效的 YAML：")
    assert broken[1].startswith("The base cannot be used. broken@1:1: This is not valid YAML: ")


def test_without_its_base_a_contract_is_not_asked_for_what_it_would_inherit() -> None:
    found = problems_of(CONTRACT.replace(BASE, "nowhere@1"), base=HERE)

    assert [problem.code for problem in found] == ["no-base"]


def test_a_base_that_says_nothing_is_no_base() -> None:
    assert [each[1] for name in ("empty@1", "list@1") for each in heads_of(name)] == [
        "There is no standard in empty@1.",
        "There is no standard in list@1.",
    ]


def heads_of(name: str) -> list[tuple[str, str]]:
    found = problems_of(CONTRACT.replace(BASE, name), base=HERE)
    return [(problem.says.zh, problem.says.en) for problem in found if problem.place == "extends"]


def test_without_a_place_to_find_bases_nothing_can_be_extended() -> None:
    assert "no-base" in [problem.code for problem in problems_of(CONTRACT)]


# Circles


def test_a_standard_cannot_extend_itself() -> None:
    itself = CONTRACT.replace(BASE, "contract@7")

    found = problems_of(itself, base=library({"contract@7": itself}))

    assert ("extends-circle", "extends") in [(problem.code, problem.place) for problem in found]


def test_a_circle_is_told_from_end_to_end_where_it_closes() -> None:
    texts = {
        f"{one}@1": GOOD.replace("standard: home-service", f"standard: {one}")
        .replace('"2026.1"', '"1"')
        .replace("extends: null", f"extends: {other}@1")
        for one, other in ("ab", "bc", "ca")
    }

    found = problems_of(texts["a@1"], base=library(texts))

    circles = [problem for problem in found if problem.code == "extends-circle"]
    assert [problem.says.zh for problem in circles] == [
        "标准互相引用：a@1 → b@1 → c@1 → a@1。请改用一份不以本标准为基础的标准。"
    ]
    assert circles[0].file == "c@1"
