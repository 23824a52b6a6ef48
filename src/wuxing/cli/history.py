"""`wuxing import`, `replay` and `try`: foreign logs in, reports out."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wuxing.cli.language import say, tell
from wuxing.cli.progress import ProgressLine
from wuxing.core.calendar.questions import read_instant
from wuxing.core.source import Refusal, Text
from wuxing.core.standard.document import Standard
from wuxing.history.logs.importing import Progress, import_log
from wuxing.history.logs.importing import Summary as Imported
from wuxing.history.logs.mapping_file import guess_mapping, shipped_mappings
from wuxing.history.logs.sample import SAMPLE_LOG, SAMPLE_MAPPING
from wuxing.history.replays.replaying import Engine, Work, shares_by_processes
from wuxing.history.replays.replaying import Progress as ReplayProgress
from wuxing.history.replays.replaying import Summary as Replayed
from wuxing.history.replays.replaying import replay as replay_events
from wuxing.history.reports.report import write_report
from wuxing.packs.finding import load_standard

FEWEST, MOST = 1, 64


def import_(options: Namespace) -> int:
    """Turn a foreign log into an event file."""
    log = Path(options.log)
    done = _imported(log, _mapping(log, options.mapping), Path(options.out))
    if options.json:
        return _print_json(asdict(done))
    _tell_import(done, Path(options.out))
    return 0


def replay(options: Namespace) -> int:
    """Run one standard, or two, over an event file and write the report."""
    standard, against = _standards(options)
    done = _replayed(options, standard, against, Path(options.events))
    if options.json:
        return _print_json(asdict(done))
    _tell_replay(done)
    return 0


def try_(options: Namespace) -> int:
    """Import the shipped history or the user's log, replay it under two standards, write the report."""
    log = Path(options.log) if options.log else SAMPLE_LOG
    mapping = _mapping(log, options.mapping or (None if options.log else str(SAMPLE_MAPPING)))
    standard, against = _standards(options)
    events = Path(options.out) / "events.parquet"
    imported = _imported(log, mapping, events)
    options.at = None
    done = _replayed(options, standard, against, events)
    if options.json:
        return _print_json({"import": asdict(imported), "replay": asdict(done)})
    _tell_import(imported, events)
    _tell_replay(done)
    return 0


def _mapping(log: Path, given: str | None) -> str:
    """The mapping that was named, else the shipped one that a log's columns give away."""
    if given:
        return given
    guessed = guess_mapping(log) if log.is_file() else None
    if guessed:
        print(
            say(Text(f"按列名识别为映射 {guessed}。", f"Its columns look like the mapping {guessed}.")), file=sys.stderr
        )
        return guessed
    known = ", ".join(shipped_mappings())
    if not log.is_file():
        raise Refusal("no-log", f"找不到日志 {log}。请检查路径。", f"There is no log {log}. Check the path.")
    raise Refusal(
        "no-mapping",
        f"请用 --mapping 说明如何读 {log.name}：自带的有 {known}，也可以写一个 YAML 文件（见 docs/mappings.md）。",
        f"Say with --mapping how to read {log.name}: shipped are {known}; or write a YAML file (docs/mappings.md).",
    )


def _standards(options: Namespace) -> tuple[Standard, Standard | None]:
    return load_standard(options.standard), load_standard(options.against) if options.against else None


def _imported(log: Path, mapping: str, out: Path) -> Imported:
    line = ProgressLine(Text("导入", "importing"), Text("行", "rows"))

    def show(progress: Progress) -> None:
        line.show(progress.rows, progress.share)

    try:
        return import_log(log=log, mapping=mapping, out=out, progress=show)
    finally:
        line.clear()


def _replayed(options: Namespace, standard: Standard, against: Standard | None, events: Path) -> Replayed:
    if not FEWEST <= options.processes <= MOST:
        raise Refusal("bad-processes", f"进程数应在 {FEWEST} 到 {MOST} 之间。", f"Use {FEWEST} to {MOST} processes.")
    at = read_instant("--at", options.at) if options.at else None
    line = ProgressLine(Text("重放", "replaying"), Text("个事件", "events"))

    def show(progress: ReplayProgress) -> None:
        line.show(progress.events, progress.share)

    try:
        work = Work(processes=options.processes, progress=show, engine=_engine(getattr(options, "engine", "local")))
        out = Path(options.out)
        done = replay_events(standard=standard, against=against, events=events, out=out, at=at, work=work)
    finally:
        line.clear()
    write_report(json.loads(done.report_file.read_text(encoding="utf-8")), out / "report.html")
    return done


def _engine(name: str) -> Engine:
    """What carries a replay out: processes of this machine, or Spark."""
    if name == "local":
        return shares_by_processes
    try:
        from wuxing.history.replays.spark import shares_by_spark
    except ImportError:
        zh = "这里没有安装 Spark。请安装 wuxing[spark]（pip install 'wuxing[spark]'），或用 --engine local。"
        en = "Spark is not installed here. Install wuxing[spark] (pip install 'wuxing[spark]'), or use --engine local."
        raise Refusal("no-spark", zh, en) from None
    return shares_by_spark


def _tell_import(done: Imported, out: Path) -> None:
    tell(
        Text(
            f"导入：{done.rows:,} 行 → {done.events:,} 个事件，{done.cases:,} 件工单，用时 {done.seconds:.1f} 秒。{out}",
            f"Imported {done.rows:,} rows: {done.events:,} events of {done.cases:,} cases in {done.seconds:.1f} s. {out}",
        )
    )
    if done.rejected and done.rejected_file:
        aside = out.with_name(done.rejected_file)
        zh = f"  {done.rejected:,} 行无法读取，原因见 {aside}"
        tell(Text(zh, f"  {done.rejected:,} rows could not be read; why stands in {aside}"))


def _tell_replay(done: Replayed) -> None:
    tell(Text(done.headline["zh"], done.headline["en"]))
    rate = done.clocks / done.judging_seconds if done.judging_seconds else 0
    cases, clocks, seconds = f"{done.cases:,}", f"{done.clocks:,}", f"{done.seconds:.1f}"
    tell(
        Text(
            f"重放：{cases} 件工单、{clocks} 轮时钟，用时 {seconds} 秒（每秒 {rate:,.0f} 轮）。正式记录没有改动。",
            f"Replayed {cases} cases and {clocks} clocks in {seconds} s ({rate:,.0f}/s). No record was changed.",
        )
    )
    if done.together:
        share = done.together / done.clocks
        zh = f"  其中 {share:.1%} 的时钟成批判定，其余逐件判定；两种判法结果相同。"
        tell(
            Text(
                zh,
                f"  Of the clocks {share:.1%} were judged many at once, the others case by case, to the same result.",
            )
        )
    if done.failed:
        zh = f"  {done.failed:,} 件工单无法判定，原因见读数文件。"
        tell(Text(zh, f"  {done.failed:,} cases could not be judged; the readings say why."))
    page = done.report_file.with_name("report.html")
    tell(Text(f"报告：{page}", f"Report: {page}"))


def _print_json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, default=str))
    return 0
