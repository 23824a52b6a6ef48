"""Records that answer by several of their texts at once: one word in the first message, the other in a later note."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wuxing.search.asking import Question, groups_of
from wuxing.search.index import Group

MOST_WORDS = 6
"""Words that are sought apart; a longer question is answered by one text alone."""

Find = Callable[[Sequence[Group]], list[tuple[int, str, int]]]
"""Gives number, realm and record of the newest texts that have a token of each group, as far as the asker may see."""


def together(question: Question, find: Find) -> list[int]:
    """The texts, by number, of records that have every word, each in the newest texts with that word."""
    words = question.words
    if question.phrases or not 1 < len(words) <= MOST_WORDS:
        return []
    hits: list[tuple[int, str, int]] = []
    records: set[tuple[str, int]] = set()
    for place, word in enumerate(sorted(words, key=len, reverse=True)):  # long words are rare
        found = find(list(groups_of(word)))
        with_it = {(realm, about) for _, realm, about in found}
        records = records & with_it if place else with_it
        if not records:
            return []
        hits += found
    return sorted({number for number, *record in hits if tuple(record) in records}, reverse=True)
