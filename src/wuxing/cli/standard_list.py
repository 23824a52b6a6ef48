"""`wuxing standard list`, apart from its sisters so that it starts at once."""

from __future__ import annotations

from argparse import Namespace

from wuxing.cli.language import say
from wuxing.cli.print_json import both, print_json
from wuxing.cli.print_table import print_table
from wuxing.core.source import Text
from wuxing.packs.shipped import outlines


def list_(options: Namespace) -> int:
    """Every shipped pack with its title."""
    packs = outlines()
    if options.json:
        return print_json(
            [
                {
                    "name": each.name,
                    "version": each.version,
                    "title": both(each.title),
                    "commitments": len(each.commitments),
                    "sha256": each.sha256,
                }
                for each in packs
            ]
        )
    print_table(
        [
            say(Text("标准", "standard")),
            say(Text("版本", "version")),
            say(Text("承诺", "commitments")),
            say(Text("名称", "title")),
        ],
        [[each.name, each.version, str(len(each.commitments)), say(each.title)] for each in packs],
    )
    return 0
