"""A generated event file of any length: cases of five events, as an import would have written it.

Column by column instead of event by event, so that ten million events take seconds and little memory. Same number,
same bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuxing.core.standard.document import EVENT_KINDS
from wuxing.history.events.file import GROUP, HEADER_KEY, SCHEMA, Header, canonical_json

MINUTE = 60
KINDS = ("case.opened", "message.agent", "wait.started", "wait.ended", "case.resolved")
SPEAKERS = ("customer", "agent", "agent", "agent", "agent")
LONGEST = np.array((0, 20, 60, 1_500, 480))
"""Minutes at most from the event before."""

CASES = GROUP // len(KINDS)  # of one row group
FIRST, LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2024, 2026))
CLASSES = tuple(
    canonical_json({"class": {"business": business, "customer": customer, "urgency": urgency}})
    for business in ("consultation", "complaint", "after-sales")
    for customer in ("individual", "enterprise")
    for urgency in ("normal", "normal", "normal", "urgent", "major")
)
LATER = ("{}", canonical_json({"reason": "waiting-customer"}), canonical_json({"reason": "waiting-customer"}), "{}")
SUPPLIES = tuple(sorted({*EVENT_KINDS, "diagnosis.confirmed"}))
"""Of everything a case can tell, as in a program that records all of it: so no clock is unobservable."""
HEADER = Header(mapping="made-history", supplies=SUPPLIES, timezone="Asia/Shanghai")


def make_history(*, path: str, events: int) -> dict[str, int]:
    """Write an event file of at least so many events, at most four more; returns how many there are, and its bytes."""
    cases = -(-events // len(KINDS))
    chance = np.random.default_rng(20_260_302)
    schema = SCHEMA.with_metadata({HEADER_KEY: HEADER.as_json().encode()})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, cases, CASES):
            writer.write_table(_group(first, min(CASES, cases - first), chance))
    return {"events": cases * len(KINDS), "cases": cases, "bytes": Path(path).stat().st_size}


def _group(first: int, cases: int, chance: np.random.Generator) -> Any:
    """The rows of some cases, numbered from the first."""
    opened = chance.integers(FIRST // MINUTE, LAST // MINUTE, cases)
    later = chance.integers(0, LONGEST + 1, (cases, len(KINDS)))
    at = pa.array(((opened[:, None] + later.cumsum(axis=1)) * MINUTE).ravel())
    said = pa.array([*CLASSES, *LATER])
    places = np.empty((cases, len(KINDS)), dtype=np.int64)
    places[:, 0] = chance.integers(0, len(CLASSES), cases)
    places[:, 1:] = len(CLASSES) + np.arange(len(LATER))
    whole = np.tile(np.arange(len(KINDS)), cases)
    columns = {
        "case": _names(first, cases).take(pa.array(np.repeat(np.arange(cases), len(KINDS)))),
        "seq": pa.array(whole + 1),
        "kind": pa.array(KINDS).take(pa.array(whole)),
        "at": at,
        "recorded_at": at,
        "by": pa.array([f"{speaker}-{place}" for place, speaker in enumerate(SPEAKERS)]).take(pa.array(whole)),
        "speaker": pa.array(SPEAKERS).take(pa.array(whole)),
        "payload": said.take(pa.array(places.ravel())),
    }
    return pa.table([columns[form.name].cast(form.type) for form in SCHEMA], names=SCHEMA.names).cast(
        SCHEMA.with_metadata({HEADER_KEY: HEADER.as_json().encode()})
    )


def _names(first: int, cases: int) -> Any:
    """C-000000001 and so on: as many digits as the order of the file needs."""
    numbers = pa.array(np.arange(first + 1, first + cases + 1)).cast(pa.string())
    return pc.binary_join_element_wise("C", pc.utf8_lpad(numbers, 9, "0"), "-")
