"""A norm in Word or PDF becomes text; a hostile file becomes a sentence that says what is wrong."""

import zipfile
from io import BytesIO

import pytest
from docx import Document

from wuxing.standards import norms
from wuxing.standards.norms import UnreadableNorm, text_of


def word() -> bytes:
    document, file = Document(), BytesIO()
    document.add_paragraph("第一条 个人客户五分钟内响应")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "紧急", "两小时到场"
    document.save(file)
    return file.getvalue()


def pdf(says: str = "Clause 1: answer within 5 minutes") -> bytes:
    """The smallest PDF with a line of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({says}) Tj ET".encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    parts = [b"%PDF-1.4\n", *(b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in enumerate(bodies, 1))]
    return b"".join(parts) + b"trailer << /Root 1 0 R /Size 6 >>\nstartxref\n0\n%%EOF"


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * 61_000_000)
    return file.getvalue()


def test_a_word_file_is_read_with_its_tables() -> None:
    text = text_of("规范.DOCX", word())

    assert text.splitlines() == ["第一条 个人客户五分钟内响应", "紧急 | 两小时到场"]


def test_a_pdf_is_read() -> None:
    assert text_of("norm.pdf", pdf()).strip() == "Clause 1: answer within 5 minutes"


def test_plain_text_is_read_in_either_usual_encoding() -> None:
    assert text_of("a.txt", "五分钟".encode()) == text_of("a.txt", "五分钟".encode("gb18030")) == "五分钟"


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.exe", b"MZ"),
        ("a.docx", b"no zip"),
        ("a.pdf", b"%PDF-1.4 no more"),
        ("a.pdf", pdf("")),
        ("a.doc", b"\xd0\xcf\x11\xe0"),
        ("a.pdf", b""),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, raw: bytes) -> None:
    with pytest.raises(UnreadableNorm, match=name):
        text_of(name, raw)


def test_what_unpacks_to_more_than_any_norm_is_refused() -> None:
    with pytest.raises(UnreadableNorm, match="60"):
        text_of("a.docx", bomb())


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(norms, "SECONDS", 0.001)

    with pytest.raises(UnreadableNorm):
        text_of("a.pdf", pdf())
