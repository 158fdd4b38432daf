"""Minutes in class, with and without a known number of groups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.drafting.timing import halves, timing

weights = st.lists(st.floats(0, 400, allow_nan=False), min_size=1, max_size=5)


def total(times):
    return times.review + times.opening + sum(times.stages) + times.show.minutes + times.summary


@given(st.integers(1, 12), st.integers(30, 60), weights, st.none() | st.integers(1, 30))
def test_minutes_fill_the_lesson_and_presentations_their_step(lessons, minutes, sizes, groups):
    times = timing(lessons * minutes, sizes, groups)
    assert total(times) == lessons * minutes
    assert len(times.stages) == len(sizes)
    assert min(times.stages) >= 1
    show = times.show
    assert show.talks * show.each + show.scoring == show.minutes
    assert show.scoring >= 2
    assert show.each >= 1
    assert show.all_talk == (show.talks == (groups or 6))


@pytest.mark.parametrize(
    ("minutes", "sizes", "groups", "stages", "show"),
    [
        # 90: 5 + 5 + 5, six groups of 2 minutes and 3 for scoring are 15, 60 are left.
        (90, [100, 100, 100], None, (20, 20, 20), (15, 6, 2)),
        # Nine groups of 2 and 3 for scoring are 21, rounded up to 25: 50 are left.
        (90, [100, 100], 9, (25, 25), (25, 9, 2)),
        # 30: 3 + 3 + 4, six groups of 1 minute and 2 for scoring are 8; 12 are left.
        (30, [1, 1], None, (6, 6), (8, 6, 1)),
        # Thirty groups cannot all talk within 30 % of 40 minutes: ten do.
        (40, [1], 30, (18,), (12, 10, 1)),
    ],
)
def test_hand_computed_minutes(minutes, sizes, groups, stages, show):
    times = timing(minutes, sizes, groups)
    assert times.stages == stages
    assert (times.show.minutes, times.show.talks, times.show.each) == show


def test_a_bigger_stage_gets_more_time():
    small, big = timing(90, [20, 180], None).stages
    assert big > small


def test_a_long_stage_is_taught_and_then_practised():
    assert halves(60) == (60,)
    assert halves(100) == (40, 60)
