"""Transfers: how often a case may be passed on before anybody works on it, and who hears of it then."""

from __future__ import annotations

from wuxing.core.source import Node, Text
from wuxing.core.standard import grammar
from wuxing.core.standard.commitments import Scope, clause_in, read_clause, read_label
from wuxing.core.standard.document import Standard, Transfers
from wuxing.core.standard.rule import Rule
from wuxing.core.standard.wording import role_in_words

FEWEST = 2
"""One passing on is how a case reaches the right people."""
TITLE = Text("防止推诿", "No passing the buck")


def read_transfers(node: Node | None, scope: Scope) -> Transfers | None:
    """The section `transfers`; None and its problems where it cannot be understood."""
    if node is None:
        return None
    reader = scope.reader
    reader.clause = clause_in(node)
    before = len(reader.found)
    fields = reader.fields(node, grammar.TRANSFER_KEYS, grammar.TRANSFER_OWED, example=grammar.TRANSFERS)
    found = Transfers(
        read_clause(fields["clause"], scope) if "clause" in fields else "",
        read_label(fields["title"], reader) if "title" in fields else TITLE,
        _bounces(fields["bounces"], scope) if "bounces" in fields else 0,
        scope.role(fields["tell"]) if "tell" in fields else "",
        (reader.text(fields["source"], example="S3-13") or "") if "source" in fields else "",
    )
    reader.clause = ""
    return found if len(reader.found) == before else None


def _bounces(node: Node, scope: Scope) -> int:
    text = scope.reader.text(node, example="3")
    if text and text.isdecimal() and text.isascii() and FEWEST <= int(text) < 100:
        return int(text)
    if text:
        scope.reader.problem(
            "bad-bounces",
            node,
            f"{node.said.zh}不能作为次数。请写 2 到 99 的整数，例如 bounces: 3。",
            f"{node.said.en} is no number of times. Write a whole number from 2 to 99, for example bounces: 3.",
        )
    return 0


def transfer_rules(standard: Standard) -> list[Rule]:
    """What the section binds people to."""
    found = standard.transfers
    return [Rule("transfers", found.clause, found.title, explain_transfers(standard, found))] if found else []


def explain_transfers(standard: Standard, transfers: Transfers) -> Text:
    """转手 3 次仍无人处理的，报值班组长（S3-13）。"""
    tell = role_in_words(transfers.tell, standard)
    source = Text(f"（{transfers.source}）", f" ({transfers.source})") if transfers.source else Text("", "")
    return Text(
        f"转手 {transfers.bounces} 次仍无人处理的，报{tell.zh}{source.zh}。",
        f"A case that was passed on {transfers.bounces} times without any work goes to {tell.en}{source.en}.",
    )
