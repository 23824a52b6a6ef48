"""The clauses of published standards, as search finds them: every colleague may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.search import indexing
from wuxing.search.documents import EVERYBODY, Document, Shown, Source, declare
from wuxing.standards.articles import Article, chapters
from wuxing.standards.models import Publication
from wuxing.standards.texts import standard_in
from wuxing.ui.language import said

REALM = "clause"
WIDTH = 1_000
"""A clause is counted by its publication and its place: there are never so many in one."""


def register() -> None:
    """Declare the clauses."""
    declare(Source(REALM, {REALM: _("Clauses")}, documents, _last, shown))


def index(publication: Publication) -> None:
    """Let the clauses of a publication be found."""
    indexing.add([_document(publication, place, article) for place, article in _articles(publication)])


def documents(above: int, most: int) -> tuple[Sequence[Document], int | None]:
    """Of the next publication above a number: its clauses are few."""
    publication = Publication.objects.filter(pk__gt=above).order_by("pk").first()
    if publication is None:
        return (), None
    found = [_document(publication, place, article) for place, article in _articles(publication)]
    return found, publication.pk


def shown(numbers: Sequence[int], by: Actor, at: datetime) -> Mapping[int, Shown]:
    """Clauses as a hit shows them: number, title, and where they stand."""
    found = {}
    for publication in Publication.objects.filter(pk__in={number // WIDTH for number in numbers}):
        articles, title = dict(_articles(publication)), said(standard_in(publication).title)
        path = reverse("standards:document", args=[publication.name, publication.version])
        for number in (each for each in numbers if each // WIDTH == publication.pk):
            if article := articles.get(number % WIDTH):
                name, meta = f"§{article.clause}", f"{title} {publication.version}"
                found[number] = Shown(name, said(article.title), f"{path}#{article.anchor}", meta)
    return found


def _last() -> int:
    return Publication.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _articles(publication: Publication) -> Iterator[tuple[int, Article]]:
    told = (article for chapter in chapters(standard_in(publication)) for article in chapter.articles)
    return enumerate(told)


def _document(publication: Publication, place: int, article: Article) -> Document:
    number = publication.pk * WIDTH + place
    title = f"{article.title.zh} {article.title.en}"
    parts = (article.before, article.limit, article.after)
    body = "\n".join("".join(getattr(part, language) for part in parts) for language in ("zh", "en"))
    names = f"§{article.clause}\n{article.clause}"
    return Document(REALM, number, number, publication.effective_at, title, body, [EVERYBODY], names)
