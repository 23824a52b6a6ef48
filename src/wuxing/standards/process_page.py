"""The processes of a standard, drawn: stages in their order or in any, who owns them, and where they are routed."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.core.source import Text
from wuxing.core.standard.document import Process, Stage, Standard
from wuxing.core.standard.stages import LEAD, ROUTES, SKIPS, explain_mode
from wuxing.core.standard.table import label
from wuxing.core.standard.wording import role_in_words


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage: who makes what of what, how that is controlled, and the rules it is entered by."""

    title: Text
    owner: Text
    input: Text
    output: Text
    control: Text
    rules: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """One department of a matrix, or the project lead: in which stages it has a part."""

    name: Text
    has_part: tuple[bool, ...]
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class ProcessTable:
    """The stages that cases of a class go through. `kind` is how they are drawn; only a matrix has lanes."""

    where: Text
    kind: str
    mode: Text
    stages: tuple[StageLine, ...]
    lanes: tuple[Lane, ...]


def processes(standard: Standard) -> list[ProcessTable]:
    """Every process with its stages."""
    return [
        ProcessTable(
            label(standard, process.when),
            process.mode,
            explain_mode(standard, process),
            tuple(_line(standard, each) for each in process.stages),
            tuple(_lanes(standard, process)) if process.mode == "matrix" else (),
        )
        for process in standard.process
    ]


def _line(standard: Standard, each: Stage) -> StageLine:
    rules = ([ROUTES[each.route]] if each.route else []) + ([SKIPS["never"]] if each.skip == "never" else [])
    owner = role_in_words(each.owner, standard)
    return StageLine(each.title, owner, each.input, each.output, each.control, tuple(rules))


def _lanes(standard: Standard, process: Process) -> list[Lane]:
    """A lane for each owner in the order of their first stage; the lead has a part in all of them."""
    owners = dict.fromkeys(stage.owner for stage in process.stages)
    lanes = [
        Lane(role_in_words(owner, standard), tuple(stage.owner == owner for stage in process.stages))
        for owner in owners
    ]
    if process.lead:
        lead = role_in_words(process.lead, standard)
        name = Text(f"{LEAD.zh}：{lead.zh}", f"{LEAD.en[:1].upper()}{LEAD.en[1:]}: {lead.en}")
        lanes.append(Lane(name, (True,) * len(process.stages), is_lead=True))
    return lanes
