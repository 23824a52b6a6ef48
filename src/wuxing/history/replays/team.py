"""Several processes at one job: tasks go out as members become free, results come back in the order of the tasks."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from traceback import format_exc
from typing import Any, Generic, TypeVar

from wuxing.core.source import Problem, Problems, Text

Task = TypeVar("Task")
Result = TypeVar("Result")
Job = Callable[[Task], Result]

START = "fork" if sys.platform == "linux" else "spawn"
"""How members start. A fork need not load the program again; it is safe only on Linux and beside no other thread."""
AHEAD = 2  # results that may wait for an earlier one, for each member: what bounds the memory


def in_order(job: Job[Task, Result], tasks: Sequence[Task], *, processes: int) -> Generator[Result, None, None]:
    """The results of a job for each task, in their order; with one process everything happens in this one.

    The job and what it takes and gives can be pickled. Raises Problems when the job did, or when a member was killed;
    RuntimeError for any other error of the job. However it ends, no member is left behind.
    """
    if processes <= 1 or len(tasks) <= 1:
        yield from map(job, tasks)
        return
    members: list[_Member[Task, Result]] = []
    try:
        for _ in range(min(processes, len(tasks))):
            members.append(_Member(job))
        yield from _collected(members, tasks)
    finally:
        for member in members:
            member.dismiss()


def _collected(members: list[_Member[Task, Result]], tasks: Sequence[Task]) -> Iterator[Result]:
    arrived: dict[int, Result] = {}
    given = taken = 0
    while taken < len(tasks):
        for member in members:
            if member.is_free and given < min(len(tasks), taken + AHEAD * len(members)):
                member.give(given, tasks[given])
                given += 1
        for place, result in _answers(members):
            arrived[place] = result
        while taken in arrived:
            yield arrived.pop(taken)
            taken += 1


def _answers(members: list[_Member[Task, Result]]) -> Iterator[tuple[int, Result]]:
    busy = {member.line: member for member in members if not member.is_free}
    for line in wait(list(busy)):
        yield busy[line].answer()


class _Member(Generic[Task, Result]):
    """A process that does one task after another."""

    def __init__(self, job: Job[Task, Result]) -> None:
        context: Any = multiprocessing.get_context(START if threading.active_count() == 1 else "spawn")
        self.line, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end, job), daemon=True)
        self._process.start()
        far_end.close()  # so that its death ends the line
        self._place: int | None = None

    @property
    def is_free(self) -> bool:
        return self._place is None

    def give(self, place: int, task: Task) -> None:
        self._place = place
        with suppress(BrokenPipeError):  # noticed when the answer is asked for
            self.line.send(task)

    def answer(self) -> tuple[int, Result]:
        try:
            kind, said = self.line.recv()
        except (EOFError, ConnectionError):
            self._process.join()
            raise _lost(self._process.exitcode) from None
        if kind == "refused":
            raise Problems(said)
        if kind == "failed":
            raise RuntimeError(said)
        place, self._place = self._place, None
        assert place is not None
        return place, said

    def dismiss(self) -> None:
        self.line.close()
        self._process.terminate()
        self._process.join()


def _serve(line: Connection, job: Callable[[Any], Any]) -> None:
    """The life of a member; it ends when the line does. An interrupt is for the one who leads the team."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, ConnectionError):
        while True:
            line.send(_done(job, line.recv()))


def _done(job: Callable[[Any], Any], task: Any) -> tuple[str, Any]:
    try:
        return "done", job(task)
    except Problems as refusal:
        return "refused", refusal.found
    except Exception:  # whatever it is, the leader has to hear of it
        return "failed", format_exc()


def _lost(code: int) -> Problems:
    said = f"signal {-code}" if code < 0 else f"exit {code}"
    zh = f"一个工作进程意外结束（{said}），多半是内存不足。什么也没有写下；请关闭其他程序，或用 --processes 1 再试。"
    en = f"A process ended before it was done ({said}), most likely for lack of memory. Nothing was written. "
    return Problems([Problem("process-lost", Text(zh, en + "Close other programs, or try --processes 1."))])
