"""Lines of a text file, numbered, that can be taken back when a row turns out to be none."""

from collections import deque
from collections.abc import Iterator
from typing import TextIO

LONGEST = 1 << 20  # characters; a longer line is cut, so that a file without line ends cannot fill the memory


class Lines(Iterator[str]):
    """The lines of a stream, line ends included; `taken` are those since `begin_row`."""

    def __init__(self, stream: TextIO) -> None:
        self.number = 0
        self.taken: list[str] = []
        self._stream = stream
        self._back: deque[str] = deque()

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line

    def begin_row(self) -> None:
        """What is read from now on belongs to the next row."""
        self.taken = []

    def give_back(self) -> None:
        """Keep the first line of the row and read the others again, as rows of their own."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        self.taken = self.taken[:1]

    def _read(self) -> str:
        line = self._stream.readline(LONGEST)
        if len(line) == LONGEST and line[-1] not in "\r\n":
            self._skip_the_rest()
        return line

    def _skip_the_rest(self) -> None:
        while (more := self._stream.readline(LONGEST)) and more[-1] not in "\r\n":
            pass


def is_cut(line: str) -> bool:
    """Whether the line was longer than LONGEST."""
    return len(line) == LONGEST and line[-1] not in "\r\n"


def is_readable(line: str) -> bool:
    """Whether every byte of the line belongs to its encoding (the stream marks the others as lone surrogates)."""
    if line.isascii():
        return True
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True
