"""What can be started as a job: the one table from the name of a kind to the module that declares it.

A module is loaded when its kind is asked for: the libraries that read and count history are a quarter of the time in
which a process starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from wuxing.jobs.kinds import Kind


def _of(module: str) -> Callable[[], Kind]:
    def kind() -> Kind:
        found = import_module(f"wuxing.{module}").JOB
        assert isinstance(found, Kind)
        return found

    return kind


JOBS: Mapping[str, Callable[[], Kind]] = {
    "history.compare": _of("history.before_after"),
    "history.driver": _of("history.driver"),
    "history.import": _of("history.importing"),
    "history.export": _of("history.live_export"),
    "many": _of("desk.many"),
    "history.replay": _of("history.replay_running"),
    "history.measure": _of("history.whatif"),
}
