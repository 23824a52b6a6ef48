"""From a text to a standard: what is meant when nothing is said, what stays as it was written, what is refused."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from standard.writing import GOOD, problems_of, read, small
from wuxing.core.instant import date_of
from wuxing.core.source import DEEPEST, LARGEST, Problems, Text, from_plain, read_yaml, to_plain
from wuxing.core.standard.document import Commitment, Pause, Standard
from wuxing.packs.finding import find_standard, load_standard, read_text
from wuxing.packs.shipped import shipped


def reply_of(text: str) -> Commitment:
    return read(text).commitments["reply"]


def codes_of(read_it: Callable[[], Any]) -> list[str]:
    with pytest.raises(Problems) as refused:
        read_it()
    return [problem.code for problem in refused.value.found]


# What is meant when nothing is said

DEFAULTS = {
    "audience": "customer",
    "recurs": "never",
    "while_running": "keep",
    "reopen": "ignore",
    "reclassify": "retro",
    "min_left": 0,
    "pauses": {},
    "cancels": (),
    "warn": (),
    "escalate": (),
    "source": "",
}


@pytest.mark.parametrize("key", DEFAULTS)
def test_a_commitment_that_does_not_say_it_has_the_default(key: str) -> None:
    assert getattr(reply_of(small("limit: 1 h")), key) == DEFAULTS[key]


def test_a_standard_speaks_chinese_takes_new_cases_and_extends_nothing_by_default() -> None:
    standard = read(small("limit: 1 h"))

    assert (standard.language, standard.applies_to, standard.extends) == ("zh", "new_cases", "")
    assert (standard.process, dict(standard.duties), dict(standard.events)) == ((), {}, {})


def test_a_row_without_conditions_source_or_note_speaks_for_every_case() -> None:
    (row,) = reply_of(small("limit: 1 h")).within

    assert (dict(row.when), row.source, row.note) == ({}, "", None)


def test_a_row_without_a_source_has_that_of_its_commitment() -> None:
    first, second = reply_of(
        small("{limit: none}", "{when: {business: complaint}, limit: 1 h, source: S1-4}", more="    source: S1-3\n")
    ).within

    assert (first.source, second.source) == ("S1-3", "S1-4")


def test_one_text_serves_as_both_languages() -> None:
    assert read(GOOD).roles["agent"] == Text("客服专员", "客服专员")


def test_a_duty_and_a_stage_without_a_title_are_called_by_their_names() -> None:
    standard = read(GOOD.replace("title: 受理, ", "").replace("    title: {zh: 复核操作手册, en: SOP reviewed}\n", ""))

    assert standard.process[0].stages[0].title.zh == "intake"
    assert standard.duties["sop-review"].title.en == "sop-review"


# What the good standard says


def test_everything_that_is_written_arrives() -> None:
    standard = read(GOOD)
    first, result = standard.commitments["first-response"], standard.commitments["result"]

    assert (standard.ref, standard.title.en) == ("home-service@2026.1", "Home service standard")
    assert standard.effective_from is not None and str(date_of(standard.effective_from)) == "2026-01-01"
    assert first.stops == ("message.agent", "call.answered", "case.resolved")
    assert result.stops == ("result.reported",)
    assert first.warn == (50, 80)
    assert [(step.label, step.to) for step in first.escalate] == [("due", "supervisor"), ("30 min", "quality")]
    assert [step.calendar and step.calendar.name for step in first.escalate] == [None, "office"]
    assert result.pauses["testing"].legal_stop and not result.pauses["waiting-customer"].legal_stop
    assert [str(pause.cap and pause.cap.text.en) for pause in result.pauses.values()] == ["10 working days", "16 h"]
    assert (result.reopen, result.min_left, result.source) == ("resume_excluding", 600, "S3-52")
    assert result.within[0].limit is not None and result.within[0].limit.roll


def test_reasons_without_caps_may_be_written_as_a_list() -> None:
    expected = {"waiting-parts": Pause(), "testing": Pause()}

    for written in ("[waiting-parts, testing]", "{waiting-parts: {}, testing: }"):
        assert reply_of(small("limit: 1 h", more=f"    pauses: {written}\n")).pauses == expected


LIMITS = {
    "90 s": ("seconds", 90),
    "3 min": ("seconds", 180),
    "24 h": ("seconds", 86_400),
    "24h": ("seconds", 86_400),
    "1 working day": ("working_days", 1),
    "3 working days": ("working_days", 3),
    "5 calendar days": ("calendar_days", 5),
    "end of next working day": ("end_of_next_working_day", 1),
}


@pytest.mark.parametrize("written", LIMITS)
def test_a_limit_keeps_its_unit(written: str) -> None:
    limit = reply_of(small(f"limit: {written}")).within[0].limit

    assert limit is not None and (limit.unit, limit.amount) == LIMITS[written]


def test_a_night_shift_ends_on_the_next_date_and_midnight_is_the_end_of_the_day() -> None:
    office = read(GOOD).calendars["office"]
    late = read(GOOD.replace("22:00-06:00", "22:00-00:00")).calendars["office"]
    full = read(GOOD.replace("22:00-06:00", "22:00-24:00")).calendars["office"]

    assert office.week[4] == ((22 * 3600, 30 * 3600),)
    assert late.week[4] == full.week[4] == ((22 * 3600, 24 * 3600),)


# Scalars stay text


def test_a_version_is_no_number() -> None:
    ten, one = (read(small("limit: 1 h").replace('version: "1"', f"version: {v}")) for v in ("2026.10", "2026.1"))

    assert (ten.version, one.version) == ("2026.10", "2026.1")


def test_a_clause_is_no_number_and_keys_are_no_truth_values() -> None:
    text = (
        small("limit: 1 h").replace('clause: "1"', "clause: 1.10").replace("agent: 客服专员", "no: 客服专员, agent: 1")
    )

    standard = read(text)

    assert standard.commitments["reply"].clause == "1.10"
    assert list(standard.roles) == ["no", "agent", "supervisor"]
    assert standard.roles["agent"].zh == "1"


def test_a_quoted_null_is_a_text() -> None:
    assert to_plain(read_yaml('a: null\nb: "null"\nc: ~\nd: "~"\ne:\nf: ""')) == {
        "a": None,
        "b": "null",
        "c": None,
        "d": "~",
        "e": None,
        "f": "",
    }


# The text byte for byte


@pytest.mark.parametrize(("name", "version"), shipped())
def test_the_sha256_of_a_pack_is_that_of_its_file(name: str, version: str) -> None:
    found = find_standard(f"{name}@{version}")

    assert load_standard(f"{name}@{version}").sha256 == hashlib.sha256(found.path.read_bytes()).hexdigest()
    assert found.text.encode() == found.path.read_bytes()


def test_line_ends_of_windows_change_the_sha256_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())

    unix, windows = read(GOOD), load_standard(str(path))

    assert windows.sha256 == hashlib.sha256(path.read_bytes()).hexdigest() != unix.sha256
    assert said_by(windows) == said_by(unix)


def test_a_byte_order_mark_is_part_of_the_bytes_and_not_of_the_text() -> None:
    marked = "\ufeff" + GOOD

    assert read(marked).sha256 == hashlib.sha256(marked.encode()).hexdigest()
    assert said_by(read(marked)) == said_by(read(GOOD))


def said_by(standard: Standard) -> dict[str, Any]:
    plain = {name: getattr(standard, name) for name in Standard.__dataclass_fields__ if name != "sha256"}
    return {**plain, "commitments": {name: parts_of(each) for name, each in standard.commitments.items()}}


def parts_of(commitment: Commitment) -> dict[str, Any]:
    return {name: getattr(commitment, name) for name in Commitment.__dataclass_fields__}


# Files that are no standard


def test_an_empty_file_says_where_to_begin() -> None:
    for text in ("", "\n\n", "# nothing yet\n", "{}"):
        (problem,) = problems_of(text)

        assert problem.in_language("zh") == "small.yaml:1：文件是空的。请从 standard: home-service 写起。"
        assert problem.in_language("en") == "small.yaml:1: The file is empty. Begin with standard: home-service."


@pytest.mark.parametrize("text", ["- a\n- b", "just words", '"12"'])
def test_a_file_that_is_no_mapping_is_one_mistake(text: str) -> None:
    (problem,) = problems_of(text)

    assert problem.code == "not-a-mapping"
    assert "例如 standard: home-service" in problem.says.zh


def test_a_file_that_is_not_utf_8_says_so(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes("title: 服务标准".encode("gbk"))

    assert codes_of(lambda: read_text(path)) == ["not-utf-8"]


def test_a_file_of_five_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# " + b"x" * 5_000_000)

    assert codes_of(lambda: read_text(path)) == ["too-large"]
    assert codes_of(lambda: read_yaml("#" * (LARGEST + 1))) == ["too-large"]


# Files that want to do harm

DEEP = 100_000
BOMBS = {
    "brackets": "a: " + "[" * DEEP,
    "closed brackets": "a: " + "[" * DEEP + "]" * DEEP,
    "braces": "a: " + "{a: " * DEEP,
    "brackets hidden behind closing ones": 'a: "' + "]" * DEEP + '"\nb: ' + "[" * DEEP,
    "lists in lists on one line": "- " * DEEP,
    "keys of keys": "? " * DEEP,
    "keys of lists": "? - " * DEEP,
    "indentation": "".join(" " * depth + f"k{depth}:\n" for depth in range(1_500)),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_hundred_thousand_levels_do_not_end_the_process(bomb: str) -> None:
    assert codes_of(lambda: read_yaml(bomb))[-1] == "too-deep"


def test_what_is_deep_but_not_too_deep_is_read() -> None:
    assert read_yaml("[" * DEEPEST + "]" * DEEPEST)


def test_a_billion_laughs_are_not_laughed() -> None:
    lines = ['a: &a ["ha", "ha"]']
    lines += [
        f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]"
        for before, after in zip("abcdefghi", "bcdefghij", strict=True)
    ]

    assert set(codes_of(lambda: read_yaml("\n".join(lines)))) == {"yaml-mark"}


def test_a_list_that_holds_itself_is_refused() -> None:
    assert set(codes_of(lambda: read_yaml("&a [*a]"))) == {"yaml-mark"}


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [echo]", "!!binary aGk=", "!x y", "!!str 1"])
def test_a_tag_makes_nothing(tag: str) -> None:
    assert "yaml-mark" in codes_of(lambda: read_yaml(f"a: {tag}"))


def test_json_that_is_too_deep_is_refused_as_well() -> None:
    value: list[Any] = []
    for _ in range(500):
        value = [value]

    assert codes_of(lambda: from_plain(value)) == ["too-deep"]


def test_a_message_cannot_break_its_line_or_steer_a_terminal() -> None:
    (problem,) = problems_of(small("limit: 1 h").replace("owner: agent", r'owner: "a\n\e[31mb"'))

    assert problem.in_language("en").startswith(
        r"small.yaml:18 · clause 1 · commitments.reply.owner: There is no role “a\n\x1b[31mb”."
    )


def test_a_message_shortens_what_is_long() -> None:
    (problem,) = problems_of(small("limit: 1 h").replace("owner: agent", f"owner: {'x' * 10_000}"))

    assert len(problem.in_language("zh")) < 200


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = GOOD.replace("limit: 3 min", "limit: 3 minutes").replace("language: zh", "language: cn")

    lines = [problem.line for problem in problems_of(text.replace("source: S3-17", "source:"))]

    assert len(lines) == 3 and lines == sorted(lines)


def test_a_row_that_cannot_be_read_is_not_said_to_tie() -> None:
    found = problems_of(small("{when: {business: complant}, limit: 2 h}", "{limit: 1 h}"))

    assert [problem.code for problem in found] == ["unknown-word"]
