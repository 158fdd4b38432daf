"""Writes all reports of a measurement into one folder."""

from __future__ import annotations

from pathlib import Path

from eval.errors import EvalError
from eval.metrics.ranking import export_trec
from eval.records import LANES
from eval.report.content import Content
from eval.report.figures_json import metrics_json, per_draft_jsonl, per_question_jsonl
from eval.report.html import report_html
from eval.report.junit import junit_xml
from eval.report.markdown import report_md


def write_reports(content: Content, out: Path) -> None:
    """Write the five reports, and the rankings in the format of trec_eval under ``trec/``.

    Raises:
        EvalError: the folder cannot be written.
    """
    scored = content.measurement.scored
    reports = {
        "report.md": report_md(content),
        "report.html": report_html(content),
        "metrics.json": metrics_json(content),
        "per_question.jsonl": per_question_jsonl(content),
        "junit.xml": junit_xml(content),
    }
    if content.measurement.drafts:
        reports["per_draft.jsonl"] = per_draft_jsonl(content)
    try:
        for name, text in reports.items():
            (out / name).write_text(text, encoding="utf-8")
        trec = out / "trec"
        trec.mkdir(exist_ok=True)
        export_trec(
            trec,
            {row.question.id: row.relevant for row in scored if row.question.answerable},
            {lane: {row.question.id: row.outcome.lanes[lane] for row in scored} for lane in LANES},
        )
    except OSError as error:
        raise EvalError(
            f"写不了 {out}：{error.strerror}。", "请检查 --out 的文件夹能否写入。"
        ) from error
