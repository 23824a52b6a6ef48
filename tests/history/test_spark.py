"""Replay by Spark on this machine: the same file of readings and the same report, byte for byte."""

import pyarrow as pa
import pytest

from history.replayed import event_file, generated
from wuxing.core.source import Problems
from wuxing.history.replays import spark
from wuxing.history.replays.replaying import Work, replay
from wuxing.packs.finding import load_standard

QUICK = "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' --conf spark.ui.enabled=false"
"""A Java that starts quickly: the work is small."""


@pytest.mark.filterwarnings("ignore")  # of pyspark, about the versions beside it
def test_spark_writes_the_bytes_that_this_machine_writes(tmp_path, monkeypatch):
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"--master local[2] {QUICK} pyspark-shell")
    monkeypatch.setattr(spark, "AT_ONCE", 500)
    events = event_file(tmp_path / "events 一月[1].parquet", list(generated(400)))
    tried, against = load_standard("reference"), load_standard("five-star")

    for name, work in (("local", Work(1)), ("spark", Work(2, engine=spark.shares_by_spark))):
        replay(standard=tried, against=against, events=events, out=tmp_path / name, work=work)

    for file in ("readings.parquet", "report.json"):
        assert (tmp_path / "spark" / file).read_bytes() == (tmp_path / "local" / file).read_bytes()


def test_no_case_is_split_between_two_tables():
    batches = [pa.record_batch({"case": [name] * count}) for name, count in (("a", 30_000), ("b", 40_000), ("b", 9))]

    tables = [set(table["case"].to_pylist()) for table in spark.whole_cases(iter(batches))]

    assert tables == [{"a"}, {"b"}]


def test_spark_wants_parquet(tmp_path):
    events = event_file(tmp_path / "events.jsonl", list(generated(2)))

    with pytest.raises(Problems, match="Parquet"):
        work = Work(engine=spark.shares_by_spark)
        replay(standard=load_standard("reference"), events=events, out=tmp_path / "out", work=work)

    assert not (tmp_path / "out").exists()


def test_without_java_spark_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    events = event_file(tmp_path / "events.parquet", list(generated(2)))

    with pytest.raises(Problems, match="openjdk"):
        work = Work(engine=spark.shares_by_spark)
        replay(standard=load_standard("reference"), events=events, out=tmp_path / "out", work=work)
