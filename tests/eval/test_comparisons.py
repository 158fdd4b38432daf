"""Paired comparison and bootstrap intervals: by hand and by their laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bootstrap import interval, percentile
from eval.paired import difference, paired


def rows(**outcomes):
    return {name: {"passed": value} for name, value in outcomes.items()}


def test_gained_and_lost_by_hand():
    before = rows(a=1.0, b=0.0, c=1.0, d=0.5, e=None, f=1.0)
    after = rows(a=0.0, b=1.0, c=1.0, d=1.0, e=1.0)
    result = paired(before, after, "passed")
    assert result.gained == ("b", "d")
    assert result.lost == ("a",)
    assert result.net == 1


outcomes = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.fixed_dictionaries({"passed": st.sampled_from([0.0, 0.5, 1.0, None])}),
)


@given(outcomes, outcomes)
def test_what_one_gains_the_other_loses(one, other):
    there, back = paired(one, other, "passed"), paired(other, one, "passed")
    assert set(there.gained) == set(back.lost)
    assert set(there.lost) == set(back.gained)
    assert there.net == -back.net
    value, low, high, n = difference(one, other, "passed")
    if n:
        assert value == pytest.approx(-difference(other, one, "passed")[0])
        assert low - 1e-9 <= value <= high + 1e-9


@given(outcomes)
def test_a_run_gains_nothing_over_itself(one):
    assert paired(one, one, "passed").gained == paired(one, one, "passed").lost == ()


def test_difference_by_hand():
    value, low, high, n = difference(rows(a=0.0, b=1.0), rows(a=1.0, b=1.0), "passed")
    assert (value, n) == (0.5, 2)
    assert (low, high) == (0.0, 1.0)
    assert math.isnan(difference({}, {}, "passed")[0])


def test_interval_of_a_mean_is_near_the_normal_one():
    values = [1.0] * 70 + [0.0] * 30
    low, high = interval(values)
    margin = 1.96 * math.sqrt(0.7 * 0.3 / 100)
    assert low == pytest.approx(0.7 - margin, abs=0.015)
    assert high == pytest.approx(0.7 + margin, abs=0.015)
    assert interval(values) == (low, high)


def test_interval_of_one_value_and_of_none():
    assert interval([0.4]) == (0.4, 0.4)
    assert all(math.isnan(end) for end in interval([]))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_intervals_stay_within_the_values(values):
    for statistic in (None, percentile(50)):
        low, high = interval(values) if statistic is None else interval(values, statistic)
        assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
