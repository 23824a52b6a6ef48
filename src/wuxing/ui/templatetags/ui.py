"""Tags and filters of every page: the small parts of visual.md."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wuxing.core.source import Text
from wuxing.ui import times
from wuxing.ui.citing import clause_path
from wuxing.ui.language import said
from wuxing.ui.markdown import to_html
from wuxing.ui.shapes import TimeBar

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1_000)
def icon(name: str, label: str = "", *, small: bool = False) -> SafeString:
    """A picture of icons.svg; with a label where no word stands beside it."""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" viewBox="0 0 20 20" {}><use href="{}#i-{}"/></svg>',
        " is-small" if small else "",
        voice,
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def dial(state: str, share: float = 0) -> SafeString:
    """The shape of a clock's state; `share` of the budget is used, 0 to 100."""
    return _dial(state, round(min(100, max(0, share))))


@lru_cache(maxsize=1_000)
def _dial(state: str, share: int) -> SafeString:
    """There are a few hundred, and fifty on every list: each is drawn once."""
    return render_to_string("ui/_dial.html", {"state": state, "share": share})


@register.inclusion_tag("ui/_clock.html")
def chip(clock: object) -> dict[str, Any]:
    """A clock as a chip: a ClockView with name, state, left, to, share, href and due_at."""
    return {"clock": clock}


@register.inclusion_tag("ui/_timebar.html")
def timebar(bar: TimeBar) -> dict[str, Any]:
    """A time bar in percent; the page holds the hatches."""
    return {"bar": bar}


@register.simple_tag
def clause(standard: str, number: str) -> SafeString:
    """§1.1, leading to the clause in the document `name@version`."""
    if not number:
        return SafeString("")
    return format_html('<a class="clause" href="{}">§{}</a>', clause_path(standard, number), number)


@register.simple_tag(takes_context=True)
def instant(context: template.Context, at: datetime | date | None, form: str = "long") -> str:
    """A point in time as people say it: 10:30, 10月9日 周五 10:30. `form`: long, short (no day of the week), day."""
    if at is None:
        return "—"
    now = timezone.localtime(context.get("now"))
    if not isinstance(at, datetime):
        return format_html('<time datetime="{}">{}</time>', at.isoformat(), said(times.day(at, today=now.date())))
    here = timezone.localtime(at)
    words: dict[str, Text] = {
        "long": times.instant(here, now=now),
        "short": times.short_instant(here, now=now),
        "day": times.day(here.date(), today=now.date()),
    }
    full = here.strftime("%Y-%m-%d %H:%M:%S")
    return format_html('<time datetime="{}" title="{}">{}</time>', here.isoformat(), full, said(words[form]))


@register.simple_tag
def duration(seconds: float | None) -> str:
    """1小时12分, 18分, 42秒; — where there is none."""
    if seconds is None:
        return "—"
    return format_html('<span class="num">{}</span>', said(times.duration(seconds)))


@register.filter
def words(text: Text | str) -> str:
    """A text of core or of a standard in the language of the page."""
    return said(text) if isinstance(text, Text) else text


@register.filter
def markdown(text: str) -> SafeString:
    """Written text as safe HTML."""
    return mark_safe(to_html(text))


@register.simple_tag
def avatar(name: str, *, me: bool = False, big: bool = False) -> SafeString:
    """The first letter of a name in a disc; the name itself stands beside it."""
    kind = " ".join(each for each in ("avatar", me and "is-me", big and "is-big") if each)
    return format_html('<span class="{}" aria-hidden="true">{}</span>', kind, name.strip()[:1].upper() or "·")


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, *, rows: int = 0, placeholder: str = "") -> dict[str, Any]:
    """One field of a form: label above, help below, errors below that, all tied together for those who hear it."""
    widget = bound.field.widget
    kind = _kind_of(widget)
    attributes: dict[str, Any] = {"class": {"select": "select", "input": "input", "text": "input"}.get(kind, "")}
    if kind == "text":
        attributes["rows"] = rows or 3
    if placeholder:
        attributes["placeholder"] = placeholder
    if bound.errors:
        attributes["aria-invalid"] = "true"
    about = [f"{bound.id_for_label}-{each}" for each in ("help", "error") if getattr(bound, _SAYS[each])]
    if about:
        attributes["aria-describedby"] = " ".join(about)
    control = bound.as_widget(attrs={key: value for key, value in attributes.items() if value})
    return {"bound": bound, "kind": kind, "control": control}


_SAYS = {"help": "help_text", "error": "errors"}


def _kind_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "choice"
    if isinstance(widget, forms.Select):
        return "select"
    return "text" if isinstance(widget, forms.Textarea) else "input"


@register.inclusion_tag("ui/_problems.html")
def problems(form: forms.Form) -> dict[str, Any]:
    """What is to be mended in a form, counted, with links to the fields; nothing where all is well."""
    wrong = [form[name] for name in form.errors if name in form.fields]
    return {"form": form, "wrong": wrong, "whole": form.non_field_errors()}


@register.simple_tag(takes_context=True)
def large_type(context: template.Context) -> bool:
    """Whether this reader asked for large type."""
    request = context.get("request")
    return bool(request and request.COOKIES.get("size") == "large")
