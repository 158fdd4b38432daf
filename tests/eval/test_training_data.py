"""What the check of the training collections finds, and that the committed collections pass it."""

import json
import tomllib
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from click.testing import CliRunner

from eval.training import check, collection

_CHECKOUT = Path(__file__).parents[2]
_TIMETABLE = """# 木刻选修课安排

## 第一单元 起稿

第一单元由田秋实主讲，用椴木板，起稿两课时。

## 第二单元 刻版

第二单元由潘若谷主讲，刻版四课时。

| 单元 | 地点 | 课时 |
|---|---|---|
| 起稿 | 画室 | 2课时 |
| 刻版 | 木工间 | 4课时 |
| 印制 | 画室 | 4课时 |
"""
_FILE = "木刻选修课安排.md"


@pytest.fixture(scope="module", autouse=True)
def committed_files_are_read_once():
    """What no test changes (gold documents, committed collections) is read once, not every time."""
    foreign, load = cache(check.foreign_texts), check.load
    committed = cache(load)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "foreign_texts", lambda folders: foreign(tuple(folders)))
        patch.setattr(
            check,
            "load",
            lambda folder: (committed if folder.parent == check.DATA else load)(folder),
        )
        yield


def _question(number, question, *quotes, **changes):
    row = {
        "id": f"woodcut-{number:03}",
        "question": question,
        "kind": "fact",
        "answerable": True,
        "answer": "",
        "must_include": [],
        "must_not_include": [],
        "evidence": [{"doc": _FILE, "quote": quote} for quote in quotes],
        "voice": "terse",
    }
    return row | changes


def _good():
    return [
        _question(
            1,
            "刻板子跟谁学？",
            "第二单元由潘若谷主讲",
            answer="潘若谷。",
            must_include=[["潘若谷"]],
        ),
        _question(
            2,
            "印东西要去哪间屋",
            "印制",
            "画室",
            kind="table",
            answer="画室。",
            must_include=[["画室"]],
        ),
        _question(
            3,
            "三块加一起多久",
            "起稿 | 画室 | 2课时",
            "刻版 | 木工间 | 4课时",
            "印制 | 画室 | 4课时",
            kind="aggregate",
            answer="共10课时。",
            must_include=[["10课时", "10 课时"]],
        ),
        _question(
            4,
            "刻刀谁来买",
            kind="unanswerable",
            answerable=False,
            miss="attribute",
        ),
        _question(
            5,
            "那他教多久",
            "第二单元由潘若谷主讲，刻版四课时",
            kind="followup",
            answer="四课时。",
            must_include=[["4课时", "四课时"]],
            history=[{"question": "刻版是哪位老师"}],
        ),
    ]


def _write(folder, rows, documents):
    (folder / "docs").mkdir(parents=True)
    for name, text in documents.items():
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def _errors(folder, rows, documents=None):
    woodcut = _write(folder / "woodcut", rows, documents or {_FILE: _TIMETABLE})
    return check.check([woodcut], data=folder)


def test_a_collection_in_order_has_no_errors(tmp_path):
    assert _errors(tmp_path, _good()) == []


# fmt: off
_FAULTS = [
    (0, {"id": "bakery-001"}, "bakery-001: the id is not woodcut-NNN"),
    (0, {"id": "woodcut-002"}, "woodcut-002: the id is given 2 times"),
    (0, {"kind": "opinion"}, "woodcut-001: unknown kind opinion"),
    (0, {"voice": " "}, "woodcut-001: question or voice is empty"),
    (0, {"difficulty": 3}, "unknown: ['difficulty']"),
    (0, {"must_include": ["潘若谷"]}, "woodcut-001: must_include is not"),
    (0, {"must_include": [["田秋实"]]}, "woodcut-001: 田秋实 does not follow from the evidence"),
    (0, {"answer": "潘老师"}, "woodcut-001: the answer does not say 潘若谷"),
    (0, {"must_not_include": ["潘若谷"]}, "woodcut-001: the answer says what it must not"),
    (0, {"evidence": []}, "woodcut-001: answerable without evidence"),
    (0, {"evidence": [{"doc": _FILE, "quote": "由潘若谷讲授"}]}, "does not stand in"),
    (0, {"evidence": [{"doc": "别的.md", "quote": "由潘若谷主讲"}]}, "no document 别的.md"),
    (0, {"miss": "person"}, "woodcut-001: answerable, but of kind unanswerable or with a miss"),
    (0, {"history": [{"question": "有哪些单元"}]}, "a follow-up has a history"),
    (4, {"history": []}, "woodcut-005: a follow-up has a history"),
    (3, {"miss": "unknown"}, "woodcut-004: miss is none of"),
    (3, {"kind": "fact"}, "woodcut-004: not answerable, but not of kind unanswerable"),
    (3, {"must_include": [["田秋实"]]}, "woodcut-004: not answerable, but with evidence"),
]
# fmt: on


@pytest.mark.parametrize(("index", "changes", "told"), _FAULTS)
def test_each_fault_is_reported(tmp_path, index, changes, told):
    rows = _good()
    rows[index] |= changes
    woodcut = collection.load(_write(tmp_path / "woodcut", rows, {_FILE: _TIMETABLE}))
    errors = [*woodcut.problems, *collection.faults(woodcut)]
    assert any(told in error for error in errors), errors


def test_a_quote_at_several_places_is_an_error_unless_another_tells_which(tmp_path):
    rows = _good()
    rows[1]["evidence"] = [{"doc": _FILE, "quote": "画室"}]
    assert _errors(tmp_path, rows) == [f"woodcut: woodcut-002: stands at 2 places of {_FILE}: 画室"]


def test_a_repeated_cell_is_the_one_in_the_row_of_the_other_quote(tmp_path):
    woodcut = collection.load(_write(tmp_path / "woodcut", _good(), {_FILE: _TIMETABLE}))
    squashed = woodcut.texts[_FILE].squashed
    row = _good()[1]
    assert collection.locate(row, woodcut.texts) == [
        [squashed.index("印制")],
        [squashed.rindex("画室")],
    ]


def test_a_quote_may_be_in_the_other_script_and_over_cells(tmp_path):
    rows = _good()
    rows[1]["evidence"] = [{"doc": _FILE, "quote": "印製\t畫室\t4課時"}]
    assert _errors(tmp_path, rows) == []


def test_a_number_must_stand_alone():
    assert collection.says("刻版 | 4课时 | 2", ["4课时"])
    assert collection.says("每组 4 课时", ["4课时"])
    assert not collection.says("共24课时", ["4课时"])
    assert not collection.says("1.5米", ["5米"])


def test_a_comma_inside_a_number_is_no_border_and_one_between_numbers_is():
    assert collection.says("题库现有1,380道", ["1380道"])
    assert collection.says("在208，9:00开门", ["208"])


def test_the_same_question_twice_is_found_in_and_across_collections(tmp_path):
    other = _write(
        tmp_path / "prints",
        [
            _question(1, "刻板子是跟谁学的？", kind="unanswerable", answerable=False, miss="person")
            | {"id": "prints-001"}
        ],
        {"别的.md": "# 印刷\n\n没有别的内容。"},
    )
    rows = [*_good(), _good()[3] | {"id": "woodcut-006", "question": "刻刀，谁来买？"}]
    rows[0]["question"] = "刻板子是跟谁学呢，"
    errors = _errors(tmp_path, rows)
    assert "woodcut-006: the same question as woodcut-004" in errors
    # 7 letter pairs each, 6 in common: 6 of 8 are 0.75.
    assert not any("prints-001" in error for error in errors)
    (other / "questions.jsonl").write_text(
        (other / "questions.jsonl").read_text(encoding="utf-8").replace("谁学的", "谁学呢"),
        encoding="utf-8",
    )
    assert "woodcut-001: the same question as prints-001" in check.check(
        [tmp_path / "woodcut"], data=tmp_path
    )


def test_a_follow_up_is_the_same_only_after_the_same_question(tmp_path):
    again = _good()[4] | {"id": "woodcut-006", "history": [{"question": "谁管起稿那一段"}]}
    assert _errors(tmp_path, [*_good(), again]) == []


def test_questions_of_a_gold_set_are_found_and_only_their_id_is_told(tmp_path):
    gold = check.gold_rows(check.GOLD, "shipped.jsonl")
    row = next(r for r in gold if r["kind"] == "unanswerable")
    again = _good()[3] | {"id": "woodcut-006", "question": row["question"]}
    errors = _errors(tmp_path, [*_good(), again])
    assert errors == [f"woodcut-006: the same question as {row['id']}"]


def test_text_of_a_gold_document_is_found_and_not_shown(tmp_path):
    gold = check.GOLD / "opened_2_corpus" / "幼儿保育岗位实习管理与评价办法.md"
    line = next(x for x in gold.read_text(encoding="utf-8").splitlines() if "暂缓实习" in x)
    errors = _errors(tmp_path, _good(), {_FILE: f"{_TIMETABLE}\n{line}\n"})
    assert errors == [f"woodcut/{_FILE}: shares text with gold/opened_2_corpus/{gold.name}"]


def test_two_collections_may_not_share_a_long_run_of_text(tmp_path):
    run = "印完以后版子先用松节油洗净再平放晾干不得靠墙竖放以免翘曲变形下一届同学还要接着使用"
    assert len(run) > check.SAME_TEXT
    _write(tmp_path / "prints", [], {"别的.md": f"# 印刷\n\n{run}。\n"})
    broken = f"{run[:20]}，{run[20:]}"
    errors = _errors(tmp_path, _good(), {_FILE: f"{_TIMETABLE}\n{broken}\n"})
    assert errors == [f"woodcut/{_FILE}: shares text with prints/别的.md: {run[:34]}"]
    (tmp_path / "woodcut" / "docs" / _FILE).write_text(
        f"{_TIMETABLE}\n{run[:33]}\n", encoding="utf-8"
    )
    assert check.check([tmp_path / "woodcut"], data=tmp_path) == []


def test_a_document_that_answers_nothing_and_one_that_cannot_be_read_are_told(tmp_path):
    documents = {_FILE: _TIMETABLE, "附件.md": "# 附件\n\n名单另行公布。", "坏.docx": "不是文档"}
    errors = _errors(tmp_path, _good(), documents)
    assert "woodcut: 附件.md: no question is answered by this document" in errors
    assert any("坏.docx" in error for error in errors)


def test_words_in_common_are_counted_in_letter_pairs_of_the_question():
    # 刻板子跟谁学: 5 pairs, of which 刻板 and 谁学 stand in the evidence.
    row = _question(1, "刻板子跟谁学？", "刻板的方法", "向谁学习")
    assert check.overlaps([row]) == [2 / 5]


def test_the_command_tells_the_figures_and_fails_on_errors(tmp_path):
    folder = _write(tmp_path / "woodcut", _good(), {_FILE: _TIMETABLE})
    result = CliRunner().invoke(check.main, [str(folder), "--shared", str(tmp_path / "none")])
    assert result.exit_code == 0
    assert "woodcut: 1 documents, 5 questions, 1 unanswerable, 1 with history" in result.output
    assert "the same of the opened gold sets: " in result.output
    (folder / "questions.jsonl").write_text("{", encoding="utf-8")
    result = CliRunner().invoke(check.main, [str(folder), "--shared", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "line 1: not JSON" in result.output


def test_the_wheel_carries_neither_the_collections_nor_the_sealed_sets():
    settings = tomllib.loads((_CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = settings["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "eval" in wheel["packages"]
    assert "eval/training/data" in wheel["exclude"]
    assert "eval/gold/sealed*" in wheel["exclude"]


def test_the_committed_collections_are_in_order():
    folders = sorted(path for path in check.DATA.iterdir() if path.is_dir())
    assert check.check(folders) == []
    rows = [row for folder in folders for row in check.load(folder).rows]
    unanswerable = sum(not row["answerable"] for row in rows)
    assert len(rows) >= 3500
    assert 0.2 <= unanswerable / len(rows) <= 0.3
    # As a teacher asks who has not the text before them.
    assert median(check.overlaps(rows)) <= 0.2


def test_the_list_of_collections_tells_their_numbers():
    readme = (check.DATA / "README.md").read_text(encoding="utf-8")
    found = [check.load(path) for path in sorted(check.DATA.iterdir()) if path.is_dir()]
    assert check.listed(readme, found) == readme


def test_the_list_keeps_what_is_told_of_a_collection_and_takes_in_new_ones(tmp_path):
    woodcut = collection.load(_write(tmp_path / "woodcut", _good(), {_FILE: _TIMETABLE}))
    prints = collection.load(_write(tmp_path / "prints", [], {"别的.md": "# 印刷"}))
    head = "| 集合 | 内容 | 文档 | 问题 | 无答案 |\n|---|---|---|---|---|\n"
    before = f"# 一览\n\n{head}| `woodcut` | 木刻 | 9 | 9 | 9 |\n| 合计 | | 9 | 9 | 9 |\n\n完\n"
    assert check.listed(before, [prints, woodcut]) == (
        f"# 一览\n\n{head}| `prints` |  | 1 | 0 | 0 |\n| `woodcut` | 木刻 | 1 | 5 | 1 |\n"
        "| 合计 | | 2 | 5 | 1 |\n\n完\n"
    )
