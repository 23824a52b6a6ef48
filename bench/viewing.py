"""Many open boards in one process: `python viewing.py PORT`, their cookies as one JSON list on the first line.

Each does what board.js does: it hears the stream, waits a moment of its own, asks for its figures, and again where the
answer says that it is behind. Prints "open" when all show a number; after another line what each showed: number of cases in
hand → monotonic instant at which it did, and how many answers there were.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from time import monotonic

GATHER, SPREAD = 0.120, 0.180  # as in board.js
HAND = re.compile(rb'href="/cases/\?view=team(?:&amp;team=\d+)?">(\d+)</a>')
HEADER = re.compile(rb"^([\w-]+): *(.*?)\r\n$")


class Board:
    """One page: a stream, and a connection for its figures."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._cookie, self._tag = port, cookie, ""
        self._wanted = asyncio.Event()
        self.shown: dict[int, float] = {}
        self.answers = 0

    async def open(self) -> None:
        """As a page that was just loaded: what it shows, then its stream."""
        self._figures = await asyncio.open_connection("127.0.0.1", self._port)
        await self._ask()
        self._stream = await asyncio.open_connection("127.0.0.1", self._port)
        self._send(self._stream[1], "/stream/")
        while (await self._stream[0].readline()).rstrip() != b"event: hello":
            pass

    async def hear(self) -> None:
        """Know when something changed."""
        while line := await self._stream[0].readline():
            if line.startswith((b"event: case", b"event: refetch")):
                self._wanted.set()
        raise SystemExit("a stream ended")

    async def look(self) -> None:
        """Show what changed."""
        while True:
            await self._wanted.wait()
            await asyncio.sleep(GATHER + random.random() * SPREAD)
            self._wanted.clear()
            while behind := await self._ask():
                await asyncio.sleep(behind)

    async def _ask(self) -> float:
        """Ask for the figures; seconds after which to ask again."""
        status = await self._begin()
        while not status:  # a connection that was not used for a while is gone: a browser opens another
            self._figures = await asyncio.open_connection("127.0.0.1", self._port)
            status = await self._begin()
        reader = self._figures[0]
        headers = {}
        while found := HEADER.match(await reader.readline()):
            headers[found[1].decode().lower()] = found[2].decode()
        body = await _body(reader, headers) if b" 200 " in status else b""
        self.answers += 1
        if not (b" 200 " in status or b" 304 " in status):
            raise SystemExit(f"no board: {status!r}")
        if b" 200 " in status:
            self._tag = headers["etag"]
            number = HAND.search(body)
            if number is None:
                raise SystemExit(f"no board: {status!r}")
            self.shown.setdefault(int(number[1]), monotonic())
        return int(headers["x-ask-again"]) / 1e3

    async def _begin(self) -> bytes:
        reader, writer = self._figures
        try:
            self._send(writer, "/desk/board/figures/", **({"If-None-Match": self._tag} if self._tag else {}))
            return await reader.readline()
        except ConnectionError:
            return b""

    def _send(self, writer: asyncio.StreamWriter, path: str, **headers: str) -> None:
        told = {"Host": "localhost", "Cookie": self._cookie, "HX-Request": "true", **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        writer.write(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


async def watch(port: int, cookies: list[str]) -> None:
    """Open all, a few at a time, and follow until a line comes."""
    boards = [Board(port, cookie) for cookie in cookies]
    for first in range(0, len(boards), 10):
        await asyncio.gather(*(board.open() for board in boards[first : first + 10]))
    following = [asyncio.ensure_future(each) for board in boards for each in (board.hear(), board.look())]
    for board in boards:
        board.answers = 0
    print("open", flush=True)
    told = asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    done, _going_on = await asyncio.wait([told, *following], return_when=asyncio.FIRST_COMPLETED)
    for each in done:
        each.result()
    print(json.dumps({"shown": [board.shown for board in boards], "answers": sum(board.answers for board in boards)}))
    for each in following:
        each.cancel()
    await asyncio.gather(*following, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(watch(int(sys.argv[1]), json.loads(sys.stdin.readline())))
