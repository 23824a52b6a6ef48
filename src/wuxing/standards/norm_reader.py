"""The process that `norms` starts for one file: bytes in, text out, within limits of time and memory."""

from __future__ import annotations

import resource
import sys
from io import BytesIO

from docx import Document
from docx.table import Table
from pypdf import PdfReader

SECONDS = 20
MEMORY = 1 << 30
LONGEST_TEXT = 1_000_000
MOST_PAGES = 1_000


def word(raw: bytes) -> str:
    """Paragraphs and tables of a Word file in their order, a row of a table on a line."""
    lines: list[str] = []
    for block in Document(BytesIO(raw)).iter_inner_content():
        if isinstance(block, Table):
            lines += [" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def pdf(raw: bytes) -> str:
    """The text of the pages of a PDF file."""
    pages = PdfReader(BytesIO(raw)).pages[:MOST_PAGES]
    return "\n\n".join(page.extract_text() for page in pages)


def main() -> None:
    """Read the file on standard input, of the kind that the first argument names."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    raw = sys.stdin.buffer.read()
    text = word(raw) if sys.argv[1] == ".docx" else pdf(raw)
    sys.stdout.buffer.write(text[:LONGEST_TEXT].encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
