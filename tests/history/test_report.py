"""The replay report: one file, two languages, every figure, and nothing that breaks out of it."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from history import report_sample
from history.report_sample import HOSTILE, Json, sample
from wuxing.history.reports.charts import LABEL, flip_chart
from wuxing.history.reports.curve import curve, limit_seconds
from wuxing.history.reports.report import render, write_report
from wuxing.history.reports.words import Words

SHAPES = [sample, *(getattr(report_sample, name) for name in sorted(dir(report_sample)) if name.startswith("sample_"))]
VOID = {"meta", "input", "br"}
CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
CODES = {"n", "P90", "sha256", "Wilson", "UTC"}


class Read(HTMLParser):
    """What a page holds: its elements with where they stand, and its texts by language."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if tag not in VOID:
            self.open.append((tag, given))
        for name in ("aria-label", "title"):
            if given.get(name):
                self._say(str(given[name]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "code"} & {tag for tag, _ in self.open}:
            self._say(data)

    def _say(self, text: str) -> None:
        languages = [given["lang"] for _, given in self.open if given.get("lang")]
        self.texts.setdefault(str(languages[-1]) if len(languages) > 1 else "", []).append(text)

    def said(self, language: str) -> str:
        return "\n".join(self.texts[language])

    def having(self, name: str) -> Iterator[str]:
        return (str(given[name]) for _, given in self.elements if given.get(name) is not None)


@pytest.fixture(scope="module")
def page() -> Read:
    return Read(render(sample()))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_one_sound_file(shape: Callable[[], Json]) -> None:
    text = render(shape())

    read = Read(text)

    ids = list(read.having("id"))
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in read.having("href")} <= set(ids)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in read.elements}
    assert not [
        given for _, given in read.elements if {"style", "src"} & set(given) or any(n[:2] == "on" for n in given)
    ]
    assert "http://" not in text and "https://" not in text and "url(" not in text and "@import" not in text


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_can_be_read_aloud(shape: Callable[[], Json]) -> None:
    read = Read(render(shape(), language="zh"))

    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(given.get("scope") for tag, given in read.elements if tag == "th")
    assert all(given.get("aria-label") for tag, given in read.elements if given.get("role") in ("img", "region"))


def test_only_the_style_of_the_file_is_allowed_to_work() -> None:
    text = render(sample())

    style = re.search("<style>(.*?)</style>", text, re.DOTALL)

    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text


def test_hostile_names_stay_text() -> None:
    calm, attacked = render(sample()), render(report_sample.sample_hostile())

    tags = {tag for tag, _ in Read(attacked).elements}

    assert tags <= {tag for tag, _ in Read(calm).elements}
    assert HOSTILE in Read(attacked).said("zh-Hans") and HOSTILE in Read(attacked).said("en")
    assert "<script" not in attacked and "<img" not in attacked


def test_the_chinese_part_has_no_english_label(page: Read) -> None:
    names = " ".join(texts_in(sample()))

    words = set(re.findall("[A-Za-z][A-Za-z0-9.]*", page.said("zh-Hans"))) - CODES

    assert {word for word in words if word not in names} == set()


def test_the_english_part_has_no_chinese(page: Read) -> None:
    assert not CHINESE.findall(page.said("en"))


def test_both_languages_say_as_much(page: Read) -> None:
    assert len(page.texts["zh-Hans"]) == len(page.texts["en"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_language_comes_without_a_switch(language: Any) -> None:
    text = render(sample(), language=language)

    assert 'type="radio"' not in text
    assert text.count("<h1>") == 1
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in text


def test_chinese_comes_first_and_the_switch_needs_no_script(page: Read) -> None:
    radios = [given for tag, given in page.elements if tag == "input"]

    assert [given["id"] for given in radios if "checked" in given] == ["show-zh"]
    assert set(page.having("for")) == {given["id"] for given in radios}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_of_the_report_is_on_the_page(page: Read, language: Any) -> None:
    words, said = Words(language), page.said("zh-Hans" if language == "zh" else "en")
    report = sample()

    missing = [
        shown
        for tally in tallies_in([report["totals"], *(shown_of(each) for each in report["commitments"])])
        for shown in figures_of(tally, words)
        if shown not in said
    ]

    assert missing == []
    for flip in report["flips"]:
        for case in flip["cases"]:
            assert case["case"] in said and words.duration(case["elapsed_seconds"]) in said
    for row in report["not_observable"][:3]:
        assert words.number(row["cases"]) in said and words.text(row["title"]) in said


@pytest.mark.parametrize("name", ["events", "standard", "against"])
def test_the_hashes_of_all_inputs_are_told(name: str) -> None:
    assert render(sample()).count(f"sha256 {sample()[name]['sha256']}") == 2


def test_the_hours_of_the_day_can_be_read_off(page: Read) -> None:
    hour = sample()["commitments"][0]["by_hour"][20]

    standard, against = hour["standard"], hour["against"]

    assert f"改后：按时 {standard['met']:,}，超时 {standard['late']:,}，" in page.said("zh-Hans")
    assert f"Before: {against['met']:,} met, {against['late']:,} missed, " in page.said("en")


def test_no_data_is_never_nought_percent() -> None:
    said = Read(render(report_sample.sample_empty())).said("zh-Hans")

    assert "—" in said
    assert re.findall(r"[\d.]+[\s\u00a0]*%", said.replace("不写 0 %", "").replace("95 %", "")) == []


def test_one_standard_alone_speaks_of_no_change() -> None:
    said = Read(render(report_sample.sample_alone())).said("zh-Hans")

    assert "按《参考服务标准》重放" in said
    assert not [word for word in ("改前", "改后", "翻转", "翻为") if word in said]


def test_a_blind_history_says_what_to_record() -> None:
    said = Read(render(report_sample.sample_blind())).said("zh-Hans")

    assert "2 项承诺观测不到，补记 3 种事件就能看到" in said
    assert "工程师到场" in said and "会办召开" in said
    assert "没有一项承诺是两份标准都判定过的，所以不能比较。" in said


def test_the_finding_stands_over_each_chart(page: Read) -> None:
    said = page.said("zh-Hans")

    assert "§1.1 首次响应 翻转最多：779 次" in said
    assert "§1.1 首次响应 降得最多：3.1 个百分点" in said
    assert "19 点到 22 点最难守住：最低" in said
    assert "咨询 / 个人 / 一般 最低：91.5\u00a0%" in said


def test_the_file_is_written_whole_and_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "report.html"

    write_report(json.loads(json.dumps(sample())), path)

    assert path.read_text(encoding="utf-8") == render(sample())
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0秒", "0 s"),
        (59.9, "59秒", "59 s"),
        (102, "1分42秒", "1 min 42 s"),
        (300, "5分", "5 min"),
        (14_799, "4小时06分", "4 h 06 min"),
        (4_320_059, "1,200小时", "1,200 h"),
        (None, "—", "—"),
    ],
)
def test_lengths_are_rounded_down_and_said_in_two_units(seconds: float | None, zh: str, en: str) -> None:
    assert Words("zh").duration(seconds) == zh
    assert Words("en").duration(seconds).replace("\u00a0", " ") == en


@pytest.mark.parametrize(("rate", "shown"), [(1, "100.0"), (0.99999, "99.9"), (0, "0.0"), (0.0001, "0.1"), (None, "—")])
def test_nearly_all_is_not_all_and_nearly_nothing_not_nothing(rate: float | None, shown: str) -> None:
    assert Words("en").figure(rate) == shown


@pytest.mark.parametrize("counts", [[(1, 0)], [(0, 1)], [(9000, 1), (3, 2)], [(5, 5)], [(1, 9000), (700, 0)]])
def test_bars_and_their_figures_stay_inside_the_chart(counts: list[tuple[int, int]]) -> None:
    chart = flip_chart([{"to_late": late, "to_met": met} for late, met in counts])

    assert chart
    for bar in chart.bars:
        assert not bar.late or bar.late.x - (0 if bar.late.is_inside else LABEL) >= -0.7
        assert not bar.met or bar.met.end + (0 if bar.met.is_inside else LABEL) <= 100.7


def test_a_long_tail_gets_a_logarithmic_axis_and_a_day_limit_no_rule() -> None:
    points = [[60 * 4**n, (n + 1) / 9] for n in range(9)]

    drawn = curve(points, {limit_seconds({"zh": "3 分钟", "en": "3 min"}) or 0: "b"}, Words("zh"))

    assert drawn and drawn.is_log and [rule.whose for rule in drawn.rules] == ["b"]
    assert limit_seconds({"zh": "2 个工作日", "en": "2 working days"}) is None
    assert limit_seconds({"zh": "1 小时 30 分钟；技术 8 小时", "en": "1 h 30 min; Technical: 8 h"}) == 5400


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, str):
        yield value


def shown_of(promise: Json) -> Json:
    """A promise without its classes where nothing of it could be observed: they are shown as one."""
    sides = [promise[side] for side in ("standard", "against") if promise[side]]
    return promise if any(side["n"] for side in sides) else {**promise, "cells": []}


def tallies_in(value: Any) -> Iterator[Json]:
    if isinstance(value, dict) and "rate" in value:
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from tallies_in(each)


def figures_of(tally: Json, words: Words) -> list[str]:
    counts = [
        words.number(tally[key]) for key in ("n", "met", "late", "open", "cancelled", "excused", "not_observable")
    ]
    bounds = words.interval(tally["rate_low"], tally["rate_high"])
    times = [words.duration(tally[key]) for key in ("median_seconds", "p90_seconds")]
    return [*counts, words.percent(tally["rate"]), bounds, *times]
