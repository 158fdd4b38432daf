"""What lies in folders beside good files: odd names, links, pipes, what is gone or closed.

Names that are no text, or hold control characters, are indexed under readable ones; each file that
cannot be read costs one line, and never the rest.
"""

import os
import socket

import pytest
from invented_school import StubEncoder

from indexing.corpus_files import list_documents
from indexing.index import open_index
from indexing.limited import LimitedReader
from indexing.limits import USUAL
from indexing.pipeline import build_index
from indexing.readers.file_names import on_disk, readable_name, readable_names
from indexing.settings import IndexSettings

pytestmark = pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX systems only")


def put(folder, name, text="# 茶艺\n\n水温九十度。\n"):
    """Write a file under a name given as bytes."""
    (folder / os.fsdecode(name)).write_text(text, "utf-8")


def build(corpus, index, **more):
    return build_index(corpus, index, IndexSettings(), encoder=StubEncoder(), **more)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("茶艺教案.md".encode(), "茶艺教案.md"),
        ("茶艺教案.md".encode("gb18030"), "茶艺教案.md"),
        ("茶藝教案.md".encode("big5"), "茶藝教案.md"),
        (b"\xff\xfe\x80.md", "%FF%FE%80.md"),
        ("换\n行.md".encode(), "换%0A行.md"),
        (b"\x1b[31mred.md", "%1B[31mred.md"),
        ("左\u202e右.md".encode(), "左%E2%80%AE右.md"),
        (("长" * 125).encode("gb18030") + b".md", "长" * 125 + ".md"),
    ],
)
def test_a_name_is_shown_as_its_writer_meant_it(name, shown):
    assert readable_name(os.fsdecode(name)) == shown
    assert readable_names([os.fsdecode(name)]) == {shown: os.fsdecode(name)}


def test_two_names_are_never_shown_alike():
    plain, odd = "茶艺.md", os.fsdecode("茶艺.md".encode("gb18030"))
    assert readable_names([odd, plain]) == {"茶艺.md": plain, "%B2%E8%D2%D5.md": odd}


def test_a_name_that_looks_escaped_is_not_lost_to_one_that_has_to_be():
    odd = os.fsdecode("茶艺.md".encode("gb18030"))
    names = ["茶艺.md", "%B2%E8%D2%D5.md", odd]
    assert readable_names(names) == {
        "茶艺.md": "茶艺.md",
        "%B2%E8%D2%D5.md": "%B2%E8%D2%D5.md",
        "%B2%E8%D2%D5.md_": odd,
    }


def test_odd_names_are_indexed_beside_good_ones_and_found_again(tmp_path):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    put(corpus, "好.md".encode())
    folder = corpus / os.fsdecode("资料".encode("gb18030"))
    folder.mkdir()
    put(folder, "茶艺教案.md".encode("gb18030"), "# 教案\n\n四人一组。\n")
    put(corpus, ("长" * 125).encode("gb18030") + b".md")
    report = build(corpus, index)
    names = ["好.md", "资料/茶艺教案.md", f"{'长' * 125}.md"]
    assert report.added == sorted(names)
    assert report.failures == []
    with open_index(index) as opened:
        assert "四人一组" in opened.document_by_path("资料/茶艺教案.md").canonical
    assert on_disk(corpus, "资料/茶艺教案.md").read_text("utf-8").endswith("四人一组。\n")
    assert build(corpus, index).unchanged == sorted(names)
    on_disk(corpus, "资料/茶艺教案.md").unlink()
    assert build(corpus, index).deleted == ["资料/茶艺教案.md"]


def test_what_is_no_file_or_gone_is_told_and_stops_nothing(tmp_path):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    put(corpus, "好.md".encode())
    put(corpus, "空.md".encode(), "")
    put(corpus, ("名" * 84 + ".md").encode())
    os.mkfifo(corpus / "管道.txt")
    (corpus / "断.txt").symlink_to(tmp_path / "nowhere")
    (corpus / "圈.txt").symlink_to("圈.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(corpus, os.O_RDONLY)  # the path of a socket must be short
        listening.bind(f"/proc/self/fd/{here}/插座")
        os.close(here)
        with LimitedReader(USUAL) as reader:
            report = build(corpus, index, read=reader.file)
    assert report.added == ["名" * 84 + ".md", "好.md"]
    assert [(path, message) for path, message, _ in report.failures] == [
        ("圈.txt", "无法打开文件“圈.txt”，它是一个绕回自己的链接。"),
        ("插座", "“插座”不是文件。"),
        ("断.txt", "“断.txt”是一个链接，它指向的文件已经不在了。"),
        ("空.md", "文件“空.md”是空的，没有任何文字。"),
        ("管道.txt", "“管道.txt”不是文件。"),
    ]
    assert not build(corpus, index).published
    (tmp_path / "nowhere").write_text("# 茶席\n\n布置茶席。\n", "utf-8")
    assert build(corpus, index).added == ["断.txt"]


def test_links_to_folders_are_followed_once_and_never_in_circles(tmp_path):
    corpus, index, far = tmp_path / "corpus", tmp_path / "index", tmp_path / "far"
    (corpus / "甲" / "乙").mkdir(parents=True)
    put(corpus / "甲" / "乙", "好.md".encode())
    far.mkdir()
    put(far, "远.md".encode())
    (far / "回").symlink_to(far, target_is_directory=True)
    (corpus / "0远处").symlink_to(far, target_is_directory=True)
    (corpus / "0乙").symlink_to(corpus / "甲" / "乙", target_is_directory=True)
    (corpus / "甲" / "乙" / "上").symlink_to("..", target_is_directory=True)
    (corpus / "外").symlink_to(tmp_path, target_is_directory=True)
    report = build(corpus, index)
    assert report.added == ["0远处/远.md", "甲/乙/好.md"]
    assert [path for path, _, _ in report.failures] == ["0乙", "0远处/回", "外", "甲/乙/上"]
    assert report.failures[0][1] == (
        "“0乙”是一个链接，指向的文件夹已经在读取范围内，没有重复读取。"
    )
    assert not build(corpus, index).published


def test_a_file_that_vanishes_while_it_is_read_costs_one_line(tmp_path):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    put(corpus, "好.md".encode())
    put(corpus, "走.md".encode())
    with LimitedReader(USUAL) as reader:

        def vanishing(folder, file):
            if file.path == "走.md":
                (corpus / "走.md").unlink()
            return reader.file(folder, file)

        report = build(corpus, index, read=vanishing)
    assert report.added == ["好.md"]
    assert report.failures == [("走.md", "找不到文件“走.md”。", "请检查文件名和所在文件夹。")]
    assert build(corpus, index).failures == []


def test_a_file_that_could_not_be_opened_is_read_once_it_can(tmp_path, monkeypatch):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    put(corpus, "好.md".encode())
    put(corpus, "锁.md".encode(), "# 锁\n\n六人一组。\n")
    opened = type(corpus).open
    read = type(corpus).read_bytes

    def locked(own):
        def refused(self, *arguments, **options):
            if self.name == "锁.md":
                raise PermissionError(13, "Permission denied")
            return own(self, *arguments, **options)

        return refused

    with monkeypatch.context() as patch:
        patch.setattr(type(corpus), "open", locked(opened))
        patch.setattr(type(corpus), "read_bytes", locked(read))
        report = build(corpus, index)
        assert [path for path, _, _ in report.failures] == ["锁.md"]
        assert "权限" in report.failures[0][1]
    assert build(corpus, index).added == ["锁.md"]


def test_a_file_that_vanishes_after_the_listing_is_no_failure(tmp_path, monkeypatch):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    put(corpus, "好.md".encode())
    put(corpus, "走.md".encode())

    def vanishing(*arguments):
        listed = list_documents(*arguments)
        (listed["走.md"] / "走.md").unlink()
        return listed

    monkeypatch.setattr("indexing.pipeline.list_documents", vanishing)
    report = build(corpus, index)
    assert (report.added, report.failures) == (["好.md"], [])


def test_a_folder_that_cannot_be_listed_is_told(tmp_path, monkeypatch):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    (corpus / "密").mkdir(parents=True)
    put(corpus, "好.md".encode())
    listdir, access = os.listdir, os.access

    def refused(path):
        if str(path).endswith("密"):
            raise PermissionError(13, "Permission denied")
        return listdir(path)

    monkeypatch.setattr(os, "listdir", refused)
    monkeypatch.setattr(os, "access", lambda path, mode: access(path, mode) and path.name != "密")
    report = build(corpus, index)
    assert report.added == ["好.md"]
    assert report.failures[0][:2] == ("密", "文件夹“密”打不开，里面的文件没有收入。")
