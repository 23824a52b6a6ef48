"""One JSON object a line in, one out: a line that cannot be answered gets an error and the next one goes on."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from wuxing.cli.language import say, say_error
from wuxing.core.source import Problems, Refusal, Text

LONGEST = 8_000_000


def answer_lines(answer: Callable[[Mapping[str, Any]], dict[str, Any]]) -> int:
    """Answer standard input to standard output; 0 unless the input cannot be read at all."""
    write = sys.stdout.write
    for raw in sys.stdin.buffer:
        if raw.strip():
            write(json.dumps(_answered(raw, answer), ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()
    return 0


def _answered(raw: bytes, answer: Callable[[Mapping[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    head: dict[str, Any] = {}
    try:
        line = _read(raw)
        head = {"id": line["id"]} if "id" in line else {}
        return {**head, **answer(line)}
    except Refusal as refusal:
        return {**head, "error": {"code": refusal.code, "message": say_error(refusal)}}
    except Problems as problems:
        return {**head, "error": {"code": problems.found[0].code, "message": say_error(problems)}}
    except Exception as fault:  # a fault of ours must not cost the lines that follow
        traceback.print_exc(file=sys.stderr)
        said = say(
            Text(
                f"这一行引出了程序的错误（{type(fault).__name__}），请报告。",
                f"This line met a fault of the program ({type(fault).__name__}); please report it.",
            )
        )
        return {**head, "error": {"code": "fault", "message": said}}


def _read(raw: bytes) -> Mapping[str, Any]:
    if len(raw) > LONGEST:
        raise Refusal("line-too-long", f"一行超过 {LONGEST:,} 字节。", f"The line is longer than {LONGEST:,} bytes.")
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refusal("not-json", "这一行不是有效的 JSON 对象。", "The line is not a valid JSON object.") from None
    if not isinstance(line, dict):
        raise Refusal("not-json", "这一行不是 JSON 对象。", "The line is not a JSON object.")
    return line
