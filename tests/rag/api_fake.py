"""A stand-in assistant and helpers for the tests of the HTTP service."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fastapi.testclient import TestClient

from rag.app import create_app
from rag.ask.scope import Scope
from rag.types import Answer, Citation, DocumentInfo, Passage, SourceQuote, SourceView, Turn

QUOTE = "过程占六成"
PASSAGE = Passage(
    rank=1,
    chunk_id="c1",
    document="a/plan.txt",
    title="标签课",
    heading_path=("考核", "比例"),
    page=7,
    text=QUOTE + "。",
    score=0.5,
    start=10,
    end=16,
    kind="fact_sheet",
    derived=True,
    sources=(SourceQuote("a/plan.txt", "六成", 13, 15, 7, "c2"),),
)
CITATION = Citation(1, "c1", "a/plan.txt", "标签课", ("考核", "比例"), 7, QUOTE, 10, 15)
ANSWER = Answer(
    "怎么考？", "answered", "过程占六成[1]。", (CITATION,), (PASSAGE,), {"retrieve": 1.5}, ("提示",)
)
#: What a client of OpenAI's reads of it.
TEXT = "过程占六成[1]。\n\n出处：\n[1] 标签课 › 考核 › 比例，第 7 页：“过程占六成”\n\n（提示）"


@dataclass
class Fake:
    """Gives :data:`ANSWER`; ``fail`` is raised instead, before or after the first piece."""

    fail: Exception | None = None
    late: bool = False
    is_ready: bool = True
    calls: list[tuple[str, int, tuple[Turn, ...]]] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)

    def _check(self) -> None:
        if self.fail is not None:
            raise self.fail

    def search(self, question: str, k: int = 10) -> list[Passage]:
        self.calls.append((question, k, ()))
        self._check()
        return [PASSAGE]

    def ask(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> Answer:
        self.calls.append((question, k, tuple(history)))
        self._check()
        return ANSWER

    def stream(
        self, question: str, k: int = 10, history: Sequence[Turn] = ()
    ) -> Iterator[str | Answer]:
        self.calls.append((question, k, tuple(history)))
        if not self.late:
            self._check()
        yield "过程占\n\n"
        self._check()
        yield "六成[1]。"
        yield ANSWER

    def source(self, chunk_id: str, context: int = 600) -> SourceView:
        if chunk_id != "c1":
            raise KeyError(chunk_id)
        return SourceView(
            "c1", "a/plan.txt", "标签课", ("考核",), 7, "前" * context, QUOTE, "后", 10, 15
        )

    def documents(self) -> list[DocumentInfo]:
        return []

    def examples(self) -> list[str]:
        return []

    def ready(self) -> bool:
        return self.is_ready

    def as_typed(self) -> Fake:
        return self

    def within(self, scope: Scope) -> Fake:
        self.scopes.append(scope)
        return self


def client(fake: Fake | None = None) -> TestClient:
    return TestClient(create_app(fake or Fake()), raise_server_exceptions=False)


def error_of(response) -> dict[str, str]:
    """The error, after checking that it has the one shape and no trace of Python."""
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "hint"}
    assert any("\u4e00" <= c <= "\u9fff" for c in body["error"]["message"])
    assert "Traceback" not in response.text
    return body["error"]


def events(text: str) -> list[tuple[str, dict]]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found
