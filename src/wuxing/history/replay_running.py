"""The job that replays: the stretch is cut out of history, judged, and told; the folder appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import timezone

from wuxing.accounts.permissions import Act
from wuxing.core.replay.rate import rate
from wuxing.core.source import Problem, Problems, Text
from wuxing.history.events.file import canonical_json
from wuxing.history.models import Replay
from wuxing.history.replay_standards import standards_in
from wuxing.history.replays.replaying import Progress, Summary, Work, replay
from wuxing.history.reports.report import write_report
from wuxing.history.stretches import Cut, Stretch, cut
from wuxing.jobs.kinds import Kind, Params, Task
from wuxing.ledger.writing import writing

KIND = "history.replay"
WHOLE = 1_000
CUTTING = 150
"""How much of the whole is taking the cases out."""
FIGURES = ("totals", "commitments", "flips", "not_observable", "provisional", "failed")
"""The parts of a report that are figures; the others say what they were made of, and how."""


def run(task: Task) -> Mapping[str, Any]:
    """Cut, judge, tell. After a kill it begins anew: what is half done has another name."""
    row = Replay.objects.get(pk=task.params["replay"])
    with _folder(row.folder) as part:
        found = _cut(_until(row), part / row.events_path.name, task)
        if not found.cases:
            raise _nothing_there()
        standard, against = standards_in(row)
        done = replay(
            standard=standard, against=against, events=found.events, out=part, at=row.horizon, work=_work(task)
        )
        report = json.loads(done.report_file.read_text(encoding="utf-8"))
        write_report(report, part / "report.html")
    _keep(row, found, report, done)
    return {"cases": done.cases, "events": done.events, "clocks": done.clocks}


def _until(row: Replay) -> Stretch:
    """The stretch that was asked for, less what was opened after the horizon: it runs again over the same cases."""
    stretch = Stretch(**row.stretch)
    end = row.horizon + 1
    return replace(stretch, last=end if stretch.last is None else min(end, stretch.last))


def _cut(stretch: Stretch, to: Path, task: Task) -> Cut:
    def show(done: int, total: int, says: Text | None = None) -> None:
        task.progress(CUTTING * done // total if total else 0, WHOLE, says or Text("取出工单", "taking cases out"))

    return cut(stretch, to, show)


def _work(task: Task) -> Work:
    def show(progress: Progress) -> None:
        so_far = f"{progress.events:,} / {progress.events_total:,}"
        says = Text(f"重放：{so_far} 个事件", f"replaying: {so_far} events")
        task.progress(CUTTING + round((WHOLE - CUTTING) * progress.share), WHOLE, says)

    return Work(progress=show)


def _keep(row: Replay, found: Cut, report: Mapping[str, Any], done: Summary) -> None:
    row.events_sha256, row.done_at = found.sha256, timezone.now()
    row.inputs = _digest([*row.meanings, found.sha256, row.horizon])
    row.results = _digest([report[name] for name in FIGURES])
    row.figures = figures_of(report) | {"seconds": done.seconds}
    with writing():
        row.save(update_fields=["events_sha256", "done_at", "inputs", "results", "figures"])


def figures_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """What a list shows of a report. Rates are shares of what both standards judged, where there are two."""
    totals = report["totals"]
    both, own = totals["both"], totals["standard"]
    rates = {"n": own["n"], "rate": own["rate"], "rate_against": None}
    if both:
        met, before, n = both["met"], both["met_against"], both["n"]
        rates = {"n": n, "rate": rate(met, n - met), "rate_against": rate(before, n - before)}
    return {
        "wuxing": report["wuxing"],
        "horizon": report["at"],
        "headline": report["headline"],
        "cases": report["events"]["cases"],
        "events": report["events"]["events"],
        **report["judged"],
        **rates,
        "flips": totals["flips"] if both else None,
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """A folder beside it to write to, which takes its name at the end."""
    part = path.with_name(f".{path.name}.part")
    for old in (part, path):  # of a run that was killed, or of a database that was set back
        shutil.rmtree(old, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        part.replace(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _nothing_there() -> Problems:
    zh = "这段历史里没有工单。换一段日期，或少选几个类别。"
    en = "This stretch of history holds no case. Choose other dates, or fewer classes."
    return Problems([Problem("no-case", Text(zh, en), "")])


def _title(params: Params) -> Text:
    row = Replay.objects.get(pk=params["replay"])
    if row.against_ref:
        return Text(f"重放：{row.against_ref} → {row.standard_ref}", f"Replay: {row.against_ref} → {row.standard_ref}")
    return Text(f"重放：{row.standard_ref}", f"Replay: {row.standard_ref}")


def _address(params: Params) -> str:
    return reverse("history:replay", args=[params["replay"]])


JOB = Kind(runner=run, title=_title, address=_address, act=Act.WORK_WITH_HISTORY)
