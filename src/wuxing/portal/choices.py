"""What a customer may choose on the request form: the classes of the standard in force that are meant for customers."""

from __future__ import annotations

from collections.abc import Mapping

from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.core.standard.matching import row_for


def choices_of(standard: Standard, dimension: str) -> Mapping[str, Text]:
    """The values of a dimension that customers may choose, with their names, in the order of the standard."""
    values = standard.classes.get(dimension, {})
    if dimension == "business":
        return {value: name for value, name in values.items() if _is_promised(standard, value)}
    opened_by_duties = {duty.opens.get(dimension) for duty in standard.duties.values()}
    return {value: name for value, name in values.items() if value not in opened_by_duties}


def _is_promised(standard: Standard, business: str) -> bool:
    """Whether a customer of this business is promised anything from the opening on; an internal duty is not."""
    for commitment in standard.commitments.values():
        if commitment.audience == "customer" and "case.opened" in commitment.starts:
            cells = [{"business": business, **row.when} for row in commitment.within]
            rows = [row_for(commitment, cell) for cell in cells if cell["business"] == business]
            if any(row is not None and row.limit is not None for row in rows):
                return True
    return False
