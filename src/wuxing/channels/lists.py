"""The read side: keys of integrations."""

from __future__ import annotations

from wuxing.channels.models import ApiKey


def keys() -> list[ApiKey]:
    """All keys, those that work first, the newest before the older."""
    found = ApiKey.objects.select_related("team", "made_by").order_by("-made_at", "-id")
    return sorted(found, key=lambda key: key.revoked_at is not None)
