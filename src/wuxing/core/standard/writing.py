"""Writing to customers: words that a clause forbids, and what has to be known of a case before anybody answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from wuxing.core.source import Node, Text, listing
from wuxing.core.standard import grammar
from wuxing.core.standard.commitments import Scope, clause_in, read_clause, read_label, read_when
from wuxing.core.standard.document import Class, Forbidden, Needed, Standard, Writing
from wuxing.core.standard.rule import Rule
from wuxing.core.standard.table import label

FORBIDDEN_TITLE = Text("服务忌语", "Words not to be used")
NEEDED_TITLE = Text("先分类再答复", "Class before answer")


def read_writing(node: Node | None, scope: Scope) -> Writing:
    """The section `writing`."""
    if node is None:
        return Writing()
    reader = scope.reader
    fields = reader.fields(node, grammar.WRITING_KEYS, {}, example=f"{{forbidden: [{grammar.FORBIDDEN}]}}")
    forbidden = reader.items(fields["forbidden"], example=f"[{grammar.FORBIDDEN}]") if "forbidden" in fields else []
    needed = reader.items(fields["required"], example=f"[{grammar.NEEDED}]") if "required" in fields else []
    return Writing(tuple(_forbidden(each, scope) for each in forbidden), tuple(_needed(each, scope) for each in needed))


def forbidden_in(standard: Standard, text: str) -> Iterator[tuple[Forbidden, str]]:
    """The forbidden words that stand in a text, each with its rule. Width and case of letters make no difference."""
    plain = _plain(text)
    for rule in standard.writing.forbidden:
        yield from ((rule, word) for word in rule.words if _stands_in(_plain(word), plain))


def missing_of(standard: Standard, case_class: Class) -> Iterator[tuple[Needed, str]]:
    """The dimensions that have to be known of a case of a class before it is answered, and are not."""
    for rule in standard.writing.required:
        if all(case_class.get(name) == value for name, value in rule.when.items()):
            yield from ((rule, name) for name in rule.fields if not case_class.get(name))


def writing_rules(standard: Standard) -> list[Rule]:
    """What the section binds people to."""
    forbidden, required = standard.writing.forbidden, standard.writing.required
    return [
        *(
            Rule(f"writing.forbidden.{number}", each.clause, each.title, _says_forbidden(each))
            for number, each in enumerate(forbidden, start=1)
        ),
        *(
            Rule(f"writing.required.{number}", each.clause, each.title, _says_needed(standard, each))
            for number, each in enumerate(required, start=1)
        ),
    ]


def _forbidden(node: Node, scope: Scope) -> Forbidden:
    reader = scope.reader
    reader.clause = clause_in(node)
    fields = reader.fields(node, grammar.FORBIDDEN_KEYS, grammar.FORBIDDEN_OWED, example=grammar.FORBIDDEN)
    words = reader.items(fields["words"], example="[不归我管]") if "words" in fields else []
    found = Forbidden(
        read_clause(fields["clause"], scope) if "clause" in fields else "",
        read_label(fields["title"], reader) if "title" in fields else FORBIDDEN_TITLE,
        tuple(word for each in words if (word := reader.text(each, example="不归我管"))),
        (reader.text(fields["source"], example="S3-45") or "") if "source" in fields else "",
    )
    reader.clause = ""
    return found


def _needed(node: Node, scope: Scope) -> Needed:
    reader = scope.reader
    reader.clause = clause_in(node)
    fields = reader.fields(node, grammar.NEEDED_KEYS, grammar.NEEDED_OWED, example=grammar.NEEDED)
    names = reader.items(fields["fields"], example="[topic]") if "fields" in fields else []
    known = scope.classes if scope.classes is not None else [str(each.value) for each in names]
    found = Needed(
        read_clause(fields["clause"], scope) if "clause" in fields else "",
        read_label(fields["title"], reader) if "title" in fields else NEEDED_TITLE,
        read_when(fields.get("when"), scope),
        tuple(reader.choice(each, known, zh="分类维度", en="class dimension") or "" for each in names),
        (reader.text(fields["source"], example="S3-45") or "") if "source" in fields else "",
    )
    reader.clause = ""
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _stands_in(word: str, text: str) -> bool:
    """Of a language with spaces a whole word: “no” does not stand in “know”."""
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None
    return word in text


def _says_forbidden(rule: Forbidden) -> Text:
    """对客户不得写：不归我管、没办法（S3-45）。"""
    source = Text(f"（{rule.source}）", f" ({rule.source})") if rule.source else Text("", "")
    zh, en = "、".join(f"“{word}”" for word in rule.words), listing([f"“{word}”" for word in rule.words])
    return Text(f"给客户的话里不得有{zh}{source.zh}。", f"What is written to customers does not say {en}{source.en}.")


def _says_needed(standard: Standard, rule: Needed) -> Text:
    """投诉：答复客户之前要分好 topic。"""
    who = label(standard, rule.when)
    source = Text(f"（{rule.source}）", f" ({rule.source})") if rule.source else Text("", "")
    return Text(
        f"{who.zh}：答复客户之前先分好 {'、'.join(rule.fields)}{source.zh}。",
        f"{who.en[:1].upper()}{who.en[1:]}: {listing(rule.fields)} is known before the customer is answered{source.en}.",
    )
