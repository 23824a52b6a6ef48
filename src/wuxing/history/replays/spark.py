"""Replay by Apache Spark: the same judging of the same rows, on as many machines as the session has.

Spark brings the events of each case together, in order, and hands them to the kernel as Arrow batches (`mapInArrow`);
the readings come back as Parquet files in the order of the cases. Session and machines are Spark's business: without a
`spark-submit`, it runs on this machine.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from wuxing.core.source import Problem, Problems, Text
from wuxing.history.events.file import SCHEMA as EVENTS
from wuxing.history.events.file import is_jsonl
from wuxing.history.replays.reading_rows import INSTANT, SCHEMA, WORD
from wuxing.history.replays.readings import Judging, Share

AT_ONCE = 50_000  # events that the kernel gets at a time
PARTITION = 2_000_000  # events of one task: some seconds of work, some hundred megabytes
SETTINGS: dict[str, bool | float | int | str | None] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(AT_ONCE),
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.log.level": "ERROR",
}
PATTERN = re.compile(r"[][{}*?\\]")  # what Spark would take for a pattern of names
COUNTS = ("cases", "events", "clocks", "together", "first_at", "last_at")
SPARK_TYPES = {WORD: "string", INSTANT: "long", pa.int64(): "long", pa.bool_(): "boolean"}
ARROW_TYPES = {"string": pa.string(), "long": pa.int64(), "boolean": pa.bool_()}
RETURNED = {"share": "string", **{form.name: SPARK_TYPES[form.type] for form in SCHEMA}}
"""The columns of the readings, and before them the counts of a share, which stand in a row of their own."""


def shares_by_spark(job: Judging, path: Path, events: int, processes: int) -> Generator[Share, None, None]:
    """The readings of an event file, share by share, in the order of the cases.

    `path` is where every machine of the session finds the file; the folder beside which the readings are collected is
    that of the driver and, on a cluster, has to be shared. `processes` are those of this machine, without a cluster.
    """
    _require_parquet(path)
    with _session(processes) as session, TemporaryDirectory(dir=path.parent, prefix=".spark-") as folder:
        count = max(2 * processes, -(-events // PARTITION))
        told = session.read.parquet(_address(PATTERN.sub(r"\\\g<0>", str(path.resolve())))).select(*EVENTS.names)
        ordered = told.repartitionByRange(count, "case").sortWithinPartitions("case", "seq")
        form = ", ".join(f"`{name}` {kind}" for name, kind in RETURNED.items())
        judged = ordered.mapInArrow(_Mapped(job), form)
        judged.write.parquet(_address(str(Path(folder, "readings").resolve())))
        for file in sorted(Path(folder, "readings").glob("part-*.parquet")):
            yield _share_in(file)


def _address(path: str) -> str:
    """A path as Spark takes it: letters as they are."""
    return f"file://{path}"


@dataclass(frozen=True)
class _Mapped:
    """What each Python worker does with the rows of a partition."""

    job: Judging

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        for table in whole_cases(batches):
            share = self.job.judge(table)
            yield from _returned(share).to_batches()


def whole_cases(batches: Iterable[Any]) -> Iterator[Any]:
    """Batches in order of case, put together into tables that split no case."""
    waiting, rows = [], 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= AT_ONCE:
            table = pa.Table.from_batches(waiting)
            cut = pc.index(table["case"], table["case"][-1]).as_py()
            if cut:
                yield table.slice(0, cut)
            waiting, rows = table.slice(cut).to_batches(), table.num_rows - cut
    if rows:
        yield pa.Table.from_batches(waiting)


def _returned(share: Share) -> Any:
    """A share as Spark takes it: its counts in the first row, the readings after it."""
    schema = pa.schema([(name, ARROW_TYPES[kind]) for name, kind in RETURNED.items()])
    counts = json.dumps({name: getattr(share, name) for name in COUNTS})
    head = pa.table([pa.array([counts if name == "share" else None], kind) for name, kind in _fields(schema)], schema)
    columns = [share.table[name].cast(kind) for name, kind in _fields(schema) if name != "share"]
    return pa.concat_tables([head, pa.table([pa.nulls(share.table.num_rows, pa.string()), *columns], schema)])


def _fields(schema: Any) -> list[tuple[str, Any]]:
    return [(form.name, form.type) for form in schema]


def _share_in(file: Path) -> Share:
    """The shares that one task wrote, as one."""
    table = pq.read_table(file)
    counts = [json.loads(each) for each in table["share"].drop_null().to_pylist()]
    readings = table.filter(pc.is_null(table["share"])).select(SCHEMA.names)
    sums = {name: sum(each[name] for each in counts) for name in COUNTS[:4]}
    instants = [each[name] for each in counts for name in COUNTS[4:] if each[name] is not None]
    span = (min(instants), max(instants)) if instants else (None, None)
    columns = [_read(readings[form.name], form.type) for form in SCHEMA]
    return Share(pa.table(columns, SCHEMA), **sums, first_at=span[0], last_at=span[1])


def _read(column: Any, kind: Any) -> Any:
    return column.dictionary_encode().cast(kind) if kind == WORD else column.cast(kind)


@contextmanager
def _session(processes: int) -> Iterator[SparkSession]:
    """The session of a `spark-submit`, else one on this machine alone."""
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        _require_java()
        alone = f"--master local[{processes}] --conf spark.ui.enabled=false pyspark-shell"
        os.environ.setdefault("PYSPARK_SUBMIT_ARGS", alone)
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # no look-up of the machine's own name
    session = SparkSession.builder.appName("wuxing replay").config(map=SETTINGS).getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def _require_java() -> None:
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        zh = "Spark 需要 Java 17 或更新的版本，这台机器上没有找到。请安装（Debian：apt install openjdk-17-jre-headless），或用 --engine local。"
        en = "Spark needs Java 17 or newer, and there is none on this machine. Install it (Debian: apt install "
        en += "openjdk-17-jre-headless), or use --engine local."
        raise Problems([Problem("no-java", Text(zh, en))])


def _require_parquet(path: Path) -> None:
    if is_jsonl(path):
        zh = "Spark 只读 Parquet 事件文件。请用 wuxing import 导成 .parquet，或用 --engine local。"
        en = "Spark reads event files in Parquet only. Import the log into a .parquet file, or use --engine local."
        raise Problems([Problem("not-parquet", Text(zh, en), path.name)])
