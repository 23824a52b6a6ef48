"""Write the holiday data sets of China: `python tools/make_holidays.py FOLDER [--out FOLDER]`.

FOLDER holds the year files of NateScarlet/holiday-cn (2018.json and later). The years before come from the library
`chinesecalendar`. Both follow the State Council's notices, which `holiday_notices.json` names one by one.
How to add a year stands in `src/wuxing/packs/holidays/README.md`.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from chinese_calendar import Holiday, holidays, workdays

VERSION = "2026.1"
LIBRARY_YEARS = range(2010, 2018)
FILE_YEARS = range(2018, 2027)
NOTICES = Path(__file__).with_name("holiday_notices.json")
OUT = Path(__file__).parents[1] / "src" / "wuxing" / "packs" / "holidays"

VICTORY_DAY = "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"
ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    VICTORY_DAY: "70th anniversary of victory in the War of Resistance and the World Anti-Fascist War",
}
FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}  # the library shortens them

# The library leaves out some weekend days inside a break, because they are off anyway.
# A hotline that is open seven days a week needs them.
LEFT_OUT_BY_LIBRARY = {
    date(2011, 6, 5): "端午节",  # the notice gives 4 to 6 June
    date(2012, 6, 23): "端午节",  # the notice gives 22 to 24 June
    date(2015, 6, 21): "端午节",  # the Sunday between 20 and 22 June, both given
    date(2015, 9, 5): VICTORY_DAY,  # the notice gives 3 to 5 September
}


@dataclass(slots=True)
class Gathered:
    """What the sources say: names of the days off and of the make-up days by date, and who said it by year."""

    closed: dict[date, str] = field(default_factory=dict)
    makeup: dict[date, str] = field(default_factory=dict)
    made_from: dict[int, list[str]] = field(default_factory=dict)

    def keep(self, day: date, name: str, *, is_off: bool, source: str) -> None:
        """Take one day from a source; ValueError if another source contradicts."""
        mine, other = (self.closed, self.makeup) if is_off else (self.makeup, self.closed)
        if day in other or mine.get(day, name) != name:
            raise ValueError(f"{day}: {source} contradicts what was read before")
        mine[day] = name
        sources = self.made_from.setdefault(day.year, [])
        if source not in sources:
            sources.append(source)


def main() -> None:
    """Read the command line, write both data sets and say what they hold."""
    parser = argparse.ArgumentParser(description="Write the holiday data sets of China.")
    parser.add_argument("folder", type=Path, help="year files of holiday-cn, e.g. ../shared/data/holidays-cn")
    parser.add_argument("--out", type=Path, default=OUT, help="where to write (default: the shipped data sets)")
    arguments = parser.parse_args()
    for path in write_data_sets(folder=arguments.folder, out=arguments.out):
        print(path)


def write_data_sets(*, folder: Path, out: Path) -> list[Path]:
    """Write `cn-statutory-holidays.json` and `cn-makeup-days.json` into `out`; the same input gives the same bytes."""
    gathered = Gathered()
    read_library(gathered)
    read_files(gathered, folder)
    return [
        write(out, gathered, "cn-statutory-holidays", {"zh": "中国法定节假日", "en": "Statutory holidays of China"}),
        write(out, gathered, "cn-makeup-days", {"zh": "中国调休上班日", "en": "Make-up working days of China"}),
    ]


def read_library(gathered: Gathered) -> None:
    """Take the early years from `chinesecalendar`, with the weekend days that it leaves out."""
    source = f"chinesecalendar {version('chinesecalendar')}"
    for table, is_off in ((holidays, True), (workdays, False)):
        for day, english in table.items():
            if day.year in LIBRARY_YEARS:
                name = Holiday(english).chinese
                gathered.keep(day, FULL_NAMES.get(name, name), is_off=is_off, source=source)
    for day, name in LEFT_OUT_BY_LIBRARY.items():
        gathered.keep(day, name, is_off=True, source=source)


def read_files(gathered: Gathered, folder: Path) -> None:
    """Take the later years from holiday-cn. A file is of a notice, not of a year: 2019.json begins in 2018."""
    for year in FILE_YEARS:
        content = (folder / f"{year}.json").read_bytes()
        source = f"holiday-cn {year}.json sha256:{hashlib.sha256(content).hexdigest()}"
        require_notices(year, json.loads(content))
        for row in json.loads(content)["days"]:
            day = date.fromisoformat(row["date"])
            # 2020-02-03 is listed as a working day, but it is a Monday: nothing is made up for.
            if row["isOffDay"] or day.weekday() >= 5:
                gathered.keep(day, row["name"], is_off=row["isOffDay"], source=source)


def require_notices(year: int, content: Mapping[str, Any]) -> None:
    """Refuse a year file whose notices, or the years that they reach into, are not in `holiday_notices.json`."""
    mine = [notice for notice in json.loads(NOTICES.read_bytes()) if notice["years"][0] == year]
    if missing := set(content["papers"]) ^ {notice["link"] for notice in mine}:
        raise ValueError(f"{NOTICES.name} and {year}.json name different notices: {sorted(missing)}")
    reached = {date.fromisoformat(row["date"]).year for row in content["days"]}
    if unnamed := reached.difference(*(notice["years"] for notice in mine)):
        raise ValueError(f"{NOTICES.name}: the notice for {year} also gives days of {sorted(unnamed)}; name them there")


def write(out: Path, gathered: Gathered, data_set: str, title: Mapping[str, str]) -> Path:
    """Write one data set, a day to a line, so that a difference between two versions can be read."""
    days = gathered.closed if data_set == "cn-statutory-holidays" else gathered.makeup
    head = {"data_set": data_set, "version": VERSION, "country": "CN", "title": title}
    years = ",\n".join(year_text(year, gathered, days) for year in (*LIBRARY_YEARS, *FILE_YEARS))
    path = out / f"{data_set}.json"
    path.write_text(f'{text(head)[:-1]}, "years": {{\n{years}\n}}}}\n', encoding="utf-8")
    return path


def year_text(year: int, gathered: Gathered, days: Mapping[date, str]) -> str:
    """Write one calendar year: its own notice first, then the notices that changed it or reach into it."""
    notices = [notice for notice in json.loads(NOTICES.read_bytes()) if year in notice.pop("years")]
    own = next(notice for notice in notices if f"{year}年部分节假日安排" in notice["title"])
    fields: dict[str, Any] = {
        "title": own["title"],
        "source": own["link"],
        "published": own["published"],
        "made_from": gathered.made_from[year],
        "notices": notices,
    }
    rows = ",\n".join(day_texts(year, days))
    return f'"{year}": {text(fields)[:-1]}, "days": {{\n{rows}\n}}}}'


def day_texts(year: int, days: Mapping[date, str]) -> Iterator[str]:
    for day in sorted(days):
        if day.year == year:
            yield f' "{day}": {text({"zh": days[day], "en": english(days[day])})}'


def english(name: str) -> str:
    """Translate a name; two holidays in one break are joined: 中秋节、国庆节."""
    return " and ".join(ENGLISH[part] for part in name.split("、"))


def text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
