"""What can be started as a job: the one table from the name of a kind to what does it."""

from __future__ import annotations

from collections.abc import Mapping

from wuxing.desk import many
from wuxing.history import before_after, driver, importing, live_export, replay_running, whatif
from wuxing.jobs.kinds import Kind

JOBS: Mapping[str, Kind] = {
    before_after.Comparing.KIND: before_after.JOB,
    driver.Weighing.KIND: driver.JOB,
    importing.KIND: importing.JOB,
    live_export.KIND: live_export.JOB,
    many.KIND: many.JOB,
    replay_running.KIND: replay_running.JOB,
    whatif.Measuring.KIND: whatif.JOB,
}
