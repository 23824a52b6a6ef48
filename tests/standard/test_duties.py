"""Duties and the process: told completely, and compared thing by thing."""

import pytest

from standard.writing import read, small
from wuxing.core.source import Text
from wuxing.core.standard.duties import PERIODS, DutyChange, duty_differences, explain_duty
from wuxing.core.standard.stages import StageChange, explain_stage, process_differences
from wuxing.core.standard.table import label
from wuxing.packs.finding import load_standard
from wuxing.packs.shipped import shipped

STANDARDS = {name: load_standard(name) for name, _ in shipped()}
EVERY_PACK = pytest.mark.parametrize("name", list(STANDARDS))
DUTY = "{clause: {clause}, title: {zh: 复盘, en: Review}, every: {every}, opens: {business: {opens}}, owner: {owner}}"
STAGE = "{id: {id}, title: {title}, owner: {owner}, input: 甲, output: 乙, control: 丙}"


def duties(every: str = "month", owner: str = "agent", opens: str = "complaint", clause: str = "9") -> str:
    said = DUTY.replace("{clause}", clause).replace("{every}", every).replace("{opens}", opens)
    return small("{limit: 1 h}", rest=f"duties: {{review: {said.replace('{owner}', owner)}}}")


def process(*stages: str, mode: str = "linear", when: str = "{}") -> str:
    listed = ", ".join(stages)
    return small("{limit: 1 h}", rest=f"process: [{{when: {when}, mode: {mode}, stages: [{listed}]}}]")


def stage(id_: str, title: str = "", owner: str = "agent") -> str:
    return STAGE.replace("{id}", id_).replace("{title}", title or id_).replace("{owner}", owner)


def duty_change(before: str, after: str) -> DutyChange:
    (change,) = duty_differences(read(before), read(after))
    return change


def stage_changes(before: str, after: str) -> list[StageChange]:
    return process_differences(read(before), read(after))


# Told


@EVERY_PACK
def test_nothing_that_a_duty_says_is_left_out(name: str) -> None:
    standard = STANDARDS[name]
    for duty in standard.duties.values():
        said = explain_duty(standard, duty)
        for part in (PERIODS[duty.every], standard.roles[duty.owner], label(standard, duty.opens)):
            assert part.zh in said.zh
            assert part.en.lower() in said.en.lower()
        assert duty.source in said.zh and duty.source in said.en


@EVERY_PACK
def test_nothing_that_a_stage_says_is_left_out(name: str) -> None:
    standard = STANDARDS[name]
    for each in (each for process in standard.process for each in process.stages):
        said = explain_stage(standard, each)
        for part in (standard.roles[each.owner], each.input, each.output, each.control):
            assert part.zh in said.zh and part.en in said.en


# Compared


@EVERY_PACK
def test_a_standard_does_not_differ_from_itself(name: str) -> None:
    assert duty_differences(STANDARDS[name], STANDARDS[name]) == []
    assert process_differences(STANDARDS[name], STANDARDS[name]) == []


def test_a_duty_that_comes_round_sooner_is_stricter_and_later_looser() -> None:
    change = duty_change(duties("quarter"), duties("month"))

    assert change.kind == "stricter"
    assert change.in_words == Text(
        "§9 复盘：收紧  周期  每季度 → 每月", "§9 Review: stricter  period  every quarter → every month"
    )
    assert duty_change(duties("week"), duties("year")).kind == "looser"


def test_a_duty_said_otherwise_is_changed() -> None:
    change = duty_change(duties(), duties(owner="supervisor", every="week"))

    assert change.kind == "changed"
    assert [part.key.en for part in change.parts] == ["period", "owner"]


def test_a_duty_appears_and_disappears() -> None:
    none = small("{limit: 1 h}")

    assert duty_change(none, duties()).kind == "new"
    assert duty_change(duties(), none).kind == "gone"
    assert duty_change(none, duties()).in_words.zh == "§9 复盘：新增  每月开一件“投诉”工单，由客服专员负责。"


def test_a_stage_said_otherwise_is_changed() -> None:
    (change,) = stage_changes(process(stage("a")), process(stage("a", owner="supervisor")))

    assert (change.kind, change.in_words.zh) == ("changed", "流程（所有工单） a：改变  负责人  客服专员 → 客服主管")


def test_a_stage_of_the_same_title_under_another_id_is_the_same() -> None:
    assert stage_changes(process(stage("a", "受理")), process(stage("b", "受理"))) == []


def test_stages_appear_and_disappear() -> None:
    changes = stage_changes(process(stage("a"), stage("b")), process(stage("b"), stage("c")))

    assert [(each.kind, each.stage.en if each.stage else "") for each in changes] == [("gone", "a"), ("new", "c")]


def test_a_process_of_another_class_is_another_process() -> None:
    changes = stage_changes(process(stage("a")), process(stage("a"), when="{business: complaint}"))

    assert [(each.where.zh, each.kind) for each in changes] == [("所有工单", "gone"), ("投诉", "new")]


def test_another_mode_or_order_is_a_change_of_the_process() -> None:
    changes = stage_changes(process(stage("a"), stage("b")), process(stage("b"), stage("a"), mode="network"))

    assert [each.in_words.en for each in changes] == [
        "Process (all cases): changed  mode  one stage after the other → stages as the case needs them; "
        "order of stages  a, b → b, a"
    ]


def test_no_reader_sees_two_equal_words() -> None:
    before = process(stage("a", title="{zh: 受理, en: Intake}"))
    (change,) = stage_changes(before, process(stage("a", title="{zh: 受理, en: Reception}")))

    assert change.parts[0].in_words == Text("名称  受理 / Intake → 受理 / Reception", "title  Intake → Reception")
