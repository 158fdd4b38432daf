"""The gate can say no: each mutation of the assistant turns it red, and for the right reason.

Measured on the gold of the shipped corpus, against a baseline made from the assistant as it is.
"""

from pathlib import Path

import pytest
from mutations import MUTATIONS, Mutated, Recorded, RecordedLanes, without_segmentation

from eval.gate import judge
from eval.gold_file import load_gold
from eval.lanes import Lanes
from eval.measured_corpus import MeasuredCorpus
from eval.measuring import Measurement, inputs_of, measure_subject
from eval.relevance import check_evidence
from eval.remembering import RememberingEncoder
from eval.summary import summarise
from eval.updating import update_baseline
from indexing.index import open_index
from rag.assistant import Assistant

# All questions are asked twice, with the real model: half a minute on a machine of its own.
pytestmark = pytest.mark.timeout(900)
_GOLD = Path(__file__).parents[2] / "eval" / "gold" / "shipped.jsonl"


class Bench:
    """The shipped corpus, its gold and what measures an assistant over them."""

    def __init__(self, settings, index, encoder, assistant, folder):
        self.settings, self.index, self.folder = settings, index, folder
        self.encoder = encoder
        self.gold = load_gold(_GOLD)
        self.corpus = MeasuredCorpus(index)
        check_evidence(self.gold, self.corpus)
        self.lanes = RecordedLanes(Lanes(settings, self.encoder, index))
        self.assistant = Recorded(assistant)

    def measure(self, assistant, lanes=None):
        scored = measure_subject(
            assistant, lanes or self.lanes, self.corpus, self.gold, self.settings, self.folder
        )
        inputs = inputs_of(self.settings, self.gold, self.corpus)
        return Measurement(self.settings, self.gold, self.corpus, inputs, scored, summarise(scored))

    def verdict(self, run):
        ids = [question.id for question in self.gold.questions]
        return judge(self.folder / "base", run.inputs, ids, run.scored, run.summary)


@pytest.fixture(scope="module")
def bench(shipped_settings, shipped_index, embedder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutations")
    encoder = RememberingEncoder(embedder)
    assistant = Assistant(shipped_settings, encoder)
    try:
        with open_index(shipped_index) as index:
            bench = Bench(shipped_settings, index, encoder, assistant, folder)
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
    assert {"词语 recall@5", "全部 recall@5", "逐题比较：答对"} <= {
        check.name for check in verdict.failures
    }
