"""A real server and a real job: killed in its middle, it is done all the same, and once."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from history_app.logs import MAPPING
from serving import Server, serving, wait_for

pytestmark = pytest.mark.database
CASES = 400
BEGIN = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.history import bringing
    from wuxing.history.models import Log
    rows = [f"A-{n},2026/7/6 10:0{m},{state},高,李工" for n in range(count) for m, state in enumerate(["新建", "等客户", "已解决"])]
    text = "\\n".join(["单号,更新时间,状态,优先级,处理人", *rows]).encode()
    log = bringing.upload(name="log.csv", chunks=[text], by=SYSTEM, at=timezone.now())
    bringing.set_mapping(log=log, text=mapping, by=SYSTEM, at=timezone.now())
    bringing.start_import(log=Log.objects.get(), by=SYSTEM, at=timezone.now())
    result = Log.objects.get().job_id
"""
LOOK = """
    from wuxing.cases.models import Case
    from wuxing.jobs.models import Job
    from time import sleep
    while (job := Job.objects.get(pk=pk)).state in ("waiting", "running"):
        sleep(0.2)
    result = [job.state, job.attempts, Case.objects.exclude(history="").count(), job.result]
"""


def processes(server: Server, job: int) -> list[int]:
    """The processes a server has for a job; at night it has others too."""
    assert server.process is not None
    command = ["pgrep", "-P", str(server.process.pid), "-f", rf"main\({job}, "]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return [int(each) for each in found.stdout.split()]


def test_an_import_survives_the_death_of_its_process_and_of_the_server(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        job = server.python(BEGIN, count=CASES, mapping=MAPPING)
        wait_for(lambda: processes(server, job), 20, server.log)
        (first,) = processes(server, job)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: set(processes(server, job)) - {first}, 20, server.log)
        server.kill()

        server.start()
        state, attempts, cases, result = server.python(LOOK, pk=job)

        assert (state, cases, result["cases"]) == ("done", CASES, CASES)
        assert attempts >= 2
