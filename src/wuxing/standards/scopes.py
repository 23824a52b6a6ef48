"""For whom a standard is in force: the company, a region, a contract."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from wuxing.ui.refusal import Refused

COMPANY = ""
SCOPE = re.compile(r"(region|contract):[a-z0-9]+(?:[-.][a-z0-9]+)*")


class BadScope(Refused):
    """Neither the company nor a region nor a contract."""

    code = "bad-scope"
    says = _(
        "“%(given)s” is neither a region nor a contract. Leave it empty for the whole company, "
        "or write region:north or contract:acme-2026: small letters, digits, dots and hyphens."
    )


def require_scope(scope: str) -> None:
    """Raises BadScope."""
    if scope != COMPANY and not (SCOPE.fullmatch(scope) and len(scope) <= 72):
        raise BadScope(given=scope)


def of_customer(contract: str, region: str) -> tuple[str, ...]:
    """The scopes in which a customer stands, the narrowest first; that of the company goes without saying.

    A region lies in those that it begins with: zhejiang.hangzhou in zhejiang.
    """
    parts = region.split(".") if region else []
    regions = [f"region:{'.'.join(parts[:number])}" for number in range(len(parts), 0, -1)]
    return (*([f"contract:{contract}"] if contract else []), *regions)


def narrowest(scopes: Sequence[str]) -> tuple[str, ...]:
    """The scopes to be asked in turn: contract, region, company."""
    return (*scopes, COMPANY)
