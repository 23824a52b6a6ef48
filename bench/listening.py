"""Many open pages in one process: `python listening.py PORT EVENTS < cookies`, one stream for each cookie.

Prints "open" when all are, then, when all have heard every event, the monotonic instants at which each event reached
each page, as one JSON object: id of the event → instants.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import defaultdict
from time import monotonic


async def listen(port: int, events: int, cookies: list[str]) -> None:
    """Open all, a few at a time; read until every page has heard every event."""
    pages = []
    for first in range(0, len(cookies), 20):
        pages += await asyncio.gather(*(_open(port, cookie) for cookie in cookies[first : first + 20]))
    print("open", flush=True)
    heard: dict[str, list[float]] = defaultdict(list)
    await asyncio.wait_for(asyncio.gather(*(_read(page, events, heard) for page, _ in pages)), 60)
    print(json.dumps(heard))


async def _open(port: int, cookie: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /stream/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
    status = await reader.readline()
    if b"200" not in status:
        raise SystemExit(f"no stream: {status!r}")
    await _next_id(reader)
    return reader, writer  # a writer that nobody holds closes the page


async def _read(page: asyncio.StreamReader, events: int, heard: dict[str, list[float]]) -> None:
    for _ in range(events):
        heard[await _next_id(page)].append(monotonic())


async def _next_id(page: asyncio.StreamReader) -> str:
    while not (line := await page.readline()).startswith(b"id: "):
        if not line:
            raise SystemExit("a stream ended")
    return line[4:].strip().decode()


if __name__ == "__main__":
    asyncio.run(listen(int(sys.argv[1]), int(sys.argv[2]), sys.stdin.read().split("\n")))
