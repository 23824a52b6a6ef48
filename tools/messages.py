"""Texts for people: `python tools/messages.py [--check] [PACKAGE …]`, all packages where none is named.

Collects what the code and the templates of a package say in English and keeps its Chinese in
src/wuxing/PACKAGE/locale/zh_Hans/LC_MESSAGES/django.po: new texts are added empty, texts that are gone are dropped,
translations stay. Then it compiles what Django reads. With --check it changes nothing. Prints what is missing, and
exits 1 when there is any.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "src" / "wuxing"
LOCALE = "zh_Hans"
CHINESE = re.compile("[\u3400-\u9fff]")
PLACES = re.compile(r"%\(\w+\)[a-z]|%[sd]|{\w*}")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def main(arguments: list[str]) -> int:
    """Bring the catalogues up to date, or check that they are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="*", metavar="PACKAGE")
    parser.add_argument("--check", action="store_true", help="change nothing; fail where something is missing")
    chosen = parser.parse_args(arguments)
    settings.configure()  # for the template reader, which asks for no setting of ours
    found = [problem for each in chosen.packages or packages() for problem in brought_up_to_date(each, chosen.check)]
    found += said_in_two_ways()
    if not chosen.check:
        subprocess.run([sys.executable, str(ROOT / "hatch_build.py")], check=True)
    print("\n".join(found) or "Every text has its Chinese.")
    return 1 if found else 0


def packages() -> list[str]:
    """The packages that say something in Django's way."""
    return sorted(each.name for each in PACKAGES.iterdir() if (each / "apps.py").exists())


def brought_up_to_date(package: str, is_check: bool = False) -> list[str]:
    """Bring one package's catalogue up to date (or look only) and tell what is wrong with it."""
    texts, path = texts_of(package), catalogue_of(package)
    if not len(texts) and not path.exists():
        return []
    before = read(path)
    after = read(path)
    after.update(texts, no_fuzzy_matching=True, update_header_comment=False)
    after.obsolete.clear()
    found = list(problems_in(after, path))
    if is_check:
        gone = {key_of(each) for each in before} - {key_of(each) for each in after}
        found += [f"{shown(path)}: {each[1]!r} is said nowhere any more" for each in sorted(gone, key=str)]
    elif written(after) != (path.read_text(encoding="utf-8") if path.exists() else ""):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(after), encoding="utf-8")
    return found


def said_in_two_ways() -> Iterator[str]:
    """Texts to which two packages give different Chinese: Django knows one of them. A context parts them."""
    known: dict[tuple[str | None, str], tuple[str, object]] = {}
    for package in packages():
        for message in read(catalogue_of(package)):
            if not message.id or not message.string:
                continue
            other, chinese = known.setdefault(key_of(message), (package, message.string))
            if chinese != message.string:
                yield f"{key_of(message)[1]!r} is {chinese!r} in {other} and {message.string!r} in {package}"


def catalogue_of(package: str) -> Path:
    """Where a package keeps its Chinese."""
    return PACKAGES / package / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """A catalogue, empty where there is none."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def written(catalog: Catalog) -> str:
    """A catalogue as text: by place, without line numbers and dates, which would change with every commit."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    return HEADER + buffer.getvalue().decode()


def texts_of(package: str) -> Catalog:
    """All that the code and the templates of a package say."""
    catalog = Catalog(locale=LOCALE)
    for path in sorted((PACKAGES / package).rglob("*")):
        for line, text, comments, context in said_in(path):
            place = (path.relative_to(PACKAGES).as_posix(), line)
            catalog.add(text, locations=[place], auto_comments=comments, context=context)
    return catalog


def said_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """The texts of one file: a module, or a Django template (which is first turned into calls, one to a line)."""
    if "migrations" in path.parts or path.suffix not in (".py", ".html", ".txt"):
        return
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        calls = templatize(source, origin=str(path))
        source = "\n".join(line.strip() for line in calls.splitlines())
    file = BytesIO(source.encode())
    yield from extract("python", file, keywords=KEYWORDS, comment_tags=["Translators:"], options={"encoding": "utf-8"})


def problems_in(catalog: Catalog, path: Path) -> Iterator[str]:
    """What is missing or wrong in a catalogue."""
    for message in catalog:
        if not message.id:
            continue
        name = f"{shown(path)}: {key_of(message)[1]!r}"
        chinese = message.string if isinstance(message.string, tuple) else (message.string,)
        if CHINESE.search(str(message.id)):
            yield f"{name}: the source is English"
        if not all(chinese):
            yield f"{name} has no Chinese"
            continue
        if message.fuzzy:
            yield f"{name} is marked as unsure"
        english = message.id if isinstance(message.id, str) else message.id[-1]
        if any(set(PLACES.findall(str(each))) != set(PLACES.findall(str(english))) for each in chinese):
            yield f"{name} has other placeholders in Chinese"


def key_of(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
