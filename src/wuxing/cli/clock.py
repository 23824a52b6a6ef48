"""`wuxing clock run`: stories in, readings out."""

from __future__ import annotations

from argparse import Namespace

from wuxing.cli.lines import answer_lines
from wuxing.core.clock.telling import answer
from wuxing.packs.finding import calendars


def run(options: Namespace) -> int:
    """Answer one story a line."""
    del options
    return answer_lines(lambda line: answer(line, calendars()))
