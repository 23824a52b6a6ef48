"""Two hundred questions with answers marked by hand, over real texts: nothing is missed, and the best comes first.

The texts are in ../shared/data and stay there; `questions.tsv` holds what is asked and which of them a reader wants.
"""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log2
from pathlib import Path
from statistics import fmean

import pytest

from made import NOON
from telling import Tell
from wuxing.accounts.actors import SYSTEM
from wuxing.search import documents, indexing
from wuxing.search.documents import EVERYBODY, Document, Shown, Source
from wuxing.search.finding import Asked, search
from wuxing.search.tokens import normal

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[3] / "shared" / "data"
FAQ, TALKS = DATA / "esp-faq-zh-en" / "faq_zh_en.jsonl.gz", DATA / "crosswoz-val" / "val.json.zip"
QUESTIONS = Path(__file__).with_name("questions.tsv")
CORPORA = {"zh": ("zh",), "en": ("en",), "mixed": ("zh", "en"), "talk": ("talk",)}
RECALL, DEEP = 0.98, 10


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which texts; `wanted` gives how much a document is what the asker wants: 2 or 1."""

    corpus: str
    text: str
    wanted: Mapping[str, int]


Texts = Mapping[str, Sequence[tuple[str, str]]]
"""Documents by name, each a title and a body for every text of theirs."""


@pytest.fixture(scope="module")
def texts() -> Texts:
    for path in (FAQ, TALKS):
        if not path.exists():
            pytest.skip(f"the real texts {path.name} are not at {path.parent}")
    with gzip.open(FAQ, "rt", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    with zipfile.ZipFile(TALKS) as packed:
        talks = json.loads(packed.read("val.json"))
    found = {
        f"{language}:{pair['id']}": [(pair[f"question_{language}"], pair[f"answer_{language}"])]
        for pair in pairs
        for language in ("zh", "en")
    }
    return found | {
        f"talk:{name}": [("", each["content"]) for each in talk["messages"]] for name, talk in talks.items()
    }


@pytest.fixture
def names(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts in the index, as kinds of a realm of their own; a document's number is its place in this list."""
    names = list(texts)

    def shown(numbers: Sequence[int], *_: object) -> dict[int, Shown]:
        return {number: Shown(names[number], texts[names[number]][0][0], "", "") for number in numbers}

    kinds = {kind: kind for kinds in CORPORA.values() for kind in kinds}
    source = Source("marked", kinds, lambda *_: ([], None), lambda: 0, shown)
    monkeypatch.setattr(documents, "_sources", {"marked": source})
    indexing.add(list(_documents(texts, names)))
    return names


def _documents(texts: Texts, names: Sequence[str]) -> Iterator[Document]:
    number = 0
    for about, name in enumerate(names):
        for title, body in texts[name]:
            number += 1
            yield Document(name.partition(":")[0], number, about, NOON, title, body, [EVERYBODY])


def test_nothing_is_missed_and_the_best_comes_first(texts: Texts, names: list[str], told_at_the_end: Tell) -> None:
    recalls, gains, loose = [], [], 0
    missed = []
    for question in marked():
        answer = search(
            Asked(question.text, CORPORA[question.corpus], is_wide=True, limit=2_000),
            by=SYSTEM,
            at=NOON + timedelta(days=1),
        )
        found = [hit.shown.name for hit in answer.hits]
        gains.append(gain(found[:DEEP], question.wanted))
        there = scanned(question, texts)
        if there:
            recalls.append(len(there & set(found)) / len(there))
            missed += [f"{question.text}: {name}" for name in there - set(found)]
        else:
            loose += 1
    told_at_the_end(
        f"search: {len(gains)} marked questions over {len(names):,} documents: recall {fmean(recalls):.4f} against a plain "
        f"scan, nDCG@{DEEP} {fmean(gains):.3f}; {loose} of them have no document with every word"
    )
    assert len(gains) == 200
    assert fmean(recalls) >= RECALL, missed[:20]
    assert fmean(gains) >= 0.8


def marked() -> Iterator[Question]:
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines()[1:]:
        corpus, text, answers = line.split("\t")
        wanted = (answer.rpartition("=") for answer in answers.split())
        yield Question(corpus, text, {name: int(grade) for name, _, grade in wanted})


def scanned(question: Question, texts: Texts) -> set[str]:
    """The documents that have every word, read from end to end: Chinese anywhere, other words at their beginning."""
    quoted = re.fullmatch(r"[“\"](.*)[”\"]", question.text)
    words = [normal(word) for word in ([quoted[1]] if quoted else question.text.split())]
    return {
        name
        for name, parts in texts.items()
        if name.partition(":")[0] in CORPORA[question.corpus]
        and (
            any(normal(words[0]) in normal(f"{title}\n{body}") for title, body in parts)
            if quoted
            else has_all(words, normal("\n".join(f"{title}\n{body}" for title, body in parts)))
        )
    }


def has_all(words: Sequence[str], text: str) -> bool:
    return all(
        re.search(rf"(?<![a-z0-9]){re.escape(word)}", text) if re.fullmatch(r"[a-z0-9_]+", word) else word in text
        for word in words
    )


def gain(found: Sequence[str], wanted: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain: 1 where the best documents stand first (Järvelin and Kekäläinen, 2002)."""
    had = sum((2 ** wanted.get(name, 0) - 1) / log2(place + 2) for place, name in enumerate(found))
    best = sorted(wanted.values(), reverse=True)[:DEEP]
    return had / sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(best))
