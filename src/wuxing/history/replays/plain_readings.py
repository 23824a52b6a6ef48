"""The readings of plain cases, by the kernel: rows of the table of readings as columns, never one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from wuxing.core.clock.plan import Plan, plans_of
from wuxing.core.clock.story import class_after
from wuxing.core.replay.cell import cell_name, cell_of
from wuxing.core.replay.columns import Columns, Mask, Numbers
from wuxing.core.replay.flips import TURNS
from wuxing.core.replay.judging import NO_CLASS, OUTCOMES, Judge
from wuxing.core.replay.kernel import STATES, Clocks, Plain, is_plain_commitment, judge_plain
from wuxing.core.replay.working_times import NONE
from wuxing.history.replays.reading_rows import INSTANT, SCHEMA
from wuxing.packs.finding import calendars

OUTCOME = np.array([OUTCOMES[state] for state in STATES])
UNSEEN = 1_000_000
"""Where rows of promises that cannot be observed stand in the order of one case."""


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

    def table(self) -> tuple[Any, Numbers]:
        """The rows of the cases taken, in order of case, and the case of each."""
        blocks = [*self._clock_blocks(), *self._unseen_blocks()]
        if not blocks:
            return SCHEMA.empty_table(), np.zeros(0, np.int64)
        case = np.concatenate([block.case for block in blocks])
        side = np.concatenate([np.full(len(block.case), block.side) for block in blocks])
        turn = np.concatenate([block.turn for block in blocks])
        order = np.lexsort((turn, side, case))
        table = pa.concat_tables([block.table for block in blocks]).combine_chunks()
        return table.take(pa.array(order)), case[order]

    # -- clocks --------------------------------------------------------------------------------------------------

    def _clock_blocks(self) -> Iterator[_Block]:
        for number, side in enumerate(self._sides):
            for turn, (name, plan) in enumerate(side.plans.items()):
                if name in side.taken:
                    clocks = _where(self._clocks[side.name, name], self.is_taken)
                    columns = {**self._constants(plan, side), **self._by_case(clocks.case), **_by_clock(clocks)}
                    columns["compared"] = self._compared(side, name, clocks)
                    count = len(clocks.case)
                    table = pa.table([_column(columns.get(field.name), field.type, count) for field in SCHEMA], SCHEMA)
                    yield _Block(number, clocks.case, np.full(count, turn), table)

    def _constants(self, plan: Plan, side: Side) -> dict[str, Any]:
        commitment = plan.commitment
        return {
            "standard": side.judge.standard.ref,
            "commitment": commitment.id,
            "clause": commitment.clause,
            "cycle": 1,
            "side": side.name,
        }

    def _by_case(self, case: Numbers) -> dict[str, Any]:
        places, inverse = np.unique(self._plain.opening[case], return_inverse=True)
        cells = [cell_of(self._classes[place]) for place in places.tolist()]
        parts = zip(*cells, strict=True) if cells else ((), (), ())
        told = {
            name: _chosen(values, inverse)
            for name, values in zip(("business", "customer", "urgency"), parts, strict=True)
        }
        names = pa.array(self._columns.cases, pa.string()).take(pa.array(case))
        return {"case": names, "cell": _chosen([cell_name(each) for each in cells], inverse), **told}

    def _compared(self, side: Side, name: str, clocks: Clocks) -> Any:
        """What becomes of the promise from the standard compared with to the one tried, on both sides alike."""
        if len(self._sides) < 2:
            return None
        outcomes = []
        for each in self._sides:
            if (each.name, name) not in self._clocks:
                return None
            here = self._clocks[each.name, name]
            found = np.full(len(self._columns.cases), "", OUTCOME.dtype)
            found[here.case] = OUTCOME[here.state]
            outcomes.append(found[clocks.case])
        pairs, inverse = np.unique(np.stack(outcomes, 1), axis=0, return_inverse=True)
        return _chosen([TURNS.get((str(before), str(now))) for now, before in pairs], inverse.reshape(-1))

    # -- promises that cannot be observed ----------------------------------------------------------------------------

    def _unseen_blocks(self) -> Iterator[_Block]:
        case = np.flatnonzero(self.is_taken)
        places, inverse = np.unique(self._plain.opening[case], return_inverse=True)
        for number, side in enumerate(self._sides):
            every = [side.judge.not_observed((self._classes[place],)) for place in places.tolist()]
            counts = np.array([len(each) for each in every], np.int64)
            if not counts.sum():
                continue
            first = np.cumsum(counts) - counts
            own = counts[inverse]
            turn = np.arange(own.sum()) - np.repeat(np.cumsum(own) - own, own)
            rows = self._unseen_rows(every, side)
            chosen = rows.take(pa.array(np.repeat(first[inverse], own) + turn))
            names = pa.array(self._columns.cases, pa.string()).take(pa.array(np.repeat(case, own)))
            yield _Block(number, np.repeat(case, own), UNSEEN + turn, chosen.set_column(0, SCHEMA.field(0), names))

    def _unseen_rows(self, every: Sequence[Sequence[tuple[Any, ...]]], side: Side) -> Any:
        rows = [("", *rest, side.name, None, None) for each in every for rest in each]
        columns = zip(*rows, strict=True)
        return pa.table([pa.array(values, field.type) for values, field in zip(columns, SCHEMA, strict=True)], SCHEMA)


@dataclass(frozen=True)
class _Block:
    """Some rows of the table, with the case, the side and the turn by which they are put in order."""

    side: int
    case: Numbers
    turn: Numbers
    table: Any


def _where(clocks: Clocks, cases: Mask) -> Clocks:
    kept = cases[clocks.case]
    return replace(clocks, **{name: getattr(clocks, name)[kept] for name in Clocks.__dataclass_fields__})


def _by_clock(clocks: Clocks) -> dict[str, Any]:
    return {
        "state": _chosen(STATES, clocks.state),
        "outcome": _chosen(OUTCOME.tolist(), clocks.state),
        **{
            name: pa.array(values, mask=values == NONE).cast(INSTANT)
            for name, values in (
                ("started_at", clocks.started_at),
                ("due_at", clocks.due_at),
                ("stopped_at", clocks.stopped_at),
                ("ever_breached_at", clocks.ever_breached_at),
            )
        },
        "target_seconds": pa.array(clocks.target),
        "elapsed_seconds": pa.array(clocks.elapsed),
        "overdue_working_seconds": pa.array(clocks.overdue_working),
        "overdue_wall_seconds": pa.array(clocks.overdue_wall),
        "provisional": pa.array(clocks.provisional),
        "hour": pa.array(clocks.hour),
    }


def _chosen(values: Sequence[str | None], places: Numbers) -> Any:
    return pa.array(values, pa.string()).take(pa.array(places))


def _column(value: Any, kind: Any, count: int) -> Any:
    """A column of its own values, or of one for all rows."""
    if isinstance(value, pa.Array):
        return value.cast(kind)
    return pa.nulls(count, kind) if value is None else pa.repeat(pa.scalar(value, kind), count)
