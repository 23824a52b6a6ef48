"""Which team a stage is routed to: the able teams as they stand now, weighed by the core's rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from wuxing.accounts.models import Team, User
from wuxing.cases.models import Case
from wuxing.core.routing.choosing import Candidate, Choice, Node, choose
from wuxing.core.standard.document import Stage
from wuxing.customers.models import Customer

KEPT = 12
"""So many of the teams that were weighed stand in the event, the best first; how many there were, beside them."""


def route(stage: Stage, customer: Customer | None, held_by: int | None) -> Choice | None:
    """The team that a stage goes to: the nearest to the customer's region, else to the team that has the case.

    None where the stage is not routed, or nobody is able to do it: the case then stays where it is.
    """
    if not stage.route:
        return None
    nodes = _nodes({stage.owner, stage.id})
    region = customer.standing[1] if customer is not None else ""
    place = region or next((node.region for node in nodes if node.team == held_by), "")
    return choose(nodes, needs={stage.owner, stage.id}, rule=stage.route, place=place, held_by=held_by)


def told(choice: Choice | None) -> dict[str, Any]:
    """What the event keeps of a choice: enough to tell again why it was made."""
    if choice is None:
        return {}
    weighed = [[each.team, each.away, each.load, each.present] for each in choice.weighed[:KEPT]]
    return {"route": {"rule": choice.rule, "team": choice.team, "weighed": weighed, "able": len(choice.weighed)}}


def as_told(payload: Mapping[str, Any]) -> Choice | None:
    """The choice that an event keeps."""
    kept = payload.get("route")
    if not kept:
        return None
    return Choice(kept["team"], kept["rule"], tuple(Candidate(*each) for each in kept["weighed"]), kept["able"])


def _nodes(needs: set[str]) -> list[Node]:
    """Every team with what it is able to do; those that are able also with what they have to do. Four queries."""
    able, present = _abilities(), _present()
    teams = [team for team in Team.objects.select_related("outlet").order_by("pk") if needs & able[team.pk]]
    loads = dict(
        Case.objects.live()
        .open()
        .filter(team__in=teams, resolved_at=None)
        .values_list("team")
        .annotate(count=Count("pk"))
        .order_by("team")
    )
    return [
        Node(
            team.pk,
            able[team.pk],
            team.outlet.region if team.outlet else "",
            loads.get(team.pk, 0),
            present.get(team.pk, 0),
        )
        for team in teams
    ]


def _abilities() -> dict[int, set[str]]:
    """What is written down for a team, else the roles of its people."""
    found: dict[int, set[str]] = defaultdict(set)
    of_people = User.teams.through.objects.filter(user__is_active=True).values_list("team_id", "user__role")
    for team, role in of_people.distinct():
        found[team].add(role)
    for team, abilities in Team.objects.exclude(abilities="").values_list("pk", "abilities"):
        found[team] = set(re.split(r"[ ,]+", abilities))
    return found


def _present() -> dict[int, int]:
    on_duty = User.teams.through.objects.filter(user__on_duty=True)
    return dict(on_duty.values_list("team_id").annotate(count=Count("user_id")).order_by("team_id"))
