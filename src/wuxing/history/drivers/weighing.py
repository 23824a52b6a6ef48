"""Adding up where time lies: themes of cases by parts of their time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wuxing.core.clock.story import Story
from wuxing.core.replay.judging import story_of
from wuxing.core.replay.rate import Z_95
from wuxing.core.standard.document import Class
from wuxing.history.comparing.facts import is_of_class
from wuxing.history.comparing.figures import Figure, mean
from wuxing.history.comparing.reading import Tell, parts_in
from wuxing.history.drivers.parts import CUTS, solved_at
from wuxing.history.events.columns import PartOfHistory
from wuxing.history.events.stream import cases_in


@dataclass(frozen=True, slots=True)
class Asked:
    """What is weighed: the dimension that tells what a case is about, which cases, how their time is cut.

    `first` and `last` are UTC seconds between which a case was opened, half-open, None for no bound.
    """

    theme: str
    where: Class
    cut: str
    horizon: int
    first: int | None = None
    last: int | None = None

    def holds(self, opened: int) -> bool:
        """Whether a case opened then is looked at."""
        return (self.first is None or opened >= self.first) and (self.last is None or opened < self.last)


@dataclass(frozen=True, slots=True)
class Cell:
    """One theme in one part: how many of its solved cases were there, seconds in all, seconds waited of these.

    `mean` is over all solved cases of the theme, so that the means of a theme add up to its mean time to the solution.
    """

    part: str
    entered: int
    seconds: int
    waited: int
    mean: Figure


@dataclass(frozen=True, slots=True)
class Theme:
    """What some cases are about: how many of them are solved (`n`), how many not yet, and where their time lies."""

    key: str
    n: int
    unsolved: int
    mean: Figure
    cells: tuple[Cell, ...]

    @property
    def seconds(self) -> int:
        """The time of all its solved cases."""
        return sum(cell.seconds for cell in self.cells)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Theme:
        """From what `asdict` made of one."""
        cells = tuple(Cell(**{**cell, "mean": Figure(**cell["mean"])}) for cell in told["cells"])
        return cls(told["key"], told["n"], told["unsolved"], Figure(**told["mean"]), cells)


@dataclass(slots=True)
class Weights:
    """The cases of one theme while they are read."""

    whole: list[int] = field(default_factory=list)
    unsolved: int = 0
    parts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    waited: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, story: Story, cut: str) -> None:
        """Take one case in."""
        opened, ended = story.events[0].at, solved_at(story)
        if ended is None:
            self.unsolved += 1
            return
        self.whole.append(ended - opened)
        seconds: dict[str, int] = defaultdict(int)
        for share in CUTS[cut](story, opened, ended):
            seconds[share.part] += share.seconds
            self.waited[share.part] += share.waited
        for part, each in seconds.items():
            self.parts[part].append(each)

    def theme(self, key: str) -> Theme:
        """What they come to, the longest part first."""
        n = len(self.whole)
        cells = [
            Cell(part, len(spent), sum(spent), self.waited[part], mean([*spent, *[0] * (n - len(spent))], Z_95))
            for part, spent in self.parts.items()
        ]
        cells.sort(key=lambda cell: (-cell.seconds, cell.part))
        return Theme(key, n, self.unsolved, mean(self.whole, Z_95), tuple(cells))


def weigh(events: Sequence[Path], asked: Asked, tell: Tell = lambda done, total: None) -> list[Theme]:
    """Every theme, the one that took most time first; cases without one under an empty key.

    Raises Problems for a damaged file.
    """
    parts = parts_in(events)
    total, done = sum(part.end - part.start for part in parts), 0
    found: dict[str, Weights] = defaultdict(Weights)
    for part in parts:
        for _name, told in cases_in(PartOfHistory.of(part).table.to_batches()):
            story = story_of(told, asked.horizon)
            if story.events and asked.holds(story.events[0].at) and is_of_class(story.last_class, asked.where):
                found[story.last_class.get(asked.theme, "")].add(story, asked.cut)
        done += part.end - part.start
        tell(done, total)
    themes = [weights.theme(key) for key, weights in found.items()]
    return sorted(themes, key=lambda theme: (-theme.seconds, theme.key))
