"""Example questions made from what is indexed, for a first-time user."""

from __future__ import annotations

from indexing.index import Index
from indexing.records import Document, DocumentKind
from rag.naming import heading_name

_MOST = 5


def example_questions(index: Index) -> list[str]:
    """Return up to five questions, of different documents where there are several."""
    asked: list[str] = []
    for info in index.documents():
        document = index.document(info.id)
        if document is not None:
            asked.extend(question for question in _of(document) if question not in asked)
    return asked[:_MOST]


def _of(document: Document) -> list[str]:
    if document.kind is DocumentKind.STANDARD:
        suffix = "课程标准"
        names = [
            heading_name(s.heading)
            for s in document.sections
            if s.level == 2 and s.heading.endswith(suffix)
        ]
        if names:
            return [f"《{names[0]}》这门课多少学时？", f"《{names[-1]}》怎么考核？"]
    if document.kind is DocumentKind.LESSON_PLAN:
        return [f"“{document.title}”的教学重点和难点是什么？"]
    if document.kind is DocumentKind.SYLLABUS:
        chapters = [s.heading for s in document.sections if s.heading.startswith("第")]
        if chapters:
            return [f"{document.title}里，{chapters[0]}主要讲什么？"]
    headings = [s.heading for s in document.sections[1:] if len(s.heading) <= 20]
    title = document.title if "《" in document.title else f"《{document.title}》"
    return [f"{title}里“{headings[0]}”写了什么？"] if headings else []
