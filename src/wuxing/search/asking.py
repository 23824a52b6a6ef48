"""The language of questions: words, “phrases” in quotes, and conditions such as owner:me or 状态：等待."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

import rjieba

from wuxing.search.index import Group
from wuxing.search.tokens import LONGEST, TAIL, TAILS, is_cjk, normal, pairs, pieces, runs

LONGEST_QUESTION = 200
"""Characters of a question that are read."""
MOST_GROUPS = 24
"""Tokens that a hit must have; a longer question is as narrow without the rest."""
QUOTES = '"“”„‟＂「」'
TERM = re.compile(
    rf"(?P<name>[^\W\d_]{{1,12}})[:：](?P<value>[{QUOTES}][^{QUOTES}]*[{QUOTES}]?|[^\s{QUOTES}]+)|[{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}]?|(?P<word>[^\s{QUOTES}]+)"
)
BEFORE, AFTER = ("before", "早于"), ("after", "晚于")
"""Conditions that every text can meet, by its age."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood. `unknown` pairs a condition that there is none of with the one that was meant."""

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    conditions: tuple[tuple[str, str], ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()

    @property
    def groups(self) -> list[Group]:
        """What a hit must have: a token of each group."""
        return list(islice((group for text in (*self.words, *self.phrases) for group in groups_of(text)), MOST_GROUPS))

    @property
    def loose(self) -> Group:
        """What a hit must have one of, when nothing has all: the pairs and words of the words that carry meaning."""
        meant = (word for text in (*self.words, *self.phrases) for word in telling_words(text))
        return list(dict.fromkeys(token for word in meant for group in groups_of(word) for token in group))[
            :MOST_GROUPS
        ]


def ask(text: str, names: Mapping[str, object]) -> Question:
    """Read a question; `names` are the conditions there are. Whatever is typed is a question: nothing is an error."""
    asked = _Reading(as_asked(text), names)
    for found in TERM.finditer(asked.text):
        asked.take(found)
    return Question(asked.text, tuple(asked.words), tuple(asked.phrases), tuple(asked.conditions), tuple(asked.unknown))


def as_asked(text: str) -> str:
    """A question as it is read and remembered: on one line, of a bounded length."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_QUESTION]


@dataclass(slots=True)
class _Reading:
    text: str
    names: Mapping[str, object]
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    conditions: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)

    def take(self, found: re.Match[str]) -> None:
        if found["word"] is not None:
            self.words.append(found["word"])
        elif found["phrase"] is not None:
            self.phrases += [found["phrase"].strip()] if found["phrase"].strip() else []
        else:
            self._condition(found[0], normal(found["name"]), found["value"].strip(QUOTES).strip())

    def _condition(self, typed: str, name: str, value: str) -> None:
        if name in self.names and value:
            self.conditions.append((name, value))
            return
        self.words.append(typed)
        if name not in self.names and (meant := get_close_matches(name, list(self.names), n=1, cutoff=0.6)):
            self.unknown.append((typed, f"{meant[0]}:{value}"))


def groups_of(text: str) -> Iterator[Group]:
    """What the words of a text need: each pair of neighbours of a Chinese run, the beginning of each other piece."""
    for run in runs(text):
        if is_cjk(run):
            yield from ([pair] for pair in pairs(run))
            continue
        apart = pieces(run)
        whole = "".join(apart)[:LONGEST]
        for piece in [whole] if is_number(apart) else apart:
            beginnings = dict.fromkeys((_beginning(piece), _beginning(whole)))  # wi-fi is found by Wi Fi and by wifi
            yield [*beginnings, TAIL + piece] if piece.isdecimal() and len(piece) in TAILS else [*beginnings]


def _beginning(piece: str) -> str:
    """A piece as the beginning of a token; a single character stands for itself: half of all tokens begin with a 1."""
    return f"{piece[:LONGEST]}*" if len(piece) > 1 else piece


def is_number(apart: Sequence[str]) -> bool:
    """Whether a word is a long number, however it was grouped: 138-1234-5621."""
    return all(piece.isdecimal() for piece in apart) and sum(map(len, apart)) > max(TAILS)


def telling_words(text: str) -> Sequence[str]:
    """The words of a text that say what it is about, by the dictionary: not 怎么, 了 or the."""
    cut = (word for run in runs(text) for word in (rjieba.cut(run) if is_cjk(run) else [run]))
    return [word for word in dict.fromkeys(cut) if word not in STOP and (len(word) > 1 or not is_cjk(word))]


STOP = frozenset(
    "的 了 是 我 你 您 他 她 它 们 在 有 和 与 就 都 也 不 没 没有 吗 呢 吧 啊 呀 请 请问 一下 一个 这个 那个 这 那 什么 怎么 怎么办 "
    "为什么 如何 可以 能 能不能 会 要 想 给 让 把 被 还是 但是 因为 所以 如果 已经 现在 今天 昨天 时候 问题 谢谢 你好 您好 我们 你们 他们 "
    "a an the is are was were be to of in on at for and or not no it this that with my your our we you i he she they do does did "
    "have has had can could will would please what how why when where there from as by if but so".split()
)
