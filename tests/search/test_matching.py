"""What a few typed letters mean: words, their beginnings, pinyin whole or in part, letters in order."""

import pytest

from wuxing.search.matching import rank
from wuxing.search.pinyin import initials, sounds


@pytest.mark.parametrize(
    ("words", "letters"),
    [("指派", "zp"), ("暂停计时", "ztjs"), ("沈越", "sy"), ("退回A组2", "thaz2"), ("啊座", "az"), ("鑫，！", "x")],
)
def test_initials_are_those_of_the_pinyin(words: str, letters: str) -> None:
    assert initials(sounds(words)) == letters


@pytest.mark.parametrize(
    "typed", ["指派", "指", "派", "zp", "ZP", "zhipai", "zhip", "zhi pai", "assign", "ass", "asn", ""]
)
def test_an_act_is_found_in_either_language_and_by_pinyin(typed: str) -> None:
    assert rank(typed, ("指派", "Assign")) is not None


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("zhuanjiao", "转交"),
        ("zhuanj", "转交"),
        ("zjiao", "转交"),
        ("转j", "转交"),
        ("shenyue", "沈越"),
        ("xian", "西安"),
        ("xi'an", "西安"),
        ("shanlei", "单磊"),
        ("yurui", "余睿"),
        ("chongxin", "重新打开"),
        ("lvse", "绿色"),
        ("celue", "策略"),
    ],
)
def test_a_word_is_found_by_its_whole_pinyin_or_the_beginning_of_each_part(typed: str, word: str) -> None:
    assert rank(typed, (word,)) is not None


@pytest.mark.parametrize("typed", ["huan", "zhuanjiaoo", "jiaozhuan", "zhaunjiao"])
def test_pinyin_begins_where_a_character_does_and_is_spelt_in_order(typed: str) -> None:
    assert rank(typed, ("转交",)) is None


def test_whole_pinyin_comes_before_a_beginning_and_a_part() -> None:
    ranks = [rank("jiean", (word,)) for word in ("结案", "结案并评价", "重新结案")]

    assert ranks == sorted(each for each in ranks if each is not None)
    assert len(set(ranks)) == 3


@pytest.mark.parametrize("typed", ["xq", "pz", "派指", "assigned to somebody"])
def test_what_is_not_there_is_not_found(typed: str) -> None:
    assert rank(typed, ("指派", "Assign")) is None


def test_the_whole_comes_before_its_beginning_a_part_and_letters_in_order() -> None:
    ranks = [rank("结案", (word,)) for word in ("结案", "结案并评价", "重新结案", "结束一件案子")]

    assert ranks == sorted(each for each in ranks if each is not None)
    assert len(set(ranks)) == 4
