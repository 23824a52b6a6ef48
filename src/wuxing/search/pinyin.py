"""How Chinese words sound, so that 转派 is found by `zhuanpai`, `zhuanp` or `zp` without switching the input method on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

Sounds = tuple[str, ...]
"""How one character may be typed: its readings, the usual one first, and itself."""


def sounds(text: str) -> tuple[Sounds, ...]:
    """The sounds of a text's characters; Latin letters and digits stand for themselves, the rest is passed over."""
    known = _known()
    return tuple((*known.get(each, ()), each) for each in text.casefold() if each.isalnum())


def initials(spoken: Sequence[Sounds]) -> str:
    """The first letters: 退回A组 → thaz."""
    return "".join(each[0][0] for each in spoken)


def spelt(letters: str, spoken: Sequence[Sounds]) -> int | None:
    """How many characters from the first on are spelt by all the letters, each wholly or by its beginning; else None."""
    reached = {0}
    for used, ways in enumerate(spoken, 1):
        reached = {end for at in reached for end in _ends(letters, at, ways)}
        if len(letters) in reached:
            return used
        if not reached:
            break
    return None


def _ends(letters: str, at: int, ways: Sounds) -> Iterator[int]:
    for way in ways:
        for most in range(1, len(way) + 1):
            if not letters.startswith(way[:most], at):
                break
            yield at + most


@cache
def _known() -> dict[str, Sounds]:
    lines = files("wuxing.search").joinpath("pinyin.txt").read_text(encoding="utf-8").splitlines()
    split = (line.split() for line in lines if not line.startswith("#"))
    return {character: tuple(ways) for *ways, characters in split for character in characters}
