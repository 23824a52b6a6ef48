"""The small parts of a page are what visual.md says, safe with any text, and can be heard."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation
from markupsafe import Markup

from wuxing.core.source import Text
from wuxing.ui.shapes import Mark, Span, TimeBar

NASTY = '<b onmouseover="x">"&'


def drawn(source: str, language: str = "zh-hans", **context: Any) -> str:
    with translation.override(language):
        return str(engines["django"].from_string(source).render(context)).strip()


class WaitForm(forms.Form):
    reason = forms.ChoiceField(label="Reason", choices=[("", "Choose"), ("parts", "Parts")])
    until = forms.CharField(label="Until", required=False, help_text="The clock goes on then.")
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])


def test_an_icon_stays_silent_beside_a_word_and_speaks_alone() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "lock" %}')
    assert 'role="img" aria-label="Locked"' in drawn('{% icon "lock" "Locked" %}')


@pytest.mark.parametrize("state", "wait run risk late hold hold-late met met-late off".split())
def test_every_state_of_a_clock_has_its_own_shape(state: str) -> None:
    shape = drawn("{% dial state 40 %}", state=state)

    assert f'data-state="{state}"' in shape
    assert ("40 100" in shape) == (state == "run")


def test_a_dial_never_fills_beyond_its_rim() -> None:
    assert "100 100" in drawn('{% dial "run" 180 %}')
    assert '"0 100"' in drawn('{% dial "run" -3 %}')


def test_a_chip_leads_to_its_reason_and_carries_what_the_script_needs() -> None:
    clock = SimpleNamespace(
        name="上门到场", state="risk", left="还剩 18分", to="10:30", share=80, href="/why/", due_at="2026-10-09T10:30"
    )

    html = drawn("{% chip clock %}", clock=clock)

    assert all(each in html for each in ('href="/why/"', 'data-due="2026-10-09T10:30"', "还剩 18分", "10:30"))


def test_an_instant_says_its_zone_to_programs_and_its_day_to_people() -> None:
    at, now = datetime(2026, 10, 10, 3, 30, tzinfo=UTC), datetime(2026, 10, 9, 2, 12, tzinfo=UTC)

    html = drawn("{% instant at %}", at=at, now=now)

    assert html == '<time datetime="2026-10-10T11:30:00+08:00" title="2026-10-10 11:30:00">10月10日 周六 11:30</time>'
    assert drawn('{% instant at "day" %}', "en", at=at, now=now).endswith(">Sat 10 Oct</time>")
    assert drawn("{% instant at %}", at=None) == "—"


def test_a_length_that_is_not_known_is_a_dash() -> None:
    assert drawn("{% duration 4320 %}") == '<span class="num">1小时12分</span>'
    assert drawn("{% duration nothing %}", nothing=None) == "—"


def test_a_text_of_the_standard_speaks_the_language_of_the_page() -> None:
    text = Text("首次响应", "First response")

    assert drawn("{{ text|words }}", text=text) == "首次响应"
    assert drawn("{{ text|words }}", "en", text=text) == "First response"


def test_a_time_bar_is_drawn_in_percent_and_told_in_words() -> None:
    bar = TimeBar((Span("used", 0, 62.5),), (Mark("now", 62.5),), says="62 % used")

    html = drawn("{% timebar bar %}", bar=bar)

    assert 'class="used" x="0%" width="62.5%"' in html
    assert 'aria-label="62 % used"' in html
    assert "style=" not in html


@pytest.mark.parametrize("tag", ["{% avatar nasty %}", "{% icon nasty nasty %}", "{{ nasty|markdown }}"])
def test_no_text_of_a_stranger_becomes_markup(tag: str) -> None:
    assert "<b" not in drawn(tag, nasty=NASTY)
    assert Markup(NASTY) != drawn(tag, nasty=NASTY)


def test_a_field_ties_label_help_and_error_together() -> None:
    html = drawn("{% problems form %}{% field form.reason %}{% field form.until %}", form=WaitForm({}))

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_reason-error"' in html
    assert 'id="id_reason-error"' in html
    assert 'aria-describedby="id_until-help"' in html
    assert "有 2 处要改：" in html
    assert '<a href="#id_reason">Reason</a>，<a href="#id_kind">Kind</a>' in html


def test_what_was_typed_stays() -> None:
    assert 'value="Monday"' in drawn("{% field form.until %}", form=WaitForm({"until": "Monday"}))


def test_what_may_be_left_out_is_marked_and_what_is_needed_is_not() -> None:
    html = drawn("{% field form.reason %}|{% field form.until %}", form=WaitForm())

    assert ["选填" in each for each in html.split("|")] == [False, True]


def test_a_choice_is_a_group_with_a_name() -> None:
    html = drawn("{% field form.kind %}", form=WaitForm({}))

    assert '<fieldset class="field" id="id_kind"' in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2
