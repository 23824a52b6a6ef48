"""In which order hits stand: what fits exactly, where it stands, how new it is; the same on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from wuxing.search.asking import Question
from wuxing.search.tokens import normal

HALF_LIFE = 60 * 86_400.0
"""Seconds after which a text counts for half as new."""
EXACT_NAME, EXACT_TITLE, EXACT_BODY = 10.0, 4.0, 2.0
WORD_IN_TITLE, WORD_IN_BODY = 2.0, 1.0
AROUND = 36
"""Characters shown before a hit."""
SHOWN = 150


class Text(NamedTuple):
    """An entry as it is weighed: of two thousand, a row each is what there is time for."""

    pk: int
    kind: str
    realm: str
    about: int
    at: int
    """Seconds since 1970: making a datetime of each takes longer than weighing it."""
    title: str
    body: str
    names: str


Marked = tuple[tuple[str, bool], ...]
"""A text in pieces; those that were looked for are marked."""


class Scorer:
    """How well texts answer one question."""

    def __init__(self, question: Question, words: Sequence[str], now: datetime) -> None:
        self._whole = normal(" ".join((*question.words, *question.phrases))).strip()
        self._words = list(dict.fromkeys(normal(word) for word in words if word.strip()))
        self._phrases = [normal(phrase) for phrase in question.phrases]
        self._now = now.timestamp()
        self._mark = _pattern([*words, *question.phrases, *question.words])

    def fits(self, entry: Text) -> bool:
        """Whether a text has the phrases as they were quoted."""
        if not self._phrases:
            return True
        text = normal(f"{entry.title}\n{entry.names}\n{entry.body}")
        return all(phrase in text for phrase in self._phrases)

    def score(self, entry: Text) -> float:
        """The higher, the better. Only case is folded here: of two thousand texts, few hold anything else to fold."""
        in_title, in_body, in_names = map(str.casefold, (entry.title, entry.body, entry.names))
        score = float(0.5 ** (max(0.0, self._now - entry.at) / HALF_LIFE))
        if self._whole:
            score += EXACT_NAME if self._whole in in_names.split("\n") else 0.0
            score += EXACT_TITLE if self._whole in in_title else EXACT_BODY if self._whole in in_body else 0.0
        share = 1.0 / max(1, len(self._words))
        for word in self._words:
            score += share * (
                WORD_IN_TITLE if word in in_title or word in in_names else WORD_IN_BODY if word in in_body else 0.0
            )
        return score

    def marked(self, text: str) -> Marked:
        """A text with what was looked for marked."""
        if self._mark is None:
            return ((text, False),) if text else ()
        parts, last = [], 0
        for found in self._mark.finditer(text):
            parts += [(text[last : found.start()], False), (found[0], True)]
            last = found.end()
        return tuple(part for part in [*parts, (text[last:], False)] if part[0])

    def snippet(self, body: str) -> Marked:
        """The piece of a body where it answers, on one line."""
        line = " ".join(body.split())
        found = self._mark.search(line) if self._mark else None
        start = max(0, found.start() - AROUND) if found else 0
        shown = line[start : start + SHOWN]
        return self.marked(f"{'…' if start else ''}{shown}{'…' if start + SHOWN < len(line) else ''}")


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    wanted = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE) if wanted else None
