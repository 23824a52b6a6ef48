"""Which team takes a stage: the able ones, by distance or by load, and the same answer for the same world."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.core.routing.choosing import Choice, Node, choose, reason, steps_between

XIHU, BINJIANG, NINGBO = "zhejiang.hangzhou.xihu", "zhejiang.hangzhou.binjiang", "zhejiang.ningbo.jiangbei"
NODES = st.lists(
    st.builds(
        Node,
        team=st.integers(1, 9),
        able=st.sets(st.sampled_from(["agent", "engineer"])),
        region=st.sampled_from(["", XIHU, BINJIANG, NINGBO]),
        load=st.integers(0, 5),
        present=st.integers(0, 3),
    ),
    max_size=7,
    unique_by=lambda node: node.team,
)


def chosen(*nodes: Node, rule: str = "nearest", place: str = XIHU, held_by: int | None = None) -> Choice | None:
    return choose(nodes, needs={"engineer"}, rule=rule, place=place, held_by=held_by)


def node(team: int, region: str = XIHU, *, able: str = "engineer", load: int = 0, present: int = 1) -> Node:
    return Node(team, {able}, region, load, present)


def team(choice: Choice | None) -> int | None:
    return choice.team if choice else None


@pytest.mark.parametrize(("one", "other", "steps"), [(XIHU, XIHU, 0), (XIHU, BINJIANG, 2), (XIHU, NINGBO, 4)])
def test_regions_are_as_far_apart_as_the_levels_between_them(one: str, other: str, steps: int) -> None:
    assert steps_between(one, other) == steps_between(other, one) == steps


def test_the_nearest_able_team_takes_it() -> None:
    near_and_unable = node(1, able="agent")

    assert team(chosen(near_and_unable, node(2, NINGBO), node(3, BINJIANG, load=9))) == 3


def test_of_two_as_near_the_one_with_less_to_do_per_person_takes_it() -> None:
    assert team(chosen(node(1, load=4, present=1), node(2, load=6, present=3))) == 2


def test_the_least_loaded_team_takes_it_however_far() -> None:
    assert team(chosen(node(1, load=3), node(2, NINGBO, load=1), rule="least-loaded")) == 2


def test_a_team_with_nobody_on_duty_comes_last() -> None:
    assert team(chosen(node(1, present=0), node(2, NINGBO, load=9))) == 2


def test_whoever_has_it_keeps_it_when_another_is_no_better() -> None:
    assert team(chosen(node(1), node(2), held_by=2)) == 2
    assert team(chosen(node(1), node(2, load=1), held_by=2)) == 1


def test_an_unknown_region_is_farther_than_any_known_one() -> None:
    assert team(chosen(node(1, ""), node(2, NINGBO))) == 2
    assert team(chosen(node(1, NINGBO, load=2), node(2, load=1), place="")) == 2


def test_nobody_able_is_no_choice() -> None:
    assert chosen(node(1, able="agent")) is None


def test_the_reason_tells_what_decided() -> None:
    alone, one_of_two = chosen(node(1, load=2)), chosen(node(1, load=2, present=3), node(2, NINGBO))
    assert alone and one_of_two

    assert reason(alone).zh == "只有这个班组可办，在办 2 件、在岗 1 人"
    assert reason(one_of_two).zh == "最近，在办 2 件、在岗 3 人（2 个班组可办）"


@given(NODES, st.sampled_from(["nearest", "least-loaded"]), st.sampled_from(["", XIHU]), st.randoms())
def test_the_order_in_which_teams_are_named_changes_nothing(nodes, rule, place, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(nodes)
    chance.shuffle(shuffled)

    assert chosen(*nodes, rule=rule, place=place) == chosen(*shuffled, rule=rule, place=place)


@given(NODES)
def test_no_staffed_able_team_is_nearer_than_the_chosen_one(nodes: list[Node]) -> None:
    choice = chosen(*nodes)
    able = [each for each in nodes if "engineer" in each.able and each.present]
    distances = [away for each in able if (away := steps_between(XIHU, each.region)) is not None]

    if choice and distances:
        assert choice.weighed[0].away == min(distances)
