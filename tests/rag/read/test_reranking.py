"""A cross-encoder, where one is configured: a real one, tiny, with weights set by hand."""

import pytest

from indexing.errors import ModelError
from indexing.records import Chunk, ChunkKind
from rag.read.reranking import DEPTH, Reranker
from rag.retrieve.hits import Found


def found(number, text, score):
    chunk = Chunk(
        id=f"c{number}",
        document_id="d",
        kind=ChunkKind.PARAGRAPH,
        text=text,
        search_text=text,
        heading_path=(),
        page=None,
        start=number,
        end=number + len(text),
        section=0,
    )
    return Found(chunk, score)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A BERT of two words' width that finds 榫 by its embedding and nothing else."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("reranker")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "榫", "漆", "问"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        num_labels=1,
        max_position_embeddings=64,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def scores(model, weight):
    """What the model says of each text, by the difference it makes."""
    given = [found(0, "榫", 0.0), found(1, "漆", 0.0)]
    reranked = Reranker(str(model), weight).rerank("问", given)
    return {f.chunk.text: f.score / weight for f in reranked}


def test_its_judgement_from_0_to_1_is_added_with_its_weight(model):
    judged = scores(model, 1.0)
    assert all(0 < score < 1 for score in judged.values())
    assert judged["榫"] != judged["漆"]
    assert scores(model, 4.0) == pytest.approx(judged)


def test_the_better_comes_first_and_what_is_not_read_keeps_its_place(model):
    judged = scores(model, 1.0)
    better, worse = sorted(judged, key=judged.get, reverse=True)
    given = [found(0, worse, 0.0), found(1, better, 0.0)]
    given += [found(i, worse, 0.0) for i in range(2, DEPTH + 3)]
    ranked = Reranker(str(model), 1.0).rerank("问", given)
    assert ranked[0].chunk.text == better
    assert ranked[DEPTH:] == given[DEPTH:]
    assert sorted(f.chunk.id for f in ranked) == sorted(f.chunk.id for f in given)


def test_a_large_lead_is_not_overturned(model):
    judged = scores(model, 1.0)
    better, worse = sorted(judged, key=judged.get, reverse=True)
    ranked = Reranker(str(model), 1.0).rerank("问", [found(0, worse, 9.0), found(1, better, 0.0)])
    assert [f.chunk.text for f in ranked] == [worse, better]


def test_nothing_found_needs_no_model():
    assert Reranker("/nowhere", 1.0).rerank("问", []) == []


def test_a_model_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(ModelError) as problem:
        Reranker(str(tmp_path / "none"), 1.0).rerank("问", [found(0, "榫", 0.0)])
    assert "reranker_model" in problem.value.hint
