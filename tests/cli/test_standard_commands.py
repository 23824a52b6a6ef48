"""`wuxing standard`: what it prints, in which language, where errors go and with which exit code."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wuxing.cli.main import main
from wuxing.cli.print_table import width
from wuxing.packs.finding import find_standard
from wuxing.packs.shipped import PACKS

NAMES = ["efficiency", "five-star", "rectified", "reference", "service-norm", "system", "system", "system"]
GOOD = Path(__file__).parents[1] / "standard" / "good.yaml"
RECTIFIED = PACKS / "rectified" / "2026.1"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert len(self.out.splitlines()) == 1, "one JSON value on one line"
        return json.loads(self.out)


Wuxing = Callable[..., Done]


@pytest.fixture
def wuxing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Wuxing:
    """Call `wuxing standard …` as a shell would, in this process."""
    for variable in ("WUXING_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)

    def call(*words: str, lang: str = "") -> Done:
        said = [*(["--lang", lang] if lang else []), "standard", *words]
        monkeypatch.setattr(sys, "argv", ["wuxing", *said])
        try:
            code = main()
        except SystemExit as called_wrongly:
            code = int(called_wrongly.code or 0)
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err
        return Done(code, shown.out, shown.err)

    return call


def shell(*words: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wuxing", "standard", *words]
    return subprocess.run(command, text=True, capture_output=True, check=False, **settings)


# list


def test_list_names_every_pack_with_its_title(wuxing: Wuxing) -> None:
    done = wuxing("list", lang="zh")

    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.splitlines()[2:]] == NAMES
    assert "服务规范（整改版）" in done.out and "Service norm" not in done.out


def test_list_as_json_has_the_sha256_of_each_file(wuxing: Wuxing) -> None:
    packs = wuxing("list", "--json").json

    assert [each["name"] for each in packs] == NAMES
    for each in packs:
        assert each.keys() == {"name", "version", "title", "commitments", "sha256"}
        path = PACKS / each["name"] / each["version"] / "standard.yaml"
        assert each["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert each["title"].keys() == {"zh", "en"} and each["commitments"] > 0


# show


def test_show_tells_every_clause(wuxing: Wuxing) -> None:
    done = wuxing("show", "rectified", lang="en")

    assert done.code == 0
    assert done.out.startswith("Service norm, rectified  rectified@2026.1\n")
    assert done.out.count("\n§") == 11 + 6
    assert (
        "§3.1 SOP updated  (sop-review)\n  Every quarter a case “Duty / SOP update” is opened; Quality department"
        in done.out
    )
    assert (
        "\nProcess (Complaint), one stage after the other\n  1 Grading  Service agent answers for it, from" in done.out
    )


def test_show_tells_one_duty(wuxing: Wuxing) -> None:
    done = wuxing("show", "rectified", "3.1", lang="zh")

    assert done.out.endswith(
        "\n§3.1 更新标准化操作手册  (sop-review)\n  每季度开一件“职责 / 操作手册更新”工单，由服务质量部负责（S3-17）。\n\n"
    )
    assert wuxing("show", "rectified", "3.1", "--json").json["duties"][0]["cite"] == "rectified@2026.1#3.1"


def test_show_tells_one_clause(wuxing: Wuxing) -> None:
    done = wuxing("show", "rectified@2026.1", "1.3", lang="zh")

    assert done.out.count("§") == 1
    assert "§1.3 转接专业团队  (transfer)\n  从建单起，到接受转派或解决为止，由客服专员负责。" in done.out


def test_show_as_json_cites_each_clause(wuxing: Wuxing) -> None:
    shown = wuxing("show", "rectified", "4.3", "--json").json

    assert shown.keys() >= {"standard", "title", "sha256", "clauses"}
    (clause,) = shown["clauses"]
    assert clause.keys() >= {"clause", "cite", "commitment", "title", "says"}
    assert clause["cite"] == "rectified@2026.1#4.3"
    assert clause["says"]["zh"].endswith("。") and clause["says"]["en"].endswith(".")


def test_show_text_gives_the_file_byte_for_byte() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wuxing", "standard", "show", "rectified", "--text"], capture_output=True, check=True
    )

    assert done.stdout == (RECTIFIED / "standard.yaml").read_bytes()


def test_show_of_an_unknown_clause_says_which_there_are(wuxing: Wuxing) -> None:
    done = wuxing("show", "rectified", "9.9", lang="zh")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("rectified@2026.1 没有条款 9.9。现有：1.1、1.2、") or "1.1, 1.2, " in done.err


# NAME


@pytest.mark.parametrize("name", ["rectified", "rectified@2026.1", str(RECTIFIED), str(RECTIFIED / "standard.yaml")])
def test_a_standard_is_named_by_pack_version_folder_or_file(wuxing: Wuxing, name: str) -> None:
    assert wuxing("check", name, "--json").json["standard"] == "rectified@2026.1"


def test_an_unknown_name_suggests_the_one_that_was_meant(wuxing: Wuxing) -> None:
    chinese, english = (wuxing("show", "rectfied", lang=lang) for lang in ("zh", "en"))

    assert (chinese.code, chinese.out) == (1, "")
    assert "rectfied：没有这个服务标准。" in chinese.err and "是否为 rectified@2026.1？" in chinese.err
    assert "rectfied: There is no such standard." in english.err and "Did you mean rectified@2026.1?" in english.err


def test_an_unknown_version_suggests_one_that_exists(wuxing: Wuxing) -> None:
    done = wuxing("show", "rectified@2025.1", lang="en")

    assert done.code == 1 and "Did you mean rectified@2026.1?" in done.err


HOSTILE = {
    "a path out of the packs": "../../etc/passwd",
    "a path out of the packs behind a name": "rectified/../../../etc/passwd",
    "a version that is a path": "rectified@../2026.1",
    "a line break": "rectified\nstandard: x",
    "a terminal's control characters": "\x1b[31mrectified",
    "nothing": "",
    "an at sign": "@",
    "a pattern": "*",
    "an option's value": "-",
    "a wide space": "\u3000",
}


@pytest.mark.parametrize("command", ["show", "check", "table"])
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_is_refused_in_one_line(
    wuxing: Wuxing, command: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = wuxing(command, name, lang="en")

    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == (2 if command == "check" else 1)
    assert "\x1b" not in done.err


def test_a_name_as_long_as_a_book_is_refused(wuxing: Wuxing) -> None:
    assert wuxing("show", "x" * 5_000).code == 1


# check


def test_check_counts_what_holds(wuxing: Wuxing) -> None:
    done = wuxing("check", "reference", lang="zh")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("reference@2026.1：15 个承诺、") and "判定表有 0 格存在缺口。" in done.out


def test_check_as_json_counts_as_well(wuxing: Wuxing) -> None:
    told = wuxing("check", str(GOOD), "--json").json

    assert told == {
        "ok": True,
        "standard": "home-service@2026.1",
        "sha256": hashlib.sha256(GOOD.read_bytes()).hexdigest(),
        "commitments": 2,
        "sentences": 0,
        "cells_with_gaps": 8,
    }


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    text = (
        GOOD.read_text(encoding="utf-8").replace("limit: 3 min", "limit: 3 分钟").replace("every: quarter", "every: 季")
    )
    path.write_text(text, encoding="utf-8")
    return path


def test_check_tells_every_mistake_on_standard_error_and_exits_1(wuxing: Wuxing, bad: Path) -> None:
    done = wuxing("check", str(bad), lang="zh")

    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [
        "bad.yaml:47 · 条款 1.1 · commitments.first-response.within[0].limit：“3 分钟”不是时限。请写 3 min。",
        "bad.yaml:80 · 条款 1.6 · duties.sop-review.every：没有名为“季”的周期。可用：day、week、month、quarter、year。",
        "2 处错误。",
    ]


def test_check_as_json_tells_every_mistake_for_programs(wuxing: Wuxing, bad: Path) -> None:
    done = wuxing("check", str(bad), "--json")

    assert done.code == 1
    assert done.json["ok"] is False
    assert done.json["problems"][0] == {
        "code": "bad-limit",
        "file": "bad.yaml",
        "line": 47,
        "clause": "1.1",
        "key": "commitments.first-response.within[0].limit",
        "zh": "“3 分钟”不是时限。请写 3 min。",
        "en": "“3 分钟” is no limit. Write 3 min.",
    }


def test_check_runs_the_sentences_beside_a_standard(wuxing: Wuxing, tmp_path: Path) -> None:
    for file in ("standard.yaml", "sentences.yaml"):
        text = (RECTIFIED / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text.replace("limit: 3 min", "limit: 2 min"), encoding="utf-8")

    done = wuxing("check", str(tmp_path), lang="zh")

    assert done.code == 1
    assert "sentences.yaml:" in done.err and "条款 1.1" in done.err and "例句不成立：" in done.err


@pytest.mark.parametrize("command", ["show", "table"])
def test_a_standard_with_mistakes_is_not_shown(wuxing: Wuxing, bad: Path, command: str) -> None:
    done = wuxing(command, str(bad), lang="en")

    assert (done.code, done.out) == (1, "")
    assert "bad.yaml:47 · clause 1.1 · " in done.err


BOMBS = {
    "lists in lists": "- " * 100_000,
    "keys of keys": "? " * 100_000,
    "brackets behind closing ones": 'a: "' + "]" * 100_000 + '"\nb: ' + "[" * 100_000,
    "no text": "\x00\x01",
    "not utf-8": b"\xff\xfe\x00",
    "too large": b"#" * 5_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_file_that_wants_to_do_harm_ends_in_a_message(bomb: str | bytes, tmp_path: Path) -> None:
    path = tmp_path / "bomb.yaml"
    path.write_bytes(bomb if isinstance(bomb, bytes) else bomb.encode())

    done = shell("check", str(path), "--lang", "en", timeout=20)

    assert done.returncode == 1, "neither a success nor the end of the process"
    assert done.stderr.startswith("bomb.yaml") and "Traceback" not in done.stderr


def test_the_sha256_of_a_file_with_a_byte_order_mark_is_that_of_its_bytes(wuxing: Wuxing, tmp_path: Path) -> None:
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.read_bytes())

    assert wuxing("check", str(path), "--json").json["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


# table


def test_table_shows_every_cell_with_its_gaps(wuxing: Wuxing) -> None:
    done = wuxing("table", "rectified", lang="zh")
    rows = done.out.splitlines()[4:]

    assert done.code == 0 and len(rows) == 18
    assert rows[0].startswith("咨询 / 个人 / 一般") and "3 分钟" in rows[0] and rows[0].endswith("缺处理结果")
    assert "15 分钟; 无时限 (建议)" in rows[0] or "15 分钟；无时限（建议）" in rows[0]


def test_the_columns_of_a_table_stand_below_each_other(wuxing: Wuxing) -> None:
    head, line, *rows = wuxing("table", "reference", lang="zh").out.splitlines()[2:]
    second = width(line.split("  ")[0]) + 2

    for row in (head, *rows):
        before = next(place for place in range(len(row)) if width(row[:place]) == second)
        assert row[before - 2 : before] == "  " and row[before] != " "


def test_table_as_json_names_limit_clause_and_source_of_each_promise(wuxing: Wuxing) -> None:
    told = wuxing("table", "rectified", "--json").json

    assert told.keys() == {"standard", "cells"} and len(told["cells"]) == 18
    first = told["cells"][0]
    assert first["class"] == {"business": "consultation", "customer": "individual", "urgency": "normal"}
    assert first["label"] == {"zh": "咨询 / 个人 / 一般", "en": "Consultation / Individual / Normal"}
    assert first["gaps"] == ["result"]
    assert first["promises"][0] == {
        "commitment": "first-response",
        "clause": "1.1",
        "limit": "3 min",
        "source": "S3-7",
        "only_for": {},
    }
    assert {"topic": "suggestion"} in [each["only_for"] for each in first["promises"]]


# diff


@pytest.fixture
def faster(tmp_path: Path) -> str:
    path = tmp_path / "faster.yaml"
    text = (
        GOOD.read_text(encoding="utf-8").replace("limit: 3 min", "limit: 1 min").replace("- limit: 1 h", "- limit: 2 h")
    )
    path.write_text(text.replace("    owner: agent\n", "    owner: quality\n"), encoding="utf-8")
    return str(path)


def test_diff_tells_in_chinese_what_changes(wuxing: Wuxing, faster: str) -> None:
    done = wuxing("diff", str(GOOD), faster, lang="zh")

    assert done.code == 0
    assert done.out.splitlines() == [
        "home-service@2026.1 → home-service@2026.1",
        "",
        "§1.1 首次响应：收紧  3 分钟 → 1 分钟  咨询 / 个人 / 一般等 2 格",
        "§1.1 首次响应：放宽  1 小时 → 2 小时  咨询 / 企业 / 一般等 2 格",
        "§1.1 首次响应：负责人  客服专员 → 服务质量部",
    ]


def test_diff_tells_in_english_what_changes(wuxing: Wuxing, faster: str) -> None:
    done = wuxing("diff", str(GOOD), faster, lang="en")

    assert "§1.1 First response: stricter  3 min → 1 min" in done.out
    assert "§1.1 First response: owner  " in done.out
    assert "：" not in done.out


def test_diff_tells_what_becomes_of_duties_and_the_process(wuxing: Wuxing) -> None:
    done, told = wuxing("diff", "rectified", "reference", lang="zh"), wuxing("diff", "rectified", "reference", "--json")

    assert "\n§5.3 评选服务之星：删除  每月开一件“职责 / 服务之星评选”工单，由服务质量部负责（S3-31）。\n" in done.out
    assert "\n流程（售后）：改变  流程模式  多部门协同 → 按需流转\n" in done.out
    assert {"duty": "service-star", "clause": "5.3", "kind": "gone"}.items() <= told.json["duties"][-1].items()
    assert told.json["process"][0].keys() == {"process", "stage", "kind", "says", "parts"}


def test_diff_of_a_standard_with_itself_says_that_nothing_changes(wuxing: Wuxing) -> None:
    assert wuxing("diff", "reference", "reference", lang="zh").out.endswith("两份标准的承诺、职责和流程都相同。\n")
    assert wuxing("diff", "reference", "reference", lang="en").out.endswith(
        "Both standards have the same promises, duties and process.\n"
    )


def test_diff_as_json_has_changes_by_clause_and_cell(wuxing: Wuxing, faster: str) -> None:
    told = wuxing("diff", str(GOOD), faster, "--json").json

    assert told.keys() == {"before", "after", "changes", "rewordings", "duties", "rules", "process"}
    assert told["changes"][0] == {
        "commitment": "first-response",
        "title": {"zh": "首次响应", "en": "First response"},
        "clause_before": "1.1",
        "clause_after": "1.1",
        "kind": "stricter",
        "before": "3 min",
        "after": "1 min",
        "cells": [
            {"business": "consultation", "customer": "individual", "urgency": "normal"},
            {"business": "consultation", "customer": "individual", "urgency": "major"},
        ],
    }
    assert [each["key"] for each in told["rewordings"]] == ["owner"]


def test_diff_with_a_standard_that_does_not_exist_says_which(wuxing: Wuxing) -> None:
    done = wuxing("diff", "reference", "rectfied", lang="en")

    assert (done.code, done.out) == (1, "") and done.err.startswith("rectfied: ")


# Language, calls, pipes


def test_the_language_is_chosen_before_or_after_the_command_or_by_the_locale(
    wuxing: Wuxing, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after, equals = wuxing("list", lang="en"), wuxing("list", "--lang", "en"), wuxing("list", "--lang=en")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    assert before.out == after.out == equals.out == wuxing("list").out
    assert "服务标准" in wuxing("list", lang="zh").out


def test_without_a_language_both_are_spoken(wuxing: Wuxing) -> None:
    assert (
        "两份标准的承诺、职责和流程都相同。 / Both standards have the same promises, duties and process."
        in wuxing("diff", "system", "system").out
    )


@pytest.mark.parametrize(
    "words", [["foo"], ["show"], ["check"], ["table"], ["diff", "reference"], ["list", "--lang", "fr"], ["list", "x"]]
)
def test_a_wrong_call_exits_2_and_shows_how_it_is_called(wuxing: Wuxing, words: list[str]) -> None:
    done = wuxing(*words)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("usage: wuxing")


@pytest.mark.parametrize("command", ["list", "show", "check", "table", "diff"])
def test_help_teaches_by_example(wuxing: Wuxing, command: str) -> None:
    done = wuxing(command, "--help", lang="en")

    assert done.code == 0 and f"wuxing standard {command}" in done.out.partition("examples:")[2]


def test_the_examples_of_the_help_work(wuxing: Wuxing) -> None:
    for words in (["list"], ["show", "rectified"], ["show", "rectified", "1.1"], ["table", "reference"]):
        assert wuxing(*words).code == 0
    assert wuxing("diff", "five-star", "reference").code == 0


@pytest.mark.parametrize("words", [["list"], ["show", "reference"], ["table", "rectified", "--json"]], ids=" ".join)
def test_a_reader_that_goes_away_gets_no_traceback(words: list[str]) -> None:
    gone, writing = os.pipe()
    os.close(gone)

    done = subprocess.run(
        [sys.executable, "-m", "wuxing", "standard", *words], stdout=writing, stderr=subprocess.PIPE, check=False
    )

    os.close(writing)
    assert done.stderr == b""


def test_only_the_first_lines_can_be_read() -> None:
    command = f'"{sys.executable}" -m wuxing standard show reference | head -n 1'

    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)

    assert done.stdout.count("\n") == 1 and done.stderr == ""


def test_what_is_found_is_what_is_shown() -> None:
    assert find_standard("rectified").path == RECTIFIED / "standard.yaml"
