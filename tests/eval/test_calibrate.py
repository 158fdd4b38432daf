"""Agreement of the rule of support with labels: by hand, and on the pairs of the project."""

import pytest

from eval.calibrate import Pair, agreement, load_pairs, main, said_at
from eval.errors import EvalError
from rag.answer.citations import SUPPORT, supported


def test_agreement_by_hand():
    # 3 of 4 claimed are right, 3 of 5 positives found, 7 of 10 equal.
    labels = [True] * 5 + [False] * 5
    said = [True, True, True, False, False, True, False, False, False, False]
    found = agreement(labels, said)
    assert found.precision == 3 / 4
    assert found.recall == 3 / 5
    assert found.accuracy == 7 / 10
    assert found.f1 == pytest.approx(2 / 3)
    # Chance: (5*4 + 5*6) / 100 = 0.5.
    assert found.kappa == pytest.approx((0.7 - 0.5) / 0.5)


def test_agreement_at_the_edges():
    assert agreement([True, True], [True, True]).kappa == 0.0
    assert agreement([False], [False]).precision == 0.0
    with pytest.raises(ValueError, match="at least one"):
        agreement([], [])


def test_a_higher_threshold_never_says_yes_more_often():
    pairs = load_pairs()
    counts = [sum(said_at(pairs, step / 10)) for step in range(1, 10)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_the_threshold_in_use_is_the_products_and_is_restored():
    pairs = [Pair("绿茶课程共48学时", "绿茶课程共48学时", True)]
    said_at(pairs, 1.1)
    assert said_at(pairs, SUPPORT) == [supported(pairs[0].sentence, pairs[0].quote)] == [True]
    assert said_at(pairs, 1.1) == [False]


def test_the_rule_agrees_with_the_labels_better_than_chance():
    pairs = load_pairs()
    assert len(pairs) >= 100
    assert agreement([p.label for p in pairs], said_at(pairs, SUPPORT)).kappa > 0.2


def test_the_table_marks_the_threshold_in_use(capsys):
    main()
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("*")] == [
        line for line in lines if f" {SUPPORT:.2f} " in line
    ]


def test_a_broken_file_of_pairs_is_told(tmp_path):
    with pytest.raises(EvalError, match="读不了"):
        load_pairs(tmp_path / "none.jsonl")
