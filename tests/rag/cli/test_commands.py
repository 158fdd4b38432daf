"""``beike index``, ``search``, ``ask`` and ``inspect``: what each prints."""

import json
import re

import pytest
from scripted_endpoint import KEY, fails, serving

from indexing.index import open_index


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
    assert answer["timings_ms"].keys() == {"retrieve", "read", "answer"}


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


# --- a scope ---------------------------------------------------------------------------------


def test_a_question_can_be_limited_to_documents_and_a_folder(school_cli):
    question = "绿茶冲泡的过程性考核占多少"
    whole = school_cli("ask", question, "--collection", "标准")
    assert "过程性考核占60%" in whole.stdout
    limited = school_cli("ask", question, "--document", "花藝", "--document", "教案3.2.md")
    assert limited.exit_code == 0
    assert limited.stdout.startswith("所选的资料里没有找到这个问题的答案。")
    found = school_cli("search", question, "--document", "花藝", "--document", "教案3.2", "--json")
    assert {p["document"] for p in json.loads(found.stdout)} <= {"花藝.md", "教案3.2.md"}


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_document_or_folder_that_is_not_there_is_told_with_the_nearest(school_cli, command):
    for option, name, told in (
        ("--document", "茶藝标准", "错误：没有资料“茶藝标准”。\n办法：最接近的是“标准/茶艺.md”。"),
        ("--collection", "课标", "错误：没有文件夹“课标”。\n办法：最接近的是“标准”。"),
    ):
        result = school_cli(command, "学时", option, name)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(told), result.stderr
