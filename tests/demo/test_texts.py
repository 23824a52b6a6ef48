"""What is said in the demo: every text can be told, every script comes to its end, the standard holds."""

from datetime import UTC, datetime, timedelta

import pytest

from wuxing.cli.main import main
from wuxing.core.standard.document import Standard
from wuxing.demo.chance import Chance
from wuxing.demo.hours import ZONE, next_open, slot
from wuxing.demo.plan import cast_of, past, present, scene_story
from wuxing.demo.scenes import SCENES
from wuxing.demo.texts import PRODUCTS, SCRIPTS, scripts, words
from wuxing.packs.finding import load_standard

STANDARD_FILE = SCRIPTS.with_name("standard.yaml")
NIGHT = datetime(2026, 11, 14, 19, 20, 30, tzinfo=UTC)
MORNINGS = [NIGHT, NIGHT + timedelta(hours=6), NIGHT + timedelta(days=3, hours=16)]


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard(str(STANDARD_FILE))


def test_the_standard_and_its_sentences_hold(capsys):
    assert main(["--lang", "en", "standard", "check", str(STANDARD_FILE)]) == 0

    assert "9 sentences hold" in capsys.readouterr().out


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.id)
def test_a_subject_and_a_body_go_together(script):
    assert script.file == "spam" or len(script.subjects) == len(script.bodies)
    assert all(script.subjects)
    assert script.turns or script.file == "spam"


def test_every_product_has_questions_repairs_and_emergencies():
    for file in ("questions", "repairs", "emergencies"):
        told = {script.case_class.get("product") for script in scripts() if script.file == file}

        assert set(PRODUCTS) <= told


def test_english_has_the_words_that_conversations_share():
    assert {key for key, said in words("en").items() if said == words("zh")[key]} == set()


def test_the_same_seed_and_instant_tell_the_same_stories(standard):
    first, second = (past(cast_of(standard), NIGHT, 120) for _ in range(2))

    assert first == second
    assert [story.subject for story in first] != [story.subject for story in past(cast_of(standard, "x"), NIGHT, 120)]


def test_no_text_keeps_a_name_open(standard):
    for story in past(cast_of(standard), NIGHT, 400):
        said = [story.subject, story.body, *(str(text) for act in story.acts for text in act.words.values())]

        assert not [text for text in said if "{" in text or "}" in text]


def test_nothing_happens_before_the_opening_or_after_now(standard):
    for story in past(cast_of(standard), NIGHT, 200):
        instants = [story.opened_at, *(act.at for act in story.acts), NIGHT]

        assert instants == sorted(instants)


@pytest.mark.parametrize("now", MORNINGS)
def test_every_scene_comes_to_its_point_at_any_hour(standard, now):
    stories = present(cast_of(standard), now)

    assert len(stories) == len(SCENES)
    for story in stories:
        instants = [story.opened_at, *(act.at for act in story.acts), now]
        assert instants == sorted(instants)


def test_by_day_fresh_scenes_stand_where_they_are_wanted(standard):
    now = MORNINGS[1].replace(microsecond=893_000)
    fresh = [
        scene for scene in SCENES if scene.is_fresh and not scene.from_opening and scene.point not in ("", "resolve")
    ]

    for scene, number in zip(fresh, range(len(fresh)), strict=True):
        ended = scene_story(cast_of(standard), number, scene, now).acts[-1].at
        assert timedelta(0) <= now - ended - scene.ago < timedelta(minutes=2), scene


def test_calls_come_by_day(standard):
    hours = [story.opened_at.astimezone(ZONE).hour for story in past(cast_of(standard), NIGHT, 400)]

    assert sum(8 <= hour < 22 for hour in hours) > 0.85 * len(hours)


def test_returned_calls_wait_for_the_morning():
    assert next_open(NIGHT).astimezone(ZONE).hour == 8
    assert next_open(MORNINGS[1]) == MORNINGS[1]
    assert slot(NIGHT + timedelta(days=1), NIGHT, "zh") == "明天 3:00–5:00"


def test_chance_spreads_as_it_is_told():
    chance = Chance("seed")

    drawn = sorted(chance.spread(1, 2, 10) for _ in range(2000))

    assert 0.9 < drawn[0] < drawn[1000] < 2.3
    assert 9 < drawn[-1] <= 10
