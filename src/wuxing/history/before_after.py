"""Before and after: comparing two stretches of a history, once; a long history in a job."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from wuxing import __version__
from wuxing.accounts.permissions import Act
from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.history.comparing.measures import Compared, compare
from wuxing.history.comparing.reading import Tell, held, read_sides
from wuxing.history.comparing.windows import Held, Windows, windows
from wuxing.history.landing import keep_newest, landing
from wuxing.history.whatif import AT_ONCE, MOST_KEPT
from wuxing.history.whatif_choices import History, histories, standard_called
from wuxing.jobs.kinds import Kind, Params, Task
from wuxing.jobs.models import Job

KIND = "history.compare"
ENDING = ".json"


@dataclass(frozen=True)
class Comparing:
    """One history before and after the beginning of a day, `days` days on each side, under one standard."""

    history: History
    standard_key: str
    standard: Standard
    on: date
    days: int

    @cached_property
    def held(self) -> Held | None:
        """What the history holds."""
        return held_by(self.history)

    @cached_property
    def windows(self) -> Windows | None:
        """The two stretches; None where one side of the day holds no case."""
        return windows(self.on, self.days, self.held, zone_of(self.history)) if self.held else None

    @cached_property
    def path(self) -> Path:
        """Where the result is kept: the same history, standard and stretches are compared once."""
        said = [__version__, self.history.fingerprint, self.standard.sha256, self.on.isoformat(), self.days]
        name = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]
        return Path(settings.HISTORY) / "before-after" / f"{name}{ENDING}"

    @property
    def is_there(self) -> bool:
        """Whether it can be answered while somebody waits."""
        return self.path.exists() or self.history.events <= AT_ONCE

    @property
    def params(self) -> Params:
        """What a job has to know."""
        told = {"history": self.history.key, "standard": self.standard_key, "path": self.path.name}
        return {**told, "on": self.on.isoformat(), "days": str(self.days)}

    @property
    def job(self) -> Job | None:
        """The last job that was started for it."""
        return Job.objects.filter(kind=KIND, params__path=self.path.name).order_by("-id").first()

    def results(self) -> list[Compared]:
        """Every measure on both sides. Raises Problems where an event file cannot be read."""
        if not self.path.exists():
            self.compare()
        return [Compared.of(each) for each in json.loads(self.path.read_text("utf-8"))]

    def compare(self, tell: Tell = lambda done, total: None) -> int:
        """Count both sides and keep the result. Returns the number of cases."""
        if self.windows is None:
            return 0
        before, after = read_sides(self.standard, self.history.files, self.windows, tell)
        found = compare(self.standard, self.history.header, before, after)
        with landing(self.path) as part:
            part.write_text(json.dumps([asdict(each) for each in found]), "utf-8")
        keep_newest(self.path.parent, ENDING, MOST_KEPT)
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
    """Compare what a page asked for; it finds the result when it is opened again."""
    params = task.params
    standard = standard_called(params["standard"])
    history = histories()[params["history"]]
    wanted = Comparing(history, params["standard"], standard, date.fromisoformat(params["on"]), int(params["days"]))

    def tell(done: int, total: int) -> None:
        task.progress(done, total, Text(f"{done:,} / {total:,} 个事件", f"{done:,} of {total:,} events"))

    return {"cases": wanted.compare(tell)}


def _title(params: Params) -> Text:
    on, days = params["on"], params["days"]
    return Text(f"前后对比：{on} 前后各 {days} 天", f"Before and after: {days} days on each side of {on}")


def address_of(params: Params) -> str:
    """The page that asked."""
    asked = {name: params[name] for name in ("history", "standard", "on", "days")}
    return f"{reverse('history:before-after')}?{urlencode(asked)}"


JOB = Kind(runner=run, title=_title, address=address_of, act=Act.WORK_WITH_HISTORY)
