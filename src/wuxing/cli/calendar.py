"""`wuxing calendar run`: working time, asked line by line."""

from __future__ import annotations

from argparse import Namespace

from wuxing.cli.lines import answer_lines
from wuxing.core.calendar.questions import answer
from wuxing.packs.finding import calendars, load_standard


def run(options: Namespace) -> int:
    """Answer one question a line; `--standard` lets lines call its calendars by name."""
    named = load_standard(options.standard).calendars if options.standard else {}
    return answer_lines(lambda line: answer(line, calendars(), named))
