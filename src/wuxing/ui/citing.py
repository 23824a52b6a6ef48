"""Where a clause stands: in the document of the version that is cited."""

from __future__ import annotations

from django.urls import reverse


def clause_path(standard: str, number: str) -> str:
    """The path of clause `number` in the document of `name@version`."""
    name, _, version = standard.partition("@")
    return f"{reverse('standards:document', args=[name, version])}#c{number.replace('.', '-')}"
