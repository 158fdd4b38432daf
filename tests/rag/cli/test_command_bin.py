"""``beike bin``, and ``beike index`` over uploads: no service runs."""

import json

import pytest
from invented_school import DOCUMENTS

from indexing.index import open_index
from rag.service.document_files import DocumentFiles
from rag.settings import Settings

PLAN = "茶席插花的水位要没过剑山两厘米。"


@pytest.fixture
def settings(school_cli, tmp_path):
    """A school with one upload; the command works on its folders."""
    for name, text in DOCUMENTS.items():
        file = tmp_path / "corpus" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "i" / "index")
    settings.uploads.mkdir(parents=True)
    (settings.uploads / "插花.md").write_text(f"# 插花\n\n{PLAN}\n", encoding="utf-8")
    environ = {"BEIKE_CORPUS": str(settings.corpus), "BEIKE_INDEX": str(settings.index)}
    school_cli.environ.update(environ)
    return settings


def paths(settings):
    with open_index(settings.index) as index:
        return [info.path for info in index.documents()]


def test_the_index_has_uploads_and_passes_over_what_was_deleted(school_cli, settings):
    assert school_cli("index").exit_code == 0
    whole = ["插花.md", *sorted(DOCUMENTS)]
    assert sorted(paths(settings)) == sorted(whole)
    files = DocumentFiles(settings)
    files.remove("花藝.md", title="花藝", by="教务处", sha256=None)
    files.remove("插花.md", title="插花", by="教务处", sha256="0" * 64)
    told = school_cli("index")
    assert "回收站里的 1 份原件没有收入" in told.stderr
    assert set(whole) - set(paths(settings)) == {"插花.md", "花藝.md"}
    assert (settings.corpus / "花藝.md").is_file()

    listed = json.loads(school_cli("bin", "list", "--json").stdout)
    assert [one["path"] for one in listed] == ["插花.md", "花藝.md"]
    assert len(school_cli("bin", "list").stdout.splitlines()) == 2
    assert school_cli("bin", "restore", "没有.md").exit_code == 1
    assert school_cli("bin", "restore", "插花.md").exit_code == 0
    assert school_cli("bin", "restore", listed[1]["id"][:8]).exit_code == 0
    assert school_cli("index").exit_code == 0
    assert sorted(paths(settings)) == sorted(whole)
    assert "是空的" in school_cli("bin", "list").stderr


def test_emptying_deletes_files_and_goes_on_hiding_originals(school_cli, settings):
    files = DocumentFiles(settings)
    files.remove("花藝.md", title="花藝", by="教务处", sha256=None)
    files.remove("插花.md", title="插花", by="教务处", sha256="0" * 64)
    assert "已清除 1 个文件" in school_cli("bin", "empty", "--yes").stderr
    assert [one.path for one in files.bin.all()] == ["花藝.md"]
    school_cli("index")
    assert "花藝.md" not in paths(settings)


def test_folders_before_the_name_of_a_command_hold_for_it(school_cli, settings, tmp_path):
    DocumentFiles(settings).remove("插花.md", title="插花", by="教务处", sha256=None)
    assert "插花.md" in school_cli("bin", "list").stdout
    elsewhere = school_cli("bin", "--index", str(tmp_path / "j" / "index"), "list")
    assert (elsewhere.stdout, elsewhere.stderr.strip()) == ("", "回收站是空的。")


def test_an_upload_takes_the_place_of_a_file_of_the_corpus(school_cli, settings):
    (settings.uploads / "花藝.md").write_text("# 新的花藝\n\n水每九天更换。\n", encoding="utf-8")
    assert school_cli("index").exit_code == 0
    with open_index(settings.index) as index:
        assert "九天" in index.document_by_path("花藝.md").canonical
    told = school_cli("doctor").stdout
    assert "以上传为准的 1 份：花藝.md" in told


def test_uploads_inside_the_corpus_folder_are_indexed_once(school_cli, settings):
    inside = settings.corpus / "index"
    (settings.corpus / "index-uploads").mkdir()
    (settings.corpus / "index-uploads" / "插花.md").write_text(f"# 插花\n\n{PLAN}\n", "utf-8")
    assert school_cli("index", "--index", inside).exit_code == 0
    with open_index(inside) as index:
        assert sorted(i.path for i in index.documents()) == sorted(["插花.md", *DOCUMENTS])
