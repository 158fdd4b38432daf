"""The report on a file: of its bytes the same, within limits, every rule with a name of its own."""

import re
from pathlib import Path

import pytest
from whole_plans import CAKE, changed, markdown, timed, word

import rag.checking
from indexing.errors import DocumentError
from indexing.limits import Limits
from rag.checking import Severity, rule_name
from rag.checking.report import CHECK, check_bytes, check_file
from rag.checking.wording import rule_words

#: Takes the place of the rules in the process that reads files.
NEVER_ENDING = "while True:\n    pass\n"


def test_bytes_are_checked_as_the_file_is(tmp_path):
    path = tmp_path / "蛋糕.docx"
    plan = timed(changed(CAKE, "任务实施二", "任务实践二"), "任务实施一", 45)
    path.write_bytes(word(plan))
    report = check_file(path)
    assert report.is_plan
    assert [f.severity for f in report.of(Severity.ERROR)] == [Severity.ERROR]
    assert check_bytes(path.read_bytes(), path.name) == report


def test_the_minutes_of_a_lesson_reach_the_rules():
    draft = check_bytes(markdown(CAKE).encode(), "草稿.md", minutes_per_lesson=40)
    assert [finding.rule for finding in draft.findings] == ["lesson_minutes"]


def test_what_cannot_be_read_is_no_report():
    with pytest.raises(DocumentError):
        check_bytes(b"", "空.docx")


def test_the_rules_too_are_tried_within_the_limits(tmp_path, monkeypatch):
    (tmp_path / "蛋糕.md").write_text(markdown(CAKE), encoding="utf-8")
    (tmp_path / "never_ending.py").write_text(NEVER_ENDING, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    monkeypatch.setattr("rag.checking.report.CHECK", "never_ending:check")
    with pytest.raises(DocumentError, match="还没读完，已停止"):
        check_file(tmp_path / "蛋糕.md", limits=Limits(seconds=3))


def test_the_process_that_reads_can_find_the_rules():
    module, _, function = CHECK.partition(":")
    assert (module, getattr(rag.checking, function)) == ("rag.checking", rag.checking.check)


def test_every_rule_has_a_name():
    rules = Path(rag.checking.__file__).parent.glob("*.py")
    source = "\n".join(path.read_text(encoding="utf-8") for path in rules)
    used = set(re.findall(r'Finding\(\s*"([a-z_]+)"', source))
    named = set(rule_words()["rules"])
    assert len(used) > 30
    assert used <= named
    assert {rule for rule in named if f'"{rule}"' not in source} == set()
    for rule in named:
        assert re.fullmatch(r"[\u4e00-\u9fff]{2,10}", rule_name(rule)), rule
