"""``beike inspect``: the records of a document, as JSON and in a line for a teacher."""

import json

import pytest

from rag.cli.inspect import inspect_json, inspect_text

PLAN = [
    *("\t课题", "\t泡茶", "\t课时", "\t1", "\t学情分析", "\t会烧水。", "\t教学目标", "\t知识目标"),
    *("\t1. 说明水温。", "\t教学重难点", "\t教学重点：水温。", "\t教学方法", "\t示范。", "\t课前"),
    *("\t环节", "\t内容", "\t教师活动", "\t学生活动", "\t设计意图"),
    *("\t领任务", "\t看视频", "\t发布", "\t观看", "\t带问题来", "\t课中"),
    *("\t示范\n5分钟", "\t温杯", "\t演示", "\t观察", "\t先看"),
    *("\t练习\n30分钟", "\t冲泡", "\t巡视", "\t操作", "\t再做", "\t教学反思", "\t待填。"),
]
STANDARD = """# 茶艺专业课程标准

## 四、课程安排

### （一）中级技能层级课程表

| 序号 | 课程名称 | 基准学时 |
| --- | --- | --- |
| 1 | 绿茶 | 48 |

## 五、课程标准

### （一）绿茶课程标准

工学一体化课程名称 绿茶 基准学时 48

#### 典型工作任务描述

泡茶。

#### 课程目标

会泡。

#### 参考性学习任务

| 序号 | 名称 | 学习任务描述 | 参考学时 |
| --- | --- | --- | --- |
| 1 | 选茶 | 看干茶。 | 20 |
| 2 | 冲泡（可选） | 看水温。 | 28 |

#### 教学考核要求

现场泡茶。
"""


@pytest.fixture
def file(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_records_of_a_standard_as_json(file):
    found = inspect_json(file("标准.md", STANDARD))
    assert json.loads(json.dumps(found)) == found
    records = found["records"]
    (course,) = records["courses"]
    assert course["hours"]["number"] == 48
    hours = course["hours"]
    assert {"text", "start", "end", "page", "certain"} <= hours.keys()
    assert [(t["name"]["text"], t["hours"]["number"], t["optional"]) for t in course["tasks"]] == [
        ("选茶", 20, False),
        ("冲泡（可选）", 28, True),
    ]
    assert records["lesson_plan"] is records["syllabus"] is None


def test_a_standard_in_a_line(file):
    lines = inspect_text(file("标准.md", STANDARD)).split("\n")
    assert lines[1] == "1 门课程，2 个学习任务（1 个可选）"


def test_a_lesson_plan_in_a_line(file):
    path = file("教案.txt", "\n".join(PLAN))
    assert inspect_json(path)["kind"] == "lesson_plan"
    assert inspect_text(path).split("\n")[1] == ("3 个教学环节（课前 1，课中 2），共 35 分钟")


def test_other_documents_have_no_such_line(file):
    lines = inspect_text(file("通知.md", "# 通知\n\n放假。\n")).split("\n")
    assert lines[1] == "  通知"
    assert inspect_json(file("通知.md", "# 通知\n\n放假。\n"))["records"] == {
        "programme": None,
        "courses": [],
        "lesson_plan": None,
        "syllabus": None,
    }


def test_what_a_document_says_of_itself_and_how_certain_its_kind_is(file):
    path = file(
        "计划.md",
        "# 《茶艺》授课计划\n\n授课班级：茶艺2401班　　授课教师：陆羽门\n\n第一周识茶。\n",
    )
    found = inspect_json(path)
    assert found["kind"] == "schedule"
    assert 0.5 < found["kind_certainty"] <= 1
    assert {name: told["text"] for name, told in found["properties"].items()} == {
        "course": "茶艺",
        "class": "茶艺2401班",
        "author": "陆羽门",
    }
    lines = inspect_text(path).split("\n")
    assert {"课程：茶艺", "班级：茶艺2401班", "作者：陆羽门"} <= set(lines)
