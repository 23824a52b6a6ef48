"""The replay report as one HTML file: no script, no request, both languages, for a screen or for paper."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wuxing.history.landing import landing
from wuxing.history.reports import findings
from wuxing.history.reports.report_page import Page, Report, page_of
from wuxing.history.reports.words import Words

PARTS = ("report-parts.css", "chart-parts.css")
"""What a page of the product needs beside its own styles: they stand among the static files of history."""
STYLES = ("tokens.css", "report.css", *PARTS)


def render(report: Report, *, language: Literal["zh", "en", "both"] = "both") -> str:
    """The report as HTML, in one language, or in both with a switch that needs no script.

    Args:
        report: what report.json holds; rates are shares from 0 to 1, lengths whole seconds.
    """
    environment = _environment()
    styles = "\n".join(_source(environment, name) for name in STYLES)
    return environment.get_template("report.html.j2").render(
        pages=[page_of(report, Words(each)) for each in ("zh", "en") if language in (each, "both")],
        styles=Markup(styles),  # our own files; everything else is escaped
        styles_sha256=base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode(),
    )


def render_part(page: Page) -> Markup:
    """The report in one language without its head, for a page that has the styles of `PARTS`."""
    return Markup(_environment().get_template("part.html.j2").render(page=page))


def write_report(report: Report, path: Path, *, language: Literal["zh", "en", "both"] = "both") -> None:
    """Render the report to a file, whole or not at all."""
    text = render(report, language=language)
    with landing(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


@cache  # templates are compiled once
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader("wuxing.history.reports"), PackageLoader("wuxing.history", "static/history")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["find"] = findings
    return environment


def _source(environment: Environment, name: str) -> str:
    assert environment.loader
    return environment.loader.get_source(environment, name)[0]
