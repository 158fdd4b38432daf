"""What the pages for administrators are made of: measurements and feedback."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

from fake_assistant import INJECTION, FakeAssistant
from test_cards import Page

from rag.settings import Settings
from rag.store.records import Feedback, Verdict
from ui.feedback_html import evidence_of, feedback_html
from ui.measured import failures, results_folder, runs_in
from ui.measured_html import days, failures_html, run_html, trend_html


def figure(value, n=4):
    return {"value": value, "low": 0.0, "high": 1.0, "n": n}


def report(folder, passed, gold="g"):
    folder.mkdir(parents=True)
    told = {
        "inputs": {"gold": gold},
        "questions": 4,
        "overall": {"passed": figure(passed), "false_refusal": figure(None)},
        "kinds": {"numeric": {"passed": figure(passed)}, "list": {"full.recall@5": figure(1.0)}},
        "gate": {"green": True},
    }
    (folder / "metrics.json").write_text(json.dumps(told), "utf-8")
    rows = [
        {"id": "a", "kind": "numeric", "question": "几节课？", "passed": True},
        {
            "id": "b",
            "kind": "numeric",
            "question": f"几人？{INJECTION}",
            "passed": False,
            "reasons": ["没有写到：四人"],
            "answer": "三人",
        },
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "per_question.jsonl").write_text("\n".join(lines), "utf-8")


def test_runs_are_found_and_what_is_no_report_is_left_out(tmp_path) -> None:
    report(tmp_path / "dev", 0.5)
    report(tmp_path / "series" / "one", 0.75)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "metrics.json").write_text("{}", "utf-8")
    runs = {run.name: run for run in runs_in(tmp_path)}
    assert set(runs) == {"dev", "series/one"}
    run = runs["dev"]
    assert (run.figures, run.kinds, run.counts) == (
        {"passed": 0.5},
        {"numeric": 0.5},
        {"numeric": 4},
    )
    assert [row["id"] for row in failures(run)] == ["b"]
    page = Page(run_html(run) + failures_html(failures(run), run.kind_names))
    assert "50.0%" in page.text and "数值" in page.text and "没有写到：四人" in page.text
    assert "img" not in page.names()


def test_the_trend_holds_only_runs_of_the_same_questions(tmp_path) -> None:
    report(tmp_path / "one", 0.5)
    report(tmp_path / "other", 0.9, gold="h")
    runs = runs_in(tmp_path)
    one = next(run for run in runs if run.name == "one")
    assert trend_html(runs, one) == ""
    report(tmp_path / "two", 0.75)
    runs = runs_in(tmp_path)
    html = trend_html(runs, one)
    assert html.count("<circle") == 2 and "最近 2 次" in html


def test_the_trend_says_from_when_to_when(tmp_path) -> None:
    now = datetime.now().astimezone()
    before = datetime(now.year - 1, 11, 9, 8, 5).astimezone()
    assert days(before, now.astimezone(UTC)) == (f"{now.year - 1}-11-09", "今天")
    assert days(before, before.replace(day=19)) == (
        f"{now.year - 1}-11-09",
        f"{now.year - 1}-11-19",
    )
    assert days(now, now) == (f"今天 {now:%H:%M}",) * 2
    report(tmp_path / "one", 1.0)
    report(tmp_path / "two", 0.5)
    os.utime(tmp_path / "one" / "metrics.json", (before.timestamp(),) * 2)
    runs = runs_in(tmp_path)
    page = Page(trend_html(runs, runs[0]))
    labels = [attrs for tag, attrs in page.tags if tag == "text"]
    assert page.text.count("今天") > 1 and f"{now.year - 1}-11-09" in page.text
    # Fifteen pixels high on a phone, a character is at most ten wide: the scale ends inside.
    assert all(float(a["x"]) + 10 * len("100%") <= 560 for a in labels if "text-anchor" not in a)


def test_reports_lie_beside_the_index(tmp_path) -> None:
    settings = Settings(index=tmp_path / ".beike" / "index")
    assert results_folder(settings) == tmp_path / ".beike" / "eval" / "report"


def feedback(verdict: Verdict, **more) -> Feedback:
    answer = FakeAssistant().ask("考核")
    at = datetime(2026, 3, 1, tzinfo=UTC)
    fields = {"reason": f"数字错{INJECTION}", "gold": None, **more}
    return Feedback("f1", "u", "m", verdict, question="考核？", history=(), answer=answer,
                    fingerprint="", generation="", created=at, **fields)  # fmt: skip


def test_a_right_answer_prefills_the_question_and_a_wrong_one_does_not() -> None:
    up = Page(feedback_html([feedback(Verdict.UP)]))
    assert "过程性考核占六成，成果占四成" in up.text and "img" not in up.names()
    down = feedback_html([feedback(Verdict.DOWN)])
    assert "</textarea>" in down and 'rows="3"></textarea>' in down


def test_the_form_names_evidence_by_its_number() -> None:
    answer = FakeAssistant().ask("考核")
    assert evidence_of(answer, "1") == [("standard.txt", "网店运营一百六十学时。")]
    assert evidence_of(answer, "9") == [] and evidence_of(answer, "") == []


def test_what_became_a_gold_question_is_not_offered_again() -> None:
    page = Page(feedback_html([feedback(Verdict.UP, gold={"id": "fb"})]))
    assert "已做成评测题" in page.text and not page.find("bk-act")
