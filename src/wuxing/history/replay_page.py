"""The page of a replay: the report of the one file, with its way to the clauses and to every case that flips."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from wuxing.history import replay_lists
from wuxing.history.choices import DRAFT
from wuxing.history.models import Replay
from wuxing.history.replay_lists import Sameness
from wuxing.history.reports.report import render_part
from wuxing.history.reports.report_page import Page, page_of
from wuxing.history.reports.words import Words
from wuxing.ui.citing import clause_path, draft_clause_path
from wuxing.ui.language import language

FILES = {
    "report.html": "text/html; charset=utf-8",
    "report.json": "application/json",
    "readings.parquet": "application/vnd.apache.parquet",
    "events.parquet": "application/vnd.apache.parquet",
}
"""What of a result can be taken away."""


@dataclass(frozen=True, slots=True)
class Result:
    """A replay that is done. `body` is the report below its head, escaped where it was made."""

    page: Page
    body: SafeString
    sameness: Sameness
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the report leads on our pages."""

    replay: Replay

    def case(self, commitment: str, flip: Mapping[str, Any]) -> str:
        """Its case, judged under both standards."""
        asked = {"case": flip["case"], "commitment": commitment, "cycle": flip["cycle"]}
        return f"{reverse('history:why-under-both', args=[self.replay.pk])}?{urlencode(asked)}"

    def clause(self, side: str, clause: str) -> str:
        """The clause in the version that was judged, or the draft."""
        key = self.replay.standard if side == "standard" else self.replay.against
        if key.startswith(DRAFT):
            return draft_clause_path(int(key.removeprefix(DRAFT)), clause)
        return clause_path(key, clause)


def result_of(replay: Replay) -> Result | None:
    """What a replay found; None where it is not done, or its folder is gone."""
    if replay.done_at is None or not replay.report_path.is_file():
        return None
    report = json.loads(replay.report_path.read_text(encoding="utf-8"))
    page = page_of(report, Words(language()), Places(replay))
    files = [(name, _size((replay.folder / name).stat().st_size)) for name in FILES if (replay.folder / name).is_file()]
    body = mark_safe(render_part(page))  # Jinja has escaped what is not ours
    return Result(page, body, replay_lists.sameness(replay), tuple(files))


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{max(1, size // 1_000):,} kB"
