"""What `make bench` measures of the product: each on both databases, against the floor that was promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from apart import StepFailed, apart
from database import KINDS, database
from figures import Figure, at_most

MILLI = 1e3
TIMES = 100  # the thousand cases made by the verbs, copied
VIEWERS = 200
DUE = 60  # cases that fall due within 20 s while the worker runs: eleven thousand an hour
MESSAGES = 1_000_000
MADE = {"SQLite": 900, "PostgreSQL": 1800}  # seconds for a million
SLOWEST = 4  # pages that are named
WHOM = {"company": "all teams", "team": "one team"}


class Scratch(Protocol):
    """Where to work."""

    @property
    def scratch(self) -> Path: ...


class WithCases(Scratch, Protocol):
    """How large the company is."""

    @property
    def cases(self) -> int: ...


class WithLog(Scratch, Protocol):
    """Where the real log is, and why not if it is not."""

    @property
    def log(self) -> Path: ...

    @property
    def absent(self) -> str: ...


def creating(bench: Scratch) -> Iterator[Figure]:
    """A case opened over the API."""
    yield from _on_both("creating a case", bench, _creating)


def listing(bench: Scratch) -> Iterator[Figure]:
    """The case list at a thousand and at a hundred thousand cases."""
    yield from _on_both("the case list", bench, _listing)


def searching(bench: Scratch) -> Iterator[Figure]:
    """Search at a million messages."""
    yield from _on_both("search", bench, _searching)


def scaling(bench: WithCases) -> Iterator[Figure]:
    """The demo company with very many cases: making it, and every page of the desk on it."""
    for kind in KINDS:
        try:
            with database(kind, bench.scratch / "scaling"):
                yield from _made_large(kind, apart("scaling:made", cases=bench.cases).result)
                yield from _paged(kind, apart("paging:paged").result)
                yield from _interactive(kind, apart("interactive:opened").result)
        except StepFailed as failure:
            yield Figure(f"a large company, {kind}", None, note=str(failure), has_failed=True)


def lagging(bench: Scratch) -> Iterator[Figure]:
    """From a promise that breaks to its notice."""
    yield from _on_both("lag of notices", bench, _lagging)


def following(bench: Scratch) -> Iterator[Figure]:
    """From an event to the boards of two hundred people."""
    yield from _on_both("event to board", bench, _following)


def landing(bench: WithLog) -> Iterator[Figure]:
    """The incident log, imported into the ledger."""
    for kind in KINDS:
        what = f"120,000 events into the ledger, {kind}"
        if bench.absent:
            yield Figure(what, None, "s", at_most(60), bench.absent)
            continue
        with database(kind, bench.scratch / "landing"):
            found = apart("landing:landed", log=str(bench.log)).result
        share = 120_000 / found["events"]
        yield Figure(
            what,
            found["seconds"] * share,
            "s",
            at_most(60),
            f"{found['events']:,} events of {found['cases']:,} cases in {found['seconds']:.1f} s, read, mapped and chained; "
            f"{found['processor_seconds']:.1f} s of processor's time",
        )
        wait = at_most(50) if kind == "SQLite" else None  # elsewhere nobody waits for another's transaction
        yield Figure(f"one batch, median, {kind}", found["p50"] * MILLI, "ms", wait)
        yield Figure(f"the same, 99th percentile, {kind}", found["p99"] * MILLI, "ms")


def _on_both(what: str, bench: Scratch, measure: Callable[[str], Iterator[Figure]]) -> Iterator[Figure]:
    for kind in KINDS:
        try:
            with database(kind, bench.scratch / what.replace(" ", "-")):
                apart("company:make_company")
                yield from measure(kind)
        except StepFailed as failure:
            yield Figure(f"{what}, {kind}", None, note=str(failure), has_failed=True)


def _creating(kind: str) -> Iterator[Figure]:
    found = apart("creating:created").result
    yield Figure(
        f"create a case over the API, {kind}",
        found["best"] * MILLI,
        "ms CPU",
        at_most(12),
        f"key, rate limit, rights, idempotency, event, {found['clocks']} clocks; {found['queries']} queries\n"
        f"the median batch of twenty took {found['median'] * MILLI:.1f} ms each",
    )


def _listing(kind: str) -> Iterator[Figure]:
    apart("workload:make_cases")
    few = apart("listing:listed").result
    apart("company:copy_cases", times=TIMES)
    many = apart("listing:listed").result
    for whose, words in WHOM.items():
        yield from _lists(kind, words, {"few": few[whose], "many": many[whose]}, many["cases"])


def _lists(kind: str, words: str, found: Mapping[str, Mapping[str, Any]], cases: int) -> Iterator[Figure]:
    few, many = found["few"], found["many"]
    what = f"list, {words}, {kind}"
    note = f"the median of many {many['median'] * MILLI:.0f} ms; at 1,000 cases {few['best'] * MILLI:.0f} ms"
    yield Figure(f"{what}: {cases:,} cases", many["best"] * MILLI, "ms", at_most(100), note)
    yield Figure(f"{what}: as many times as at 1,000", many["best"] / few["best"], "×", at_most(1.3))
    yield Figure(f"{what}: queries", max(few["queries"], many["queries"]), "", at_most(15))


def _searching(kind: str) -> Iterator[Figure]:
    made = apart("searching:filled", count=MESSAGES).result
    note = f"{made['entries']:,} texts, indexed in {made['seconds']:.0f} s"
    for whose, taken in apart("searching:found").result.items():
        slowest = taken[int(len(taken) * 0.95)] * MILLI
        yield Figure(f"search, {whose}, p95, {kind}", slowest, "ms", at_most(150), note)
    cost = apart("searching:written").result
    yield Figure(f"a note with its index, against without, {kind}", cost["with"] / cost["without"], "×", at_most(1.2))


def _made_large(kind: str, found: Mapping[str, Any]) -> Iterator[Figure]:
    yield Figure(
        f"a million cases made, {kind}",
        found["seconds"] / found["copied"] * 1e6,
        "s",
        at_most(MADE[kind]),
        f"{found['copied']:,} in {found['seconds']:,.0f} s; in all {found['cases']:,} cases with {found['events']:,} events",
    )
    what = f"differences in a sample of {found['sampled']:,}, {kind}"
    yield Figure(what, found["differences"], "", at_most(0))


def _paged(kind: str, found: Mapping[str, Any]) -> Iterator[Figure]:
    for what, pages, floor in (
        ("a list", found["lists"], 150),
        ("a case", found["pages"], 200),
        ("the palette", found["palettes"], 80),
    ):
        slowest = sorted(((_p95(taken), name) for name, taken in pages.items()), reverse=True)
        note = "; ".join(f"{name} {seconds * MILLI:.0f}" for seconds, name in slowest[:SLOWEST])
        title = f"{what} at {found['cases']:,} cases, slowest p95, {kind}"
        yield Figure(title, slowest[0][0] * MILLI, "ms", at_most(floor), note)
    yield Figure(f"weight of a first view, {kind}", found["first"] / 1e3, "kB", at_most(150), "gzipped, all files")
    yield Figure(f"weight of a part, {kind}", found["part"] / 1e3, "kB", at_most(15), "gzipped, the rows of one page")


def _interactive(kind: str, found: Mapping[str, Sequence[float]]) -> Iterator[Figure]:
    for what, taken in found.items():
        note = f"the median of {len(taken)}, first visit, a quarter of the processor; the slowest {taken[-1]:.2f} s"
        yield Figure(f"until {what} is interactive, {kind}", taken[len(taken) // 2], "s", at_most(1), note)


def _p95(taken: Sequence[float]) -> float:
    return taken[int(len(taken) * 0.95) - 1]


def _lagging(kind: str) -> Iterator[Figure]:
    apart("workload:make_cases")
    apart("company:copy_cases", times=TIMES)
    found = apart("lag:lagged", cases=DUE).result
    lags = found["lags"]
    if not lags:
        yield Figure(f"broken promise to notice, {kind}", None, note="no notice came in time", has_failed=True)
        return
    yield Figure(
        f"broken promise to notice, slowest, {kind}",
        lags[-1],
        "s",
        at_most(2),
        f"{len(lags)} notices about {found['broken']} promises that broke within 20 s beside {found['running']:,} running clocks\n"
        f"half within {lags[len(lags) // 2]:.1f} s; the worker used {found['busy']:.0%} of a core",
    )


def _following(kind: str) -> Iterator[Figure]:
    apart("workload:make_cases")
    apart("company:copy_cases", times=TIMES)
    found = apart("boards:followed", viewers=VIEWERS).result
    waits = found["waits"]
    yield Figure(
        f"event to board, p95 of {VIEWERS} boards, {kind}",
        _p95(waits),
        "s",
        at_most(1),
        f"{found['open']:,} open cases; half of the boards within {waits[len(waits) // 2]:.2f} s, "
        f"the slowest of {len(waits):,} after {waits[-1]:.2f} s\n"
        f"{found['answers']:.1f} answers for each board and event",
    )
