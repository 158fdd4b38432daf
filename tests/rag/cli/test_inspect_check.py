"""``beike inspect --check``: what a document contradicts itself in, with places."""

import json

import pytest

NOTICE = "# 茶艺通知\n\n## 一、要点\n\n记住四大要点（稳、准、快）。\n"


@pytest.fixture
def notice(tmp_path):
    def write(text):
        path = tmp_path / "通知.md"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_findings_for_a_teacher_with_heading_and_quote(beike, notice):
    result = beike("inspect", notice(NOTICE), "--check")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].endswith("（一般文件）")
    assert lines[1] == "查出 1 处，请核对："
    assert lines[2] == "1. 这里说有 4 项，后面列出的是 3 项。"
    assert lines[3].endswith("一、要点：“四大要点（稳、准、快）”")
    assert len(lines) == 4


def test_a_long_quote_is_cut(beike, notice):
    items = "、".join(f"{c}字开头的条目{c}" for c in "甲乙丙丁戊己庚辛壬癸子丑")
    result = beike("inspect", notice(f"# 通知\n\n十一个条目：{items}。\n"), "--check")
    (quoted,) = [line for line in result.stdout.splitlines() if line.startswith("   - ")]
    assert quoted.endswith("…”")


def test_a_document_that_agrees_with_itself(beike, notice):
    result = beike("inspect", notice(NOTICE.replace("四大", "三大")), "--check")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == ["没有查出前后矛盾的地方。"]


def test_findings_as_json_beside_the_rest(beike, notice):
    path = notice(NOTICE)
    found = json.loads(beike("inspect", path, "--check", "--json").stdout)
    (finding,) = found.pop("findings")
    assert finding["rule"] == "listed_count"
    (place,) = finding["places"]
    assert set(place) == {"quote", "page", "start", "end", "path"}
    assert (place["quote"], place["page"]) == ("四大要点（稳、准、快）", None)
    assert found == json.loads(beike("inspect", path, "--json").stdout)


def test_help_tells_of_it(beike):
    assert "--check" in beike("inspect", "--help").stdout


def test_a_file_that_is_not_there(beike, tmp_path):
    result = beike("inspect", str(tmp_path / "无.md"), "--check")
    assert result.exit_code == 1
    assert result.stderr.startswith("错误：")
