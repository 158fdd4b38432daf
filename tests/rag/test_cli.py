"""The command line: help, exit codes, what goes to stdout and what to stderr."""

import re
from dataclasses import replace

import pytest

from rag.cli import main
from rag.commands.show import answer_text
from rag.types import Answer

COMMANDS = sorted(main.commands)
CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
ENGLISH = re.compile(r"[a-z]{3,} [a-z]{2,}")


def test_the_commands_of_the_contract_are_there():
    contract = {"index", "search", "ask", "batch", "inspect", "serve", "doctor"}
    assert contract <= set(COMMANDS)


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_is_in_chinese_and_english(beike, command):
    result = beike(*([command] if command else []), "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    text, _, options = result.stdout.partition("Options:")
    assert CHINESE.search(text)
    assert ENGLISH.search(text.partition("\n")[2])
    for line in re.findall(r"^  -.*?(?=^  -|\n\n|\Z)", options, re.M | re.S):
        assert CHINESE.search(line), line
        assert re.search(r"[a-z]{3,}", line.partition("/")[2]), line


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_a_corpus_and_an_index(beike, command):
    shown = beike(command, "-h").stdout
    assert "--corpus" in shown
    assert "--index" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["frob"],
        ["search"],
        ["ask", "  "],
        ["ask", "问", "--k", "0"],
        ["search", "问", "--k", "51"],
        ["ask", "问", "--frob"],
        ["ask", "残\udcff缺"],
        ["batch", "--out", "x.jsonl"],
        ["batch", "--questions", "missing.jsonl", "--out", "x.jsonl"],
        ["batch", "--questions", ".", "--out", "x.jsonl"],
        ["serve", "--port", "70000"],
    ],
)
def test_bad_usage_is_exit_code_2_on_stderr(beike, arguments):
    result = beike(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr


def test_the_version(beike):
    assert re.fullmatch(r"beike, version \d+\.\d+\S*\n", beike("--version").stdout)


def test_an_unknown_setting_suggests_the_nearest(beike):
    result = beike("ask", "问", BEIKE_INDX="x")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "错误：环境变量 BEIKE_INDX 没有这一项。",
        "办法：是不是想写 BEIKE_INDEX？",
    ]


def test_a_file_of_the_folder_is_read(beike):
    (beike.folder / "beike.toml").write_text('indx = "x"\n', encoding="utf-8")
    assert "beike.toml 里的设置 indx" in beike("ask", "问").stderr


@pytest.mark.parametrize("command", [["ask", "问"], ["search", "问"]])
def test_a_missing_index_is_exit_code_1_with_the_remedy(beike, command):
    result = beike(*command, "--index", "nowhere")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("错误：")
    assert "办法：" in result.stderr
    assert "beike index" in result.stderr


def test_the_environment_says_where_corpus_and_index_are(beike):
    result = beike("index", BEIKE_CORPUS="没有的文件夹", BEIKE_INDEX="i")
    assert result.exit_code == 1
    assert "没有的文件夹" in result.stderr


def test_the_option_beats_the_environment(beike):
    result = beike("index", "--corpus", "甲", BEIKE_CORPUS="乙")
    assert "甲" in result.stderr
    assert "乙" not in result.stderr


def test_how_a_follow_up_was_understood_stands_above_its_answer():
    answer = Answer("考核呢", "answered", "占六成。", understood="茶艺 考核呢")
    assert answer_text(answer) == "理解为：茶艺 考核呢\n\n占六成。"
    assert answer_text(replace(answer, understood="")) == "占六成。"
