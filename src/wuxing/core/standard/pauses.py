"""What a commitment says of waiting and of warnings."""

from __future__ import annotations

import re

from wuxing.core.source import Node, Reader, wide_character
from wuxing.core.standard import grammar
from wuxing.core.standard.document import Pause
from wuxing.core.standard.limit import read_limit

PERCENT = re.compile(r"([1-9]\d?|100)%", re.ASCII)


def read_pauses(node: Node | None, reader: Reader) -> dict[str, Pause]:
    """The reasons that stop the clock: [waiting-parts], or {waiting-customer: 16 h} with caps."""
    if node is None:
        return {}
    if isinstance(node.value, list):
        return {each.shown: Pause() for each in node.value if reader.text(each, example="waiting-parts")}
    reasons = reader.mapping(node, example="{waiting-customer: 16 h}")
    return {reason: _pause(each, reader) for reason, each in reasons.items()}


def _pause(node: Node, reader: Reader) -> Pause:
    if node.value is None:
        return Pause()
    if isinstance(node.value, str):
        return Pause(read_limit(node, reader))
    fields = reader.fields(node, grammar.PAUSE_KEYS, example="{cap: 10 working days, legal_stop: true}")
    legal = fields.get("legal_stop")
    is_legal = legal is not None and reader.choice(legal, ("true", "false"), zh="选项", en="choice") == "true"
    return Pause(read_limit(fields["cap"], reader) if "cap" in fields else None, is_legal)


def read_warnings(node: Node | None, reader: Reader) -> tuple[int, ...]:
    """The shares of the limit at which to warn, in percent, smallest first."""
    shares = [read_share(each, reader) for each in reader.items(node, example="[50%, 80%]")] if node else []
    return tuple(sorted({share for share in shares if share}))


def read_share(node: Node, reader: Reader) -> int | None:
    """A share of the limit in percent; None and a problem where it is none."""
    text = reader.text(node, example="80%")
    found = PERCENT.fullmatch(text) if text else None
    if found:
        return int(found[1])
    if text:
        said, odd = node.said, wide_character(text)
        reader.problem(
            "bad-share",
            node,
            f"{said.zh}不能作为预警点。{odd.zh}请写 1% 到 100%，例如 80%。",
            f"{said.en} is no share of the limit. {odd.en}Write 1% to 100%, for example 80%.",
        )
    return None
