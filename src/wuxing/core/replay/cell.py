"""Class cells: business / customer / urgency, with their words and limits."""

from __future__ import annotations

from collections.abc import Mapping

from wuxing.core.source import Text
from wuxing.core.standard.document import MAIN_DIMENSIONS, Class, Commitment, Standard
from wuxing.core.standard.matching import row_for

UNKNOWN = "-"

Labels = Mapping[str, Mapping[str, Text]]
"""dimension → value → how people call it."""

Cell = tuple[str, str, str]
"""Business, customer, urgency; `-` where a case does not say."""


def cell_of(case_class: Class) -> Cell:
    """The cell of a class."""
    known = case_class.get
    return known("business", UNKNOWN), known("customer", UNKNOWN), known("urgency", UNKNOWN)


def cell_name(cell: Cell) -> str:
    """A cell as files show it: `consultation/individual/normal`."""
    return "/".join(cell)


def words_of(cell: Cell, labels: Labels) -> Text:
    """A cell in words: 咨询 / 个人 / 一般."""
    said = [_label(dimension, value, labels) for dimension, value in zip(MAIN_DIMENSIONS, cell, strict=True)]
    return Text(" / ".join(each.zh for each in said), " / ".join(each.en for each in said))


def place_of(cell: Cell, standard: Standard) -> tuple[int, ...]:
    """Where a cell stands in the order in which the standard names its classes; unknown values come last."""
    places = []
    for dimension, value in zip(MAIN_DIMENSIONS, cell, strict=True):
        known = list(standard.classes.get(dimension, ()))
        places.append(known.index(value) if value in known else len(known))
    return tuple(places)


def limit_in(cell: Cell, commitment: Commitment, labels: Labels) -> Text | None:
    """The limit of a commitment in a cell, with those of its parts (a topic) after it; None where there is none."""
    values = zip(MAIN_DIMENSIONS, cell, strict=True)
    case_class = {dimension: value for dimension, value in values if value != UNKNOWN}
    plain = row_for(commitment, case_class)
    said = [plain.limit.text] if plain and plain.limit else []
    for row in commitment.within:
        further = {name: value for name, value in row.when.items() if name not in MAIN_DIMENSIONS}
        if further and row.limit and row_for(commitment, {**case_class, **further}) is row:
            only = [_label(name, value, labels) for name, value in further.items()]
            zh, en = "、".join(each.zh for each in only), ", ".join(each.en for each in only)
            said.append(Text(f"{zh} {row.limit.text.zh}", f"{en}: {row.limit.text.en}"))
    return Text("；".join(each.zh for each in said), "; ".join(each.en for each in said)) if said else None


def _label(dimension: str, value: str, labels: Labels) -> Text:
    if value == UNKNOWN:
        return Text("—", "—")
    return labels.get(dimension, {}).get(value, Text(value, value))
