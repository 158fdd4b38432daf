"""``beike check``: what a teacher sees, what a program gets, and when it fails."""

import json

import pytest
from whole_plans import CAKE, changed, flat, timed, word


@pytest.fixture
def slips(tmp_path):
    """A plan with an error of nine places and two pieces of advice, as a Word file."""
    plan = timed(CAKE, "任务实施一", 45)
    plan = changed(plan, "任务实施二", "任务实践二")
    plan = changed(plan, "烘焙实训室", "〔请教师填写：授课地点〕")
    path = tmp_path / "蛋糕.docx"
    path.write_bytes(word(plan))
    return path


def test_errors_stand_before_advice_each_with_place_and_mend(beike, slips):
    result = beike("check", slips)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "任务3.2 烘烤戚风蛋糕（教案）",
        "查出 1 处错误、2 条建议。",
        "",
        "错误",
        " 1. 【课时与用时】课中 5 个环节合计 110 分钟；2 课时应为 90 或 80 分钟"
        "（每课时 45 或 40 分钟）。",
        "    位置：“课时数 2”",
        "          教学实施过程 > 课中 > 检查准备（5分钟）：“5分钟”",
        "          教学实施过程 > 课中 > 任务实施一（45分钟）：“45分钟”",
        "          另有 3 处",
        "    办法：把各环节压缩 20 分钟，合计为 90 分钟；或核对课时数。",
        "",
        "建议",
        " 1. 【待填写】还有 1 处没有填写：“〔请教师填写：授课地点〕”。",
        "    位置：“〔请教师填写：授课地点〕”",
        "    办法：换成实际内容；不需要的删去。",
        " 2. 【环节名称写法】环节名称“任务实践二”与其他环节的写法不一致，疑为“任务实施二”。",
        "    位置：教学实施过程 > 课中 > 任务实践二（20分钟）：“任务实践二”",
        "    办法：改为“任务实施二”。",
    ]


def test_a_plan_without_slips(beike, tmp_path):
    path = tmp_path / "蛋糕.txt"
    path.write_text(flat(CAKE), encoding="utf-8")
    result = beike("check", path, "--strict")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == ["没有查出问题。"]


def test_strict_fails_on_errors_only(beike, slips, tmp_path):
    assert beike("check", slips, "--strict").exit_code == 1
    path = tmp_path / "建议.txt"
    plan = changed(CAKE, "任务实施二", "任务实践二")
    path.write_text(flat(plan), encoding="utf-8")
    result = beike("check", path, "--strict")
    assert result.exit_code == 0
    assert "查出 1 条建议。" in result.stdout


def test_the_minutes_of_a_lesson_are_an_option(beike, tmp_path):
    path = tmp_path / "蛋糕.txt"
    path.write_text(flat(CAKE), encoding="utf-8")
    assert beike("check", path, "--strict", "--minutes-per-lesson", "45").exit_code == 0
    result = beike("check", path, "--strict", "--minutes-per-lesson", "40")
    assert result.exit_code == 1
    assert "2 课时应为 80 分钟（每课时 40 分钟）" in result.stdout
    assert beike("check", path, "--minutes-per-lesson", "9").exit_code == 2


def test_json_for_programs(beike, slips):
    found = json.loads(beike("check", slips, "--json").stdout)
    findings = found.pop("findings")
    assert found == {
        "document": "蛋糕.docx",
        "title": "任务3.2 烘烤戚风蛋糕",
        "kind": "lesson_plan",
        "errors": 1,
        "advice": 2,
    }
    assert [(f["rule"], f["name"], f["severity"]) for f in findings] == [
        ("blank", "待填写", "advice"),  # in reading order
        ("lesson_minutes", "课时与用时", "error"),
        ("step_name", "环节名称写法", "advice"),
    ]
    assert all(
        set(f) == {"rule", "name", "severity", "message", "mend", "places"} for f in findings
    )
    assert len(findings[1]["places"]) == 6
    assert set(findings[0]["places"][0]) == {"quote", "page", "start", "end", "path"}


def test_a_file_that_is_no_plan_is_told_kindly_and_checked_as_far_as_it_goes(beike, tmp_path):
    path = tmp_path / "通知.md"
    path.write_text("# 通知\n\n记住四大要点（稳、准、快）。\n", encoding="utf-8")
    result = beike("check", path)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[1].startswith("这份文件读成了一般文件，不是教案")
    assert lines[2].startswith("如果它是教案，请让“教学目标”")
    assert lines[3] == "查出 1 处错误。"
    assert "【数目与列举】" in result.stdout


def test_a_file_that_cannot_be_read(beike, tmp_path):
    result = beike("check", tmp_path / "无.docx")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("错误：")


def test_help_is_in_both_languages(beike):
    text = beike("check", "--help").stdout
    assert "检查一份教案" in text
    assert "Check a lesson plan" in text
    assert beike("--help").stdout.count("check") >= 1
