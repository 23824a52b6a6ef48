"""Measures how fast Wuxing is: `python bench/bench.py`. Exits 1 when a promised floor is missed, else 0."""

from __future__ import annotations

import json
import os
import platform
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from apart import StepFailed
from figures import Figure, exit_code, heading, lines_of
from measurements import LONG, MANY, MEASUREMENTS, Bench


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, print it, return the exit code."""
    options = _options(arguments)
    begun, machine = monotonic(), _machine()
    if not options.json:
        print(
            f"{machine['python']} on {machine['system']}, {machine['cores']} cores, load {machine['load']}\n\n{heading()}"
        )
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="wuxing-bench-") as scratch:
        for figure in measured(Bench(Path(scratch), events=options.events, cases=options.cases), options.only):
            figures.append(figure)
            if not options.json:
                print("\n".join(lines_of(figure)), flush=True)
    _conclude(figures, {**machine, "load_after": _load(), "seconds": round(monotonic() - begun)}, options)
    return exit_code(figures)


def measured(bench: Bench, only: str | None) -> Iterator[Figure]:
    """The figures of one measurement, or of all; one that breaks says so and the next goes on."""
    for name, measure in MEASUREMENTS.items():
        if only in (None, name):
            try:
                yield from measure(bench)
            except StepFailed as failure:
                yield Figure(name, None, note=str(failure), has_failed=True)


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="bench.py", description=__doc__)
    parser.add_argument("--only", choices=MEASUREMENTS, metavar="NAME", help=f"one of {', '.join(MEASUREMENTS)}")
    parser.add_argument("--events", type=int, default=LONG, help="events of the long history (%(default)s)")
    parser.add_argument("--cases", type=int, default=MANY, help="cases of the large company (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    options = parser.parse_args(arguments)
    if options.events < 1:
        parser.error("--events has to be at least 1")
    return options


def _conclude(figures: Sequence[Figure], machine: Mapping[str, Any], options: Namespace) -> None:
    if options.json:
        print(json.dumps({"machine": machine, "figures": [each.as_json() for each in figures]}, ensure_ascii=False))
        return
    missed = [each.what for each in figures if exit_code([each])]
    said = "\n".join(f"Missed: {what}." for what in missed) or "No floor was missed."
    print(f"\n{said}\n{machine['seconds']} s, load at the end {machine['load_after']}")


def _machine() -> dict[str, Any]:
    version = f"{platform.python_implementation()} {platform.python_version()}"
    return {"python": version, "system": platform.system(), "cores": os.cpu_count(), "load": _load()}


def _load() -> float:
    """The jobs that wanted a processor during the last minute, on average."""
    return round(os.getloadavg()[0], 1)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the scratch folder goes too
    sys.exit(main())
