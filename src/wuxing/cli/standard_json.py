"""What `wuxing standard --json` says of clauses, duties and stages."""

from __future__ import annotations

from typing import Any

from wuxing.cli.print_json import both
from wuxing.core.source import Text
from wuxing.core.standard.document import Commitment, Duty, Standard
from wuxing.core.standard.duties import Part
from wuxing.core.standard.rule import Rule
from wuxing.core.standard.stages import explain_stage


def clause_json(standard: Standard, each: Commitment | Duty | Rule, says: Text) -> dict[str, Any]:
    """A clause with what it says: of a commitment, of a duty, or a rule."""
    kind = "duty" if isinstance(each, Duty) else "rule" if isinstance(each, Rule) else "commitment"
    return {
        "clause": each.clause,
        "cite": f"{standard.ref}#{each.clause}",
        kind: each.id,
        "title": both(each.title),
        "says": both(says),
    }


def stages_json(standard: Standard) -> list[dict[str, Any]]:
    """The processes with their stages."""
    return [
        {
            "when": dict(process.when),
            "mode": process.mode,
            **({"lead": process.lead} if process.lead else {}),
            "stages": [
                {"stage": each.id, "title": both(each.title), "says": both(explain_stage(standard, each))}
                for each in process.stages
            ],
        }
        for process in standard.process
    ]


def parts_json(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    """What is said otherwise, thing by thing."""
    return [{"key": both(each.key), "before": both(each.before), "after": both(each.after)} for each in parts]
