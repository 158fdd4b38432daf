"""What ``beike index`` tells while it runs: with a terminal, without one, and when stopped."""

import io
from threading import Event

import pytest
from rich.console import Console

from rag.cli import index
from rag.service.pace import Pace


class Clock:
    """Seconds that pass when told."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_the_pace_is_told_with_count_rate_and_time_left():
    clock = Clock()
    pace = Pace(clock)
    assert pace.line() == ""
    pace.at("read", 0, 340, "甲.md")
    assert pace.line() == "读取文件 0/340 甲.md"
    clock.now += 60
    pace.at("read", 40, 340, "乙.pdf")
    # 40 in a minute, 300 left: 7.5 minutes.
    assert pace.line() == "读取文件 40/340（每分钟 40 份，还要约 8 分钟） 乙.pdf"
    pace.page(3, 90)
    assert pace.line().endswith("乙.pdf，识别文字 3/90 页")


def test_every_stage_has_a_pace_of_its_own():
    clock = Clock()
    pace = Pace(clock)
    pace.at("read", 0, 2, "甲.md")
    clock.now += 500
    pace.at("embed", 0, 4096, "")
    assert pace.line() == "计算向量 0/4096"
    clock.now += 20
    pace.at("embed", 256, 4096, "")
    # 12.8 a second, 3840 left: 300 seconds.
    assert pace.line() == "计算向量 256/4096（每秒 13 段，还要约 5 分钟）"
    clock.now += 280
    pace.at("embed", 3840, 4096, "")
    assert pace.line() == "计算向量 3840/4096（每秒 13 段，还要约 20 秒）"


def test_hours_are_told_as_hours():
    clock = Clock()
    pace = Pace(clock)
    pace.at("embed", 0, 100_000, "")
    clock.now += 100
    pace.at("embed", 1000, 100_000, "")
    # 10 a second, 99,000 left: 2.75 hours.
    assert pace.line() == "计算向量 1000/100000（每秒 10 段，还要约 2.8 小时）"


def test_without_a_terminal_a_line_comes_every_few_seconds(monkeypatch):
    output, told = io.StringIO(), Event()
    console = Console(file=output, width=20)
    monkeypatch.setattr(index, "Console", lambda **options: console)
    monkeypatch.setattr(index, "EVERY_S", 0.01)
    printed = console.print

    def heard(*arguments, **options):
        printed(*arguments, **options)
        told.set()

    monkeypatch.setattr(console, "print", heard)
    with index.progress_bar() as bar:
        bar("read", 1, 3, "一份名字很长的文件[/终稿].md")
        assert told.wait(30)
    assert output.getvalue().splitlines()[0] == "读取文件 1/3 一份名字很长的文件[/终稿].md"


def test_a_stopped_index_says_that_it_goes_on_from_there(beike, model_cache, monkeypatch):
    corpus = beike.folder / "corpus"
    corpus.mkdir()
    (corpus / "甲.md").write_text("# 甲\n\n水温九十度。\n", "utf-8")
    monkeypatch.setattr(index, "build_index", stop)
    result = beike("index", BEIKE_CACHE=str(model_cache))
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "已停下。读完的文件、算好的向量都存着，再运行一次就从这里接着做。\n"
    )


def stop(*arguments, **options):
    raise KeyboardInterrupt


@pytest.mark.parametrize(("documents", "vectors", "told"), [(0, 0, False), (3, 16, True)])
def test_the_summary_says_what_was_gone_on_with(documents, vectors, told):
    report = index.BuildReport(3, 60, resumed_documents=documents, resumed_vectors=vectors)
    assert ("接着上次没做完的：文件 3，向量 16" in index.summary(report)) is told
