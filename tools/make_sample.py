"""Make the shipped sample history: three months at the service centre of 澄川电器, a company that does not exist.

    python tools/make_sample.py [FOLDER]

Writes `sample_log.csv`, the event log as the centre's help desk would export it: one row one event, Chinese headings,
local time, UTF-8 with a byte order mark, CRLF. The same seed gives the same bytes on every machine. The story is told
in docs/sample.md.
"""

import csv
import io
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path

from sample_history.cases import OUTLETS, Case, stamp
from sample_history.days import daily_cases
from sample_history.plants import bad_rows, planted_cases

EXPORTED = datetime(2026, 11, 1)  # what happens later is not in the export, so some cases are still open
FOLDER = Path(__file__).parents[1] / "src/wuxing/history/logs/sample"
HEADINGS = (
    "流水号,工单号,时间,录入时间,事件,操作人,角色,渠道,业务类型,客户类型,紧急程度,主题,产品,原因,凭据,"
    "并入工单,来源工单,来源建单时间,作废流水,承诺,延长,依据,批准人,说明"
)


def main() -> None:
    """Write the log."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    log = sample_log()
    (folder / "sample_log.csv").write_bytes(log)
    print(f"{folder / 'sample_log.csv'}: {len(log):,} bytes")


def sample_log() -> bytes:
    """Give the whole log as bytes."""
    planted = planted_cases()
    cases = sorted([*planted.values(), *daily_cases()], key=lambda case: case.opened)
    number_cases(cases)
    for case in cases:
        case.others = planted
        case.story(case)
    rows = [row for case in cases for row in case.rows if row["时间"] < stamp(EXPORTED)]
    rows.sort(key=lambda row: row.get("录入时间") or row["时间"])
    number_rows(rows)
    for place, row in bad_rows():
        rows.insert(place, row)
    return as_csv(rows)


def number_cases(cases: list[Case]) -> None:
    """Number the cases as the help desk does: area of the outlet (or hotline), date, serial of the day."""
    counts: Counter[date] = Counter()
    for case in cases:
        counts[case.opened.date()] += 1
        area = OUTLETS.get(case.outlet, "RX")
        case.number = f"{area}{case.opened:%y%m%d}{counts[case.opened.date()]:03d}"


def number_rows(rows: list[dict[str, str]]) -> None:
    """Give each row its serial number, in the order of entry, and point a void at the row that it means."""
    for serial, row in enumerate(rows, 100001):
        row["流水号"] = str(serial)
    marked = {row["mark"]: row["流水号"] for row in rows if "mark" in row}
    for row in rows:
        if "voids" in row:
            row["作废流水"] = marked[row["voids"]]


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """Write the rows as spreadsheet programs do: byte order mark, CRLF, `2026/9/28 19:03:12`."""
    page = io.StringIO()
    sheet = csv.DictWriter(page, HEADINGS.split(","), restval="", extrasaction="ignore", lineterminator="\r\n")
    sheet.writeheader()
    for row in rows:
        if "raw" in row:
            page.write(row["raw"] + "\r\n")
            continue
        sheet.writerow(row | {name: as_shown(row.get(name, "")) for name in ("时间", "录入时间", "来源建单时间")})
    return b"\xef\xbb\xbf" + page.getvalue().encode()


def as_shown(text: str) -> str:
    """Write a stamp as the export shows it; what is no stamp (a row that cannot be read) stays."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M:%S}"


if __name__ == "__main__":
    main()
