"""`wuxing standard`: list, show, check, table, diff."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import Any

from wuxing.cli.language import say, say_error
from wuxing.cli.print_table import print_table
from wuxing.core.clock.sentences import check_sentences, read_sentences
from wuxing.core.source import Problem, Problems, Refusal, Text
from wuxing.core.standard.difference import KINDS, NO_LIMIT, Change, Rewording, differences
from wuxing.core.standard.document import Standard
from wuxing.core.standard.explaining import explain
from wuxing.core.standard.limit import Limit
from wuxing.core.standard.table import Cell, Entry, decision_table, label
from wuxing.packs.finding import calendars, find_standard, load_standard, read_text, shipped

GAPS = {"first-response": Text("缺首次响应", "no first response"), "result": Text("缺处理结果", "no result")}


def list_(options: Namespace) -> int:
    """Every shipped pack with its title."""
    rows = [(name, version, load_standard(f"{name}@{version}")) for name, version in shipped()]
    if options.json:
        return _print_json(
            [
                {
                    "name": name,
                    "version": version,
                    "title": _both(each.title),
                    "commitments": len(each.commitments),
                    "sha256": each.sha256,
                }
                for name, version, each in rows
            ]
        )
    print_table(
        [
            say(Text("标准", "standard")),
            say(Text("版本", "version")),
            say(Text("承诺", "commitments")),
            say(Text("名称", "title")),
        ],
        [[name, version, str(len(each.commitments)), say(each.title)] for name, version, each in rows],
    )
    return 0


def show(options: Namespace) -> int:
    """A standard clause by clause, one clause, or its text as written."""
    if options.text:
        sys.stdout.write(find_standard(options.name).text)
        return 0
    standard = load_standard(options.name)
    chosen = [each for each in standard.commitments.values() if options.clause in (None, each.clause)]
    if not chosen:
        known = list(dict.fromkeys(each.clause for each in standard.commitments.values()))
        raise Refusal(
            "no-clause",
            f"{standard.ref} 没有条款 {options.clause}。现有：{'、'.join(known)}。",
            f"{standard.ref} has no clause {options.clause}. Known: {', '.join(known)}.",
        )
    if options.json:
        return _print_json(
            {
                "standard": standard.ref,
                "title": _both(standard.title),
                "sha256": standard.sha256,
                "clauses": [
                    {
                        "clause": each.clause,
                        "cite": f"{standard.ref}#{each.clause}",
                        "commitment": each.id,
                        "title": _both(each.title),
                        "says": _both(explain(standard, each)),
                    }
                    for each in chosen
                ],
            }
        )
    print(f"{say(standard.title)}  {standard.ref}\n")
    for each in chosen:
        print(f"§{each.clause} {say(each.title)}  ({each.id})\n  {say(explain(standard, each))}\n")
    return 0


def check(options: Namespace) -> int:
    """Check a standard and its sentences; 1 and every mistake when there is one."""
    try:
        standard, count = _checked(options.name)
    except Problems as problems:
        if options.json:
            _print_json({"ok": False, "problems": [_problem(each) for each in problems.found]})
        print(say_error(problems), file=sys.stderr)
        count = len(problems.found)
        print(say(Text(f"{count} 处错误。", f"{count} mistake{'s' * (count > 1)}.")), file=sys.stderr)
        return 1
    gaps = sum(bool(cell.gaps) for cell in decision_table(standard))
    if options.json:
        return _print_json(
            {
                "ok": True,
                "standard": standard.ref,
                "sha256": standard.sha256,
                "commitments": len(standard.commitments),
                "sentences": count,
                "cells_with_gaps": gaps,
            }
        )
    print(
        say(
            Text(
                f"{standard.ref}：{len(standard.commitments)} 个承诺、{count} 个例句均无误；判定表有 {gaps} 格存在缺口。",
                f"{standard.ref}: {len(standard.commitments)} commitments and {count} sentences hold; {gaps} cells of the decision table have a gap.",
            )
        )
    )
    return 0


def _checked(name: str) -> tuple[Standard, int]:
    found = find_standard(name)
    standard = load_standard(name)
    if found.sentences is None:
        return standard, 0
    file = found.sentences.name
    sentences = read_sentences(read_text(found.sentences), file=file, standard=standard)
    check_sentences(sentences, file=file, standard=standard, calendars=calendars()).require_no_problems()
    return standard, len(sentences)


def table(options: Namespace) -> int:
    """The decision table of a standard, its gaps marked."""
    standard = load_standard(options.name)
    cells = decision_table(standard)
    if options.json:
        return _print_json({"standard": standard.ref, "cells": [_cell(standard, cell) for cell in cells]})
    print(f"{say(standard.title)}  {standard.ref}\n")
    shown = [
        each
        for each in standard.commitments.values()
        if any(entry.commitment is each for cell in cells for entry in cell.entries)
    ]
    head = [
        say(Text("分类", "class")),
        *(f"{say(each.title)} §{each.clause}" for each in shown),
        say(Text("缺口", "gaps")),
    ]
    rows = [
        [
            say(label(standard, cell.case_class)),
            *(
                "; ".join(_limit(standard, entry) for entry in cell.entries if entry.commitment is each) or "—"
                for each in shown
            ),
            ", ".join(say(GAPS[gap]) for gap in cell.gaps),
        ]
        for cell in cells
    ]
    print_table(head, rows)
    return 0


def diff(options: Namespace) -> int:
    """What becomes stricter, looser, new or gone from one standard to another."""
    before, after = load_standard(options.before), load_standard(options.after)
    changes, reworded = differences(before, after)
    if options.json:
        return _print_json(
            {
                "before": before.ref,
                "after": after.ref,
                "changes": [_change(each, before, after) for each in changes],
                "rewordings": [_rewording(each) for each in reworded],
            }
        )
    print(f"{before.ref} → {after.ref}\n")
    for change in changes:
        print(say(_change_in_words(change, after if change.after else before)))
    for each in reworded:
        print(say(each.in_words))
    if not changes and not reworded:
        print(say(Text("两份标准的承诺相同。", "Both standards promise the same.")))
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


def _limit(standard: Standard, entry: Entry) -> str:
    said = say(_words(entry.row.limit))
    return f"{said} ({say(label(standard, entry.only_for))})" if entry.only_for else said


def _words(limit: Limit | None) -> Text:
    return limit.text if limit else NO_LIMIT


def _cell(standard: Standard, cell: Cell) -> dict[str, Any]:
    return {
        "class": dict(cell.case_class),
        "label": _both(label(standard, cell.case_class)),
        "gaps": list(cell.gaps),
        "promises": [
            {
                "commitment": each.commitment.id,
                "clause": each.commitment.clause,
                "limit": each.row.limit.text.en if each.row.limit else None,
                "source": each.row.source,
                "only_for": dict(each.only_for),
            }
            for each in cell.entries
        ],
    }


def _change(change: Change, before: Standard, after: Standard) -> dict[str, Any]:
    return {
        "commitment": change.commitment,
        "title": _both(change.title),
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
        "before": _both(each.before),
        "after": _both(each.after),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "file": problem.file,
        "line": problem.line,
        "clause": problem.clause,
        "key": problem.place,
        "zh": problem.says.zh,
        "en": problem.says.en,
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _print_json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False))
    return 0
