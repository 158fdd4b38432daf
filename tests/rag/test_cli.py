"""The command line: help, exit codes, what goes to stdout and what to stderr."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request

import pytest
from scripted_endpoint import KEY, fails, serving, web_page

from indexing.index import open_index
from rag.cli import main

COMMANDS = sorted(main.commands)
CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
ENGLISH = re.compile(r"[a-z]{3,} [a-z]{2,}")


# --- help and usage ----------------------------------------------------------------------------


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


# --- settings ----------------------------------------------------------------------------------


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


# --- index, search, ask ------------------------------------------------------------------------


def test_the_first_index_reports_as_json(indexed):
    assert indexed.first.exit_code == 0, indexed.first.stderr
    report = json.loads(indexed.first.stdout)
    assert report["documents"] == 4
    assert report["published"] is True
    assert len(report["added"]) == 4
    assert report["chunks"] >= 4


def test_an_unchanged_corpus_is_told_in_one_line(school_cli):
    result = school_cli("index")
    assert result.exit_code == 0
    assert re.fullmatch(r"文件 4 份，片段 \d+ 个，用时 \d+\.\d 秒（未变 4）。\n", result.stdout), (
        result.stdout
    )


def test_a_bad_file_does_not_stop_the_others(school_cli, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "好.md").write_text("# 茶\n\n水温九十度。\n", encoding="utf-8")
    (corpus / "坏.pdf").write_bytes(b"%PDF-1.4 broken")
    result = school_cli("index", "--corpus", corpus, "--index", tmp_path / "index")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "坏.pdf" in line
    assert "文件 1 份" in result.stdout
    with open_index(tmp_path / "index") as index:
        assert [info.path for info in index.documents()] == ["好.md"]


def test_search_shows_ranked_passages(school_cli):
    question = "绿茶冲泡的过程性考核占多少"
    result = school_cli("search", question, "--k", "3", BEIKE_DENSE_WEIGHT=None)
    assert (result.exit_code, result.stderr) == (0, "")
    first = result.stdout.splitlines()[0]
    assert first.startswith("1. 标准/茶艺.md")
    assert "教学考核要求" in first
    assert "4. " not in result.stdout


def test_search_as_json_has_the_fields_of_a_passage(school_cli):
    passages = json.loads(school_cli("search", "花瓶的水和红茶", "--k", "2", "--json").stdout)
    assert [p["rank"] for p in passages] == [1, 2]
    assert passages[0]["document"] == "花藝.md"
    assert "每兩天更換一次" in passages[0]["text"]
    assert {"heading_path", "page", "score", "start", "end"} <= passages[0].keys()
    assert passages[0]["score"] >= passages[1]["score"]


def test_ask_shows_the_answer_with_its_sources(school_cli):
    result = school_cli("ask", "绿茶冲泡的过程性考核占多少")
    assert (result.exit_code, result.stderr) == (0, "")
    answer, _, sources = result.stdout.partition("出处：")
    assert "60%" in answer
    assert "[1]" in answer
    assert "[1] 标准/茶艺.md" in sources
    assert "过程性考核占60%" in sources


def test_ask_as_json(school_cli):
    answer = json.loads(school_cli("ask", "绿茶冲泡的过程性考核占多少", "--json").stdout)
    assert answer["status"] == "answered"
    assert answer["citations"][0]["n"] == 1
    assert answer["timings_ms"].keys() == {"retrieve", "answer"}


def test_a_refusal_is_no_error(school_cli):
    result = school_cli("ask", "量子计算机的比特数")
    assert result.exit_code == 0
    assert result.stdout.startswith("资料里没有找到这个问题的答案。")
    assert "出处" not in result.stdout


def test_a_failing_model_is_a_note_and_its_key_is_never_printed(school_cli):
    with serving() as endpoint:
        endpoint.says(fails(401))
        settings = {
            "BEIKE_LLM_BASE_URL": endpoint.url,
            "BEIKE_LLM_MODEL": "m",
            "BEIKE_LLM_API_KEY": KEY,
        }
        asked = school_cli("ask", "绿茶冲泡的过程性考核占多少", **settings)
        checked = school_cli("doctor", **settings)
    assert asked.exit_code == 0
    assert "60%" in asked.stdout
    assert "密钥不对" in asked.stdout
    assert checked.exit_code == 1
    assert KEY not in f"{asked.output}{checked.output}"


# --- inspect -----------------------------------------------------------------------------------


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "安排.md"
    path.write_text(
        "# 茶艺安排\n\n## 一、学时\n\n| 课程名称 | 学时 |\n| --- | --- |\n| 绿茶 | 48 |\n"
        "| 红茶 | 36 |\n\n## 二、场地\n\n四人一组。\n",
        encoding="utf-8",
    )
    return path


def test_inspect_as_json_has_the_shape_programs_rely_on(beike, paper):
    result = beike("inspect", paper, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert {"document", "kind", "pages", "sections", "tables"} <= found.keys()
    assert (found["document"], found["kind"], found["pages"]) == ("安排.md", "generic", 0)
    assert [s["path"] for s in found["sections"]] == [
        ["茶艺安排"],
        ["茶艺安排", "一、学时"],
        ["茶艺安排", "二、场地"],
    ]
    for part in found["sections"]:
        assert {"path", "page", "start", "end"} <= part.keys()
        assert 0 <= part["start"] < part["end"]
    (table,) = found["tables"]
    assert {"name", "columns", "rows", "page"} <= table.keys()
    assert table["columns"] == ["课程名称", "学时"]
    assert table["rows"] == [["绿茶", "48"], ["红茶", "36"]]


def test_inspect_as_text_is_an_outline(beike, paper):
    lines = beike("inspect", paper).stdout.splitlines()
    assert lines[0].startswith("茶艺安排（一般文件，")
    assert "    一、学时" in lines
    assert lines[-1].endswith("课程名称 | 学时，2 行")


@pytest.mark.parametrize("what", ["missing.docx", "."])
def test_what_cannot_be_read_is_exit_code_1(beike, what):
    result = beike("inspect", what)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("错误：")


# --- doctor ------------------------------------------------------------------------------------


def checks(result):
    return {check["name"]: check for check in json.loads(result.stdout)}


def test_doctor_without_an_endpoint_finds_everything_well(school_cli):
    result = school_cli("doctor", "--json")
    assert result.exit_code == 0, result.output
    found = checks(result)
    assert all(check["ok"] for check in found.values())
    assert found["索引"]["detail"].startswith("4 份文件")
    assert found["向量模型"]["detail"] == "自带模型，384 维"
    assert "离线" in found["模型服务"]["detail"]
    assert {"Python", "torch", "资料文件夹"} <= found.keys()


def test_doctor_says_how_to_mend_what_is_missing(school_cli):
    result = school_cli("doctor", "--corpus", "甲", "--index", "乙")
    assert result.exit_code == 1
    assert re.search(r"有问题  资料文件夹：.*甲.*\n +办法：.*BEIKE_CORPUS", result.stdout)
    assert re.search(r"有问题  索引：.*\n +办法：.*beike index", result.stdout)
    assert "正常  向量模型" in result.stdout


@pytest.mark.parametrize(
    ("step", "ok", "said"),
    [
        ("好", True, "scripted"),
        (web_page, False, "不是模型的回答"),
        (fails(404), False, "地址或模型名不对"),
        (fails(500), False, "对方内部错误"),
    ],
    ids=["well", "web page", "404", "500"],
)
def test_doctor_asks_the_endpoint(school_cli, step, ok, said):
    with serving() as endpoint:
        endpoint.says(step)
        result = school_cli(
            "doctor", "--json", BEIKE_LLM_BASE_URL=endpoint.url, BEIKE_LLM_MODEL="scripted"
        )
        assert len(endpoint.requests) == 1
    check = checks(result)["模型服务"]
    assert (check["ok"], result.exit_code) == (ok, 0 if ok else 1)
    assert said in check["detail"]
    assert bool(check["remedy"]) is not ok


@pytest.mark.parametrize("address", ["http://[", "nonsense", "http://127.0.0.1:9/v1"])
def test_doctor_survives_any_address(school_cli, address):
    result = school_cli("doctor", "--json", BEIKE_LLM_BASE_URL=address, BEIKE_LLM_MODEL="m")
    assert result.exit_code == 1
    assert not checks(result)["模型服务"]["ok"]


def test_doctor_misses_the_name_of_the_model(school_cli):
    result = school_cli("doctor", "--json", BEIKE_LLM_BASE_URL="http://127.0.0.1:9/v1")
    assert checks(result)["模型服务"]["remedy"] == "设置 BEIKE_LLM_MODEL。"


# --- serve -------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "example.org", "::"])
def test_serve_refuses_other_addresses_than_this_machine(school_cli, host):
    result = school_cli("serve", "--host", host)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"不能在 {host} 上提供服务" in result.stderr


def test_serve_says_that_a_port_is_taken(school_cli):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = school_cli("serve", "--port", port)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"端口 {port} 用不了" in result.stderr
    assert "--port" in result.stderr


# --- as a program of its own -------------------------------------------------------------------


def process_environment(command, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BEIKE_")}
    given = {name: value for name, value in command.environ.items() if value}
    return {**kept, **given, **more}


def run(command, *arguments, **environ):
    return subprocess.run(
        [sys.executable, "-m", "rag.cli", *arguments],
        capture_output=True,
        env=process_environment(command, **environ),
        check=False,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "latin-1"])
def test_json_is_whole_whatever_the_encoding_of_the_console(school_cli, encoding):
    result = run(
        school_cli,
        *("search", "花瓶的水", "--k", "1", "--json"),
        PYTHONIOENCODING=encoding,
    )
    assert result.returncode == 0, result.stderr
    (passage,) = json.loads(result.stdout.decode(encoding))
    assert "花瓶的水每兩天更換一次。" in passage["text"]


def test_text_does_not_fail_where_the_console_lacks_characters(school_cli):
    result = run(school_cli, "search", "花瓶的水", PYTHONIOENCODING="gbk")
    assert (result.returncode, result.stderr) == (0, b"")
    assert "花藝.md" in result.stdout.decode("gbk")


def test_an_error_is_no_traceback(school_cli):
    result = run(school_cli, "ask", "问", "--index", "nowhere")
    assert (result.returncode, result.stdout) == (1, b"")
    assert "错误：" in result.stderr.decode()
    assert b"Traceback" not in result.stderr


def test_serve_answers_on_this_machine(school_cli):
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=process_environment(school_cli),
    )
    with process:
        try:
            said = next(line for line in process.stderr if "备课已启动" in line)
            url = said.strip().rpartition("：")[2]
            assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d*", url)
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"{url}/readyz", timeout=60) as answer:
                assert answer.status == 200
        finally:
            process.terminate()
