"""Dated facts that many calendars share: statutory holidays, make-up working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wuxing.core.instant import parse_date
from wuxing.core.source import Text


@dataclass(frozen=True, eq=False, slots=True)
class DataSet:
    """Dates (days since 1970-01-01) with their names, and the years for which all of them are known."""

    name: str
    version: str
    days: Mapping[int, Text]
    first_year: int
    last_year: int
    title: Text


def data_set_of(content: Mapping[str, Any]) -> DataSet:
    """A data set from its file's content; its years must be whole and without a gap."""
    years = sorted(int(year) for year in content["years"])
    if years != list(range(years[0], years[-1] + 1)):
        raise ValueError(f"{content['data_set']}: years with a gap: {years}")
    days = {
        parse_date(date): Text(name["zh"], name["en"])
        for year in content["years"].values()
        for date, name in year["days"].items()
    }
    title = Text(content["title"]["zh"], content["title"]["en"])
    return DataSet(content["data_set"], content["version"], days, years[0], years[-1], title)
