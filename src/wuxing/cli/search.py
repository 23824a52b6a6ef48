"""`wuxing search`: what the index finds, and making it anew."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from wuxing.cli.database import database, tell_lines
from wuxing.cli.progress import ProgressLine
from wuxing.core.source import Text

if TYPE_CHECKING:
    from wuxing.customers.lists import Found
    from wuxing.search.finding import Hit


def find(options: Namespace) -> int:
    """Print what answers a question, best first; 1 where nothing does. An operator sees what the company sees."""
    with database():
        from django.utils import timezone

        from wuxing.accounts.actors import SYSTEM
        from wuxing.customers.lists import look_up
        from wuxing.search.finding import Asked, search

        asked = " ".join(options.words)
        results = search(Asked(asked, limit=options.limit), by=SYSTEM, at=timezone.now())
        told = {
            "count": results.count,
            "loose": results.is_loose,
            "found": [_hit(each) for each in results.hits],
            "customers": [_customer(each) for each in look_up(asked, by=SYSTEM).found[: options.limit]],
        }
        if options.json:
            print(json.dumps(told, ensure_ascii=False))
        else:
            _print(told)
    return 0 if told["found"] or told["customers"] else 1


def _hit(hit: Hit) -> dict[str, str]:
    text = "".join(text for text, _ in hit.snippet)
    return {"name": hit.shown.name, "title": hit.shown.title, "path": hit.shown.href, "text": text}


def _customer(found: Found) -> dict[str, str]:
    return {"name": found.name, "path": f"/customers/{found.customer.pk}/", "text": " · ".join(found.points)}


def _print(told: dict[str, Any]) -> None:
    for each in told["customers"]:
        print(f"{each['name']}  {each['text']}")
    for each in told["found"]:
        print("\n".join([f"{each['name']}  {each['title']}", *([f"    {each['text']}"] if each["text"] else [])]))


def rebuild(options: Namespace) -> int:
    """Index everything again while others work; stopped and started again, it goes on where it was."""
    with database():
        make_index(anew=options.anew)
    return 0


def make_index(*, anew: bool = False) -> None:
    """Index everything again, or what is owed."""
    from wuxing.search.rebuilding import rebuild as make

    line = ProgressLine(Text("重建搜索", "Making the index"), Text("条记录", "records"))
    try:
        texts = make(lambda realm, done, total: line.show(done, done / total if total else 1.0), anew=anew)
    finally:
        line.clear()
    tell_lines(Text(f"已重建：{texts:,} 段文字可以搜索", f"Done: {texts:,} texts can be found"))
