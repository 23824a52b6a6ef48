"""Where a clause stands: in the document of the version that is cited, or in a draft."""

from __future__ import annotations

from django.urls import reverse


def clause_path(standard: str, number: str) -> str:
    """The path of clause `number` in the document of `name@version`."""
    name, _, version = standard.partition("@")
    return f"{reverse('standards:document', args=[name, version])}{_anchor(number)}"


def draft_clause_path(draft: int, number: str) -> str:
    """The path of a clause in a draft."""
    return f"{reverse('standards:draft', args=[draft])}{_anchor(number)}"


def _anchor(number: str) -> str:
    return f"#c{number.replace('.', '-')}"
