"""Draft cases: how they are read and scored, and when the gate says no because of them."""

import json
from dataclasses import replace

import pytest
from invented_bakery import DOCUMENTS
from invented_school import StubEncoder

from eval.drafts import measure_drafts, request_of
from eval.drafts_gate import draft_figures, judged, load_drafts, save_drafts
from eval.errors import EvalError
from eval.floors import floors_from
from eval.gate import Verdict, judge
from eval.gold_file import load_gold
from eval.labels import figure_label
from eval.measured_corpus import MeasuredCorpus
from eval.report.content import Content
from eval.report.figures_json import per_draft_jsonl
from eval.report.html import report_html
from eval.report.junit import junit_xml
from eval.report.markdown import report_md
from eval.updating import update_baseline
from indexing.index import open_index
from indexing.pipeline import build_index
from indexing.records import DocumentKind
from rag.settings import Settings


def case(**more):
    return {
        "id": "d1",
        "question": "吐司的目标写一下，2课时、每课时40分钟",
        "kind": "draft",
        "section": "教学目标",
        "task": "吐司面包制作",
        "answerable": True,
        "answer": "",
        "must_include": [["知识目标"], ["筋度", "醒发"]],
        "must_not_include": [],
        "evidence": [{"doc": "烘焙.md", "quote": "能判断面团的筋度和醒发程度"}],
        **more,
    }


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drafts")
    for name, text in DOCUMENTS.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    made = Settings(corpus=folder / "corpus", index=folder / "index", dense_weight=0)
    build_index(made.corpus, made.index, made.for_index(), encoder=StubEncoder())
    return made


@pytest.fixture(scope="module")
def bakery(settings):
    """The corpus measured on, and the kind of each document."""
    with open_index(settings.index) as index:
        kinds = {info.path: DocumentKind(info.kind) for info in index.documents()}
        return MeasuredCorpus(index), kinds


@pytest.fixture(scope="module")
def score(settings, bakery):
    """Drafts and scores one case."""
    return lambda **more: measure_drafts(settings, StubEncoder(), [case(**more)], *bakery)[0]


@pytest.fixture(scope="module")
def good(score):
    return score()


def test_a_good_draft_passes(good):
    assert good.reasons == ()
    assert (good.key_facts, good.validity, good.support, good.rules) == (1, 1, 1, 1)
    assert good.passed
    assert "能判断面团的筋度和醒发程度" in good.text


def test_a_missing_fact_costs_its_share_and_is_named(score):
    row = score(must_include=[["知识目标"], ["太阳能"]])
    assert row.key_facts == 0.5
    assert not row.passed
    assert row.reasons == ("缺要点：太阳能",)


def test_what_must_not_be_said_costs_everything(score):
    row = score(must_not_include=["醒发"])
    assert row.key_facts == 0
    assert row.reasons == ("不该出现：醒发",)


def test_only_the_section_asked_for_counts(score, good):
    assert "考核评价" not in good.text
    assert score(must_include=[["过程性考核"]]).key_facts == 0
    assert score(must_include=[["过程性考核"]], section="考核评价").key_facts == 1


def test_a_quote_in_the_list_of_sources_is_no_fact_of_the_draft(score):
    # The quote of a goal keeps the standard's numbering, which the plan does not take over.
    assert score(must_include=[["3. 能判断面团的筋度"]]).key_facts == 0


def test_the_head_is_read_with_remarks_and_questions(score):
    row = score(section="教学基本情况", must_include=[["面包制作"], ["48"], ["填写"], ["几个小组"]])
    assert row.passed, row.reasons


def test_a_case_fills_the_form_as_its_teacher_would(bakery):
    corpus, kinds = bakery
    request = request_of(case(), corpus, kinds)
    assert (request.lessons, request.minutes_per_lesson, request.base_plan) == (2, 40, "")
    plan = next(path for path, kind in kinds.items() if kind is DocumentKind.LESSON_PLAN)
    of_plan = case(question="照旧教案写", evidence=[{"doc": plan, "quote": ""}])
    assert request_of(of_plan, corpus, kinds).base_plan == plan
    assert request_of(of_plan, corpus, kinds).minutes_per_lesson == 45


def write(path, rows):
    path.write_text("".join(f"{json.dumps(r, ensure_ascii=False)}\n" for r in rows), "utf-8")


def test_cases_are_read_from_the_file_beside_the_questions(small_gold_path, tmp_path):
    path = tmp_path / "small.jsonl"
    path.write_bytes(small_gold_path.read_bytes())
    alone = load_gold(path)
    assert alone.drafts == ()
    write(tmp_path / "small_drafts.jsonl", [case()])
    both = load_gold(path)
    assert [row["id"] for row in both.drafts] == ["d1"]
    assert both.questions == alone.questions
    assert both.sha256 != alone.sha256


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"id": "d1", "kind": "draft"}, "缺少 question"),
        ({k: v for k, v in case().items() if k != "task"}, "缺少 task"),
        ([], "JSON 对象"),
    ],
)
def test_a_case_that_cannot_be_drafted_is_refused(small_gold_path, tmp_path, row, told):
    path = tmp_path / "small.jsonl"
    path.write_bytes(small_gold_path.read_bytes())
    write(tmp_path / "small_drafts.jsonl", [row])
    with pytest.raises(EvalError, match=f"small_drafts.jsonl 第 1 行：.*{told}"):
        load_gold(path)


@pytest.fixture
def run(small_run, good):
    """The measurement of the small corpus, with a draft case that passed."""
    figures = {**small_run.summary.overall, **draft_figures([good])}
    return replace(small_run, drafts=[good], summary=replace(small_run.summary, overall=figures))


@pytest.fixture
def folder(run, tmp_path):
    """A baseline made of that run."""
    update_baseline(tmp_path / "base", run)
    return tmp_path / "base"


def verdict(folder, run):
    ids = [question.id for question in run.gold.questions]
    return judge(folder, run.inputs, ids, run.scored, run.summary, run.drafts)


def with_drafts(run, drafts):
    figures = {k: v for k, v in run.summary.overall.items() if not k.startswith("draft.")}
    summary = replace(run.summary, overall={**figures, **draft_figures(drafts)})
    return replace(run, drafts=drafts, summary=summary)


def test_the_run_of_the_baseline_is_green(run, folder):
    assert verdict(folder, run).green
    assert load_drafts(folder) == {"d1": True}
    assert floors_from(run.summary).overall["draft.rules"] == 1


@pytest.mark.parametrize("name", ["key_facts", "validity", "support", "rules"])
def test_a_worse_draft_is_red(run, folder, good, name):
    worse = with_drafts(run, [replace(good, **{name: 0.9})])
    failed = {check.name for check in verdict(folder, worse).failures}
    assert figure_label(f"draft.{name}") in failed
    assert "逐题比较：起草" in failed


def test_a_missing_case_is_red_on_either_side(run, folder, good, small_run, tmp_path):
    assert "起草题与基线逐题对应" in {c.name for c in verdict(folder, small_run).failures}
    update_baseline(tmp_path / "without", small_run)
    failed = {c.name for c in verdict(tmp_path / "without", run).failures}
    assert "起草题与基线逐题对应" in failed
    assert figure_label("draft.passed") in failed
    twice = with_drafts(run, [good, good])
    assert "起草题与基线逐题对应" in {c.name for c in verdict(folder, twice).failures}


def test_a_gain_makes_up_for_a_loss(good):
    worse, better = replace(good, id="a", rules=0.0), replace(good, id="b")
    told = list(judged({"a": True, "b": False}, [worse, better]))
    assert [(name, ok) for name, ok, _ in told] == [
        ("起草题与基线逐题对应", True),
        ("逐题比较：起草", True),
    ]
    assert told[1][2] == "得 1（b），失 1（a）。"


def test_a_broken_baseline_of_drafts_is_red(run, folder):
    (folder / "drafts.jsonl").write_text('{"id": "d1", "passed": "yes"}\n', "utf-8")
    assert not verdict(folder, run).green


def test_without_cases_there_is_no_file_and_no_figure(tmp_path, good):
    save_drafts(tmp_path, [good])
    save_drafts(tmp_path, [])
    assert load_drafts(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []
    assert draft_figures([]) == {}


def test_every_report_tells_of_the_drafts(run, score):
    failed = score(id="d2", must_include=[["太阳能"]])
    both = with_drafts(run, [*run.drafts, failed])
    content = Content(both, verdict=Verdict(()), baseline={}, seconds=1)
    assert "| 起草合格 | 50.0%" in report_md(content)
    assert "缺要点：太阳能" in report_md(content)
    assert "缺要点：太阳能" in report_html(content)
    assert 'classname="drafts.教学目标"' in junit_xml(content)
    rows = [json.loads(line) for line in per_draft_jsonl(content).splitlines()]
    assert [(row["id"], row["passed"]) for row in rows] == [("d1", True), ("d2", False)]
