"""Reading the cases of two windows from event files: their facts, and their promises judged under one standard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuxing.core.replay.judging import story_of
from wuxing.core.standard.document import Class, Standard
from wuxing.history.comparing.facts import Facts, is_of_class
from wuxing.history.comparing.windows import Held, Window, Windows
from wuxing.history.events.columns import PartOfHistory
from wuxing.history.events.stream import PER_SECOND, Part, cases_in, parts_of, read_header
from wuxing.history.replays.readings import Judging

PART = 100_000
"""Events taken into memory at once."""

Tell = Callable[[int, int], None]
NOWHERE: Class = {}


@dataclass(slots=True)
class Side:
    """What one window comes to: its facts, and how often each promise had which outcome."""

    facts: Facts = field(default_factory=Facts)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)


def read_sides(
    standard: Standard,
    events: Sequence[Path],
    windows: Windows,
    tell: Tell = lambda done, total: None,
    where: Class = NOWHERE,
) -> tuple[Side, Side]:
    """Both sides, read once. Raises Problems for a damaged file.

    Args:
        tell: hears how many events are read, of how many.
        where: only cases that are of this class in the end.
    """
    parts = parts_in(events)
    total, done = sum(part.end - part.start for part in parts), 0
    before, after = Side(), Side()
    for part in parts:
        table, supplies = PartOfHistory.of(part).table, read_header(part.path).supplies
        for side, window in ((before, windows.before), (after, windows.after)):
            opened = _of_class(_opened_in(table, window), where, window.horizon)
            _add(side, opened, Judging(standard, None, supplies, window.horizon))
        done += part.end - part.start
        tell(done, total)
    return before, after


def parts_in(events: Sequence[Path]) -> list[Part]:
    """Every case of some event files, in parts of PART events."""
    return [part for path in events for part in parts_of(path=path, count=max(1, _rows(path) // PART))]


def held(events: Sequence[Path]) -> Held | None:
    """What a history holds; None where no case was opened in it."""
    opened: list[int] = []
    last: list[int] = []
    for path in events:
        rows = pq.read_table(path, columns=["kind", "at"])
        first_opened, last_opened = _bounds(rows.filter(pc.equal(rows["kind"], "case.opened")))
        opened += [each for each in (first_opened, last_opened) if each is not None]
        last += [each for each in _bounds(rows)[1:] if each is not None]
    return Held(min(opened), max(opened), max(last)) if opened else None


def _bounds(rows: Any) -> tuple[int | None, int | None]:
    ticks, unit = rows["at"].cast(pa.int64()), PER_SECOND[rows["at"].type.unit]
    found = pc.min_max(ticks).as_py()
    return tuple(None if found[name] is None else found[name] // unit for name in ("min", "max"))  # type: ignore[return-value]


def _add(side: Side, table: Any, judging: Judging) -> None:
    if not len(table):
        return
    for _name, events in cases_in(table.to_batches()):
        side.facts.add(story_of(events, judging.at))
    found = judging.judge(table).table
    side.outcomes.update(_counted(found))


def _counted(readings: Any) -> dict[tuple[str, str], int]:
    names = [readings[name].cast(pa.string()) for name in ("commitment", "outcome")]
    counts = (
        pa.table(names, ["commitment", "outcome"]).group_by(["commitment", "outcome"]).aggregate([([], "count_all")])
    )
    return {(row["commitment"], row["outcome"]): row["count_all"] for row in counts.to_pylist()}


def _opened_in(table: Any, window: Window) -> Any:
    """The rows of the cases that were opened in a window: a case begins with its opening."""
    if not len(table):
        return table
    codes = pc.dictionary_encode(table["case"].combine_chunks()).indices.to_numpy()
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    seconds = table["at"].cast(pa.int64()).to_numpy() // PER_SECOND[table.schema.field("at").type.unit]
    opened = seconds[starts]
    chosen = (opened >= window.first) & (opened < window.last)
    lengths = np.diff(starts, append=len(codes))
    return table.filter(pa.array(np.repeat(chosen, lengths)))


def _of_class(table: Any, where: Class, horizon: int) -> Any:
    """The rows of the cases that are of a class at the horizon."""
    if not where or not len(table):
        return table
    told = ((name, story_of(events, horizon).last_class) for name, events in cases_in(table.to_batches()))
    chosen = [name for name, known in told if is_of_class(known, where)]
    return table.filter(pc.is_in(table["case"].cast(pa.string()), pa.array(chosen, pa.string())))


def _rows(path: Path) -> int:
    rows: int = pq.ParquetFile(path).metadata.num_rows
    return rows
