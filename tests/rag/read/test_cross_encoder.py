"""A cross-encoder in the network's place: a real one, tiny, with random weights."""

import pytest
from passages_by_hand import question

from indexing.errors import ModelError
from rag.read.cross_encoder import CrossEncoderNetwork
from rag.read.network import Calibration
from rag.read.reader import Reader, backend_of
from rag.settings import Settings

#: Every letter is a word of its own.
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"榫漆刨问头"]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """The folder of a BERT of eight numbers a word."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("reranker")
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        num_labels=1,
        max_position_embeddings=64,
        initializer_range=0.3,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def logit(folder, question, text):
    """What the model says of a pair, without sentence-transformers."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        given = AutoTokenizer.from_pretrained(folder)(question, text, return_tensors="pt")
        return float(model(**given).logits[0, 0])


def test_a_passage_and_each_unit_of_it_are_read_with_the_head(model):
    (read,) = CrossEncoderNetwork(str(model)).read([("问", "头", ["榫", "漆"])])
    said = [logit(model, "问", text) for text in ("头 榫 漆", "头 榫", "头 漆")]
    assert [read.relevance, *read.units] == pytest.approx(said, abs=1e-5)
    assert len({round(score, 4) for score in said}) == 3


def test_passages_keep_their_order_and_have_their_own_units(model):
    network = CrossEncoderNetwork(str(model))
    given = [("问", "头", ["榫", "漆", "刨"]), ("问", "", []), ("问榫", "", ["漆"])]
    together = network.read(given)
    assert [len(read.units) for read in together] == [3, 0, 1]
    for read, one in zip(together, given, strict=True):
        (alone,) = network.read([one])
        assert read.relevance == pytest.approx(alone.relevance, abs=1e-5)
        assert read.units == pytest.approx(alone.units, abs=1e-5)


def test_the_question_is_read_folded(model):
    network = CrossEncoderNetwork(str(model))
    assert network.read([("問", "", ["榫"])]) == network.read([("问", "", ["榫"])])


def test_above_0_it_says_yes(model):
    assert CrossEncoderNetwork(str(model)).calibration == Calibration(relevance=0.0, unit=0.0)


def test_it_reads_where_one_is_configured(model):
    asked = question("问")
    settings = Settings(reranker_model=str(model))
    reader = Reader(backend_of(settings, encoder=None))
    assert reader.answers(asked, "漆") is (logit(model, "问", "漆") >= 0)
    assert reader.answers(asked, "榫") is (logit(model, "问", "榫") >= 0)


def test_nothing_found_needs_no_model():
    assert CrossEncoderNetwork("/nowhere").read([]) == []


def test_a_model_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(ModelError) as problem:
        CrossEncoderNetwork(str(tmp_path / "none")).read([("问", "", ["榫"])])
    assert "none 打不开" in problem.value.message
    assert "reranker_model" in problem.value.hint
