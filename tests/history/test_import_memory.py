"""A log larger than the memory that an import may take: the rows are sorted on disk."""

import random
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuxing.history.logs import spool
from wuxing.history.logs.spool import Spool

MEBIBYTES = 90
AT_MOST = 350
RUN = """
import json, pathlib
from wuxing.history.logs.importing import import_log

summary = import_log(log=pathlib.Path("log.csv"), mapping="generic", out=pathlib.Path("events.parquet"))
status = pathlib.Path("/proc/self/status").read_text()  # ru_maxrss would be that of the test runner before exec
peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
print(json.dumps([summary.rows, summary.cases, peak / 1024]))
"""


def big_log(path):
    """Events of 20,000 cases in no order; what each carries is as long as a customer's message."""
    chance = random.Random(7)
    with path.open("w") as file:
        file.write("case,at,kind,payload\n")
        while file.tell() < MEBIBYTES << 20:
            text = f"{chance.getrandbits(64):x}" * 100
            case, minute = chance.randrange(20_000), chance.randrange(60)
            file.write(f'C-{case},2026-03-02T{minute % 24:02d}:{minute:02d},note.added,"{{""text"":""{text}""}}"\n')


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of the memory is measured as Linux does")
def test_a_log_of_90_mib_takes_less_than_350_mib_of_memory(tmp_path):
    big_log(tmp_path / "log.csv")

    done = subprocess.run([sys.executable, "-c", RUN], cwd=tmp_path, capture_output=True, text=True, check=True)

    rows, cases, peak = map(float, done.stdout.strip("[]\n").split(","))
    print(f"{rows:,.0f} rows, {cases:,.0f} cases, {peak:.0f} MiB")
    assert rows > 50_000
    assert peak < AT_MOST


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(st.tuples(st.text(max_size=3), st.integers(0, 3)), max_size=60), weight=st.integers(0, 400))
def test_rows_come_back_in_order_however_many_runs_there_are(tmp_path, monkeypatch, cases, weight):
    monkeypatch.setattr(spool, "LARGEST_RUN", 7)
    monkeypatch.setattr(spool, "HEAVIEST_RUN", 1000)
    monkeypatch.setattr(spool, "LARGEST_BLOCK", 3)
    rows = [(case, order, line, None) for line, (case, order) in enumerate(cases)]

    held = Spool(tmp_path)
    for row in rows:
        held.add(row, weight)

    assert list(held.sorted_rows()) == sorted(rows)
    held.close()
    assert list(tmp_path.iterdir()) == []
