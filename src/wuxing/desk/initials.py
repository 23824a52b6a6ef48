"""Pinyin initials of Chinese words, so that 指派 is found by `zp` without switching the input method off.

GB 2312 holds its 3755 common characters in the order of their pinyin: a character lies between the first of its letter
and the first of the next. Rare characters stand in the order of radicals and are passed over.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

FIRST = {
    "啊": "a", "芭": "b", "擦": "c", "搭": "d", "蛾": "e", "发": "f", "噶": "g", "哈": "h", "击": "j", "喀": "k",
    "垃": "l", "妈": "m", "拿": "n", "哦": "o", "啪": "p", "期": "q", "然": "r", "撒": "s", "塌": "t", "挖": "w",
    "昔": "x", "压": "y", "匝": "z",
}  # fmt: skip
"""The first character of each letter; no syllable begins with i, u or v."""

BOUNDS = [each.encode("gb2312") for each in FIRST]
LETTERS = list(FIRST.values())
END = "座".encode("gb2312")
"""The last character in the order of pinyin."""

assert all(one < other for one, other in pairwise(BOUNDS))


def initials(text: str) -> str:
    """The letters of a word's Chinese characters, and its Latin letters and digits as they are: 退回A组 → thaz."""
    return "".join(_initial(each) for each in text)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    try:
        place = character.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    return LETTERS[bisect_right(BOUNDS, place) - 1] if BOUNDS[0] <= place <= END else ""
