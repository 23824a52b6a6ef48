"""The readings of plain cases, by the kernel: rows of the table of readings as columns, never one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from wuxing.core.clock.plan import Plan, plans_of
from wuxing.core.clock.story import class_after
from wuxing.core.replay.cell import cell_name, cell_of
from wuxing.core.replay.columns import Columns, Mask, Numbers
from wuxing.core.replay.flips import TURNS
from wuxing.core.replay.judging import NO_CLASS, OUTCOMES, Judge
from wuxing.core.replay.kernel import STATES, Clocks, Plain, is_plain_commitment, judge_plain
from wuxing.core.standard.document import MAIN_DIMENSIONS
from wuxing.history.replays.reading_rows import Blocks
from wuxing.packs.finding import calendars

OUTCOME = [OUTCOMES[state] for state in STATES]


@dataclass(frozen=True)
class Side:
    """One of the standards of a replay: its judge, and which of its commitments the kernel takes."""

    name: str
    judge: Judge
    taken: frozenset[str]

    @cached_property
    def plans(self) -> Mapping[str, Plan]:
        """The observable commitments, ready to run, in their order."""
        return plans_of(self.judge.seen, calendars())


def sides_of(judges: Mapping[str, Judge]) -> list[Side]:
    """The sides of a replay. A promise of both is taken only where it is plain in both, so that it can be compared."""
    every = {name: plans_of(judge.seen, calendars()) for name, judge in judges.items()}
    refused = {name for plans in every.values() for name, plan in plans.items() if not is_plain_commitment(plan)}
    return [Side(name, judge, frozenset(every[name]) - refused) for name, judge in judges.items()]


class PlainReadings:
    """What the kernel says of some events at a horizon. `is_taken` marks the cases that it answers wholly."""

    def __init__(self, columns: Columns, sides: Sequence[Side], at: int) -> None:
        self._columns, self._sides = columns, sides
        self._plain = Plain(columns, at)
        openings = np.unique(self._plain.opening[self._plain.is_plain]).tolist()
        self._classes = {place: class_after(NO_CLASS, columns.payloads[place]) for place in openings}
        self._clocks = {
            (side.name, name): judge_plain(side.plans[name], self._plain, self._classes)
            for side in sides
            for name in side.plans
            if name in side.taken
        }
        self.is_taken = self._plain.is_plain & ~self._needs_evaluate()

    def _needs_evaluate(self) -> Mask:
        """Which cases have a clock that the kernel does not take, or is not sure of."""
        found = np.zeros(len(self._columns.cases), bool)
        for clocks in self._clocks.values():
            found[clocks.case[~clocks.is_sure]] = True
        for side in self._sides:
            for name in side.plans.keys() - side.taken:
                found |= self._may_start(side.plans[name])
        return found

    def _may_start(self, plan: Plan) -> Mask:
        """Which cases have a limit for a commitment, and an event that starts it."""
        limited = [place for place, each in self._classes.items() if (row := plan.row_for(each)) and row.limit]
        starts = self._columns.holds(self._columns.of_kinds(plan.commitment.starts))
        found: Mask = starts & np.isin(self._plain.opening, limited)
        return found

    @property
    def clocks(self) -> int:
        """How many clocks were judged."""
        return sum(int(self.is_taken[each.case].sum()) for each in self._clocks.values())

    def add_to(self, blocks: Blocks) -> None:
        """The rows of the cases taken, those of the first side first, in the order of its commitments."""
        case, cells = np.flatnonzero(self.is_taken), self._cells(blocks)
        for side in self._sides:
            for name, plan in side.plans.items():
                if name in side.taken:
                    clocks = _where(self._clocks[side.name, name], self.is_taken)
                    opening = self._plain.opening[clocks.case]
                    told = self._said(blocks, plan, side) | {each: codes[opening] for each, codes in cells.items()}
                    told["compared"] = self._compared(blocks, name, clocks)
                    blocks.add(clocks.case, told | _by_clock(blocks, clocks))
            self._add_unseen(blocks, side, case)

    def _said(self, blocks: Blocks, plan: Plan, side: Side) -> dict[str, Numbers | int]:
        commitment = plan.commitment
        said = {"standard": side.judge.standard.ref, "commitment": commitment.id, "clause": commitment.clause}
        return {name: blocks.code(text) for name, text in {**said, "side": side.name}.items()}

    def _cells(self, blocks: Blocks) -> dict[str, Numbers]:
        """The columns of the cell, by the place of the opening."""
        cells = {place: cell_of(each) for place, each in self._classes.items()}
        told = {"cell": {place: cell_name(cell) for place, cell in cells.items()}}
        told |= {name: {place: cell[at] for place, cell in cells.items()} for at, name in enumerate(MAIN_DIMENSIONS)}
        return {name: self._looked_up(blocks, texts) for name, texts in told.items()}

    def _looked_up(self, blocks: Blocks, texts: Mapping[int, str]) -> Numbers:
        found = np.full(len(self._columns.payloads), -1)
        found[list(texts)] = blocks.codes(texts.values())
        return found

    def _compared(self, blocks: Blocks, name: str, clocks: Clocks) -> Numbers | int:
        """What becomes of the promise from the standard compared with to the one tried, on both sides alike."""
        if len(self._sides) < 2 or any((each.name, name) not in self._clocks for each in self._sides):
            return -1
        tried, against = (_states(self._clocks[each.name, name], clocks) for each in self._sides)
        turns = [TURNS.get((before, now)) for now in (*OUTCOME, "") for before in (*OUTCOME, "")]
        found: Numbers = blocks.codes(turns)[tried * (len(STATES) + 1) + against]
        return found

    def _add_unseen(self, blocks: Blocks, side: Side, case: Numbers) -> None:
        """The promises that cannot be observed: what each class of cases had of them, once for every case."""
        places, inverse = np.unique(self._plain.opening[case], return_inverse=True)
        promised = [side.judge.not_observed((self._classes[place],)) for place in places.tolist()]
        every = list({id(each): each for each in promised}.values())  # classes alike share what was promised
        known = {id(each): number for number, each in enumerate(every)}
        own = np.array([known[id(each)] for each in promised], np.int64)[inverse]
        counts = np.array([len(each) for each in every], np.int64)
        if not counts.sum():
            return
        first, count = (np.cumsum(counts) - counts)[own], counts[own]
        chosen = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        rows = [("", *rest, side.name, None, None) for each in every for rest in each]
        columns = blocks.columns_of(rows)
        blocks.add(np.repeat(case, count), {name: values[chosen] for name, values in columns.items()})


def _where(clocks: Clocks, cases: Mask) -> Clocks:
    kept = cases[clocks.case]
    return replace(clocks, **{name: getattr(clocks, name)[kept] for name in Clocks.__dataclass_fields__})


def _states(here: Clocks, there: Clocks) -> Numbers:
    """The state here of the same cycles as there; the number of states where there is no such cycle."""
    most = 1 + max(here.cycle.max(initial=0), there.cycle.max(initial=0))
    known = np.append(here.case * most + here.cycle, np.iinfo(np.int64).max)
    wanted = there.case * most + there.cycle
    place = np.searchsorted(known, wanted)
    found: Numbers = np.where(known[place] == wanted, np.append(here.state, 0)[place], len(STATES))
    return found


def _by_clock(blocks: Blocks, clocks: Clocks) -> dict[str, Numbers | int]:
    return {
        "cycle": clocks.cycle,
        "state": blocks.codes(STATES)[clocks.state],
        "outcome": blocks.codes(OUTCOME)[clocks.state],
        "started_at": clocks.started_at,
        "due_at": clocks.due_at,
        "stopped_at": clocks.stopped_at,
        "ever_breached_at": clocks.ever_breached_at,
        "target_seconds": clocks.target,
        "elapsed_seconds": clocks.elapsed,
        "overdue_working_seconds": clocks.overdue_working,
        "overdue_wall_seconds": clocks.overdue_wall,
        "provisional": clocks.provisional.astype(np.int64),
        "hour": clocks.hour,
    }
