"""The house holds: it can be installed anywhere, starts at once, and its own checks really catch what they are for."""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import sizes

ROOT = Path(__file__).parent.parent
PROGRAMS = Path(sys.executable).parent
LIGHT_COMMANDS = [["--help"], ["calendar", "run"], ["standard", "list"]]


def run(*command: str | Path, cwd: Path = ROOT, text: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, cwd=cwd, env=environment, input=text, capture_output=True, text=True, check=False)


def output(*command: str | Path, cwd: Path = ROOT, text: str = "") -> str:
    done = run(*command, cwd=cwd, text=text)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def copy_of_the_project(to: Path) -> Path:
    shutil.copytree(ROOT / "src", to / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*(ROOT / name for name in ("pyproject.toml", "hatch_build.py", "LICENSE")), *ROOT.glob("README*.md")]:
        shutil.copy(path, to)
    return to


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_of_the_project(tmp_path_factory.mktemp("project"))
    output(sys.executable, "-m", "build", "--wheel", "--no-isolation", cwd=project)
    return next((project / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment that has the wheel and nothing of the checkout."""
    environment = tmp_path_factory.mktemp("elsewhere") / "venv"
    output("sh", "tools/setup.sh", environment, wheel)
    return environment / "bin" / "wuxing"


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    source = ROOT / "src"
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}

    packed = set(zipfile.ZipFile(wheel).namelist())

    assert {name for name in files if "__pycache__" not in name} - packed == set()


def test_the_installed_command_tells_its_version(installed: Path, tmp_path: Path) -> None:
    assert "0.1.0" in output(installed, "--version", cwd=tmp_path)


def test_the_installed_command_lists_the_shipped_standards(installed: Path, tmp_path: Path) -> None:
    listed = output(installed, "standard", "list", cwd=tmp_path)

    for name in ("service-norm", "efficiency", "five-star", "rectified", "system", "reference"):
        assert name in listed


def test_the_installed_product_loads_every_page_without_what_developers_have(installed: Path, tmp_path: Path) -> None:
    load = "import django; django.setup(); from django.urls import resolve; print(resolve('/').view_name)"
    environment = {
        "WUXING_HOME": str(tmp_path),
        "WUXING_SECRET_KEY": "x",
        "DJANGO_SETTINGS_MODULE": "wuxing.site.settings",
    }
    settings = "; ".join(f"os.environ[{name!r}] = {value!r}" for name, value in environment.items())

    assert output(installed.with_name("python"), "-c", f"import os; {settings}; {load}", cwd=tmp_path).strip() == "home"


def test_the_installed_command_prints_a_decision_table(installed: Path, tmp_path: Path) -> None:
    assert output(installed, "standard", "table", "reference", cwd=tmp_path).strip()


def test_the_installed_command_counts_working_time(installed: Path, tmp_path: Path) -> None:
    office = {"timezone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}}
    question = {"id": "a", "calendar": office, "op": "add", "start": "2026-03-02T09:00+08:00", "seconds": 4 * 3600}

    answer = json.loads(output(installed, "calendar", "run", cwd=tmp_path, text=json.dumps(question) + "\n"))

    assert answer["id"] == "a"
    assert datetime.fromisoformat(answer["result"]) == datetime.fromisoformat("2026-03-02T14:30+08:00")


# The start


@pytest.mark.parametrize("arguments", LIGHT_COMMANDS, ids=" ".join)
def test_a_light_command_imports_nothing_heavy(arguments: list[str]) -> None:
    done = run(sys.executable, "-X", "importtime", PROGRAMS / "wuxing", *arguments)

    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}

    assert done.returncode == 0, done.stderr
    assert "wuxing" in imported
    assert imported & {"django", "pyarrow", "duckdb", "pandas"} == set()


def test_what_few_commands_need_is_not_loaded_by_all(tmp_path: Path) -> None:
    home = f"os.environ['WUXING_HOME'] = {str(tmp_path)!r}"
    load = "os.environ['DJANGO_SETTINGS_MODULE'] = 'wuxing.site.settings'; import django; django.setup()"

    done = run(sys.executable, "-X", "importtime", "-c", f"import os; {home}; {load}")

    assert done.returncode == 0, done.stderr
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "django" in imported
    assert imported & {"pyarrow", "duckdb", "numpy", "ninja", "pydantic", "playwright"} == set()


@pytest.mark.parametrize("arguments", [["--help"], ["standard", "list"]], ids=" ".join)
def test_telling_what_there_is_does_not_read_a_standard(arguments: list[str]) -> None:
    done = run(sys.executable, "-X", "importtime", PROGRAMS / "wuxing", *arguments)

    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}

    assert {name for name in imported if name.startswith(("wuxing.core.standard", "wuxing.core.clock"))} == set()


# The ranks

RANKS, CORE_RANKS, PLAIN_CORE = (
    "Imports go down the ranks BROKEN",
    "Core has ranks of its own BROKEN",
    "or chance BROKEN",
)
PLANTED_IMPORTS = {
    "a lower package imports a higher one": ("packs/__init__.py", "import wuxing.cli.main", RANKS),
    "a package has no rank": ("newcomer/__init__.py", "", "wuxing.newcomer"),
    "core imports a package above it": ("core/instant.py", "import wuxing.packs", RANKS),
    "a lower rank of core imports a higher one": ("core/instant.py", "import wuxing.core.clock", CORE_RANKS),
    "a module of core has no rank": ("core/newcomer.py", "", "wuxing.core.newcomer"),
    "core reads files": ("core/instant.py", "import pathlib", PLAIN_CORE),
    "core reads the clock": ("core/instant.py", "import time", PLAIN_CORE),
    "core imports a framework": ("core/instant.py", "import django", PLAIN_CORE),
}


@pytest.mark.parametrize("plant", PLANTED_IMPORTS.values(), ids=PLANTED_IMPORTS.keys())
def test_the_contracts_fail_when(plant: tuple[str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, statement, complaint = plant
    planted = copy_of_the_project(tmp_path) / "src" / "wuxing" / file
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a", encoding="utf-8") as end:
        end.write(f"\n{statement}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "src"))

    done = run(PROGRAMS / "lint-imports", "--no-logo", "--no-cache", cwd=tmp_path)

    assert done.returncode == 1
    assert complaint in done.stdout, done.stdout


# The sizes

PLANTED_SIZES = {
    "a function is too long": ("def long():\n" + "    pass\n" * 60, "a.py:1 long: 61 lines"),
    "a test is too long": ("def test_long():\n" + "    pass\n" * 60, "a.py:1 test_long: 61 lines"),
    "a file is too long": ("x = 1\n" * 501, "a.py: 501 lines"),
    "a function has too many parameters": ("def wide(a, b, c, /, d, *, e, f, g): ...\n", "a.py:1 wide: 7 parameters"),
    "more than a tenth are long": ("def a():\n" + "    pass\n" * 25, "1 of 1 functions have more than 25 lines"),
}


@pytest.mark.parametrize("plant", PLANTED_SIZES.values(), ids=PLANTED_SIZES.keys())
@pytest.mark.parametrize("folder", ["src", "tests", "tools", "bench"])
def test_the_size_check_fails_when(
    plant: tuple[str, str], folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, complaint = plant
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "a.py").write_text(text, encoding="utf-8")

    assert sizes.main(tmp_path) == 1
    assert complaint in capsys.readouterr().out


def test_the_size_check_passes_at_the_limits(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    long = "def long():\n" + "    pass\n" * 59
    nine = "".join(f"def f{n}(self, a, b, c, d, e, f): ...\n" for n in range(9))
    (tmp_path / "src" / "a.py").write_text(long + nine, encoding="utf-8")

    assert sizes.main(tmp_path) == 0


# What must not stand anywhere

MACHINE_PATH = re.compile(rb"(?<![\w.])/(?:work|root|home/\w+)/")
REGISTRY_HOST = re.compile(rb"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|(?:deb|security)\.debian\.org)")


def test_no_file_names_a_place_on_one_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number} {line[:120]!r}"
        for path in files_of_the_repository(ROOT)
        for number, line in enumerate(path.read_bytes().splitlines(), start=1)
        if MACHINE_PATH.search(line) or REGISTRY_HOST.search(line)
    ]

    assert found == []


def files_of_the_repository(folder: Path) -> Iterator[Path]:
    """Every file but those that .gitignore names; git itself may be absent."""
    ignored = [".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split())]
    for path in sorted(folder.iterdir()):
        if any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir():
            yield from files_of_the_repository(path)
        else:
            yield path
