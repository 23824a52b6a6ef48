"""The rows of the table of readings: their columns, and how they become a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

INSTANT = pa.timestamp("s", "UTC")  # Parquet itself keeps milliseconds
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("case", "standard", "commitment", "clause")),
        ("cycle", pa.int64()),
        *((name, pa.string()) for name in ("cell", "business", "customer", "urgency", "state", "outcome")),
        *((name, INSTANT) for name in ("started_at", "due_at", "stopped_at", "ever_breached_at")),
        *((f"{name}_seconds", pa.int64()) for name in ("target", "elapsed", "overdue_working", "overdue_wall")),
        ("provisional", pa.bool_()),
        ("hour", pa.int64()),
        ("side", pa.string()),
        ("compared", pa.string()),
        ("failure", pa.string()),
    ]
)
"""The columns of `Judged`, and three more: `side`, under which of the two standards (`standard` is the one tried);
`compared`, for a promise judged under both: same, to_late or to_met; and `failure`, why a case could not be judged at
all (its one row then has the outcome `failed` and nothing else)."""

Row = tuple[Any, ...]


def table_of(rows: Sequence[Row]) -> Any:
    """Rows as an Arrow table."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in SCHEMA)
    return pa.table([pa.array(values, form.type) for values, form in zip(columns, SCHEMA, strict=True)], SCHEMA)
