"""Counts over a table of readings, by DuckDB on the file itself: only counting, no rule of clocks."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from wuxing.core.replay.cell import Cell

MEMORY = "160MB"
THREADS = 2
MARKS = 50  # points of a curve, besides the limits
EXAMPLES = 20
NO_NETWORK = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}

Limit = tuple[str, str, int]
"""Side, commitment, seconds."""


class Group(NamedTuple):
    """How many readings of a side, commitment and cell have an outcome and compare in a way with the other side."""

    side: str
    commitment: str
    cell: str
    outcome: str
    compared: str | None
    readings: int
    provisional: int


class Example(NamedTuple):
    """A promise that flips, with what was used of the limits under both standards."""

    commitment: str
    compared: str
    case: str
    cycle: int
    elapsed_seconds: int
    target_seconds: int
    elapsed_seconds_against: int
    target_seconds_against: int


class Counts:
    """The counts of one table of readings."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def groups(self) -> list[Group]:
        """All counts of outcomes, at the finest level; whoever needs less adds them up."""
        return [Group(*row) for row in self._rows(GROUPS)]

    def cells(self) -> dict[str, Cell]:
        """The cells that occur, by the name under which they are counted."""
        return {name: (business, customer, urgency) for name, business, customer, urgency in self._rows(CELLS)}

    def quantiles(self, *keys: str) -> dict[tuple[str, ...], tuple[int, int]]:
        """Median and P90 of the time used, in seconds, by these columns, over what was judged and has stopped.

        By nearest rank: the least time within which at least half (nine tenths) of them ended. It is one that occurred,
        so nothing is interpolated. Source: Hyndman and Fan, Sample quantiles in statistical packages (1996), type 1.
        """
        names = ", ".join(keys)
        self._connection.execute(WANTED.format(keys=names))
        self._connection.execute(NEAR.format(keys=names))
        rows = self._rows(QUANTILES.format(keys=names))
        return {tuple(row[: len(keys)]): (row[-2], row[-1]) for row in rows}

    def curves(self, limits: Sequence[Limit]) -> dict[tuple[str, str], list[tuple[int, int]]]:
        """(side, commitment) → how many had ended (the count) within so many seconds, ascending in both.

        The points are about those where another fiftieth is reached, and the limits asked for.
        """
        self._connection.execute("CREATE TEMP TABLE limits (side VARCHAR, commitment VARCHAR, seconds BIGINT)")
        if limits:
            self._connection.executemany("INSERT INTO limits VALUES (?, ?, ?)", limits)
        found: dict[tuple[str, str], dict[int, int]] = {}
        for side, commitment, seconds, reached in self._rows(CURVES):
            found.setdefault((side, commitment), {})[seconds] = reached
        return {key: sorted(points.items()) for key, points in found.items()}

    def hours(self) -> list[tuple[str, str, int, str, int]]:
        """(side, commitment, hour of the start, outcome, count) of what was judged."""
        return self._rows(HOURS)

    def examples(self) -> list[Example]:
        """For each commitment the promises that flip with the least overdue first."""
        return [Example(*row) for row in self._rows(NEAREST)]

    def failures(self) -> tuple[int, list[tuple[str, str, str]]]:
        """How many cases could not be judged, and the first of them: case, standard, reason."""
        ((count,),) = self._rows(FAILURES)
        return count, self._rows(FIRST_FAILURES)

    def _rows(self, query: str) -> list[Any]:
        return self._connection.execute(query).fetchall()


@contextmanager
def counting(readings: Path, scratch: Path) -> Iterator[Counts]:
    """Counts over a Parquet file; what does not fit into the memory goes to the scratch folder."""
    settings = {"memory_limit": MEMORY, "threads": str(THREADS), "temp_directory": str(scratch), **NO_NETWORK}
    with duckdb.connect(config={**settings, "preserve_insertion_order": "false"}) as connection:
        connection.read_parquet(glob.escape(str(readings))).create_view("readings")
        connection.execute(ENDED)
        connection.execute(SPREAD)
        yield Counts(connection)


GROUPS = """
SELECT side, commitment, cell, outcome, compared, count(*), count(*) FILTER (provisional)
FROM readings WHERE failure IS NULL GROUP BY ALL ORDER BY ALL
"""

CELLS = "SELECT DISTINCT cell, business, customer, urgency FROM readings WHERE failure IS NULL ORDER BY ALL"

# Times used, in steps of at most 1/32 of their size: a thousand rows a cell instead of one for each reading. Within a
# step the readings themselves decide, so that what is said is exact.
ENDED = """
CREATE VIEW ended AS
SELECT side, commitment, cell, elapsed_seconds AS seconds,
    CASE WHEN elapsed_seconds < 64 THEN 0 ELSE floor(log2(elapsed_seconds))::BIGINT - 5 END AS scale,
    elapsed_seconds >> scale AS step
FROM readings WHERE outcome IN ('met', 'late') AND stopped_at IS NOT NULL
"""
SPREAD = """
CREATE TEMP TABLE spread AS
SELECT side, commitment, cell, scale, step, max(seconds) AS seconds, count(*) AS n FROM ended GROUP BY ALL
"""

# The steps in which the ranks fall, and the readings within them: tables of their own, so that DuckDB sees how small they
# are; in one query with what follows it would first group all readings.
WANTED = """
CREATE OR REPLACE TEMP TABLE wanted AS
WITH each AS (SELECT {keys}, scale, step, sum(n) AS n FROM spread GROUP BY ALL),
climb AS (
    SELECT {keys}, scale, step, n, sum(n) OVER (PARTITION BY {keys} ORDER BY scale, step) AS reached,
        sum(n) OVER (PARTITION BY {keys}) AS total
    FROM each
)
SELECT {keys}, scale, step, tenths, reached - n AS before, total
FROM climb CROSS JOIN (VALUES (5), (9)) AS shares (tenths)
WHERE 10 * reached >= tenths * total AND 10 * (reached - n) < tenths * total
"""

NEAR = """
CREATE OR REPLACE TEMP TABLE near AS
SELECT {keys}, tenths, before, total, seconds FROM ended JOIN wanted USING ({keys}, scale, step)
"""

QUANTILES = """
WITH each AS (SELECT {keys}, tenths, before, total, seconds, count(*) AS n FROM near GROUP BY ALL),
ranked AS (
    SELECT {keys}, tenths, total, seconds,
        before + sum(n) OVER (PARTITION BY {keys}, tenths ORDER BY seconds) AS reached
    FROM each
)
SELECT {keys}, min(seconds) FILTER (tenths = 5), min(seconds) FILTER (tenths = 9)
FROM ranked WHERE 10 * reached >= tenths * total GROUP BY {keys}
"""

CURVES = f"""
WITH each AS (
    SELECT side, commitment, scale, step, max(seconds) AS seconds, sum(n) AS n FROM spread GROUP BY ALL
),
climb AS (
    SELECT side, commitment, seconds, n, sum(n) OVER (PARTITION BY side, commitment ORDER BY seconds) AS reached,
        sum(n) OVER (PARTITION BY side, commitment) AS total
    FROM each
)
SELECT side, commitment, seconds, reached::BIGINT FROM climb
WHERE (reached * {MARKS}) // total > ((reached - n) * {MARKS}) // total
UNION ALL
SELECT side, commitment, limits.seconds, count(*)
FROM ended JOIN limits USING (side, commitment) WHERE ended.seconds <= limits.seconds GROUP BY ALL
"""

HOURS = """
SELECT side, commitment, hour, outcome, count(*) FROM readings
WHERE outcome IN ('met', 'late') GROUP BY ALL ORDER BY ALL
"""

# The late row of a flip knows how near it was; only the few nearest look up their counterpart.
NEAREST = f"""
WITH ranked AS (
    SELECT commitment, "case", cycle, compared, row_number() OVER (
        PARTITION BY commitment ORDER BY overdue_working_seconds, overdue_wall_seconds, "case", cycle
    ) AS place
    FROM readings WHERE compared IN ('to_late', 'to_met') AND outcome = 'late'
),
near AS (SELECT * FROM ranked WHERE place <= {EXAMPLES}),
pairs AS (
    SELECT commitment, "case", cycle, near.compared, place, side, elapsed_seconds, target_seconds
    FROM near JOIN readings USING (commitment, "case", cycle)
)
SELECT commitment, compared, "case", cycle,
    max(elapsed_seconds) FILTER (side = 'standard'), max(target_seconds) FILTER (side = 'standard'),
    max(elapsed_seconds) FILTER (side = 'against'), max(target_seconds) FILTER (side = 'against')
FROM pairs GROUP BY commitment, compared, "case", cycle, place ORDER BY commitment, place
"""

FAILURES = 'SELECT count(DISTINCT "case") FROM readings WHERE failure IS NOT NULL'
FIRST_FAILURES = f"""
SELECT "case", standard, failure FROM readings WHERE failure IS NOT NULL
ORDER BY "case", standard, failure LIMIT {EXAMPLES}
"""
