"""What `make bench` measures, each against the floor that was promised for it."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from typing import Any

from apart import Done, apart
from database import KINDS, database
from figures import Figure, at_least, at_most
from product import creating, following, lagging, landing, listing, scaling, searching

DATA = Path(__file__).parents[2] / "shared" / "data"
LOG = Path("itsm-incident-log") / "incident_event_log.csv.gz"
STANDARD, AGAINST = "reference", "five-star"
LONG_STANDARD = "service-norm"
LONG = 10_000_000  # events of the history on which memory is told
SHORT = 1_000_000  # events of the generated history on which rates are told, apart from the log's
MICRO = 1e6
LIGHT = (("--help",), ("calendar", "run"), ("standard", "list"))
REPEATS = 3
PAGES = 500
MANY = 100_000  # cases of the large company; a million takes a quarter of an hour on SQLite alone


@dataclass(frozen=True, slots=True)
class Bench:
    """Where to work, where the real data is (if it is), and how long the long history is."""

    scratch: Path
    data: Path = DATA
    events: int = LONG
    cases: int = MANY

    @property
    def log(self) -> Path:
        return self.data / LOG

    @property
    def absent(self) -> str:
        """Why nothing can be said of the log; empty when it is here."""
        return "" if self.log.is_file() else f"{LOG.name} is not here (looked for in ../shared/data/{LOG.parent})"


def adding(_: Bench) -> Iterator[Figure]:
    """Working time added on the office calendar, alone and beside two libraries."""
    found = apart("adding:added").result
    yield Figure(
        "adding working time, one core",
        found["rate"],
        "/s",
        at_least(300_000),
        "2024 to 2026, any hour, 3 minutes to 3 working days; holidays and make-up days kept\n"
        f"the very first one builds the tables: {found['first'] * 1e3:.1f} ms",
    )
    for rival in found["rivals"]:
        yield Figure(
            f"as many times as fast as {rival['name']}",
            rival["theirs"] / rival["ours"],
            "×",
            note=f"{rival['theirs'] * MICRO:,.0f} µs there, {rival['ours'] * MICRO:.2f} µs here, on the same "
            f"{rival['stamps']:,} stamps, whole hours\n"
            f"with datetimes in and out on both sides: {rival['theirs'] / rival['at_the_door']:,.0f} ×\n"
            f"same answer in {rival['agreed']:,} of {rival['checked']:,} without a make-up day, which it cannot know",
        )


def starting(_: Bench) -> Iterator[Figure]:
    """Commands that need no database, by the processor's time of their process."""
    for arguments in LIGHT:
        taken = min(_processor_seconds("wuxing", *arguments) for _ in range(REPEATS + 2))
        yield Figure(f"wuxing {' '.join(arguments)}, from start to end", taken, "s", at_most(0.3))


def _processor_seconds(program: str, *arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run([Path(sys.executable).parent / program, *arguments], check=True, capture_output=True, input=b"")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def evaluating(_: Bench) -> Iterator[Figure]:
    """One case of ten events looked at under four commitments."""
    found = apart("evaluating:evaluated").result
    explained, whole, bare, loop = (found[name] * MICRO for name in ("explained", "whole", "bare", "loop"))
    told = f"{found['readings']:.1f} readings with {found['segments']:.0f} segments of explanation on average\n"
    told += f"the very first, tables built and standard made ready: {found['first'] * 1e3:.1f} ms"
    yield Figure("evaluate, explained: 10 events, 4 commitments", explained, "µs", at_most(300), told)
    yield Figure("the same, warnings, escalation and the next wake too", whole, "µs")
    yield Figure("the same, nothing asked of the readings", bare, "µs")
    yield Figure(
        "a plain loop of 1,000 additions, to compare with",
        loop,
        "µs",
        note=f"evaluate takes {whole / loop:.1f} times that",
    )


def importing(bench: Bench) -> Iterator[Figure]:
    """The incident log into an event file."""
    what = "import of the incident log"
    if bench.absent:
        yield Figure(what, None, "s", at_most(20), bench.absent)
        return
    runs = [imported(bench) for _ in range(REPEATS)]
    best = min((run.result for run in runs), key=lambda result: float(result["seconds"]))
    rate = best["rows"] / best["seconds"]
    yield Figure(what, best["seconds"], "s", at_most(20), f"{best['rows']:,} rows to {best['events']:,} events")
    yield Figure("rows imported", rate, "/s")
    yield Figure("memory of the import, at its peak", max(run.peak for run in runs), "MiB")


def imported(bench: Bench) -> Done:
    """Import the log into the scratch folder."""
    return apart("replaying:imported", log=str(bench.log), mapping="servicenow", out=str(bench.scratch / "log.parquet"))


def replaying(bench: Bench) -> Iterator[Figure]:
    """Clocks judged in a second, on one process and on two."""
    made = _made(bench, SHORT)
    real = bench.scratch / "log.parquet"
    if not bench.absent and not real.exists():
        imported(bench)
    floors = {1: None, 2: at_least(40_000)}
    for processes, floor in floors.items():
        if bench.absent:
            yield Figure(f"replay of the log, {processes} process(es)", None, note=bench.absent)
        else:
            yield _replayed("the log", real, processes, floor)
    for processes, floor in floors.items():
        yield _replayed("a generated history", made, processes, floor if bench.absent else None)
    yield _from_file_to_report(made)
    yield _kernel(made)


def _from_file_to_report(events: Path) -> Figure:
    asked = {"events": str(events), "standard": STANDARD, "against": AGAINST, "processes": 2}
    runs = [apart("replaying:replayed", **asked).result for _ in range(REPEATS)]
    found = min(runs, key=lambda each: float(each["seconds"]))
    return Figure(
        "the same from Parquet to report, 2 processes",
        found["clocks"] / found["seconds"],
        "clocks/s",
        at_least(150_000),
        f"{found['clocks']:,} clocks of {found['events']:,} events in {found['seconds']:.2f} s; "
        f"{found['together'] / found['clocks']:.1%} of them by the kernel\n{_of_processors(found)}",
    )


def _of_processors(found: Mapping[str, Any]) -> str:
    """What was used of the processors, which other work on the machine changes less than the time on the wall."""
    seconds = found["processor_seconds"]
    return f"{seconds:.2f} s of processors' time up to the report: {found['clocks'] / seconds:,.0f} clocks/s a core"


def _kernel(events: Path) -> Figure:
    asked = {"events": str(events), "standard": STANDARD, "against": AGAINST, "processes": 2}
    found = max(
        (apart("replaying:judged_together", **asked).result for _ in range(REPEATS)), key=lambda each: each["rate"]
    )
    return Figure(
        "the kernel alone, with pauses, 2 cores",
        found["rate"],
        "clocks/s",
        at_least(500_000),
        f"{found['clocks']:,} clocks; by the processor's time of each process",
    )


def _replayed(of: str, events: Path, processes: int, floor: Any) -> Figure:
    asked = {"events": str(events), "standard": STANDARD, "against": AGAINST, "processes": processes}
    found = min((apart("replaying:replayed", **asked).result for _ in range(REPEATS)), key=_judging)
    seconds = _judging(found)
    unseen = found["readings"] - found["clocks"]
    return Figure(
        f"replay of {of}, {processes} process{'es' if processes > 1 else ''}",
        found["clocks"] / seconds,
        "clocks/s",
        floor,
        f"{found['clocks']:,} clocks of {found['cases']:,} cases in {seconds:.2f} s under {STANDARD} against {AGAINST}\n"
        f"beside them {unseen:,} promises found unobservable; {found['events'] / seconds:,.0f} events/s\n{_of_processors(found)}",
    )


def _judging(found: Mapping[str, Any]) -> float:
    return float(found["judging_seconds"])


def remembering(bench: Bench) -> Iterator[Figure]:
    """The memory of a long replay."""
    made = _made(bench, bench.events)
    try:
        done = apart("replaying:replayed", events=str(made), standard=LONG_STANDARD, against=None, processes=2)
    finally:
        made.unlink()
    found = done.result
    whose = "the leading process" if done.own_peak >= done.child_peak else "one of the two that judge"
    yield Figure(
        f"memory of replaying {found['events']:,} events, 2 processes",
        done.peak,
        "MiB",
        at_most(500),
        f"the largest process, {whose}: {done.own_peak:,.0f} MiB leads, {done.child_peak:,.0f} MiB judges\n"
        f"{found['clocks']:,} clocks under {LONG_STANDARD} in {found['seconds']:,.0f} s, "
        f"{found['clocks'] / _judging(found):,.0f} clocks/s while judging, {found['events'] / _judging(found):,.0f} events/s",
    )


def streaming(bench: Bench) -> Iterator[Figure]:
    """Pages that are open and wait, and one event that all of them may know."""
    for kind in KINDS:
        with database(kind, bench.scratch / "streaming"):
            found = apart("streaming:streamed", pages=PAGES).result
        waits = found["waits"]
        told = f"all {PAGES} pages hear every event; half of them within {waits[len(waits) // 2]:.0f} ms\n"
        yield Figure(f"memory of {PAGES} idle pages, {kind}", found["taken"], "MiB", at_most(60))
        yield Figure(f"event to page, p95, {kind}", waits[int(len(waits) * 0.95)], "ms", at_most(100), told.strip())


def _made(bench: Bench, events: int) -> Path:
    path = bench.scratch / f"made-{events}.parquet"
    if not path.exists():
        apart("made_history:make_history", path=str(path), events=events)
    return path


MEASUREMENTS: Mapping[str, Callable[[Bench], Iterator[Figure]]] = {
    "start": starting,
    "adding": adding,
    "evaluate": evaluating,
    "import": importing,
    "landing": landing,
    "replay": replaying,
    "memory": remembering,
    "stream": streaming,
    "create": creating,
    "list": listing,
    "scale": scaling,
    "search": searching,
    "board": following,
    "lag": lagging,
}
"""Name → what it measures, in the order in which `make bench` does."""
