"""How well a few typed letters mean something: the whole of it, its beginning, a part of it, or letters in its order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from wuxing.search.pinyin import Sounds, initials, sounds, spelt

EXACT, BEGINNING, PART, SPREAD = 0, 10, 20, 30
"""Ranks of a match, better ones first; a match by pinyin or by a second word stands a little behind."""

WIDEST = 12
"""Letters that may lie between two that were typed; beyond it, anything would match everything."""


def rank(typed: str, words: Iterable[str]) -> int | None:
    """The rank of the best match of what was typed with any of the words; None where nothing matches.

    The first word is what is shown; every word is found by its pinyin as well.
    """
    wanted = " ".join(typed.casefold().split())
    if not wanted:
        return EXACT
    texts, spoken = _ways(tuple(words))
    ranks = [found + min(place, 1) for place, text in enumerate(texts) if (found := _rank(wanted, text)) is not None]
    letters = wanted.replace(" ", "").replace("'", "")
    ranks += [found + 1 for each in spoken if letters and (found := _rank_spoken(letters, each)) is not None]
    return min(ranks, default=None)


@lru_cache(maxsize=4096)
def _ways(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[Sounds, ...], ...]]:
    """The words as they are written, and as those sound that are not Latin."""
    texts = dict.fromkeys(word.casefold() for word in words if word)
    return tuple(texts), tuple(sounds(text) for text in texts if not text.isascii())


def _rank(wanted: str, word: str) -> int | None:
    if word == wanted:
        return EXACT
    if word.startswith(wanted):
        return BEGINNING
    if wanted in word:
        return PART
    gaps = _gaps(wanted, word) if len(wanted) > 1 else None
    return None if gaps is None else SPREAD + gaps


def _rank_spoken(letters: str, spoken: tuple[Sounds, ...]) -> int | None:
    used = spelt(letters, spoken)
    if used is not None:
        return EXACT if used == len(spoken) else BEGINNING
    starts = (n for n, ways in enumerate(spoken) if any(way[0] == letters[0] for way in ways))
    if any(spelt(letters, spoken[start:]) for start in starts):
        return PART
    gaps = _gaps(letters, initials(spoken)) if len(letters) > 1 else None
    return None if gaps is None else SPREAD + gaps


def _gaps(wanted: str, word: str) -> int | None:
    """How far letters that stand in order in a word lie apart; None where they do not, or too far."""
    place, gaps = word.find(wanted[0]), 0
    for letter in wanted[1:]:
        following = word.find(letter, place + 1)
        if place < 0 or following < 0:
            return None
        gaps += following - place - 1
        place = following
    return gaps if gaps <= WIDEST else None
