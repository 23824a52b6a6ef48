"""`wuxing search`: what the index finds, and making it anew."""

from __future__ import annotations

import json
from argparse import Namespace

from wuxing.cli.database import database, tell_lines
from wuxing.cli.progress import ProgressLine
from wuxing.core.source import Text


def find(options: Namespace) -> int:
    """Print what answers a question, best first; 1 where nothing does. An operator sees what the company sees."""
    with database():
        from django.utils import timezone

        from wuxing.accounts.actors import SYSTEM
        from wuxing.search.finding import Asked, search

        results = search(Asked(" ".join(options.words), limit=options.limit), by=SYSTEM, at=timezone.now())
        found = [
            {
                "name": hit.shown.name,
                "title": hit.shown.title,
                "path": hit.shown.href,
                "text": "".join(text for text, _ in hit.snippet),
            }
            for hit in results.hits
        ]
        if options.json:
            print(json.dumps({"count": results.count, "loose": results.is_loose, "found": found}, ensure_ascii=False))
        else:
            for each in found:
                print(
                    "\n".join([f"{each['name']}  {each['title']}", *([f"    {each['text']}"] if each["text"] else [])])
                )
    return 0 if found else 1


def rebuild(options: Namespace) -> int:
    """Index everything again while others work; stopped and started again, it goes on where it was."""
    with database():
        from wuxing.search.rebuilding import rebuild as make

        line = ProgressLine(Text("重建搜索", "Making the index"), Text("条记录", "records"))
        texts = make(lambda realm, done, total: line.show(done, done / total if total else 1.0), anew=options.anew)
        line.clear()
        tell_lines(Text(f"已重建：{texts:,} 段文字可以搜索", f"Done: {texts:,} texts can be found"))
    return 0
