"""ZIP files of a corpus: their files are documents; names, links, bombs and paths that lead out."""

import stat
import zipfile
from pathlib import Path

import pytest
from invented_school import StubEncoder

from indexing.archives import unpacked
from indexing.corpus_files import list_documents
from indexing.limits import Limits
from indexing.pipeline import build_index
from indexing.settings import IndexSettings

PLAN = "木雕教案。浮雕一共十二学时。\n".encode()


def zipped(path: Path, files, *, encoding=None):
    """Write an archive; with ``encoding`` the names are bytes of it, as Windows writes them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    if encoding:
        data = path.read_bytes()
        for name in files:
            raw = name.encode(encoding)
            # zipfile marks a name as UTF-8; the bytes are put in by hand, padded to their length.
            utf8 = name.encode()
            assert len(raw) <= len(utf8)
            stem, dot, suffix = raw.rpartition(b".")
            data = data.replace(utf8, stem + b"_" * (len(utf8) - len(raw)) + dot + suffix)
        for start in (b"PK\x03\x04", b"PK\x01\x02"):
            at = 6 if start == b"PK\x03\x04" else 8
            parts = data.split(start)
            flagged = [part[: at - 4] + b"\0\0" + part[at - 2 :] for part in parts[1:]]
            data = start.join([parts[0], *flagged])
        path.write_bytes(data)
    return path


def files_in(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.name[0] != ".")


def test_the_files_of_an_archive_are_documents_at_their_paths(tmp_path):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "大纲.txt").write_bytes(PLAN)
    zipped(corpus / "资料.zip", {"教案/一.txt": PLAN, "教案/.隐藏.txt": PLAN, "说明.txt": PLAN})
    listed = list_documents(corpus, index)
    assert list(listed) == ["大纲.txt", "资料.zip/教案/一.txt", "资料.zip/说明.txt"]
    report = build_index(corpus, index, IndexSettings(), encoder=StubEncoder())
    assert report.added == ["大纲.txt", "资料.zip/教案/一.txt", "资料.zip/说明.txt"]
    again = build_index(corpus, index, IndexSettings(), encoder=StubEncoder())
    assert not again.published
    zipped(corpus / "资料.zip", {"教案/一.txt": PLAN + PLAN})
    changed = build_index(corpus, index, IndexSettings(), encoder=StubEncoder())
    assert (changed.changed, changed.deleted) == (["资料.zip/教案/一.txt"], ["资料.zip/说明.txt"])
    (corpus / "资料.zip").unlink()
    gone = build_index(corpus, index, IndexSettings(), encoder=StubEncoder())
    assert gone.deleted == ["资料.zip/教案/一.txt"]
    assert not list((index / "archives").rglob("*.txt"))


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_names_in_an_encoding_of_windows_are_read(tmp_path, encoding):
    archive = zipped(tmp_path / "a.zip", {"木工教案.txt": PLAN}, encoding=encoding)
    assert files_in(unpacked(archive, tmp_path / "out")) == ["木工教案____.txt"]


@pytest.mark.parametrize("name", ["../外.txt", "/etc/外.txt", "..\\..\\外.txt", "a/../../外.txt"])
def test_a_path_never_leads_out(tmp_path, name):
    archive = zipped(tmp_path / "a.zip", {name: PLAN, "内.txt": PLAN})
    folder = unpacked(archive, tmp_path / "sub" / "out")
    assert folder is not None
    assert all(folder in path.parents for path in tmp_path.rglob("外.txt"))


def test_links_are_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        link = zipfile.ZipInfo("密码.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
        package.writestr("内.txt", PLAN)
    assert files_in(unpacked(tmp_path / "a.zip", tmp_path / "out")) == ["内.txt"]


def test_a_bomb_a_damaged_and_an_office_file_are_left_as_they_are(tmp_path, monkeypatch):
    bomb = zipped(tmp_path / "bomb.zip", {"a.txt": b"0" * (2 << 20)})
    assert unpacked(bomb, tmp_path / "out", Limits(megabytes=1)) is None
    monkeypatch.setattr("indexing.archives.MAX_UNPACKED", 1 << 20)
    assert unpacked(bomb, tmp_path / "out") is None
    monkeypatch.undo()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(bomb.read_bytes()[:100])
    assert unpacked(cut, tmp_path / "out") is None
    word = zipped(tmp_path / "word.zip", {"[Content_Types].xml": b"", "word/document.xml": b""})
    assert unpacked(word, tmp_path / "out") is None
    assert not (tmp_path / "out").exists()
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "坏.zip").write_bytes(b"PK\x03\x04")
    (corpus / "一.txt").write_bytes(PLAN)
    report = build_index(corpus, tmp_path / "index", IndexSettings(), encoder=StubEncoder())
    ((path, message, hint),) = report.failures
    assert path == "坏.zip"
    assert "压缩包" in message
    assert "解压" in hint


def test_an_encrypted_archive_is_left_as_it_is(tmp_path):
    archive = zipped(tmp_path / "a.zip", {"一.txt": PLAN})
    data = bytearray(archive.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    assert unpacked(archive, tmp_path / "out") is None
