"""The gold data of the shipped corpus says what the documents say, and leaks nowhere."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from eval.gold_file import load_gold
from indexing.kinds import understand
from indexing.readers import SUPPORTED, read
from indexing.tokenize import normalise_query

_CHECKOUT = Path(__file__).parents[2]
_GOLD = _CHECKOUT / "eval" / "gold"
_STANDARD = "电子商务专业课程标准.md"
_SYLLABUS = "客戶關係管理教學大綱.html"
_PLAN_43 = "教案4.3-顾客精细化运营.docx"
_PLAN_61 = "教案6.1-客户服务数据分析.docx"
_MINIMUM = {
    "unanswerable": 30,
    "followup": 20,
    "traditional": 12,
    "colloquial": 12,
} | dict.fromkeys(["fact", "numeric", "list", "table", "multi", "compare", "aggregate"], 10)
_MINIMUM |= {"definition": 10, "procedure": 10, "adversarial": 10}
_FIELDS = {"id", "question", "kind", "answerable", "answer", "must_include", "must_not_include"}
_FIELDS |= {"evidence"}
_PAIR_FIELDS = {"id", "sentence", "doc", "quote", "supported", "note"}
_COPIED = 14


def _rows(name):
    lines = (_GOLD / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _squash(text):
    folded = normalise_query(unicodedata.normalize("NFKC", text))  # Simplified, lower case
    return re.sub(r"\s+", "", folded)


SHIPPED = _rows("shipped.jsonl")
DRAFTS = _rows("shipped_drafts.jsonl")
PAIRS = _rows("support_pairs.jsonl")
ROWS = SHIPPED + DRAFTS


@pytest.fixture(scope="module")
def texts(shipped_corpus):
    """The canonical text of every document, squashed, by path."""
    return {
        path.name: _squash(understand(read(path), path.name, "").canonical)
        for path in sorted(shipped_corpus.iterdir())
        if path.suffix in SUPPORTED and path.name != "SOURCES.md"
    }


@pytest.fixture(scope="module")
def courses(texts):
    """Course -> (hours, text), cut out by pattern, so that no parser of ours is trusted."""
    standard = texts[_STANDARD]
    heads = list(re.finditer(r"工学一体化课程名称(.+?)基准学时(\d+?)(?=注|典型工作任务)", standard))
    ends = [*(match.start() for match in heads[1:]), standard.index("六、实施建议")]
    return {
        m[1]: (int(m[2]), standard[m.start() : end]) for m, end in zip(heads, ends, strict=True)
    }


def _tasks(course):
    table = course.split("学习任务描述参考学时", 1)[1].split("教学实施建议", 1)[0]
    return [
        (name, int(hours))
        for name, hours in re.findall(r"\d([^\d。]+?)情境:.+?。(\d+)(?=\d[^\d。]+?情境:|$)", table)
    ]


def _answer(part):
    (row,) = [row for row in SHIPPED if part in row["question"]]
    return row["answer"]


def test_there_is_enough_of_every_kind():
    kinds = Counter(row["kind"] for row in SHIPPED)
    assert len(SHIPPED) >= 160
    assert set(kinds) == set(_MINIMUM)
    assert [kind for kind, least in _MINIMUM.items() if kinds[kind] < least] == []
    assert len(DRAFTS) >= 20
    assert {row["kind"] for row in DRAFTS} == {"draft"}
    assert len(PAIRS) >= 110
    assert min(Counter(pair["supported"] for pair in PAIRS).values()) >= 50


def test_nothing_is_there_twice():
    for rows in (SHIPPED, DRAFTS, PAIRS):
        assert len({row["id"] for row in rows}) == len(rows)
    asked = [(row["question"], str(row.get("history"))) for row in ROWS]
    assert len(set(asked)) == len(asked)
    assert len({(pair["sentence"], pair["quote"]) for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_row_has_the_fields_of_its_kind(row):
    extra = {"followup": {"history"}, "draft": {"section", "task"}}.get(row["kind"], set())
    assert set(row) == _FIELDS | extra
    assert row["question"] == row["question"].strip() != ""
    assert type(row["answerable"]) is bool
    assert all(row["must_include"]), "an empty group can never be met"
    strings = [text for group in row["must_include"] for text in group] + row["must_not_include"]
    assert all(isinstance(text, str) and text.strip() for text in strings)
    assert all(set(item) == {"doc", "quote"} for item in row["evidence"])
    assert bool(row["must_include"]) == bool(row["evidence"]) == row["answerable"]
    if row["kind"] not in ("followup", "adversarial"):
        assert row["answerable"] == (row["kind"] != "unanswerable")
    if row["kind"] == "followup":
        assert [set(turn) for turn in row["history"]] == [{"question", "answer"}]
        assert all(row["history"][0].values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_gold_answer_would_score_full_marks(row):
    answer = _squash(row["answer"])
    for group in row["must_include"]:
        assert any(_squash(alternative) in answer for alternative in group), group
    assert not [text for text in row["must_not_include"] if _squash(text) in answer]


def test_every_quote_stands_exactly_once_in_its_document(texts):
    """A quote that stood twice would make a passage about something else count as relevant."""
    for row in ROWS:
        for item in row["evidence"]:
            quote = _squash(item["quote"])
            assert 6 <= len(quote) <= 90, (row["id"], item)
            assert texts[item["doc"]].count(quote) == 1, (row["id"], item)


def test_conversations_change_their_subject_about_as_often_as_not(texts):
    rows = load_gold(_GOLD / "conversations.jsonl").questions
    alone = sum(row.stands_alone for row in rows)
    assert len(rows) >= 60
    assert 0.4 <= alone / len(rows) <= 0.6
    assert len({(row.question, row.history) for row in rows}) == len(rows)
    for row in rows:
        for item in row.evidence:
            assert texts[item.doc].count(_squash(item.quote)) == 1, (row.id, item)


@pytest.mark.parametrize(
    ("name", "corpus", "turns"),
    [
        ("conversations_2", _CHECKOUT / "corpus", 13),
        ("conversations_opened_4", _GOLD / "opened_4_corpus", 24),
        ("conversations_opened_5", _GOLD / "opened_5_corpus", 22),
    ],
)
def test_later_conversations_quote_their_documents_and_go_on_for_three_turns(name, corpus, turns):
    rows = load_gold(_GOLD / f"{name}.jsonl").questions
    assert len(rows) == turns
    assert max(len(row.history) for row in rows) >= 4
    assert any(row.stands_alone for row in rows)
    read_in = {
        doc: _squash(understand(read(corpus / doc), doc, "").canonical)
        for doc in {item.doc for row in rows for item in row.evidence}
    }
    for row in rows:
        for item in row.evidence:
            assert _squash(item.quote) in read_in[item.doc], (row.id, item)
        met = [any(_squash(a) in _squash(row.answer) for a in group) for group in row.must_include]
        assert all(met) and met, row.id


def test_pairs_are_labelled_and_quote_the_documents(texts):
    for pair in PAIRS:
        assert set(pair) == _PAIR_FIELDS
        assert type(pair["supported"]) is bool
        assert pair["note"].strip()
        assert pair["sentence"].strip()
        assert _squash(pair["quote"]) in texts[pair["doc"]], pair["id"]


def test_questions_are_spread_over_documents_and_courses(texts, courses):
    quotes = [(item["doc"], _squash(item["quote"])) for row in SHIPPED for item in row["evidence"]]
    by_document = Counter(document for document, _ in quotes)
    assert set(by_document) == set(texts)
    assert min(by_document.values()) >= 20
    assert len(courses) == 16
    for name, (_, text) in courses.items():
        assert sum(d == _STANDARD and quote in text for d, quote in quotes) >= 4, name


def test_no_question_copies_a_document(texts):
    for row in ROWS:
        question = _squash(row["question"])
        for start in range(len(question) - _COPIED + 1):
            run = question[start : start + _COPIED]
            assert not any(run in text for text in texts.values()), (row["id"], run)


def test_no_question_is_known_to_prompts_or_word_lists():
    files = [path for path in (_CHECKOUT / "prompts").rglob("*") if path.suffix != ".pyc"]
    words = [path for path in (_CHECKOUT / "rag").rglob("*") if path.suffix in {".toml", ".txt"}]
    assert _CHECKOUT / "rag" / "ask" / "words.toml" in words
    known = [_squash(path.read_text("utf-8")) for path in (*files, *words) if path.is_file()]
    for row in ROWS:
        question = _squash(row["question"]).rstrip("?。")
        if len(question) > 5:  # a shorter follow-up is two words that any list may have
            assert not any(question in text for text in known), row["question"]


def test_totals_are_those_of_the_standard(courses):
    hours = {name: total for name, (total, _) in courses.items()}
    tasks = {name: _tasks(text) for name, (_, text) in courses.items()}
    assert {name: sum(h for _, h in listed) for name, listed in tasks.items()} == hours
    every = [task for listed in tasks.values() for task in listed]
    optional = [h for name, h in every if "可选" in name]
    totals = list(hours.values())
    assert _answer("16门课学时全加") == f"{sum(totals)}学时。"
    assert _answer("高级比中级多出来") == f"{sum(totals[4:11])}学时。"
    assert _answer("预备技师新增5门") == f"{sum(totals[11:])}学时。"
    assert _answer("整个课标标了“可选”") == f"{len(optional)}个，共{sum(optional)}学时。"
    assert _answer("哪个学时最长") == "，".join(map(str, max(every, key=lambda t: t[1]))) + "学时。"
    compulsory = sum(h for name, h in tasks["电商用户管理"] if "可选" not in name)
    assert _answer("没标可选").startswith(f"{compulsory}学时")
    names = re.compile("|".join(sorted(hours, key=len, reverse=True)))
    for wanted, part in ((120, "120学时的课"), (80, "哪几门课是80"), (180, "学时最多的是")):
        assert set(names.findall(_answer(part))) == {n for n, h in hours.items() if h == wanted}
    in_pairs = [name for name, (_, text) in courses.items() if "2~4人/组" in text]
    assert names.findall(_answer("每组2～4人")) == in_pairs


def test_totals_are_those_of_the_plans_and_the_syllabus(texts):
    step = re.compile(r"(?:查漏补缺|任务导入|任务探究.|学生互评|总结升华)(\d+)分钟")
    steps = [int(minutes) for minutes in step.findall(texts[_PLAN_61])]
    assert _answer("6.1课中几个环节") == f"{len(steps)}个环节，{sum(steps)}分钟。"
    explored = [int(minutes) for minutes in re.findall(r"任务探究.(\d+)分钟", texts[_PLAN_43])]
    assert _answer("4.3四个任务探究") == f"{sum(explored)}分钟。"
    table = texts[_SYLLABUS].split("支撑的指标点个数课程目标1", 1)[1].split("(三)", 1)[0]
    points = [int(cell) for cell in re.split(r"课程目标\d", table)]
    assert _answer("五个课程目标加起来") == f"{sum(points)}个。"
    chapters = [int(h) for h in re.findall(r"第.章[^0-9()]+?\((\d+)学时\)", texts[_SYLLABUS])]
    assert len(chapters) == 8
    assert _answer("CRM前三章") == f"{sum(chapters[:3])}学时。"
