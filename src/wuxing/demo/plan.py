"""What happens in the company: a month of cases, and those that are open now. Pure: seed and instant decide everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wuxing.core.standard.document import Standard
from wuxing.demo.chance import Chance
from wuxing.demo.clients import Client, clients
from wuxing.demo.hours import calls
from wuxing.demo.scenes import SCENES, Scene
from wuxing.demo.story import Draft, Story
from wuxing.demo.texts import Script, scripts
from wuxing.demo.turns import tell

SEED = "chenghe-7"
DAYS = 30
PAST = 535
"""Cases of the past month; with the scenes of today about 600."""
STEPS = 40
SHARES = {
    "questions": 0.5,
    "repairs": 0.2,
    "emergencies": 0.05,
    "complaints": 0.07,
    "suggestions": 0.03,
    "companies": 0.1,
    "english": 0.03,
    "spam": 0.02,
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what stories are made of."""

    seed: str
    standard: Standard
    clients: Mapping[str, Sequence[Client]]


def cast_of(standard: Standard, seed: str = SEED) -> Cast:
    """The customers of a seed, under a standard."""
    return Cast(seed, standard, clients(seed))


def past(cast: Cast, at: datetime, number: int = PAST) -> list[Story]:
    """The stories of the past month in the order of their opening, as far as they have come by an instant."""
    opened = calls(cast.seed, DAYS, number, at)
    return [_past_story(cast, serial, each).until(at) for serial, each in enumerate(opened)]


def present(cast: Cast, now: datetime, scenes: Sequence[Scene] = SCENES) -> list[Story]:
    """The stories that stand at a chosen point now, in the order of their opening."""
    found = [scene_story(cast, number, scene, now) for number, scene in enumerate(scenes)]
    return sorted(found, key=lambda story: story.opened_at)


def scene_story(cast: Cast, number: int, scene: Scene, now: datetime) -> Story:
    """The story of a scene, begun early enough to stand at its point now."""
    script = next(each for each in scripts() if each.id == scene.script)
    seed, wanted = f"{cast.seed}/scene/{number}", now.replace(microsecond=0) - scene.ago
    begins = wanted
    story = _told(cast, script, begins, seed, scene.force)
    if scene.from_opening or not scene.point:
        return scene.cut(story)
    for attempt in range(STEPS):  # nights bend the way to the point: told again until it ends as wished, or before
        ahead = scene.cut(story).acts[-1].at - wanted
        if not ahead or (attempt >= 4 and ahead < timedelta(0)):
            break
        begins -= ahead if attempt < 4 else timedelta(hours=1)
        story = _told(cast, script, begins, seed, scene.force)
    return scene.cut(story)


def _past_story(cast: Cast, serial: int, opened_at: datetime) -> Story:
    chance = Chance(f"{cast.seed}/choice/{serial}")
    file = list(SHARES)[chance.weighted(list(SHARES.values()))]
    choices = [each for each in scripts() if each.file == file]
    script = choices[chance.weighted([each.weight for each in choices])]
    return _told(cast, script, opened_at, f"{cast.seed}/story/{serial}", frozenset())


def _told(cast: Cast, script: Script, opened_at: datetime, seed: str, force: frozenset[str]) -> Story:
    chance = Chance(seed)
    variant = chance.number(60)
    client = chance.pick(_who_writes(cast, script, variant))
    draft = Draft(script, client, opened_at.replace(microsecond=0), chance, cast.standard, variant, force)
    tell(draft)
    return draft.finished()


def _who_writes(cast: Cast, script: Script, variant: int) -> Sequence[Client]:
    kind = script.case_class["customer"]
    if script.language == "en":
        return cast.clients["english" if kind == "individual" else "english-enterprise"]
    if not script.clients:
        return cast.clients[kind]
    line = script.clients[variant % len(script.clients)]
    return [client for client in cast.clients[kind] if client.line == line]
