"""Progress of long work on standard error: how far, how fast, how long still. Silent where nobody watches."""

from __future__ import annotations

import sys
import time

from wuxing.cli.language import say
from wuxing.core.source import Text

EVERY = 0.2


class ProgressLine:
    """One line that is rewritten in place; it disappears when the work is done."""

    def __init__(self, what: Text, unit: Text) -> None:
        self._what, self._unit = what, unit
        self._begun = self._shown = time.monotonic()
        self._watched = sys.stderr.isatty()

    def show(self, done: int, share: float) -> None:
        """Say that so many units are done, which is this share (0 to 1) of the whole."""
        now = time.monotonic()
        if not self._watched or now - self._shown < EVERY:
            return
        self._shown = now
        gone = max(now - self._begun, 1e-6)
        rate = f"{done / gone:,.0f}"
        left = gone * (1 - share) / share if share > 0 else None
        zh_left, en_left = (f"，还需约 {left:,.0f} 秒", f", about {left:,.0f} s left") if left is not None else ("", "")
        line = Text(
            f"{self._what.zh} {share:4.0%}  {done:,} {self._unit.zh}，每秒 {rate}{zh_left}",
            f"{self._what.en} {share:4.0%}  {done:,} {self._unit.en}, {rate}/s{en_left}",
        )
        sys.stderr.write(f"\r\x1b[2K{say(line)}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._watched:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
