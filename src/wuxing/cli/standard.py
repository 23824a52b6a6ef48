"""`wuxing standard`: show, check, table."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from wuxing.cli.language import say, say_error
from wuxing.cli.naming import standard_named, text_named
from wuxing.cli.print_json import both, print_json
from wuxing.cli.print_table import print_table
from wuxing.cli.standard_json import clause_json, stages_json
from wuxing.core.clock.sentences import check_sentences, read_sentences
from wuxing.core.source import Problem, Problems, Refusal, Text
from wuxing.core.standard.difference import NO_LIMIT
from wuxing.core.standard.document import Commitment, Duty, Standard
from wuxing.core.standard.duties import explain_duty
from wuxing.core.standard.explaining import explain
from wuxing.core.standard.limit import Limit
from wuxing.core.standard.rule import Rule
from wuxing.core.standard.rules import rules_of
from wuxing.core.standard.stages import explain_mode, explain_stage
from wuxing.core.standard.table import GAPS, Cell, Entry, decision_table, label
from wuxing.packs.finding import calendars, find_standard, load_standard, read_text


def show(options: Namespace) -> int:
    """A standard clause by clause, one clause, or its text as written."""
    if options.text:
        sys.stdout.write(text_named(options.name))
        return 0
    standard = standard_named(options.name)
    commitments = [each for each in standard.commitments.values() if options.clause in (None, each.clause)]
    duties = [each for each in standard.duties.values() if options.clause in (None, each.clause)]
    rules = [each for each in rules_of(standard) if options.clause in (None, each.clause)]
    if not (commitments or duties or rules):
        raise _no_clause(standard, options.clause)
    if options.json:
        return print_json(
            {
                "standard": standard.ref,
                "title": both(standard.title),
                "sha256": standard.sha256,
                "clauses": [clause_json(standard, each, explain(standard, each)) for each in commitments],
                "duties": [clause_json(standard, each, explain_duty(standard, each)) for each in duties],
                "rules": [clause_json(standard, each, each.says) for each in rules],
                "process": [] if options.clause else stages_json(standard),
            }
        )
    print(f"{say(standard.title)}  {standard.ref}\n")
    for commitment in commitments:
        _print_clause(commitment, explain(standard, commitment))
    for duty in duties:
        _print_clause(duty, explain_duty(standard, duty))
    for rule in rules:
        _print_clause(rule, rule.says)
    if not options.clause:
        _print_process(standard)
    return 0


def _no_clause(standard: Standard, clause: str) -> Refusal:
    clauses = [
        *(each.clause for each in standard.commitments.values()),
        *(each.clause for each in standard.duties.values()),
        *(each.clause for each in rules_of(standard)),
    ]
    known = list(dict.fromkeys(clauses))
    return Refusal(
        "no-clause",
        f"{standard.ref} 没有条款 {clause}。现有：{'、'.join(known)}。",
        f"{standard.ref} has no clause {clause}. Known: {', '.join(known)}.",
    )


def _print_clause(each: Commitment | Duty | Rule, says: Text) -> None:
    print(f"§{each.clause} {say(each.title)}  ({each.id})\n  {say(says)}\n")


def _print_process(standard: Standard) -> None:
    for process in standard.process:
        where, mode = label(standard, process.when), explain_mode(standard, process)
        print(say(Text(f"流程（{where.zh}），{mode.zh}", f"Process ({where.en}), {mode.en}")))
        for number, stage in enumerate(process.stages, start=1):
            print(f"  {number} {say(stage.title)}  {say(explain_stage(standard, stage))}")
        print()


def check(options: Namespace) -> int:
    """Check a standard and its sentences; 1 and every mistake when there is one."""
    try:
        standard, count = _checked(options.name)
    except Problems as problems:
        if options.json:
            print_json({"ok": False, "problems": [_problem(each) for each in problems.found]})
        print(say_error(problems), file=sys.stderr)
        count = len(problems.found)
        print(say(Text(f"{count} 处错误。", f"{count} mistake{'s' * (count > 1)}.")), file=sys.stderr)
        return 1
    gaps = sum(bool(cell.gaps) for cell in decision_table(standard))
    if options.json:
        return print_json(
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
    standard = standard_named(options.name)
    cells = decision_table(standard)
    if options.json:
        return print_json({"standard": standard.ref, "cells": [_cell(standard, cell) for cell in cells]})
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


def _limit(standard: Standard, entry: Entry) -> str:
    said = say(_words(entry.row.limit))
    return f"{said} ({say(label(standard, entry.only_for))})" if entry.only_for else said


def _words(limit: Limit | None) -> Text:
    return limit.text if limit else NO_LIMIT


def _cell(standard: Standard, cell: Cell) -> dict[str, Any]:
    return {
        "class": dict(cell.case_class),
        "label": both(label(standard, cell.case_class)),
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
