"""Checks the lengths that the project promises its readers: `python tools/sizes.py [ROOT]`.

No function over 60 lines or with more than 6 parameters, no file over 500 lines; nine of ten functions within
25 lines and nine of ten files within 250. The shares are counted for the program and for its checks apart.
Prints what is too long, longest first, and exits 1.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAM = ("src",)
CHECKS = ("tests", "tools", "bench")
SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Bound:
    """What a file or a function may measure: `most` of them within `usual` lines, none over `never`."""

    what: str
    usual: int
    never: int


FILE = Bound("file", usual=250, never=500)
FUNCTION = Bound("function", usual=25, never=60)
MAX_PARAMETERS = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """One file or function: where it is, how many lines it has, how many parameters."""

    place: str
    bound: Bound
    lines: int
    parameters: int = 0


def main(root: Path) -> int:
    """Print every offence below root; return the exit code."""
    offences = [offence for folders in (PROGRAM, CHECKS) for offence in offences_in(root, folders)]
    print("\n".join(offences) if offences else "All functions and files are within their sizes.")
    return 1 if offences else 0


def offences_in(root: Path, folders: tuple[str, ...]) -> Iterator[str]:
    measures = [
        measure
        for folder in folders
        for path in sorted((root / folder).rglob("*.py"))
        for measure in measures_of(path, path.relative_to(root).as_posix())
    ]
    for bound in (FILE, FUNCTION):
        mine = sorted((m for m in measures if m.bound is bound), key=lambda m: -m.lines)
        yield from over_the_limit(mine, bound)
        yield from over_the_share(mine, bound, ", ".join(folders))


def over_the_limit(measures: list[Measure], bound: Bound) -> Iterator[str]:
    for measure in measures:
        if measure.lines > bound.never:
            yield f"{measure.place}: {measure.lines} lines; a {bound.what} never has more than {bound.never}"
        if measure.parameters > MAX_PARAMETERS:
            yield f"{measure.place}: {measure.parameters} parameters; at most {MAX_PARAMETERS}, self not counted"


def over_the_share(measures: list[Measure], bound: Bound, where: str) -> Iterator[str]:
    long = [measure for measure in measures if measure.lines > bound.usual]
    spare = int(len(measures) * (1 - SHARE) + 1e-9)  # 10 % of 20 is 2, whatever binary fractions say
    if len(long) <= spare:
        return
    yield (
        f"{where}: {len(long)} of {len(measures)} {bound.what}s have more than {bound.usual} lines; "
        f"{spare} may, the longest are:"
    )
    yield from (f"    {measure.place}: {measure.lines}" for measure in long)


def measures_of(path: Path, name: str) -> Iterator[Measure]:
    text = path.read_text(encoding="utf-8")
    yield Measure(name, FILE, len(text.splitlines()))
    for node in ast.walk(ast.parse(text, filename=name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Measure(f"{name}:{node.lineno} {node.name}", FUNCTION, lines, parameters_of(node.args))


def parameters_of(arguments: ast.arguments) -> int:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [star for star in (arguments.vararg, arguments.kwarg) if star]
    return sum(1 for argument in named if argument.arg not in ("self", "cls"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent))
