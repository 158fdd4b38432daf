"""What the pages for administrators are made of: measurements, settings, feedback."""

from __future__ import annotations

import json
import stat
import tomllib
from datetime import UTC, datetime

import pytest
from fake_assistant import INJECTION, FakeAssistant
from test_cards import Page

from rag.data.records import Feedback, Verdict
from rag.errors import SettingsError
from rag.settings import Settings
from ui.feedback_html import evidence_of, feedback_html
from ui.measured import failures, results_folder, runs_in
from ui.measured_html import failures_html, run_html, trend_html
from ui.settings.fields import ENDPOINT, FIELDS, checked
from ui.settings.file import effective, overridden, write


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


def test_reports_lie_beside_the_index(tmp_path) -> None:
    settings = Settings(index=tmp_path / ".beike" / "index")
    assert results_folder(settings) == tmp_path / ".beike" / "eval" / "report"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    import os

    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith("BEIKE_")]:
        monkeypatch.delenv(name)
    return tmp_path


def test_saving_keeps_comments_and_what_the_page_does_not_edit(folder) -> None:
    file = folder / "beike.toml"
    file.write_text('# 我们学校\nport = 8000\nllm_model = "旧"\n', "utf-8")
    write({"llm_model": "新", "llm_api_key": "sk-secret", "dense_weight": 0.3})
    text = file.read_text("utf-8")
    assert "# 我们学校" in text
    assert tomllib.loads(text) == {
        "port": 8000,
        "llm_model": "新",
        "llm_api_key": "sk-secret",
        "dense_weight": 0.3,
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert effective()["llm_api_key"] is True


def test_a_value_that_cannot_be_leaves_the_file_alone(folder) -> None:
    with pytest.raises(SettingsError):
        write({"dense_weight": -1})
    assert not (folder / "beike.toml").exists()


def test_what_the_environment_decides_is_told(folder, monkeypatch) -> None:
    assert overridden() == ""
    monkeypatch.setenv("BEIKE_LLM_MODEL", "m")
    assert overridden() == "模型名称（BEIKE_LLM_MODEL）"


USUAL = {field.name: field.default for field in FIELDS} | {"llm_api_key": ""}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"llm_base_url": "127.0.0.1:8000", "llm_model": "m"}, "“接口地址”写得不对"),
        ({"llm_base_url": "http://[", "llm_model": "m"}, "“接口地址”写得不对"),
        ({"llm_base_url": "http://host/v1"}, "还要填“模型名称”"),
        ({"llm_model": "m"}, "还要填“接口地址”"),
        ({"sheet_weight": None}, "“学时汇总”要填数字"),
        ({"heading_weight": -0.1}, "“标题”不能小于 0"),
        ({"llm_timeout_s": 0}, "“一次请求最多等几秒”要大于 0"),
        ({"llm_context_window": 10}, "“一次能读多少词元”不能小于 1024"),
        ({"lexical_weight": 0, "dense_weight": 0}, "不能都是 0"),
        ({"reranker_model": "没有这个文件夹"}, "没有文件夹"),
    ],
)
def test_a_value_that_cannot_be_is_told_by_the_name_on_the_page(wrong, told) -> None:
    with pytest.raises(SettingsError, match=told):
        checked(USUAL | wrong)


def test_the_usual_values_can_be_and_an_empty_key_changes_nothing() -> None:
    values = checked(USUAL | {"llm_base_url": " http://host/v1 ", "llm_model": "m"})
    assert values["llm_base_url"] == "http://host/v1" and "llm_api_key" not in values
    assert (
        checked({f.name: "" for f in ENDPOINT[:2]} | {"llm_api_key": " k "})["llm_api_key"] == "k"
    )


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
