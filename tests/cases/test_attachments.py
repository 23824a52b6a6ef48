"""Files: what they are is read from their bytes, what hides in a picture is gone, and nothing leaves its folder."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from made import case, standard
from wuxing.cases.attachments import (
    FileNotAllowed,
    FileTooLarge,
    TooManyFiles,
    Upload,
    check,
    open_file,
    path_of,
)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "white").save(drawn, kind, **more)
    return drawn.getvalue()


@pytest.mark.django_db
def test_a_picture_is_kept_outside_the_web_root_under_a_name_of_our_own(settings):
    standard()

    made = case(files=(Upload("../../etc/漏水.png", picture()),))

    kept = made.attachments.get()
    assert (kept.name, kept.content_type, kept.width, kept.height) == ("漏水.png", "image/png", 40, 30)
    assert path_of(kept.key).is_relative_to(settings.ATTACHMENTS)
    assert len(kept.key) == 64
    with open_file(kept) as stored:
        assert Image.open(stored).size == (40, 30)


def test_a_picture_loses_where_it_was_taken_and_what_hangs_on_it():
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    content = picture("JPEG", exif=exif.tobytes()) + b"<script>alert(1)</script>"

    (clean,) = check([Upload("a.jpg", content)])

    assert b"secret camera" not in clean.content
    assert b"<script>" not in clean.content


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"\x7fELF\x02\x01", b"<svg onload='x'>\x00", b"\xff\xfe\x00\x01"])
def test_programs_and_what_pretends_to_be_a_picture_are_refused(content):
    with pytest.raises(FileNotAllowed):
        check([Upload("a.png", content)])


def test_a_picture_that_would_fill_the_memory_is_refused():
    with pytest.raises(FileNotAllowed):
        check([Upload("bomb.png", picture(size=(9000, 9000)))])


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7 x", "application/pdf"),
        ("log.txt", "第一行\n第二行".encode(), "text/plain"),
        ("a.zip", b"PK\x03\x04 x", "application/zip"),
        ("page.html", b"<script>alert(1)</script>", "text/plain"),
    ],
)
def test_documents_are_known_by_their_bytes(name, content, kind):
    assert check([Upload(name, content)])[0].content_type == kind


def test_there_are_limits(settings):
    settings.UPLOAD_LIMIT = 1_000_000

    with pytest.raises(FileTooLarge, match="1 MB"):
        check([Upload("a.txt", b"x" * 1_000_001)])
    with pytest.raises(TooManyFiles):
        check([Upload("a.txt", b"x")] * 11)
