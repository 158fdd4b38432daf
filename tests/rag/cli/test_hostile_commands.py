"""Commands over files that would keep them busy, or whose names are no text: one line for each."""

import io
import os
import sys

import pytest
from rich.console import Console

from rag.cli import index

TIGHT = {"BEIKE_READ_TIMEOUT_S": "0.001"}
PLAN = "# 茶艺安排\n\n水温九十度，四人一组。\n"


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "资料"
    folder.mkdir()
    (folder / "好.md").write_text(PLAN, encoding="utf-8")
    return folder


def test_a_file_beyond_the_limits_is_left_out_in_one_line(school_cli, corpus, tmp_path):
    (corpus / "多.txt").write_text("茶\n" * 100_001, encoding="utf-8")
    result = school_cli("index", "--corpus", corpus, "--index", tmp_path / "index")
    assert result.exit_code == 1
    assert "文件 1 份" in result.stdout
    (line,) = result.stderr.splitlines()
    assert line.startswith("没有收入：多.txt：“多.txt”内容过多，超过 100,000 行（段）")


@pytest.mark.parametrize("command", [("inspect",), ("inspect", "--json"), ("check",)])
def test_a_single_file_is_read_within_the_limits_of_the_settings(beike, corpus, command):
    read = beike(*command, corpus / "好.md")
    assert read.exit_code == 0, read.stderr
    result = beike(*command, corpus / "好.md", **TIGHT)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == "错误：“好.md”读了 0 秒还没读完，已停止。"


def test_batch_answers_from_the_files_that_can_be_read(school_cli, corpus, tmp_path):
    (corpus / "多.txt").write_text("茶\n" * 100_001, encoding="utf-8")
    asked, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked.write_text('{"id": "1", "question": "水温多少度"}\n', encoding="utf-8")
    options = ("--corpus", corpus, "--index", tmp_path / "index")
    result = school_cli("batch", "--questions", asked, "--out", out, *options)
    assert result.exit_code == 0, result.stderr
    assert "没有收入：多.txt" in result.stderr
    assert "九十度" in out.read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on POSIX systems only")
def test_a_name_that_is_no_text_is_read_and_shown(school_cli, corpus, tmp_path):
    odd = corpus / os.fsdecode("茶艺教案.md".encode("gb18030"))
    odd.write_text(PLAN, encoding="utf-8")
    result = school_cli("index", "--corpus", corpus, "--index", tmp_path / "index", "--json")
    assert result.exit_code == 0, result.stderr
    assert '"added": ["好.md", "茶艺教案.md"]' in result.stdout
    assert '"document": "茶艺教案.md"' in school_cli("inspect", odd, "--json").stdout
    assert "茶艺安排" in school_cli("check", odd).stdout
    missing = school_cli("index", "--corpus", corpus / os.fsdecode(b"\xcf\xc2"))
    assert (missing.exit_code, "找不到资料文件夹" in missing.stderr) == (1, True)
    assert "下" in missing.stderr


def test_brackets_in_a_name_are_no_markup(monkeypatch):
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=80)
    monkeypatch.setattr(index, "Console", lambda **options: console)
    with index.progress_bar() as bar:
        bar("read", 0, 2, "教案[/终稿].md")
        bar.say("准备 [/模型]")
    assert "教案[/终稿].md" in screen.getvalue()
    assert "准备 [/模型]" in screen.getvalue()
