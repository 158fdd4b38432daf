"""The check of a whole file, or of a draft written out, as a report for people and programs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexing.corrections import Correction
from indexing.kinds import to_json, understand
from indexing.limited import LimitedReader
from indexing.limits import USUAL, Limits
from indexing.personal import masked_document
from indexing.readers import read_bytes
from indexing.readers.file_names import readable_name
from indexing.records import Document, DocumentKind
from rag.checking import Finding, Severity, check, rule_name

#: The check, as :meth:`indexing.limited.LimitedReader.document` is told to try it.
CHECK = "rag.checking:check"


@dataclass(frozen=True, slots=True)
class Report:
    """What the check of a file found.

    Attributes:
        document: name of the file.
        title: title of the document, or the name of the file where it has none.
        kind: what it was read as.
        findings: in the order of their first places.
    """

    document: str
    title: str
    kind: DocumentKind
    findings: tuple[Finding, ...]

    @property
    def is_plan(self) -> bool:
        """Whether the rules for lesson plans were applied."""
        return self.kind is DocumentKind.LESSON_PLAN

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of a severity."""
        return tuple(finding for finding in self.findings if finding.severity is severity)


def check_file(
    path: Path,
    *,
    minutes_per_lesson: int | None = None,
    limits: Limits = USUAL,
    correction: Correction | None = None,
    masked: bool = True,
) -> Report:
    """Check a file of any supported type.

    Args:
        path: the file.
        minutes_per_lesson: minutes of a lesson at this school; ``None`` where 45 and 40 will do.
        limits: what reading and checking the file may take.
        correction: what was put right in how it is read.
        masked: whether personal data is masked in what is quoted.

    Raises:
        DocumentError: the file cannot be read, or not within the limits.
    """
    with LimitedReader(limits) as reader:
        name = readable_name(path.name)
        document = reader.document(path, name, correction=correction, tried=CHECK)
    return _report(masked_document(document) if masked else document, minutes_per_lesson)


def check_bytes(data: bytes, name: str, *, minutes_per_lesson: int | None = None) -> Report:
    """Check a file that was sent, or a draft written out as Markdown.

    Args:
        data: the whole file.
        name: its name, with suffix.
        minutes_per_lesson: as for :func:`check_file`.

    Raises:
        DocumentError: the file cannot be read.
    """
    # Nothing here is stored, so the hash tells documents apart by name only.
    document = understand(read_bytes(data, name), name, hashlib.sha256(name.encode()).hexdigest())
    return _report(document, minutes_per_lesson)


def report_json(report: Report) -> dict[str, Any]:
    """Return a report for programs; every finding has its rule, name, severity, mend and places."""
    return {
        "document": report.document,
        "title": report.title,
        "kind": str(report.kind),
        "errors": len(report.of(Severity.ERROR)),
        "advice": len(report.of(Severity.ADVICE)),
        "findings": findings_json(report.findings),
    }


def findings_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings for programs."""
    return [{"name": rule_name(finding.rule), **to_json(finding)} for finding in findings]


def _report(document: Document, minutes_per_lesson: int | None) -> Report:
    findings = check(document, minutes_per_lesson=minutes_per_lesson)
    name = document.path
    return Report(name, document.title or name, document.kind, findings)
