"""`wuxing doctor`: how the installation is, line by line."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING

from wuxing.cli.database import database
from wuxing.cli.language import say
from wuxing.core.source import Text

if TYPE_CHECKING:
    from wuxing.site.examining import Finding

OK, NOT_OK = Text("正常", "ok"), Text("不正常", "not ok")


def doctor(options: Namespace) -> int:
    """Each line is well, or says what to do; 1 when one is not."""
    with database(migrated=False):
        from django.utils import timezone

        from wuxing.site.examining import examine

        found = []
        for each in examine(timezone.now()):
            found.append(each)
            if not options.json:
                print(f"{say(OK if each.is_ok else NOT_OK)}  {say(each.name)}: {say(each.says)}", flush=True)
    if options.json:
        print(
            json.dumps(
                {"ok": all(each.is_ok for each in found), "findings": [_json(each) for each in found]},
                ensure_ascii=False,
            )
        )
    return 0 if all(each.is_ok for each in found) else 1


def _json(each: Finding) -> dict[str, object]:
    return {"name": each.name.en, "ok": each.is_ok, "zh": each.says.zh, "en": each.says.en}
