"""`wuxing standard diff`."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from wuxing.cli.language import say
from wuxing.cli.naming import standard_named
from wuxing.cli.print_json import both, print_json
from wuxing.cli.standard_json import parts_json
from wuxing.core.source import Text
from wuxing.core.standard.difference import KINDS, NO_LIMIT, Change, Rewording, differences
from wuxing.core.standard.document import Standard
from wuxing.core.standard.duties import DutyChange, duty_differences
from wuxing.core.standard.limit import Limit
from wuxing.core.standard.rules import RuleChange, rule_differences
from wuxing.core.standard.stages import StageChange, process_differences
from wuxing.core.standard.table import label


def diff(options: Namespace) -> int:
    """What becomes stricter, looser, new or gone from one standard to another."""
    before, after = standard_named(options.before), standard_named(options.after)
    changes, reworded = differences(before, after)
    duties, process = duty_differences(before, after), process_differences(before, after)
    rules = rule_differences(before, after)
    if options.json:
        return print_json(
            {
                "before": before.ref,
                "after": after.ref,
                "changes": [_change(each) for each in changes],
                "rewordings": [_rewording(each) for each in reworded],
                "duties": [{"duty": each.duty, **_said(each)} for each in duties],
                "rules": [{"rule": each.key, **_said(each)} for each in rules],
                "process": [_stage(each) for each in process],
            }
        )
    print(f"{before.ref} → {after.ref}\n")
    for change in changes:
        print(say(_change_in_words(change, after if change.after else before)))
    for others in (reworded, duties, rules, process):
        for each in others:
            print(say(each.in_words))
    if not (changes or reworded or duties or rules or process):
        same = Text("两份标准的承诺、职责和流程都相同。", "Both standards have the same promises, duties and process.")
        print(say(same))
    return 0


def _change_in_words(change: Change, standard: Standard) -> Text:
    """§1.1 首次响应：收紧  1 小时 → 3 分钟  咨询 / 个人 / 一般等 4 格。"""
    clause = change.clause_after or change.clause_before
    before, after, kind = _words(change.before), _words(change.after), KINDS[change.kind]
    where, more = label(standard, change.cells[0]), len(change.cells) - 1
    zh, en = (f"等 {more + 1} 格", f" and {more} more cell{'s' * (more > 1)}") if more else ("", "")
    return Text(
        f"§{clause} {change.title.zh}：{kind.zh}  {before.zh} → {after.zh}  {where.zh}{zh}",
        f"§{clause} {change.title.en}: {kind.en}  {before.en} → {after.en}  {where.en}{en}",
    )


def _change(change: Change) -> dict[str, Any]:
    return {
        "commitment": change.commitment,
        "title": both(change.title),
        "clause_before": change.clause_before,
        "clause_after": change.clause_after,
        "kind": change.kind,
        "before": change.before.text.en if change.before else None,
        "after": change.after.text.en if change.after else None,
        "cells": [dict(cell) for cell in change.cells],
    }


def _rewording(each: Rewording) -> dict[str, Any]:
    return {
        "commitment": each.commitment,
        "clause": each.clause,
        "key": each.key,
        "before": both(each.before),
        "after": both(each.after),
    }


def _said(change: DutyChange | RuleChange) -> dict[str, Any]:
    return {
        "clause": change.clause,
        "title": both(change.title),
        "kind": change.kind,
        "says": both(change.says),
        "parts": parts_json(change.parts),
    }


def _stage(change: StageChange) -> dict[str, Any]:
    return {
        "process": both(change.where),
        "stage": both(change.stage) if change.stage else None,
        "kind": change.kind,
        "says": both(change.says),
        "parts": parts_json(change.parts),
    }


def _words(limit: Limit | None) -> Text:
    return limit.text if limit else NO_LIMIT
