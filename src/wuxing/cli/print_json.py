"""One JSON object on a line: what `--json` prints."""

from __future__ import annotations

import json
from typing import Any

from wuxing.core.source import Text


def both(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.en}


def print_json(value: Any) -> int:
    """One object on one line."""
    print(json.dumps(value, ensure_ascii=False))
    return 0
