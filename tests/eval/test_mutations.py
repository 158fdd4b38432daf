"""The gate can say no: each mutation of the assistant turns it red, and for the right reason.

Measured on every other question of the shipped corpus, all kinds among them, against a baseline
made from the assistant as it is.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from mutations import (
    MUTATIONS,
    OTHERWISE,
    Memorising,
    Mutated,
    Recorded,
    RecordedLanes,
    without_segmentation,
)

from eval.conditions.gate import judge as judge_conditions
from eval.conditions.gate import save_floors, updated
from eval.conditions.measuring import PastingProduct, measure_cell
from eval.conditions.record import Column, Table
from eval.fingerprints import models_of
from eval.gate import judge
from eval.gold_file import load_gold
from eval.gold_schema import KINDS
from eval.lanes import Lanes
from eval.measured_corpus import MeasuredCorpus
from eval.measuring import Measurement, inputs_of, measure_subject
from eval.relevance import check_evidence
from eval.remembering import RememberingEncoder
from eval.summary import summarise
from eval.updating import update_baseline
from indexing.index import open_index
from rag.assistant import Assistant

# The questions are asked twice, with the real model: half a minute on a machine of its own.
pytestmark = pytest.mark.timeout(900)
_GOLD = Path(__file__).parents[2] / "eval" / "gold" / "shipped.jsonl"


class Bench:
    """The shipped corpus, its gold and what measures an assistant over them."""

    def __init__(self, settings, index, encoder, assistant, folder):
        self.settings, self.index, self.folder = settings, index, folder
        self.encoder = RememberingEncoder(encoder)
        whole = load_gold(_GOLD)
        self.gold = replace(whole, questions=whole.questions[::2])
        self.models = models_of(settings, encoder)
        self.corpus = MeasuredCorpus(index)
        check_evidence(self.gold, self.corpus)
        self.lanes = RecordedLanes(Lanes(settings, self.encoder, index))
        self.assistant = Recorded(assistant)

    def measure(self, assistant, lanes=None):
        scored = measure_subject(
            assistant, lanes or self.lanes, self.corpus, self.gold, self.settings, self.folder
        )
        inputs = inputs_of(self.settings, self.gold, self.corpus)
        return Measurement(
            self.settings, self.gold, self.corpus, inputs, self.models, scored, summarise(scored)
        )

    def verdict(self, run):
        ids = [question.id for question in self.gold.questions]
        return judge(self.folder / "base", run.inputs, ids, run.scored, run.summary)


@pytest.fixture(scope="module")
def bench(shipped_settings, shipped_index, embedder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutations")
    assistant = Assistant(shipped_settings, embedder)
    try:
        with open_index(shipped_index) as index:
            bench = Bench(shipped_settings, index, embedder, assistant, folder)
            update_baseline(folder / "base", bench.measure(bench.assistant))
            yield bench
    finally:
        assistant.close()


#: Conditions that each mutation must fail, among others.
REASONS = {
    "shuffled retriever": {"全部 recall@1", "全部 MRR", "逐题比较：前五条找全依据"},
    "empty answers": {"要点得分", "句句有据", "逐题比较：答对"},
    "always refuse": {"误拒", "要点得分", "逐题比较：答对"},
    "never refuse": {"该拒则拒", "无答案题：答对", "出处有效"},
    "citations shifted by one": {"出处有效", "句句有据"},
    "citations rotated": {"句句有据", "出处切题"},
    "offsets shifted by one": {"出处有效"},
    "a digit changed in every number": {"答案本身答全", "句句有据", "数值题：答对"},
}


def test_every_mutation_has_its_reasons():
    assert set(REASONS) == set(MUTATIONS)


def test_there_are_questions_of_every_kind(bench):
    assert {question.kind for question in bench.gold.questions} == set(KINDS) - {"draft"}


def test_the_assistant_as_it_is_is_green(bench):
    verdict = bench.verdict(bench.measure(bench.assistant))
    assert verdict.failures == []
    assert verdict.green


@pytest.mark.parametrize("name", list(MUTATIONS))
def test_a_mutation_is_red(bench, name):
    verdict = bench.verdict(bench.measure(Mutated(bench.assistant, MUTATIONS[name])))
    assert not verdict.green
    assert REASONS[name] <= {check.name for check in verdict.failures}


def test_search_by_words_without_segmentation_is_red(bench, tmp_path, monkeypatch):
    without_segmentation(bench.index, tmp_path / "clauses.sqlite", monkeypatch)
    lanes = Lanes(bench.settings, bench.encoder, bench.index)
    assistant = Assistant(bench.settings, bench.encoder)
    verdict = bench.verdict(bench.measure(assistant, lanes))
    assistant.close()
    assert {"词语 recall@5", "全部 recall@5"} <= {check.name for check in verdict.failures}


TUNED, UNSEEN = "tuned", "sealed"


def split(bench, product):
    """Half of the questions as a collection that was tuned on, half as one that was not."""
    halves = {TUNED: bench.gold.questions[::2], UNSEEN: bench.gold.questions[1::2]}
    subjects = {"paste-1": PastingProduct(bench.assistant, 1), "product": product}
    columns = {}
    for seen, questions in halves.items():
        cells = {
            name: measure_cell(name, questions, subject, bench.corpus, kept=False)
            for name, subject in subjects.items()
        }
        columns[seen] = Column("甲", seen, "corpus", "gold", (), cells)
    return Table("code", "config", bench.models, columns)


@pytest.fixture(scope="module")
def floors(bench):
    """The committed floors of the assistant as it is."""
    path = bench.folder / "conditions" / "floors.json"
    as_it_is = split(bench, bench.assistant)
    save_floors(updated(as_it_is, [TUNED, UNSEEN], ["paste-1", "product"], path), path)
    verdict = judge_conditions(as_it_is, [TUNED, UNSEEN], ["paste-1", "product"], path)
    assert verdict.green
    return path


@pytest.mark.parametrize("otherwise", list(OTHERWISE))
def test_a_product_that_knows_its_tuned_questions_by_heart_is_red(bench, floors, otherwise):
    tuned = {question.question: question for question in bench.gold.questions[::2]}
    known = split(bench, Memorising(bench.assistant, tuned, OTHERWISE[otherwise]))
    # On what it was tuned on there is nothing to be seen: it is perfect.
    figures = known.columns[TUNED].conditions["product"].figures
    assert (figures["lead"], figures["refusal_recall"], figures["false_refusal"]) == (1.0, 1.0, 0.0)
    verdict = judge_conditions(known, [TUNED, UNSEEN], ["paste-1", "product"], floors)
    failed = {check.name for check in verdict.failures}
    assert not any(name.startswith("照着调的") for name in failed)
    assert {
        "LOCO 平均：答案本身答全",
        "LOCO 最差（封存：甲）：答案本身答全",
        "封存：甲：答案本身答全",
    } <= failed
    # Who pastes is hardly worse than pasting; it is the floors that stop it.
    if otherwise == "nonsense":
        assert "封存：甲：不比贴出第一段差" in failed
