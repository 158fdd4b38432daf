"""A statement as a line of editable text and back, without loss.

``文本[1][2]〔建议〕（对应：知1、能2）``: the text, marks of its citations, where it comes from, the
goals it serves. What a document says has no tag. A backslash takes the meaning of what follows.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from rag.answer.citations import supported
from rag.drafting.plan import Origin, Statement
from rag.types import Citation

TAGS = {Origin.TEACHER: "教师提供", Origin.SUGGESTED: "建议", Origin.INFERRED: "推断"}
_ORIGINS = {tag: origin for origin, tag in TAGS.items()}
_END = re.compile(
    r"(?P<marks>(?:\[\d{1,4}\])*)"
    rf"(?P<tag>〔(?:{'|'.join(_ORIGINS)})〕)?"
    r"(?:（对应：(?P<serves>[^（）\\]*)）)?"
)
_SPECIAL = re.compile(
    rf"\\|\||<br>|\[(?=\d{{1,4}}\])|〔(?=(?:{'|'.join(_ORIGINS)})〕)|（(?=对应：)"
)
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)
#: Whatever ends a line, and white space at the ends of the text: reading by lines would lose it.
_LOST = re.compile(r"[\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]|^\s+|\s+$")
_GOAL = re.compile(r"[知能思]\d{1,2}")
_NOTED = 20


def escaped(text: str) -> str:
    """Return text in which nothing means anything but itself, on one line."""
    out = _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
    return _LOST.sub(lambda match: "".join(f"\\u{ord(c):04x}" for c in match[0]), out)


def unescaped(text: str) -> str:
    """Return text as it was before :func:`escaped`."""

    def one(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        return "" if code == "z" else code

    return _ESCAPED.sub(one, text)


def line_of(statement: Statement) -> str:
    """Return a statement as a line."""
    marks = "".join(f"[{number}]" for number in statement.citations)
    tag = TAGS.get(statement.origin)
    serves = f"（对应：{'、'.join(statement.serves)}）" if statement.serves else ""
    # A text without a word needs a sign that there is one.
    text = escaped(statement.text) or "\\z"
    return f"{text}{marks}{f'〔{tag}〕' if tag else ''}{serves}"


def _end_of(line: str) -> tuple[int, re.Match[str]]:
    """Return where a statement's text ends, and the match of what follows it.

    What a backslash stands before belongs to the text, so the line is walked from the left.
    """
    at = 0
    while at < len(line):
        match = _END.fullmatch(line, at) if line[at] in "[〔（" else None
        if match:
            return at, match
        at += 2 if line[at] == "\\" else 1
    match = _END.fullmatch("")
    assert match is not None  # every part of the pattern may be empty
    return len(line), match


@dataclass(slots=True)
class LineReader:
    """Reads lines back; ``notes`` collects what the teacher should know.

    Attributes:
        citations: what can be cited, by number.
        before: the statements the text was made from: they come back as they were, and a tag
            holds only for them. ``None`` where that is not known: then tags are believed.
    """

    citations: dict[int, Citation]
    before: Collection[Statement] | None = None
    notes: list[str] = field(default_factory=list)

    def statement(self, line: str) -> Statement:
        """Return the statement of a line."""
        start, match = _end_of(line)
        text = unescaped(line[:start].strip())
        numbers = tuple(int(n) for n in re.findall(r"\d+", match["marks"]))
        serves = tuple(_GOAL.findall(match["serves"] or ""))
        tag = match["tag"]
        origin = _ORIGINS[tag[1:-1]] if tag else Origin.DOCUMENT if numbers else Origin.TEACHER
        said = Statement(text, origin, numbers, serves)
        return said if said in (self.before or ()) else self._changed(said)

    def _changed(self, said: Statement) -> Statement:
        """Return what the teacher wrote, under the origin it can claim."""
        known = tuple(n for n in said.citations if n in self.citations)
        if known != said.citations:
            gone = "".join(f"[{n}]" for n in said.citations if n not in known)
            self.notes.append(f"“{said.text[:_NOTED]}”后面的 {gone} 不在引用列表里，已去掉。")
        origin = said.origin
        same = self.before is None or any(
            s.text == said.text and s.origin is origin for s in self.before
        )
        if origin is Origin.DOCUMENT:
            quotes = "".join(self.citations[n].quote for n in known)
            if not known or not supported(said.text, quotes):
                origin = Origin.TEACHER
                if known:
                    self.notes.append(
                        f"“{said.text[:_NOTED]}”改动后与引文不完全相符，已标为教师提供。"
                    )
        elif not same:  # words of the teacher's under a tag left standing
            origin = Origin.TEACHER
        return Statement(said.text, origin, known, said.serves)
