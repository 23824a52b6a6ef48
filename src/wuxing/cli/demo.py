"""`wuxing demo`: the demo company, and as many cases of it as are wanted."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from wuxing.cli.database import database, in_both_languages, tell_lines
from wuxing.cli.language import say, tell
from wuxing.cli.progress import ProgressLine
from wuxing.cli.search import make_index
from wuxing.core.source import Text


def demo(options: Namespace) -> int:
    """Make the company, print its passwords, then bring it to so many cases."""
    with database(migrated=False):
        from wuxing.site import tables
        from wuxing.site.alone import alone

        with alone():
            tables.migrate()
            tell_passwords(make_demo())
            if options.cases:
                _make_many(options.cases, options.processes)
    return 0


def make_demo() -> list[str]:
    """The demo company, made once; one that was cut off is gone on with. Its passwords, where it was made just now."""
    from django.utils import timezone

    from wuxing.demo import company

    if not company.is_made():
        tell_lines(Text("正在建立演示公司，约需一分钟 …", "Making the demo company, about a minute …"))
    line = ProgressLine(Text("演示公司", "Demo company"), CASES)
    try:
        made = company.make(at=timezone.now(), tell=lambda done, of: line.show(done, done / of), now=timezone.now)
    finally:
        line.clear()
    return in_lines([(each.username, each.password, f"{each.name} · ", each.role.label) for each in made])


def in_lines(passwords: Sequence[tuple[str, str, str, object]]) -> list[str]:
    """Staff number, password and who it is, one a line."""
    return [f"  {number:<8} {word}  {name}{say(in_both_languages(role))}" for number, word, name, role in passwords]


def tell_passwords(lines: Sequence[str]) -> None:
    """Once; a later start has none to tell."""
    if lines:
        tell(Text("一次性密码，只显示这一次：", "Passwords, shown this once only:"))
        print("\n".join(lines))


def _make_many(cases: int, processes: int) -> None:
    from django.utils import timezone

    from wuxing.demo import many
    from wuxing.search import rebuilding

    rebuilding.owe()  # before: what was made until a stop is found as well
    line = ProgressLine(Text("演示公司", "Demo company"), CASES)
    try:
        made = many.make(
            cases, at=timezone.now(), tell=lambda done, of: line.show(done, done / of), processes=processes
        )
    finally:
        line.clear()
    tell_lines(Text(f"新建了 {made:,} 件工单。", f"{made:,} more cases were made."))
    make_index()


CASES = Text("件工单", "cases")
