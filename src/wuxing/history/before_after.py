"""Before and after: what two stretches of a history were like, by the same formulas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from wuxing.accounts.permissions import Act
from wuxing.core.source import Text
from wuxing.history.choices import History, class_of, histories, standard_called
from wuxing.history.comparing.measures import Compared, compare
from wuxing.history.comparing.reading import held, read_sides
from wuxing.history.comparing.windows import Held, Windows, windows
from wuxing.history.landing import landing
from wuxing.history.study import Study, Tell, address_of, carry_out
from wuxing.jobs.kinds import Kind, Params, Task


@dataclass(frozen=True)
class Comparing(Study):
    """One history before and after the beginning of a day, `days` days on each side, under one standard.

    `where` keeps to one class: `topic=logistics`; empty for every case.
    """

    KIND, PAGE, FOLDER = "history.compare", "history:before-after", "before-after"
    ENDING, COUNTS, FORMAT = ".json", "cases", 2

    on: date
    days: int
    where: str = ""

    @property
    def asked(self) -> Mapping[str, str]:
        """The day, how many on each side, and of which cases."""
        asked = {"on": self.on.isoformat(), "days": str(self.days)}
        return {**asked, "where": self.where} if self.where else asked

    @cached_property
    def held(self) -> Held | None:
        """What the history holds."""
        return held_by(self.history)

    @cached_property
    def windows(self) -> Windows | None:
        """The two stretches; None where one side of the day holds no case."""
        return windows(self.on, self.days, self.held, zone_of(self.history)) if self.held else None

    def results(self) -> list[Compared]:
        """Every measure on both sides. Raises Problems where an event file cannot be read."""
        return [Compared.of(each) for each in json.loads(self.kept().read_text("utf-8"))]

    def work_out(self, tell: Tell) -> int:
        """Count both sides and keep the result. Returns the number of cases."""
        if self.windows is None:
            return 0
        before, after = read_sides(self.standard, self.history.files, self.windows, tell, class_of(self.where))
        found = compare(self.standard, self.history.header, before, after)
        with landing(self.path) as part:
            part.write_text(json.dumps([asdict(each) for each in found]), "utf-8")
        return before.facts.cases + after.facts.cases


def zone_of(history: History) -> ZoneInfo:
    """Where its days begin."""
    return ZoneInfo(history.header.timezone)


def held_by(history: History) -> Held | None:
    """What a history holds, remembered as long as its files stay what they are."""
    return _held(history.files, json.dumps(history.fingerprint))


@lru_cache(maxsize=16)
def _held(files: tuple[Path, ...], _fingerprint: str) -> Held | None:
    return held(files)


def run(task: Task) -> Mapping[str, Any]:
    """Compare what a page asked for."""
    asked = task.params
    history, standard = histories()[asked["history"]], standard_called(asked["standard"])
    on, days = date.fromisoformat(asked["on"]), int(asked["days"])
    return carry_out(Comparing(history, asked["standard"], standard, on, days, asked.get("where", "")), task)


def _title(params: Params) -> Text:
    on, days = params["on"], params["days"]
    return Text(f"前后对比：{on} 前后各 {days} 天", f"Before and after: {days} days on each side of {on}")


def _address(params: Params) -> str:
    return address_of(Comparing.PAGE, params)


JOB = Kind(runner=run, title=_title, address=_address, act=Act.WORK_WITH_HISTORY)
