"""A time bar shows working time to scale and holidays as narrow gaps; nothing is lost, nothing overlaps."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wuxing.ui.shapes import Mark, Span
from wuxing.ui.timebars import Stretch, folded, to_scale

HOUR, DAY = 3600, 86400
KINDS = ("used", "open", "paused", "closed")


@st.composite
def a_history(draw: st.DrawFn) -> list[Stretch]:
    lengths = draw(st.lists(st.tuples(st.integers(1, 9 * DAY), st.sampled_from(KINDS)), min_size=1, max_size=12))
    ends = [sum(length for length, _ in lengths[: number + 1]) for number in range(len(lengths))]
    return [Stretch(end - length, end, kind) for end, (length, kind) in zip(ends, lengths, strict=True)]


def test_a_week_of_holidays_is_a_narrow_gap() -> None:
    work, rest = Stretch(0, 10 * HOUR, "used"), Stretch(10 * HOUR, 10 * HOUR + 7 * DAY, "closed")
    more = Stretch(rest.end, rest.end + 10 * HOUR, "open")

    bar = folded([work, rest, more], marks={"now": rest.end, "due-mark": more.end})

    assert [span.kind for span in bar.spans] == ["used", "closed", "open"]
    assert bar.spans[1].width < 15
    assert bar.marks == (Mark("now", bar.spans[2].x), Mark("due-mark", 100))


def test_an_instant_before_or_after_stands_at_the_end_it_is_nearer_to() -> None:
    bar = folded([Stretch(100, 200, "used")], marks={"now": 50, "due-mark": 900})

    assert [mark.x for mark in bar.marks] == [0, 100]


@given(a_history())
def test_the_spans_fill_the_bar_without_a_hole(history: list[Stretch]) -> None:
    spans = folded(history, marks={}).spans

    assert all(abs(one.x + one.width - other.x) < 0.01 for one, other in pairwise(spans))
    assert abs(spans[-1].x + spans[-1].width - 100) < 0.01


@given(a_history(), st.integers(0, 100 * DAY))
def test_a_mark_stands_in_its_stretch(history: list[Stretch], at: int) -> None:
    bar = folded(history, marks={"now": at})

    for stretch, span in zip(history, bar.spans, strict=True):
        if stretch.start <= at < stretch.end:
            assert span.x - 0.01 <= bar.marks[0].x <= span.x + span.width + 0.01


def test_a_day_is_cut_at_its_ends_and_drawn_to_scale() -> None:
    bar = to_scale(
        [Stretch(-HOUR, 6 * HOUR, "used"), Stretch(30 * HOUR, 31 * HOUR, "open")],
        start=0,
        end=DAY,
        marks={"now": 12 * HOUR},
    )

    assert bar.spans == (Span("used", 0, 25),)
    assert bar.marks == (Mark("now", 50),)
    assert bar.is_thin


def test_nothing_is_drawn_where_nothing_happened() -> None:
    assert folded([], marks={"now": 5}).spans == ()


def test_words_that_would_run_into_one_another_are_left_out() -> None:
    day = [Stretch(0, 100, "used")]

    bar = folded(day, marks={}, words={0: "9月30日", 5: "10月1日", 40: "10月8日", 80: "10月9日", 100: "10月10日"})

    assert [(word.text, word.x) for word in bar.words] == [("9月30日", 0), ("10月8日", 40), ("10月10日", 100)]
    assert [word.anchor for word in bar.words] == ["start", "start", "end"]
