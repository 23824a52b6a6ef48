"""`wuxing`: dispatches to commands by dotted string, so that a command loads only what it needs."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence

from wuxing import __version__
from wuxing.cli.command import Command
from wuxing.cli.commands import GROUPS
from wuxing.cli.language import chosen, say, say_error
from wuxing.core.source import Problems, Refusal, Text

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did its work, 1 when it refused, 2 when it was called wrongly."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = build_parser(chosen(given))
    options = parser.parse_args(given)
    if "run" not in options:
        (options.parser if "parser" in options else parser).print_help()
        return 0
    try:
        code = int(_loaded(options.run)(options))
        sys.stdout.flush()  # here, where a reader that went away is no fault
        return code
    except (Problems, Refusal) as refusal:
        print(say_error(refusal), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(say(Text("已中断，没有留下半成品。", "Interrupted; nothing half-made is left behind.")), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def build_parser(language: str) -> argparse.ArgumentParser:
    """The parser of every command, its help in one language (both where none is chosen)."""
    summary = Text("服务标准的执行、解释与重放。", "Run, explain and replay a service standard.")
    parser = argparse.ArgumentParser(
        prog="wuxing", description=summary.in_language(language), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"wuxing {__version__}")
    parser.add_argument(
        "--lang", choices=("zh", "en"), help=Text("输出语言", "language of messages").in_language(language)
    )
    groups = parser.add_subparsers(metavar="COMMAND")
    for group in GROUPS:
        if isinstance(group, Command):
            _add(groups, group, language)
            continue
        inner = groups.add_parser(
            group.name, help=group.summary.in_language(language), description=group.summary.in_language(language)
        )
        inner.set_defaults(parser=inner)
        commands = inner.add_subparsers(metavar="COMMAND")
        for command in group.commands:
            _add(commands, command, language)
    return parser


def _add(parsers: argparse._SubParsersAction[argparse.ArgumentParser], command: Command, language: str) -> None:
    examples = Text("例子", "examples").in_language(language)
    parser = parsers.add_parser(
        command.name,
        help=command.summary.in_language(language),
        description=command.summary.in_language(language),
        epilog=f"{examples}:\n" + "\n".join(f"  {example}" for example in command.examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for option in command.options:
        parser.add_argument(*option.names, help=option.help.in_language(language), **option.settings)
    parser.add_argument(
        "--lang",
        choices=("zh", "en"),
        default=argparse.SUPPRESS,
        help=Text("输出语言", "language of messages").in_language(language),
    )
    parser.set_defaults(run=command.run)


def _loaded(dotted: str) -> Callable[[argparse.Namespace], int]:
    module, _, name = dotted.partition(":")
    function: Callable[[argparse.Namespace], int] = getattr(importlib.import_module(module), name)
    return function
