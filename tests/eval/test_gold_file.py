"""A gold file that is not in order is refused, with file, line and reason."""

import json

import pytest
from invented_gold import GOLD, question

from eval.errors import EvalError
from eval.gold_file import load_gold
from eval.relevance import check_evidence

EVIDENCE = [("茶艺.md", "绿茶冲泡课程共48学时")]


def written(tmp_path, *rows):
    path = tmp_path / "gold.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def refusal(path):
    with pytest.raises(EvalError) as caught:
        load_gold(path)
    assert "README" in caught.value.hint
    return caught.value.message


def test_a_row_becomes_a_question(tmp_path):
    gold = load_gold(written(tmp_path, GOLD[5], "", {"id": "x", "kind": "draft"}))
    (row,) = gold.questions
    assert (row.id, row.line, row.kind) == ("g6", 1, "followup")
    assert row.must_include == (("36学时", "36 学时"),)
    assert [(e.doc, e.quote) for e in row.evidence] == [("茶艺.md", "红茶冲泡课程共36学时")]
    assert [(t.question, t.answer) for t in row.history] == [
        ("绿茶冲泡课程一共多少学时？", "48学时。")
    ]
    assert gold.drafts == ({"id": "x", "kind": "draft"},)
    assert len(gold.sha256) == 64


GOOD = question("a", "问？", "fact", [["48"]], EVIDENCE)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{broken", "不是 JSON"),
        ("[1]", "应是一个 JSON 对象"),
        ({**GOOD, "answerable": "yes"}, "answerable 的类型不对"),
        ({k: v for k, v in GOOD.items() if k != "evidence"}, "evidence 缺少"),
        ({**GOOD, "kind": "riddle"}, "没有这一类"),
        ({**GOOD, "question": "  "}, "question 是空的"),
        ({**GOOD, "must_include": ["48"]}, "must_include 应是若干组写法"),
        ({**GOOD, "must_include": [[]]}, "must_include 应是若干组写法"),
        ({**GOOD, "must_include": []}, "可以回答的题要有 must_include"),
        ({**GOOD, "evidence": []}, "可以回答的题要有 evidence"),
        ({**GOOD, "evidence": [{"doc": "茶艺.md"}]}, "evidence 的每一项"),
        ({**GOOD, "evidence": [{"doc": "茶艺.md", "quote": "48学时"}]}, "引文有 4 字"),
        ({**GOOD, "answer": "共50学时"}, "没有写到 must_include 里的 48"),
        ({**GOOD, "kind": "unanswerable"}, "answerable 却是 true"),
        ({**GOOD, "kind": "followup"}, "要有 history"),
        ({**GOOD, "history": [{"question": "前"}]}, "别的题不能有"),
        ({**GOOD, "kind": "followup", "history": [{"answer": "前"}]}, "history 的每一项"),
        (
            {**GOOD, "kind": "followup", "history": [{"question": "前"}], "stands_alone": "yes"},
            "stands_alone 应是 true 或 false",
        ),
        ({**GOOD, "must_not_include": [""]}, "must_not_include 应是一组文字"),
        ({**question("b", "问？", "unanswerable"), "must_include": [["1"]]}, "不能有 must_include"),
        ({"kind": "draft"}, "缺少 id"),
    ],
)
def test_a_broken_row_is_refused_with_its_line(tmp_path, row, problem):
    message = refusal(written(tmp_path, GOLD[0], row))
    assert "gold.jsonl 第 2 行" in message
    assert problem in message


def test_duplicates_name_both_lines(tmp_path):
    again = {**GOLD[1], "id": "g1"}
    assert "第 2 行：编号 g1 与第 1 行重复" in refusal(written(tmp_path, GOLD[0], again))
    same = {**GOLD[0], "id": "other", "question": " 綠茶沖泡課程一共多少學時？"}
    assert "第 2 行：问题与第 1 行相同" in refusal(written(tmp_path, GOLD[0], same))


def test_a_follow_up_may_repeat_the_words_of_another_with_another_history(tmp_path):
    other = {**GOLD[5], "id": "g7", "history": [{"question": "绿茶的考核占比？"}]}
    assert len(load_gold(written(tmp_path, GOLD[5], other)).questions) == 2


def test_all_problems_are_told_at_once_and_many_are_counted(tmp_path):
    message = refusal(written(tmp_path, *["{"] * 30))
    assert "有 30 处不对" in message
    assert "另有 18 处" in message


def test_missing_empty_and_foreign_files(tmp_path):
    with pytest.raises(EvalError, match="打不开"):
        load_gold(tmp_path / "none.jsonl")
    with pytest.raises(EvalError, match="是空的"):
        load_gold(written(tmp_path, "", " "))
    (tmp_path / "gbk.jsonl").write_bytes("问".encode("gbk"))
    with pytest.raises(EvalError, match="UTF-8"):
        load_gold(tmp_path / "gbk.jsonl")


def test_evidence_must_stand_in_its_document(tmp_path, small_corpus, small_gold):
    check_evidence(small_gold, small_corpus)
    wrong = {**GOLD[0], "evidence": [{"doc": "茶艺.md", "quote": "绿茶冲泡课程共49学时"}]}
    nowhere = {**GOLD[1], "evidence": [{"doc": "陶艺.md", "quote": "三年以上的茶艺从业经历"}]}
    with pytest.raises(EvalError) as caught:
        check_evidence(load_gold(written(tmp_path, wrong, nowhere)), small_corpus)
    assert "第 1 行（g1）：茶艺.md 里没有这段引文：绿茶冲泡课程共49学时" in caught.value.message
    assert "第 2 行（g2）：题目里写的文件“陶艺.md”在资料里找不到" in caught.value.message


def test_a_document_is_named_by_path_stem_part_or_short_name(small_corpus):
    assert small_corpus.path_of("标准/茶艺.md") == "标准/茶艺.md"
    assert small_corpus.path_of("茶艺") == "标准/茶艺.md"
    assert small_corpus.path_of("教案3.2") == "教案3.2.md"
    with pytest.raises(EvalError, match="不止一个"):
        small_corpus.path_of(".md")
