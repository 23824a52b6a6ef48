"""From a published text to a standard: checked against its fingerprint, read once in a process."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping

from wuxing.core.source import Node, Problems, Reader
from wuxing.core.standard.document import Standard
from wuxing.core.standard.reading import read_standard
from wuxing.packs.finding import data_sets, find_standard
from wuxing.packs.shipped import shipped
from wuxing.standards.models import Publication

_reading = threading.Lock()
_known: dict[str, Standard] = {}


class Altered(Exception):
    """A published text is no longer what was published. Nothing may be computed from it."""


def standard_in(publication: Publication) -> Standard:
    """What a publication says: one object for one text in a process. Raises Altered where a byte of it has changed."""
    known = _known.get(publication.meaning)
    if known:
        return known
    with _reading:  # read once: plans and calendars are kept by the object
        if publication.meaning not in _known:
            _known[publication.meaning] = _read(publication)
        return _known[publication.meaning]


def known_standard(meaning: str) -> Standard | None:
    """The standard of a meaning, where this process has read it already."""
    return _known.get(meaning)


def meaning_of(text: bytes, bases: Mapping[str, str]) -> str:
    """The fingerprint of all that a publication's meaning rests on."""
    parts = [fingerprint(text), *(f"{ref} {fingerprint(bases[ref].encode())}" for ref in sorted(bases))]
    return fingerprint("\n".join(parts).encode())


def fingerprint(text: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(text).hexdigest()


def base_among(bases: Mapping[str, str]) -> Callable[[str], str]:
    """Gives the texts that a publication carries."""

    def base(ref: str) -> str:
        return bases[ref]

    return base


def base_to_extend(found: dict[str, str]) -> Callable[[str], str]:
    """Gives the text of a published standard or a shipped pack, and keeps in `found` what was asked for."""

    def base(ref: str) -> str:
        name, _, version = ref.partition("@")
        publication = Publication.objects.filter(name=name, version=version).first()
        found[ref] = bytes(publication.text).decode() if publication else pack_text(ref)
        return found[ref]

    return base


def is_published_or_shipped(name: str, version: str) -> bool:
    """Whether a citation means a text already."""
    return (name, version) in shipped() or Publication.objects.filter(name=name, version=version).exists()


def pack_text(ref: str) -> str:
    """The text of a shipped pack. A path is no name here: names come from addresses and documents."""
    if tuple(ref.partition("@")[::2]) in shipped():
        return find_standard(ref).text
    reader = Reader(ref)
    names = [f"{name}@{version}" for name, version in shipped()]
    reader.problem(
        "no-standard",
        Node(None, ref),
        f"没有已发布的服务标准 {ref}，自带的标准中也没有。自带的有：{'、'.join(names)}。",
        f"No standard {ref} is published, and none of that name ships with Wuxing. Shipped: {', '.join(names)}.",
    )
    raise Problems(reader.found)


def _read(publication: Publication) -> Standard:
    text = bytes(publication.text)
    whole = fingerprint(text) == publication.sha256 and meaning_of(text, publication.bases) == publication.meaning
    if not whole:
        raise Altered(publication.ref)
    return read_standard(text.decode(), file=publication.ref, data_sets=data_sets(), base=base_among(publication.bases))
