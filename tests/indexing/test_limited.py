"""Files are read in a process of their own, one for many, within limits of time and memory."""

import sys

import pytest

from indexing.corpus_files import compare, list_documents
from indexing.errors import DocumentError
from indexing.limited import LimitedReader
from indexing.limits import Limits
from indexing.reading import read_document

#: Reads as usual, but for texts that open with a word; prints what a library might.
ODD = """
import os, sys, time
from indexing import reading_process
from indexing.readers import text
usual = text.read
def read(data, name, limits):
    print("noise on standard output")
    if data.startswith(b"hang"):
        while True:
            time.sleep(0.05)
    if data.startswith(b"eat"):
        return [bytearray(1 << 26) for _ in range(1000)]
    if data.startswith(b"die"):
        os._exit(3)
    if data.startswith(b"fail"):
        raise KeyError("internal")
    document = usual(data, name, limits)
    if data.startswith(b"pid"):
        from indexing.readers.blocks import Line, RawDocument
        return RawDocument((Line(str(os.getpid())),))
    return document
text.read = read
reading_process.main(sys.argv[1:])
"""


@pytest.fixture
def odd(tmp_path):
    """Reads a text with the limits given, by a process that does odd things for some."""

    class Odd:
        def __init__(self):
            self.reader = self.within(Limits())

        def within(self, limits):
            self.reader = LimitedReader(limits, (sys.executable, "-c", ODD))
            return self.reader

        def __call__(self, text):
            file = tmp_path / "文.txt"
            file.write_text(text, encoding="utf-8")
            return self.reader.document(file, "课/文.txt").canonical

        def process(self):
            return int(self("pid"))

    made = Odd()
    yield made
    made.reader.close()


def test_a_document_comes_back_as_it_is_read_here(tmp_path):
    (tmp_path / "安排.md").write_text("# 安排\n\n| 课 | 学时 |\n| - | - |\n| 茶 | 4 |\n", "utf-8")
    (file,) = compare(list_documents(tmp_path, tmp_path / "index"), (), 0).added
    with LimitedReader(Limits()) as reader:
        assert reader.file(tmp_path, file) == read_document(tmp_path, file)


def test_many_files_are_read_by_one_process(odd):
    first = odd.process()
    assert odd("水温九十度。") == "水温九十度。"
    assert odd.process() == first


def test_what_the_program_itself_takes_is_no_reason_for_another_process(odd):
    ballast = b"x" * (400 << 20)  # more than half of what a file may take
    odd.within(Limits(memory_mb=700))
    assert odd.process() == odd.process()
    assert len(ballast) == 400 << 20


def test_a_file_that_is_never_read_to_its_end_is_given_up_and_the_next_is_read(odd):
    odd.within(Limits(seconds=1.0))
    first = odd.process()
    with pytest.raises(DocumentError, match=r"“文\.txt”读了 1 秒还没读完，已停止。"):
        odd("hang")
    assert odd.process() != first


def test_a_file_that_takes_all_memory_is_given_up_and_the_next_is_read(odd):
    odd.within(Limits(memory_mb=512))
    first = odd.process()
    with pytest.raises(DocumentError, match="内存超过了 512 MB 的限制"):
        odd("eat")
    assert odd.process() != first


def test_a_process_that_ends_is_told_and_another_takes_its_place(odd):
    with pytest.raises(DocumentError, match="中途退出"):
        odd("die")
    assert odd("水温九十度。") == "水温九十度。"


def test_a_mistake_of_ours_is_one_line_without_its_trace(odd):
    with pytest.raises(DocumentError) as caught:
        odd("fail")
    assert caught.value.message == "“文.txt”解析时程序出错（KeyError）。"
    assert odd("水温九十度。") == "水温九十度。"


def test_the_limits_on_what_a_file_holds_reach_the_process(odd):
    odd.within(Limits(lines=2))
    with pytest.raises(DocumentError, match=r"超过 2 行（段）"):
        odd("一\n二\n三")


def test_a_process_that_does_not_start_is_told(tmp_path):
    (tmp_path / "a.txt").write_text("茶")
    command = (sys.executable, "-c", "raise SystemExit(1)")
    with (
        LimitedReader(Limits(), command) as reader,
        pytest.raises(DocumentError, match="中途退出"),
    ):
        reader.document(tmp_path / "a.txt", "a.txt")
