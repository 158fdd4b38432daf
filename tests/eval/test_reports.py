"""The reports: what each says, and that nothing of a document can break one."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from eval.conditions.record import Cell, Column, Table
from eval.fingerprints import Model, code_sha256, models_of
from eval.gate import Check, Verdict
from eval.judging import Judgement
from eval.report.content import Content
from eval.report.figures_json import metrics_json, per_question_jsonl
from eval.report.html import report_html
from eval.report.junit import junit_xml
from eval.report.markdown import report_md
from eval.report.svg import bars, curves, grouped_bars, histogram
from eval.report.writing import write_reports
from eval.scoring import score

GREEN = Verdict((Check("资料与基线相同", True, "相同。"),))
RED = Verdict((*GREEN.checks, Check("全部 MRR", False, "0.1，过不了下限 0.5。")))
HOSTILE = "<script>alert(1)</script> | `x`\x0c & \ud7ff"


@pytest.fixture
def content(small_run):
    """A run in which g1 is answered wrong, with hostile text, and was right before."""
    outcomes = [
        replace(row.outcome, answer=f"{HOSTILE}[1]") if row.question.id == "g1" else row.outcome
        for row in small_run.scored
    ]
    scored = score(small_run.gold.questions, outcomes, small_run.corpus)
    baseline = {
        q.id: {"passed": 1.0 if q.id == "g1" else 0.0, "full.recall@5": None}
        for q in small_run.gold.questions
    }
    return Content(replace(small_run, scored=scored), RED, baseline, seconds=12.3)


class Page(HTMLParser):
    """Collects the elements of a page and checks that they close."""

    VOID = ("meta", "br")

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.links = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href", "srcset")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else(content):
    text = report_html(content)
    page = Page(text)
    assert page.open == []
    assert page.links == []
    assert "script" not in page.seen
    assert not re.search(r"url\(|@import|https?://", text)
    assert page.seen.count("svg") == 4


def test_the_page_shows_why_a_question_failed(content):
    text = report_html(content)
    block = next(b for b in text.split("<details>") if "绿茶冲泡课程一共多少学时" in b)
    assert "原来答对" in block
    assert "没有写到：48学时" in block
    assert "&lt;script&gt;" in block
    assert 'class="hit"' in block
    assert "依据（标准/茶艺.md）：绿茶冲泡课程共48学时" in block
    assert "关口不通过：1 个条件没有满足" in text
    assert "过不了下限 0.5" in text


def test_the_markdown_has_the_verdict_the_lanes_and_the_reasons(content):
    text = report_md(content)
    assert "❌ 关口不通过" in text
    assert "- **全部 MRR**：0.1，过不了下限 0.5。" in text
    assert "答对：得" in text
    assert "失 1（g1）" in text
    for lane in ("向量", "词语", "融合", "全部"):
        assert f"| {lane} |" in text
    assert "| g1 | 数值 | 绿茶冲泡课程一共多少学时？ | 没有写到：48学时 / 48 学时<br>" in text
    assert "<script>" not in text
    assert "✅ 关口通过" in report_md(replace(content, verdict=GREEN))
    widths = {line.count("|") for line in text.splitlines() if line.startswith("| g")}
    assert widths == {5}


@pytest.fixture
def conditions():
    """A sealed collection in which pasting tells more, and one that was tuned on."""
    titles = {"sealed": "茶 <b>", "tuned": "花"}
    columns = {}
    for seen, leads in {"sealed": (0.75, 0.5), "tuned": (0.5, 1.0)}.items():
        cells = {
            name: Cell(20, 5, {"lead": lead, "shown": lead, "answer_chars_median": 90.0}, {})
            for name, lead in zip(("paste-1", "product"), leads, strict=True)
        }
        columns[seen] = Column(titles[seen], seen, "", "", (), cells)
    return Table(code_sha256(), "", {}, columns)


def test_both_reports_lead_with_what_nobody_tuned_on(content, conditions):
    led = replace(content, conditions=conditions)
    text, page = report_md(led), report_html(led)
    Page(page)
    assert "| 备课的回答 | .50 (90) | 1.00 (90) | .50 | .50 |" in text
    assert text.index("| 封存：茶 <b> | 照着调的：花 | LOCO 平均") < text.index("## 检索")
    assert text.index("## 没见过的题在前") < text.index("## 没有通过的条件")
    assert page.index("<th>封存：茶 &lt;b&gt;</th><th>照着调的：花</th>") < page.index(
        'class="cards"'
    )
    assert '<td>不点开就看得到</td><td class="number">.50</td>' in page
    for report in (text, page):
        assert "直接贴出第一段少。封存：茶" in report
        assert "少 .25。" in report
        assert "重量" not in report
    old = report_md(replace(content, conditions=replace(conditions, code="older")))
    assert "程序后来改过，请用 make conditions 重量。" in old
    assert "还没有量过没见过的题：运行 make conditions" in report_md(content)


def test_every_report_names_embedder_and_reader(content):
    models = {"embedder": Model("e5", "0123456789abcdef"), "reader": Model("rules", "")}
    named = replace(content, measurement=replace(content.measurement, models=models))
    for report in (report_md(named), report_html(named)):
        assert "向量模型 e5（01234567），阅读 rules" in report
    told = json.loads(metrics_json(named))["models"]
    assert told == {
        "embedder": {"name": "e5", "sha256": "0123456789abcdef"},
        "reader": {"name": "rules", "sha256": ""},
    }


def test_a_reader_with_weights_is_told_by_their_hash(small_settings, tmp_path):
    stub = Model("stub", "weights")
    embedder = type("Stub", (), {"name": stub.name, "fingerprint": stub.sha256})
    assert models_of(small_settings, embedder)["embedder"] == stub
    folder = tmp_path / "cross"
    folder.mkdir()
    hashes = []
    for weights in (b"one", b"two", b"one"):
        (folder / "model.safetensors").write_bytes(weights)
        settings = small_settings.model_copy(update={"reranker_model": str(folder)})
        reader = models_of(settings, embedder)["reader"]
        assert reader.name == "cross"
        hashes.append(reader.sha256)
    assert hashes[0] == hashes[2] != hashes[1]


def test_junit_fails_what_broke_and_skips_what_never_worked(content):
    root = ET.fromstring(junit_xml(content))
    gate, questions = root
    assert (gate.get("tests"), gate.get("failures")) == ("2", "1")
    cases = {case.get("name").split()[0]: case for case in questions}
    assert len(cases) == 6
    assert cases["g1"].find("failure").get("message") == "原来答对，现在答错"
    assert cases["g5"].find("failure") is None
    assert questions.get("failures") == "1"
    failed = {row.question.id for row in content.failed} - {"g1"}
    assert {i for i, case in cases.items() if case.find("skipped") is not None} == failed


def test_metrics_are_strict_json(content):
    data = json.loads(metrics_json(content), parse_constant=pytest.fail)
    assert data["gate"]["green"] is False
    assert data["gate"]["checks"][1]["name"] == "全部 MRR"
    assert data["overall"]["full.mrr"]["n"] == 5
    assert data["kinds"]["fact"]["passed"]["n"] == 2
    assert data["comparisons"]["passed"]["lost"] == ["g1"]
    assert set(data["inputs"]) == {"corpus", "gold", "config"}


def test_each_question_has_a_line(content):
    lines = [json.loads(line) for line in per_question_jsonl(content).splitlines()]
    assert [line["id"] for line in lines] == ["g1", "g2", "g3", "g4", "g5", "g6"]
    assert lines[0]["passed"] is False
    assert lines[0]["reasons"]
    assert lines[0]["lanes"]["full"]
    assert set(lines[0]["timings_ms"]) == {"retrieve", "read", "answer"}
    assert lines[4]["status"] == "refused"


def test_a_judge_is_shown_as_advice(content):
    judged = replace(
        content, judgements={"g1": Judgement(False, 2.0), "g2": Judgement(None, None)}, judge="裁判"
    )
    assert "模型评判（裁判，只供参考）：忠实 0/1，正确性平均 2.00" in report_md(judged)
    assert "不忠实，正确性 2/5" in report_html(judged)
    assert json.loads(metrics_json(judged))["judge"] == {"name": "裁判", "questions": 2}


def test_a_model_stands_beside_the_offline_answers(content):
    both = replace(
        content, measurement=replace(content.measurement, model=content.measurement.scored)
    )
    assert "模型（" in report_md(both)
    assert "<th>模型（" in report_html(both)
    assert json.loads(metrics_json(both))["model"]["overall"]["passed"]["n"] == 6


def test_all_files_are_written(content, tmp_path):
    write_reports(content, tmp_path)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert names == {
        "report.md",
        "report.html",
        "metrics.json",
        "per_question.jsonl",
        "junit.xml",
        "trec/qrels.trec",
        *(f"trec/run.{lane}.trec" for lane in ("dense", "lexical", "fused", "full")),
    }


def numbers_of(svg, attribute):
    return [float(v) for v in re.findall(rf' {attribute}="([\d.]+)"', svg)]


def test_bars_are_as_long_as_their_share():
    widths = [
        float(w)
        for w in re.findall(
            r'width="([\d.]+)" height="18" rx="3" class="s0"',
            bars({"一": (0.5, "1/2"), "二": (1.0, "2/2"), "三": (0.0, "0/2")}, "题"),
        )
    ]
    assert widths[0] == pytest.approx(widths[1] / 2, abs=0.1)
    assert widths[2] == 0


def test_groups_have_a_bar_a_series():
    svg = grouped_bars({"甲": [0.2, 0.4], "乙": [0.1, 0.3]}, ["一", "二"], "题")
    heights = [float(h) for h in re.findall(r'height="([\d.]+)" rx="2"', svg)]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.1)
    assert heights[3] == pytest.approx(3 * heights[2], abs=0.2)


def test_curves_rise_with_their_values():
    svg = curves({"甲": [0.0, 0.5, 1.0]}, "题", "k")
    points = re.search(r'points="([^"]+)"', svg)[1].split()
    heights = [float(point.split(",")[1]) for point in points]
    assert heights == sorted(heights, reverse=True)
    assert heights[1] == pytest.approx((heights[0] + heights[2]) / 2, abs=0.1)


def test_a_histogram_counts_every_value():
    svg = histogram([1, 1, 5, 10], "题", "毫秒", bins=10)
    counts = [int(n) for n in re.findall(r"：(\d+)</title>", svg)]
    assert sum(counts) == 4
    assert (counts[1], counts[5], counts[9]) == (2, 1, 1)


def test_plots_of_nothing_break_nothing():
    for svg in (bars({}, "题"), grouped_bars({}, [], "题"), curves({}, "题", "k")):
        assert "<svg" in svg
    assert "<svg" in histogram([], "题", "毫秒")
