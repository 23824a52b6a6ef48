"""`wuxing ledger export`: the ledger as event files by month, and whether they still are what the ledger says."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from typing import Any

from wuxing.cli.database import database, tell_lines
from wuxing.cli.language import say
from wuxing.cli.progress import ProgressLine
from wuxing.core.source import Text


def export(options: Namespace) -> int:
    """Write the months that have news, or verify what was written."""
    with database():
        return _verified(as_json=options.json) if options.verify else _exported(as_json=options.json)


def _exported(*, as_json: bool) -> int:
    from django.utils import timezone

    from wuxing.history import exporting, live_files

    line = ProgressLine(Text("导出", "exporting"), Text("个事件", "events"))
    try:
        done = exporting.export(at=timezone.now(), progress=lambda so_far, total: line.show(so_far, so_far / total))
    finally:
        line.clear()
    place = live_files.folder()
    if as_json:
        return _print({**done._asdict(), "folder": str(place)})
    tell_lines(
        Text(
            f"{done.months} 个月的文件，共 {done.cases:,} 件工单、{done.events:,} 个事件；本次写了 {len(done.written)} 个。{place}",
            f"{done.months} monthly files hold {done.cases:,} cases and {done.events:,} events; "
            f"{len(done.written)} written now. {place}",
        )
    )
    return 0


def _verified(*, as_json: bool) -> int:
    from wuxing.history import export_checking

    seen = export_checking.Seen()
    found = list(export_checking.verify(seen))
    if as_json:
        differences = [{"place": each.place, "zh": each.says.zh, "en": each.says.en} for each in found]
        _print({"ok": not found, **asdict(seen), "differences": differences})
        return 1 if found else 0
    for each in found:
        print(f"{each.place}: {say(each.says)}", file=sys.stderr)
    outcome = (
        Text(f"{len(found):,} 处不符。", f"{len(found):,} differences.")
        if found
        else Text("全部相符。", "Everything agrees.")
    )
    tell_lines(
        Text(
            f"已核对 {seen.months} 个月的文件：{seen.cases:,} 件工单、{seen.events:,} 个事件。",
            f"Compared {seen.months} monthly files: {seen.cases:,} cases, {seen.events:,} events.",
        ),
        outcome,
    )
    return 1 if found else 0


def _print(value: dict[str, Any]) -> int:
    print(json.dumps(value, ensure_ascii=False))
    return 0
