"""The API and the form through a real server: what a program and a browser send over a socket."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from serving import serving

MAKE = """
    import sys
    sys.path.insert(0, tests)
    import made
    from wuxing.accounts.models import Role
    from wuxing.channels.keys import Wanted, make
    result = make(Wanted("ERP", ["cases:read", "cases:write"]), by=made.actor(role=Role.ADMIN), at=made.NOON)[1]
"""


def _call(url: str, body: bytes | None = None, **headers: str) -> tuple[int, Any, str]:
    asked = Request(url, body, {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urlopen(asked, timeout=20) as answer:
            return answer.status, answer.read(), answer.url
    except HTTPError as refused:
        return refused.code, refused.read(), url


@pytest.mark.database
def test_a_program_and_a_browser_open_cases_over_the_wire(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        token = server.python(MAKE, tests=str(Path(__file__).parent.parent))
        how = {"Authorization": f"Bearer {token}", "Content_Type": "application/json", "Idempotency_Key": "a"}
        asked = json.dumps({"subject": "冰箱不冷", "customer": {"name": "林", "phone": "13800005621"}}).encode()

        first, again = (_call(f"{server.url}/api/v1/cases", asked, **how) for _ in range(2))
        form = {"business": "after-sales", "urgency": "normal", "customer": "individual", "name": "王"}
        page = _call(f"{server.url}/request/", urlencode({**form, "body": "漏水", "phone": "13900001111"}).encode())

    assert (first[0], first[1]) == (201, again[1])
    assert page[0] == 200
    assert "/thanks/" in page[2]
