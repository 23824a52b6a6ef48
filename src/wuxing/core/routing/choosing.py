"""Which of the able teams takes a stage: the nearest one, or the one with the least to do per person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from wuxing.core.source import Text

LEVEL = "."
"""Between the levels of a region, the widest first: zhejiang.hangzhou.xihu."""


@dataclass(frozen=True, slots=True)
class Node:
    """A team that work can go to: what it is able to do, where it is, how much it has, how many are there now.

    `able` are ids of roles and stages, `region` is empty for a team that serves everywhere, `load` counts open cases.
    """

    team: int
    able: Collection[str]
    region: str = ""
    load: int = 0
    present: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An able team as it was weighed: how many steps away (None: not known), its open cases, people on duty."""

    team: int
    away: int | None
    load: int
    present: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The team that was chosen by a rule, and those that were weighed, the chosen one first; `able` is how many."""

    team: int
    rule: str
    weighed: tuple[Candidate, ...]
    able: int


def choose(
    nodes: Iterable[Node], *, needs: Collection[str], rule: str, place: str, held_by: int | None
) -> Choice | None:
    """The team that a stage goes to; None where no team is able to.

    Args:
        needs: a team is able when it has one of these abilities.
        rule: `nearest` weighs the distance first, `least-loaded` the open cases per person on duty.
        place: the region that the case comes from; empty where it is not known.
        held_by: the team that has the case, which keeps it when another is no better: handing over costs time.
    A team with nobody on duty comes after every team that is staffed, however near or idle it is.
    """
    able = [node for node in nodes if set(needs) & set(node.able)]
    weighed = [Candidate(node.team, steps_between(place, node.region), node.load, node.present) for node in able]
    weighed.sort(key=lambda each: (*_weight(each, rule), each.team != held_by, each.team))
    return Choice(weighed[0].team, rule, tuple(weighed), len(weighed)) if weighed else None


def steps_between(one: str, other: str) -> int | None:
    """How many levels lie between two regions, up and down the tree; None where either is not known.

    zhejiang.hangzhou.xihu and zhejiang.hangzhou.binjiang are two steps apart, and four from zhejiang.ningbo.jiangbei.
    """
    if not one or not other:
        return None
    ones, others = one.split(LEVEL), other.split(LEVEL)
    shared = 0
    for mine, theirs in zip(ones, others, strict=False):
        if mine != theirs:
            break
        shared += 1
    return len(ones) + len(others) - 2 * shared


def reason(choice: Choice) -> Text:
    """Why the chosen team: 最近，在办 2 件、在岗 3 人（4 个班组可办）."""
    chosen, count = choice.weighed[0], choice.able
    is_alone = count == 1
    what = {
        "nearest": Text("最近", "nearest") if chosen.away is not None else Text("地区不明", "region not known"),
        "least-loaded": Text("在办最少", "least loaded"),
    }[choice.rule]
    if is_alone:
        what = Text("只有这个班组可办", "the only team able to")
    return Text(
        f"{what.zh}，在办 {chosen.load} 件、在岗 {chosen.present} 人" + ("" if is_alone else f"（{count} 个班组可办）"),
        f"{what.en}, {chosen.load} open, {chosen.present} on duty" + ("" if is_alone else f" ({count} teams able)"),
    )


def _weight(each: Candidate, rule: str) -> tuple[float | Fraction, ...]:
    away = each.away if each.away is not None else float("inf")
    per_person = Fraction(each.load, max(each.present, 1))
    return (not each.present, away, per_person) if rule == "nearest" else (not each.present, per_person, away)
