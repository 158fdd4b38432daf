"""A stand-in for the assistant: two made-up documents and fixed answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from indexing.errors import ModelError
from rag.ask.scope import EVERYTHING, Scope
from rag.types import Answer, Choice, Citation, DocumentInfo, Passage, SourceView, Turn

INJECTION = (
    '<img src="http://evil.example/x.png" onerror="window.hacked=1"><script>hacked=2</script>'
)
TEMPLATE = "${window.hacked=3} {{constructor.constructor('window.hacked=4')()}}"

PLAN = (
    "任务名称：搭建客户标签\t课时：2\n\n教学目标：说出标签的三种来源，"
    "并为一家小店列出十个标签。\n\n教学重点：标签要能指导行动。\n\n"
    + "".join(f"第{n}步：小组讨论并记录。\n" for n in range(1, 60))
    + "\n考核评价：过程占六成，成果占四成。\n\n教学反思：留给教师填写。"
)
STANDARD = (
    f"一、专业信息\n本专业培养网店一线人员。{INJECTION} {TEMPLATE}\n"
    "二、课程安排\n网店运营一百六十学时。"
)


@dataclass
class FakeAssistant:
    """Answers by keyword, and limited to some documents refuses; ``asked`` records (question,
    history), ``limits`` the places to which each was limited.
    """

    scope: Scope = EVERYTHING
    literal: bool = False
    indexed: bool = True
    hold: threading.Event | None = None
    asked: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)
    limits: list[tuple[str, ...]] = field(default_factory=list)

    def documents(self) -> list[DocumentInfo]:
        everything = [
            DocumentInfo("教案/标签.txt", "搭建客户标签", "lesson_plan", pages=0, chunks=12),
            DocumentInfo(
                "standard.txt", f"网店专业标准{INJECTION}", "standard", pages=96, chunks=480
            ),
        ]
        return self.scope.choose(everything) if self.scope else everything

    def without(self, documents: frozenset[str]) -> FakeAssistant:
        """None of the made-up documents is anybody's own."""
        return self

    def within(self, scope: Scope) -> FakeAssistant:
        limited = copy(self)
        limited.scope = scope
        return limited

    def as_typed(self) -> FakeAssistant:
        """What is taken as typed is not understood as anything else."""
        literal = copy(self)
        literal.literal = True
        return literal

    def examples(self) -> list[str]:
        return ["标签课怎么考核？", "网店运营多少学时？"]

    def ready(self) -> bool:
        return self.indexed

    def close(self) -> None:
        pass

    def search(self, question: str, k: int = 10) -> list[Passage]:
        return list(self.ask(question).passages)[:k]

    def ask(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> Answer:
        *_, last = self.stream(question, k, history)
        assert isinstance(last, Answer)
        return last

    def stream(
        self, question: str, k: int = 10, history: Sequence[Turn] = ()
    ) -> Iterator[str | Answer]:
        limits = self.scope.places(self.documents())
        self.asked.append((question, tuple(history)))
        self.limits.append(limits)
        if limits and "标签" not in question:
            text = "所选的资料里没有找到这个问题的答案。"
            yield Answer(question, "refused", text, (), (), {"retrieve": 2.0}, scope=limits)
            return
        if "师资" in question and "的" not in question:
            names = ("网店运营", "仓储管理", "客户服务", "直播推广")
            choices = tuple(Choice(name, f"{name}的{question}") for name in names)
            text = "要做过客户服务[1]。"
            cite = _cite(1, "plan", "教案/标签.txt", "标签", PLAN, "过程占六成，成果占四成。", None)
            said = Answer(question, "answered", text, (cite,), (), {"retrieve": 2.0})
            yield replace(said, choices=choices)
            return
        if "故障" in question:
            raise ModelError("嵌入模型没有装好。", "请运行 beike doctor。")
        if "崩溃" in question:
            raise ZeroDivisionError("secret detail")
        if "天气" in question:
            text = "在 2 份文件里没有找到与天气有关的内容，所以不作回答。"
            yield Answer(question, "refused", text, (), self._passages(), {"retrieve": 2.0})
            return
        text = (
            "过程性考核占**六成**，成果占四成[1]。\n\n"
            f"- 网店运营为一百六十学时[2]\n- 未知编号[7] {INJECTION}"
        )
        half = len(text) // 3
        yield text[:half]
        if self.hold is not None:
            self.hold.wait(30)
        yield text[half:]
        yield Answer(
            question,
            "answered",
            text,
            (
                _cite(
                    1,
                    "plan",
                    "教案/标签.txt",
                    "搭建客户标签",
                    PLAN,
                    "过程占六成，成果占四成。",
                    None,
                ),
                _cite(
                    2, "std", "standard.txt", "网店专业标准", STANDARD, "网店运营一百六十学时。", 29
                ),
            ),
            self._passages(),
            {"retrieve": 2.0, "answer": 1.0},
            scope=limits,
            understood="标签课的考核" if "考合" in question and not self.literal else "",
        )

    def source(self, chunk_id: str, context: int = 600) -> SourceView:
        document, title, text, page = {
            "plan": ("教案/标签.txt", "搭建客户标签", PLAN, None),
            "std": ("standard.txt", "网店专业标准", STANDARD, 29),
        }[chunk_id]
        quote = {"plan": "考核评价：过程占六成，成果占四成。", "std": "网店运营一百六十学时。"}[
            chunk_id
        ]
        start = text.index(quote)
        end = start + len(quote)
        return SourceView(
            chunk_id,
            document,
            title,
            ("课程安排",),
            page,
            text[max(0, start - context) : start],
            quote,
            text[end : end + context],
            start,
            end,
        )

    def _passages(self) -> tuple[Passage, ...]:
        text = "考核评价：过程占六成，成果占四成。"
        start = PLAN.index(text)
        return (
            Passage(
                1,
                "plan",
                "教案/标签.txt",
                "搭建客户标签",
                ("考核评价",),
                None,
                text,
                0.9,
                start,
                start + len(text),
                "paragraph",
            ),
            Passage(
                2,
                "std",
                "standard.txt",
                "网店专业标准",
                ("一、专业信息",),
                29,
                STANDARD,
                0.5,
                0,
                len(STANDARD),
                "paragraph",
            ),
        )


def _cite(
    n: int, chunk: str, document: str, title: str, text: str, quote: str, page: int | None
) -> Citation:
    start = text.index(quote)
    return Citation(
        n,
        chunk,
        document,
        title,
        ("课程安排", f"考核{INJECTION}"),
        page,
        quote,
        start,
        start + len(quote),
    )
