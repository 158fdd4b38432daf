"""Corrections are kept beside the index and have the documents concerned read again."""

import json
from dataclasses import replace

import pytest
from small_corpus import GARDEN, KITCHEN, Workshop

from indexing.corrections import Correction, Corrections, HeadingCorrection, content, parsed
from indexing.errors import BeikeError
from indexing.kinds.correcting import correction_of
from indexing.limited import LimitedReader
from indexing.limits import Limits
from indexing.reading import read_document
from indexing.records import DocumentKind

ONE = Correction(
    "a" * 64,
    title="面点",
    title_read="面点实训",
    kind=DocumentKind.LESSON_PLAN,
    kind_read=DocumentKind.GENERIC,
    headings=(HeadingCorrection("烤箱温度", 1, 1, 0),),
)


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.write("garden.md", GARDEN)
    workshop.write("甲/kitchen.md", KITCHEN)
    return workshop


@pytest.fixture
def corrections(tmp_path):
    return Corrections(tmp_path / "index")


def test_what_is_kept_comes_back_and_an_empty_one_goes(corrections):
    assert corrections.all() == {}
    corrections.put("甲/kitchen.md", ONE)
    corrections.put("garden.md", Correction("b" * 64, title="花圃", title_read="花园"))
    assert corrections.of("甲/kitchen.md") == ONE
    assert sorted(corrections.all()) == ["garden.md", "甲/kitchen.md"]
    corrections.put("garden.md", Correction("b" * 64))
    assert corrections.all() == {"甲/kitchen.md": ONE}
    corrections.rename("甲", "乙")
    corrections.rename("乙/k", "丙")
    assert corrections.all() == {"乙/kitchen.md": ONE}
    corrections.forget(["乙/kitchen.md"])
    assert corrections.all() == {}


def test_the_file_lies_beside_the_index_and_can_be_read_by_a_person(corrections, tmp_path):
    corrections.put("甲/kitchen.md", ONE)
    assert corrections.file == tmp_path / "index-corrections.json"
    told = json.loads(corrections.file.read_text(encoding="utf-8"))
    assert told["documents"]["甲/kitchen.md"]["headings"] == [
        {"line": "烤箱温度", "nth": 1, "count": 1, "level": 0}
    ]


def test_a_write_that_fails_leaves_the_file_as_it_was(corrections, monkeypatch):
    corrections.put("甲/kitchen.md", ONE)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("indexing.corrections.os.fsync", full)
    with pytest.raises(BeikeError, match="No space left on device"):
        corrections.forget(["甲/kitchen.md"])
    assert corrections.all() == {"甲/kitchen.md": ONE}


@pytest.mark.parametrize(
    "damage",
    ["", "[]", "{}", '{"format": 9, "documents": {}}', '{"format": 1, "documents": {"a":{}}}'],
)
def test_a_damaged_file_is_told_and_never_written_over(workshop, corrections, damage):
    corrections.file.write_text(damage, encoding="utf-8")
    for work in (corrections.all, lambda: corrections.put("a.md", ONE), workshop.build):
        with pytest.raises(BeikeError, match=r"index-corrections\.json 读不了：内容不完整"):
            work()
    assert corrections.file.read_text(encoding="utf-8") == damage


def test_the_content_of_another_file_takes_the_place(corrections):
    corrections.put("a.md", ONE)
    corrections.replace(content({"甲/kitchen.md": ONE}))
    assert corrections.all() == {"甲/kitchen.md": ONE}
    with pytest.raises(ValueError, match="corrections"):
        corrections.replace(b"[]")
    assert parsed(corrections.file.read_bytes()) == {"甲/kitchen.md": ONE}


def outline(workshop, path):
    with workshop.open() as index:
        document = index.document_by_path(path)
        paths = {c.text: c.heading_path for c in index.chunks_of(document.id)}
    return document, paths


def test_a_correction_has_that_one_document_read_again(workshop, corrections):
    workshop.build()
    document, _ = outline(workshop, "甲/kitchen.md")
    wanted = correction_of(document, "面点", None, [("和面比例", 1, 0), ("烤箱温度", 1, 1)])
    corrections.put("甲/kitchen.md", wanted)
    read = []

    def reader(corpus, file):
        read.append((file.path, file.correction))
        return read_document(corpus, file)

    report = workshop.build(read=reader)
    assert read == [("甲/kitchen.md", wanted)]
    assert (report.changed, report.unchanged) == (["甲/kitchen.md"], ["garden.md"])
    document, paths = outline(workshop, "甲/kitchen.md")
    assert document.title == "面点"
    assert [(s.level, s.heading) for s in document.sections[1:]] == [
        *((1, "面点实训"), (1, "烤箱温度"))
    ]
    assert paths["烤箱温度\n预热到 180 度。"] == ("烤箱温度",)
    assert not workshop.build().published
    assert workshop.build(full=True).published
    assert outline(workshop, "甲/kitchen.md")[0] == document
    corrections.put("甲/kitchen.md", Correction(document.sha256))
    assert workshop.build().changed == ["甲/kitchen.md"]
    assert outline(workshop, "甲/kitchen.md")[0].title == "面点实训"


def test_it_is_applied_to_a_file_that_is_read_in_a_process_of_its_own(workshop, corrections):
    workshop.build()
    document, _ = outline(workshop, "garden.md")
    corrections.put("garden.md", correction_of(document, "花圃", None, [("修剪工具", 1, 3)]))
    with LimitedReader(Limits(seconds=60.0)) as reader:
        workshop.build(read=reader.file)
    document, _ = outline(workshop, "garden.md")
    assert document.title == "花圃"
    assert document.sections[-1].level == 3


def test_after_the_file_has_changed_the_correction_stays_and_what_does_not_fit_is_told(
    workshop, corrections
):
    workshop.build()
    document, _ = outline(workshop, "garden.md")
    wanted = correction_of(document, "", None, [("浇水安排", 1, 0), ("修剪工具", 1, 0)])
    corrections.put("garden.md", wanted)
    workshop.write("garden.md", GARDEN.replace("修剪工具", "修枝的工具"))
    workshop.build()
    document, _ = outline(workshop, "garden.md")
    assert [s.heading for s in document.sections[1:]] == ["校园花圃养护", "修枝的工具"]
    assert document.corrected.misfits == ("标题“修剪工具”：文件里已经没有这一行。",)
    assert corrections.of("garden.md") == wanted


def test_what_was_put_right_goes_with_a_document_or_a_folder_that_moves(corrections):
    other = replace(ONE, title="点心")
    corrections.put("a/甲.md", ONE)
    corrections.put("a/甲.md.txt", other)
    corrections.rename("a/甲.md", "b/乙.md")
    assert corrections.all() == {"b/乙.md": ONE, "a/甲.md.txt": other}
    corrections.rename("b", "c")
    assert corrections.all() == {"c/乙.md": ONE, "a/甲.md.txt": other}
