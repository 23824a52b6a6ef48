"""Mapping files: the shipped ones are right, and a mistake is told with its line and a right value."""

import pytest

from wuxing.core.source import Problems
from wuxing.history.logs.mapping_file import SHIPPED, guess_mapping, load_mapping, read_mapping, shipped_mappings

GOOD = """\
mapping: mine
title: {zh: 我的日志, en: My log}
log: {separator: ";", missing: ["-"], recognised_by: [id]}
time: {format: "%Y-%m-%d %H:%M", zone: Asia/Shanghai}
case: id
at: created
row_id: nr
kinds: [diagnosis.done]
classes:
  urgency:
    normal: {zh: 一般, en: Normal}
    urgent: {zh: 紧急, en: Urgent}
class:
  urgency: {from: prio, values: {High: urgent}, else: normal}
fields:
  waiting: {from: state, values: {Hold: waiting-parts}}
supplies: [case.opened, wait.started]
events:
  - {event: case.opened, when: first}
  - {event: wait.started, when: {begins: waiting}, payload: {reason: {from: waiting}}}
"""


def problems(text):
    with pytest.raises(Problems) as refused:
        read_mapping(text=text, file="mine.yaml")
    return [problem.in_language("en") for problem in refused.value.found]


def test_a_right_mapping_is_read():
    mapping = read_mapping(text=GOOD)

    assert (mapping.name, mapping.case, mapping.at) == ("mine", "id", "created")
    assert mapping.supplies == ("case.opened", "wait.started")


@pytest.mark.parametrize("name", ["generic", "nyc311", "openrepair", "servicenow"])
def test_the_shipped_mappings_are_right(name):
    assert load_mapping(name).name == name
    assert name in shipped_mappings()


MISTAKES = [
    ("case: id", "cas: id", "mine.yaml:5 · cas: There is no key “cas”"),
    ("case: id\n", "", "The key “case” is missing, for example case: 工单号."),
    ('separator: ";"', 'separator: ";;"', "mine.yaml:3 · log.separator: A separator is one character"),
    ("separator", "encoding: klingon, separator", "mine.yaml:3 · log.encoding: There is no encoding “klingon”"),
    ("separator", "format: excel, separator", "mine.yaml:3 · log.format: There is no format “excel”"),
    ("%Y-%m-%d %H:%M", "%H:%M", "mine.yaml:4 · time.format: “%H:%M” is no complete time format"),
    ("Asia/Shanghai", "Shanghai", "mine.yaml:4 · time.zone: There is no time zone “Shanghai”"),
    (
        "values: {High: urgent}",
        "values: {High: urgnt}",
        "mine.yaml:14 · class.urgency: There is no class value “urgnt”.",
    ),
    ("else: normal", "else: low", "mine.yaml:14 · class.urgency: There is no class value “low”"),
    ("class:\n  urgency", "class:\n  urgncy", "mine.yaml:14 · class.urgncy: There is no key “urgncy”. Known: urgency."),
    ("{from: prio,", "{form: prio,", "mine.yaml:14 · class.urgency.form: There is no key “form”"),
    ("waiting: {from: state", "waiting: {before: state", "mine.yaml:16 · fields.waiting: A field is"),
    ("[case.opened, wait.", "[case.open, wait.", "mine.yaml:17 · supplies[0]: There is no event “case.open”"),
    ("[case.opened, wait.started]", "[case.closed]", "mine.yaml:17 · supplies: No rule makes case.closed"),
    ("event: case.opened", "event: case.closed", "mine.yaml:18 · events: No rule makes case.opened"),
    ("event: wait.started", "event: wait.start", "There is no event “wait.start”"),
    ("when: first", "when: last", "mine.yaml:19 · events[0].when: There is no condition “last”. Known: first."),
    ("begins: waiting", "begin: waiting", "events[1].when.begin: There is no key “begin”"),
    ("begins: waiting", "begins: class", "events[1].when.begins: Of class only changes can be said."),
    ("{reason: {from: waiting}}", "{class: x}", "payload.class: The class is filled by the section class"),
    ("{from: waiting}}", "{seq_of: x, else: y}}", "Exactly one of from, before, time, number, seq_of is needed"),
    ("{from: waiting}}", "{from: waiting, else: y}}", "A field is translated already"),
    ("when: first}", "when: first, speaker: boss}", "events[0].speaker: There is no speaker “boss”"),
    ("when: first}", "when: first, speaker: {time: x}}", "The speaker is a text or {from: column}."),
    ("row_id: nr\n", "", None),
]


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES)
def test_a_mistake_is_told_where_it_stands(right, wrong, message):
    assert right in GOOD
    text = GOOD.replace(right, wrong, 1)

    if message is None:
        assert read_mapping(text=text).row_id is None
    else:
        assert any(message in said for said in problems(text)), problems(text)


def test_a_reference_needs_to_know_how_rows_are_numbered():
    text = GOOD.replace("row_id: nr\n", "").replace("{from: waiting}}", "{seq_of: void}}")

    assert any("seq_of needs row_id" in said for said in problems(text))


def test_every_mistake_is_told_at_once():
    text = GOOD.replace("Asia/Shanghai", "Shanghai").replace("when: first", "when: last").replace("urgent}", "urgnt}")

    assert len(problems(text)) == 3


def test_a_mapping_that_is_not_there_names_those_that_are():
    with pytest.raises(Problems) as refused:
        load_mapping("servicnow")

    (problem,) = refused.value.found
    assert "Shipped: generic, nyc311, openrepair, servicenow" in problem.says.en
    assert "随附的映射：generic" in problem.says.zh


def test_every_problem_is_told_in_chinese_too():
    for right, wrong, message in MISTAKES:
        if message:
            with pytest.raises(Problems) as refused:
                read_mapping(text=GOOD.replace(right, wrong, 1))
            assert all(any("\u4e00" <= letter <= "\u9fff" for letter in p.says.zh) for p in refused.value.found)


@pytest.mark.parametrize("name", ["generic", "nyc311", "openrepair", "servicenow"])
def test_a_log_is_recognised_by_its_columns(write_csv, name):
    columns = load_mapping(name).recognised_by

    assert guess_mapping(write_csv([*columns, "more"], [])) == name


def test_an_unknown_log_is_not_recognised(write_csv, write_json, tmp_path):
    (tmp_path / "empty.csv").touch()

    assert guess_mapping(write_csv(["a", "b"], [])) is None
    assert guess_mapping(tmp_path / "empty.csv") is None
    assert guess_mapping(write_json({"case": 1, "at": 2, "kind": 3})) == "generic"


def test_every_shipped_file_is_a_mapping():
    assert sorted(path.stem for path in SHIPPED.iterdir()) == shipped_mappings()
