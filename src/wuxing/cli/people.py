"""`wuxing password`: the way in for who has lost every other."""

from __future__ import annotations

from argparse import Namespace

from wuxing.cli.database import database, tell_lines
from wuxing.core.source import Text


def password(options: Namespace) -> int:
    """A new random password, printed once; sessions of the old one end."""
    with database():
        from django.utils import timezone

        from wuxing.accounts.passwords import set_random

        word = set_random(options.name, at=timezone.now())
        tell_lines(
            Text(
                f"{options.name} 的新密码（只显示这一次）：{word}",
                f"New password of {options.name} (shown once): {word}",
            )
        )
    return 0
