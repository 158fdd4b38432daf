"""The command line: help, exit codes, what goes to stdout and what to stderr."""

import ast
import inspect
import re
from dataclasses import replace

import pytest

from rag.cli import main
from rag.cli import options as options_module
from rag.cli.show import answer_text
from rag.types import Answer

COMMANDS = sorted(main.commands)
CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
ENGLISH = re.compile(r"[a-z]{3,} [a-z]{2,}")


def test_the_commands_of_the_contract_are_there():
    contract = (
        "ask backup batch check doctor draft eval export index inspect restore search serve upgrade"
        " user"
    )
    assert set(contract.split()) <= set(COMMANDS)


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


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"),
    [
        (["frob"], "没有命令", "no such command: frob"),
        (["aks", "问"], "是不是想写", "did you mean 'ask'"),
        (["usr", "list"], "是不是想写", "did you mean 'user'"),
        (["ask"], "缺少参数", "missing argument 'QUESTION'"),
        (["ask", "问", "多"], "多出来的参数", "unexpected extra argument: 多"),
        (["ask", "问", "--frob"], "没有选项", "no such option: --frob"),
        (["ask", "问", "--k", "0"], "0 不在范围里", "is not in the range 1<=x<=50"),
        (["ask", "问", "--k", "x"], "x 不是数", "is not a number"),
        (["ask", "问", "--k"], "选项 --k 后面要写值", "requires a value"),
        (["ask", "问", "--json=1"], "选项 --json 后面不能写值", "takes no value"),
        (["batch", "--out", "x"], "缺少选项", "missing option '--questions'"),
        (["batch", "--questions", "无", "--out", "x"], "无 不存在", "does not exist"),
        (["batch", "--questions", ".", "--out", "x"], ". 是文件夹，不是文件", "is a directory"),
        (["eval", "--compare", "a"], "要写 2 个值", "requires 2 values"),
        (["user", "frob"], "没有命令", "no such command: frob"),
    ],
)
def test_bad_usage_is_told_in_chinese_and_english(beike, arguments, chinese, english):
    result = beike(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    last = result.stderr.splitlines()[-1]
    assert last.startswith("错误 / Error: ")
    assert chinese in last
    assert english in last.partition("/ Error")[2]


def test_the_parts_of_the_help_are_named_in_chinese_and_english(beike):
    lines = beike("--help").stdout.splitlines()
    assert lines[0].startswith("用法 / Usage: ")
    assert {"选项 / Options:", "命令 / Commands:"} <= set(lines)
    assert "[默认 / default: 10;" in beike("ask", "--help").stdout


#: Programming mistakes, and what no command of ours uses.
UNSEEN = re.compile(
    r"version|DeprecationWarning|deprecated|iterable|determine name|No options defined"
    r"|defined twice|declaration|same flag|continue|without prompting|and exit|start character"
    r"|colou?r|^file$|^directory$|^path$|^Choice|format|are required|was given, got|UUID"
)


def test_no_message_of_click_is_left_in_english_alone():
    """A new version of Click may word its messages differently; they would be English again."""
    messages = set()
    for module in options_module.MODULES:
        for call in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "ngettext"):
                messages |= {a.value for a in call.args if isinstance(a, ast.Constant)}
    assert len(messages) > 40
    seen = {m for m in messages if not UNSEEN.search(m)}
    assert seen - options_module.MESSAGES.keys() == set()
    fields = re.compile(r"{(\w+)")
    for message, said in options_module.MESSAGES.items():
        assert CHINESE.search(said)
        assert set(fields.findall(said)) <= set(fields.findall(message)), message


ALL = ["index", "search", "ask", "batch", "draft", "check", "inspect", "serve", "eval"]
#: What the commands need beside their options.
GIVEN = {
    "ask": ["问"],
    "search": ["问"],
    "check": ["一.md"],
    "inspect": ["一.md"],
    "batch": ["--questions", "q.jsonl", "--out", "a.jsonl"],
    "draft": ["--task", "入库"],
}


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize(
    ("corpus", "said"),
    [("没有", "错误：找不到资料文件夹 没有。"), ("一.md", "错误：一.md 不是文件夹。")],
)
def test_a_corpus_that_is_not_there_is_told_by_every_command(beike, command, corpus, said):
    (beike.folder / "一.md").write_text("# 一\n\n入库。\n", encoding="utf-8")
    (beike.folder / "q.jsonl").write_text('{"id": "1", "question": "问"}\n', encoding="utf-8")
    result = beike(command, *GIVEN.get(command, []), "--corpus", corpus)
    assert (result.exit_code, result.stdout) == (1, "")
    first, hint = result.stderr.splitlines()
    assert first == said
    assert "--corpus" in hint
    assert not (beike.folder / "没有").exists()


def test_what_was_indexed_is_asked_though_the_configured_folder_is_away(school_cli):
    result = school_cli("ask", "绿茶冲泡的过程性考核占多少", BEIKE_CORPUS="没有")
    assert (result.exit_code, "60%" in result.stdout) == (0, True)
    assert result.stderr == "提示：找不到资料文件夹 没有，按已有的索引回答。\n"


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
