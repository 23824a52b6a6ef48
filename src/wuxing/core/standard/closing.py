"""Closing: what a case owes before it is resolved or closed, by its class."""

from __future__ import annotations

from collections.abc import Mapping

from wuxing.core.source import Node, Text
from wuxing.core.standard import grammar
from wuxing.core.standard.commitments import Scope, clause_in, read_clause, read_label, read_when
from wuxing.core.standard.document import Class, Closing, Standard
from wuxing.core.standard.rule import Rule
from wuxing.core.standard.table import label

TITLE = Text("结案条件", "Conditions of closing")
REQUIRED: Mapping[str, Text] = {"children": Text("交办的子任务全部办结", "every task given for it is done")}


def read_closing(node: Node | None, scope: Scope) -> tuple[Closing, ...]:
    """The section `closing`."""
    items = scope.reader.items(node, example=f"[{grammar.CLOSING}]") if node else []
    return tuple(_closing(each, scope) for each in items)


def _closing(node: Node, scope: Scope) -> Closing:
    reader = scope.reader
    reader.clause = clause_in(node)
    fields = reader.fields(node, grammar.CLOSING_KEYS, grammar.CLOSING_OWED, example=grammar.CLOSING)
    requires = reader.items(fields["requires"], example="[children]") if "requires" in fields else []
    found = Closing(
        read_clause(fields["clause"], scope) if "clause" in fields else "",
        read_label(fields["title"], reader) if "title" in fields else TITLE,
        read_when(fields.get("when"), scope),
        tuple(reader.choice(each, REQUIRED, zh="结案条件", en="condition") or "" for each in requires),
        (reader.text(fields["source"], example="S3-13") or "") if "source" in fields else "",
    )
    reader.clause = ""
    return found


def closing_for(standard: Standard, case_class: Class, required: str) -> Closing | None:
    """The rule by which a case of a class owes something before it closes; the most particular one."""
    met = [
        each
        for each in standard.closing
        if required in each.requires and all(case_class.get(name) == value for name, value in each.when.items())
    ]
    return max(met, key=lambda each: len(each.when), default=None)


def closing_rules(standard: Standard) -> list[Rule]:
    """What the section binds people to, class by class."""
    return [
        Rule(f"closing.{number}", each.clause, each.title, explain_closing(standard, each))
        for number, each in enumerate(standard.closing, start=1)
    ]


def explain_closing(standard: Standard, closing: Closing) -> Text:
    """投诉：交办的子任务全部办结后才能解决和结案（S3-13）。"""
    who, owed = label(standard, closing.when), [REQUIRED[each] for each in closing.requires]
    source = Text(f"（{closing.source}）", f" ({closing.source})") if closing.source else Text("", "")
    zh, en = "，".join(each.zh for each in owed), " and ".join(each.en for each in owed)
    return Text(
        f"{who.zh}：{zh}后才能解决和结案{source.zh}。",
        f"{who.en[:1].upper()}{who.en[1:]}: resolved and closed only once {en}{source.en}.",
    )
