"""Files that come with messages: checked, made harmless, and kept outside the web root under a name of our own."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from wuxing.cases.models import Attachment, Draft, DraftFile, KeptFile, Message
from wuxing.ui.refusal import Refused

MOST = 10
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
DOCUMENTS = {b"%PDF-": "application/pdf"}
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
KEY = 32


ACCEPTED = "image/*,.pdf,.docx,.xlsx,.zip,.txt"
"""What a browser offers to choose; what is kept is decided by the bytes."""


class TooManyFiles(Refused):
    code = "too-many-files"
    says = _("At most %(most)s files go with one message; %(given)s were chosen. Send the rest in a second message.")


class FileTooLarge(Refused):
    code = "file-too-large"
    status = 413
    says = _("“%(name)s” is larger than %(limit)s MB. Make it smaller, or send a link to it.")


class FileNotAllowed(Refused):
    code = "file-not-allowed"
    says = _("“%(name)s” is of a kind that cannot be sent here. Pictures, PDF, text, Word, Excel and zip can.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it: its name is hearsay, its bytes are not."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: what it is (by its bytes), and its pixels when it is a picture."""

    name: str
    content: bytes
    content_type: str
    width: int | None = None
    height: int | None = None

    @property
    def sha256(self) -> str:
        """What the ledger keeps of it."""
        return hashlib.sha256(self.content).hexdigest()


def uploads(files: Iterable[UploadedFile[Any]]) -> tuple[Upload, ...]:
    """Files of a form as the verbs take them."""
    return tuple(Upload(each.name or "", each.read()) for each in files)


def check(files: Sequence[Upload]) -> list[Checked]:
    """Files as they may be kept. Raises TooManyFiles, FileTooLarge, FileNotAllowed; nothing is stored yet."""
    if len(files) > MOST:
        raise TooManyFiles(most=MOST, given=len(files))
    return [_checked(each) for each in files]


def keep(files: Sequence[Checked | DraftFile], message: Message) -> list[Attachment]:
    """Store checked files with a message, in the caller's transaction; a rollback leaves an unnamed file at most.

    Files of a draft lie there already: the message takes them over.
    """
    kept = [Attachment(case_id=message.case_id, message=message, **_fields(each)) for each in files]
    DraftFile.objects.filter(key__in=[each.key for each in files if isinstance(each, DraftFile)]).delete()
    return Attachment.objects.bulk_create(kept)


def keep_with_draft(files: Sequence[Checked], draft: Draft) -> list[DraftFile]:
    """Store checked files with a draft, in the caller's transaction. Raises TooManyFiles."""
    if draft.files.count() + len(files) > MOST:
        raise TooManyFiles(most=MOST, given=draft.files.count() + len(files))
    return DraftFile.objects.bulk_create([DraftFile(draft=draft, **_fields(each)) for each in files])


def drop(files: Iterable[DraftFile]) -> None:
    """Let go of files that went with no message; the bytes go once the transaction holds."""
    for each in files:
        each.delete()
        transaction.on_commit(partial(path_of(each.key).unlink, missing_ok=True))


def copied(attachment: Attachment) -> Checked:
    """A stored file to be kept once more, with another message."""
    with open_file(attachment) as file:
        content = file.read()
    return Checked(attachment.name, content, attachment.content_type, attachment.width, attachment.height)


def open_file(attachment: KeptFile) -> BinaryIO:
    """The bytes of a stored file. Raises FileNotFoundError where the folder lost it."""
    return path_of(attachment.key).open("rb")


def path_of(key: str) -> Path:
    """Where a file lies: spread over folders, named by its random key alone."""
    return Path(settings.ATTACHMENTS) / key[:2] / key


def _checked(upload: Upload) -> Checked:
    name = _plain_name(upload.name)
    if len(upload.content) > settings.UPLOAD_LIMIT:
        raise FileTooLarge(name=name, limit=settings.UPLOAD_LIMIT // 1_000_000)
    if picture := _picture(name, upload.content):
        return picture
    content_type = _document(name, upload.content)
    if content_type is None:
        raise FileNotAllowed(name=name)
    return Checked(name, upload.content, content_type)


def _plain_name(name: str) -> str:
    """The last part of a name, without control characters and line breaks."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable())[-160:] or "file"


def _picture(name: str, content: bytes) -> Checked | None:
    """The picture drawn anew: what was hidden in the file (place, scripts, a second file) is gone."""
    try:
        image = Image.open(io.BytesIO(content))
        if image.format not in IMAGES:
            return None
        if image.width * image.height > MOST_PIXELS:
            raise FileNotAllowed(name=name)
        kind = "PNG" if image.format in ("PNG", "GIF") else image.format
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        drawn = io.BytesIO()
        (upright if kind != "JPEG" else upright.convert("RGB")).save(drawn, kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return Checked(name, drawn.getvalue(), IMAGES[kind], upright.width, upright.height)


def _document(name: str, content: bytes) -> str | None:
    for start, content_type in DOCUMENTS.items():
        if content.startswith(start):
            return content_type
    if content.startswith(b"PK\x03\x04"):
        return OFFICE.get(PurePath(name).suffix.lower())
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "text/plain" if not any(ord(character) < 9 for character in text) else None


def _fields(file: Checked | DraftFile) -> dict[str, Any]:
    """The columns of a file that is stored now, or lies there already."""
    return {
        "key": file.key if isinstance(file, DraftFile) else _stored(file.content),
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size if isinstance(file, DraftFile) else len(file.content),
        "sha256": file.sha256,
        "width": file.width,
        "height": file.height,
    }


def _stored(content: bytes) -> str:
    """The name that bytes are kept under from now on."""
    key = secrets.token_hex(KEY)
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stored:
        stored.write(content)
        stored.flush()
        os.fsync(stored.fileno())  # the row that names it will be on disk for good, so must it
    return key
