"""`wuxing ledger verify`: whether everything stored still is what the events say."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from wuxing.cli.database import database, tell_lines
from wuxing.cli.language import say
from wuxing.core.source import Text

if TYPE_CHECKING:
    from wuxing.cases.verifying import Seen
    from wuxing.ledger.verifying import Difference


def verify(options: Namespace) -> int:
    """Compute everything again while others go on writing; 1 and every difference when there is one."""
    with database():
        from django.utils import timezone

        from wuxing.cases import verifying

        seen = verifying.Seen()
        at = timezone.now()
        found = verifying.verify_sample(options.sample, at, seen) if options.sample else verifying.verify(at, seen)
        if options.json:
            return _print_json(found, seen)
        count = 0
        for count, each in enumerate(found, start=1):  # noqa: B007 - as they are found: there may be many
            print(f"{each.place}: {say(each.says)}", file=sys.stderr)
        tell_lines(_looked_at(seen), _outcome(count), *_keep(seen))
    return 1 if count else 0


def _print_json(found: Iterable[Difference], seen: Seen) -> int:
    differences = [{"place": each.place, "zh": each.says.zh, "en": each.says.en} for each in found]
    last = seen.ledger.last
    looked_at: dict[str, Any] = {
        "events": seen.ledger.events,
        "checkpoints": seen.ledger.checkpoints,
        "cases": seen.cases,
        "clocks": seen.clocks,
        "signals": seen.signals,
        "messages": seen.messages,
        "behind": seen.behind,
    }
    checkpoint = {"on": last.on.isoformat(), "hash": last.hash} if last else None
    print(
        json.dumps(
            {"ok": not differences, **looked_at, "checkpoint": checkpoint, "differences": differences},
            ensure_ascii=False,
        )
    )
    return 1 if differences else 0


def _looked_at(seen: Seen) -> Text:
    cases, events, clocks, signals = seen.cases, seen.ledger.events, seen.clocks, seen.signals
    return Text(
        f"已重算 {cases:,} 件工单、{events:,} 个事件、{clocks:,} 个时钟、{signals:,} 个信号。",
        f"Computed again: {cases:,} cases, {events:,} events, {clocks:,} clocks, {signals:,} signals.",
    )


def _outcome(count: int) -> Text:
    if count:
        return Text(f"{count:,} 处不符。", f"{count:,} differences.")
    return Text("全部相符。", "Everything agrees.")


def _keep(seen: Seen) -> list[Text]:
    """The last checkpoint, worth keeping where nobody who can write the database can write."""
    last = seen.ledger.last
    if last is None:
        return []
    return [Text(f"最近的封存：{last.on}  {last.hash}", f"Last checkpoint: {last.on}  {last.hash}")]
