"""Driver analysis: which theme of cases spends its time in which part of the work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from wuxing.accounts.permissions import Act
from wuxing.core.source import Text
from wuxing.history.before_after import zone_of
from wuxing.history.choices import class_of, histories, standard_called
from wuxing.history.drivers.weighing import Asked, Theme, weigh
from wuxing.history.landing import landing
from wuxing.history.study import Study, Tell, address_of, carry_out
from wuxing.history.whatif_forms import bounds
from wuxing.jobs.kinds import Kind, Params, Task

ALL = "all"
"""Of the choice of a class: every case. An address without one asks for complaints."""


@dataclass(frozen=True)
class Weighing(Study):
    """The cases of one history, by theme and part. `standard` names classes and stages; no promise is judged.

    `where` is `business=complaint`, or ALL; `first` and `last` the days between which cases were opened.
    """

    KIND, PAGE, FOLDER = "history.driver", "history:drivers", "drivers"
    ENDING, COUNTS = ".json", "cases"

    theme: str
    where: str
    cut: str
    first: date | None = None
    last: date | None = None

    @property
    def asked(self) -> Mapping[str, str]:
        """Theme, class, cut and days."""
        days = {"first": self.first, "last": self.last}
        told = {name: day.isoformat() for name, day in days.items() if day}
        return {"theme": self.theme, "where": self.where, "cut": self.cut, **told}

    def results(self) -> list[Theme]:
        """Every theme, the one that took most time first. Raises Problems where an event file cannot be read."""
        return [Theme.of(each) for each in json.loads(self.kept().read_text("utf-8"))]

    def work_out(self, tell: Tell) -> int:
        """Weigh the cases and keep the result. Returns the number of cases."""
        first, last = bounds(self.first, self.last, zone_of(self.history))
        asked = Asked(self.theme, class_of(self.where), self.cut, self.history.last_at, first, last)
        found = weigh(self.history.files, asked, tell)
        with landing(self.path) as part:
            part.write_text(json.dumps([asdict(each) for each in found]), "utf-8")
        return sum(each.n + each.unsolved for each in found)


def run(task: Task) -> Mapping[str, Any]:
    """Weigh what a page asked for."""
    asked = task.params
    history, standard = histories()[asked["history"]], standard_called(asked["standard"])
    days = [date.fromisoformat(asked[name]) if asked.get(name) else None for name in ("first", "last")]
    told = (asked["theme"], asked["where"], asked["cut"])
    return carry_out(Weighing(history, asked["standard"], standard, *told, *days), task)


def _title(_: Params) -> Text:
    return Text("动因分析", "Driver analysis")


def _address(params: Params) -> str:
    return address_of(Weighing.PAGE, params)


JOB = Kind(runner=run, title=_title, address=_address, act=Act.WORK_WITH_HISTORY)
