"""Whether a mapping fits a log: the columns that it names, and what to do where nothing can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wuxing.core.source import Problem, Problems, Text, listing, nearest
from wuxing.history.logs.mapping import LogMapping
from wuxing.history.logs.mapping_file import guess_mapping
from wuxing.history.logs.rejected import Rejected
from wuxing.history.logs.sources import Log

EMPTY = Text("日志里没有数据行。", "The log holds no rows.")


def require_columns(source: Log, mapping: LogMapping, wanted: Sequence[str]) -> None:
    """Refuse a log that lacks a column of the mapping, or has it twice. The rows of JSONL may each have other keys."""
    if source.form == "jsonl":
        return
    header = source.columns()
    if not any(header):
        raise Problems([Problem("empty-log", EMPTY, source.path.name)])
    missing = [name for name in wanted if name not in header and name not in mapping.optional]
    twice = [name for name in wanted if header.count(name) > 1]
    if missing:
        raise Problems([_no_columns(source, mapping, missing, header)])
    if twice:
        zh, en = (
            f"日志中有两列都叫“{twice[0]}”，请改掉一个列名。",
            f"The log has two columns “{twice[0]}”; rename one of them.",
        )
        raise Problems([Problem("column-twice", Text(zh, en), source.path.name, 1)])


def nothing_readable(source: Log, mapping: LogMapping, rejected: Rejected) -> Problems:
    """The refusal of a log without one good row."""
    name = source.path.name
    if rejected.first is None:
        return Problems([Problem("empty-log", EMPTY, name)])
    line, why = rejected.first
    zh = (
        f"{rejected.count:,} 行都无法读取；第一处在第 {line} 行：{why.zh}。"
        f"请对照映射“{mapping.name}”检查列名与时间格式，各行原因见 {name}.rejected.csv。"
    )
    en = (
        f"None of {rejected.count:,} rows can be read; the first, line {line}: {why.en}. "
        f"Check columns and time format against the mapping “{mapping.name}”; {name}.rejected.csv has every reason."
    )
    return Problems([_with_guess(Problem("nothing-readable", Text(zh, en), name, line), source, mapping)])


def no_events(source: Log, mapping: LogMapping) -> Problems:
    """The refusal of a log whose rows are good and say nothing."""
    zh = f"没有一行成为事件：映射“{mapping.name}”的规则（events 一节）与这份日志不符。"
    en = f"No row became an event: the rules of the mapping “{mapping.name}” (section events) do not fit this log."
    return Problems([_with_guess(Problem("no-events", Text(zh, en), source.path.name), source, mapping)])


def _no_columns(source: Log, mapping: LogMapping, missing: list[str], header: list[str]) -> Problem:
    guess, every, names = guess_mapping(source.path), listing(header) or "—", listing(missing)
    zh = f"日志中没有映射“{mapping.name}”要用的列：{names}。日志的列：{every}。"
    en = f"The log lacks columns that the mapping “{mapping.name}” needs: {names}. Its own columns: {every}."
    if guess is None:
        right = ", ".join(f"{name} → {nearest(name, header)}" for name in missing)
        zh, en = f"{zh}也许是：{right}？", f"{en} Perhaps {right}?"
    return _with_guess(Problem("no-column", Text(zh, en), source.path.name, 1), source, mapping)


def _with_guess(problem: Problem, source: Log, mapping: LogMapping) -> Problem:
    """Name the shipped mapping that would fit, if another one does."""
    guess = guess_mapping(source.path)
    if guess in (None, mapping.name):
        return problem
    zh = f"这份日志像是 {guess}，请用 --mapping {guess} 试试。"
    en = f" It looks like a log for {guess}: try --mapping {guess}."
    return replace(problem, says=Text(problem.says.zh + zh, problem.says.en + en))
