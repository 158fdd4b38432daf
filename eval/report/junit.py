"""``junit.xml``: the gate's conditions and the questions as test cases.

A condition that is not met is a failure. A question that was answered right before and no longer is
a failure too; one that never was is skipped, so that a build shows what a change broke and not what
is still to be done.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from eval.report.content import Content

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def junit_xml(content: Content) -> str:
    """Return the document."""
    root = ET.Element("testsuites", name="beike eval")
    gate = ET.SubElement(root, "testsuite", name="gate")
    for check in content.verdict.checks:
        case = ET.SubElement(gate, "testcase", classname="gate", name=_clean(check.name))
        if not check.ok:
            ET.SubElement(case, "failure", message=_clean(check.message))
    questions = ET.SubElement(root, "testsuite", name="questions")
    for row in content.measurement.scored:
        asked = f"{row.question.id} {row.question.question}"
        spent = sum(row.outcome.timings_ms.values()) / 1000
        case = ET.SubElement(
            questions,
            "testcase",
            classname=f"questions.{row.question.kind}",
            name=_clean(asked),
            time=f"{spent:.3f}",
        )
        if row.passed:
            continue
        before = content.baseline.get(row.question.id, {}).get("passed")
        why = _clean("\n".join(content.reasons(row)))
        if before == 1.0:
            ET.SubElement(case, "failure", message="原来答对，现在答错").text = why
        else:
            ET.SubElement(case, "skipped", message=why)
    if content.measurement.drafts:
        _drafts(content, ET.SubElement(root, "testsuite", name="drafts"))
    for suite in root:
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("./testcase/failure"))))
        suite.set("skipped", str(len(suite.findall("./testcase/skipped"))))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _drafts(content: Content, suite: ET.Element) -> None:
    for drafted in content.measurement.drafts:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=f"drafts.{drafted.section}",
            name=_clean(f"{drafted.id} {drafted.question}"),
            time=f"{drafted.seconds:.3f}",
        )
        if not drafted.passed:
            ET.SubElement(case, "skipped", message=_clean("\n".join(drafted.reasons)))


def _clean(text: str) -> str:
    """Return the text without the characters that XML has no room for."""
    return _CONTROL.sub("�", text)
