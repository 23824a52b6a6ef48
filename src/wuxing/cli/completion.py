"""`wuxing completion SHELL`: what the shell should know of the commands."""

from __future__ import annotations

from argparse import Namespace

import shtab

from wuxing.cli.language import chosen
from wuxing.cli.main import build_parser


def print_script(options: Namespace) -> int:
    """Print the completion script of a shell."""
    print(shtab.complete(build_parser(chosen() or "en"), shell=options.shell))
    return 0
