"""Which team a request lands with when it names none."""

from __future__ import annotations

from wuxing.accounts.models import Team
from wuxing.channels.models import Door


def team_for(channel: str) -> Team | None:
    """The team that the reference data names for the channel, else the first one in which somebody works."""
    door = Door.objects.select_related("team").filter(channel=channel).first()
    if door is not None:
        return door.team
    return Team.objects.filter(members__is_active=True).order_by("pk").first()
