"""What a teacher reads when the documents do not answer."""

from __future__ import annotations

from collections.abc import Sequence

from indexing.index import Index
from rag.ask.question import Question
from rag.types import Passage

_NEAR = 2


def refusal(index: Index, question: Question, passages: Sequence[Passage]) -> str:
    """Return a refusal: that the documents do not say it, what was searched, what is near."""
    infos = {info.id: info.title for info in index.documents()}
    named = [infos[identifier] for identifier in question.documents if identifier in infos]
    titles = named or list(infos.values())
    shown = "、".join(_title(title) for title in titles[:4])
    more = f"等 {len(titles)} 份资料" if len(titles) > 4 else ""
    text = f"资料里没有找到这个问题的答案。查过的是：{shown}{more}。"
    near = list(dict.fromkeys(_place(passage) for passage in passages if passage.heading_path))
    if near:
        text += f"较接近的内容在：{'；'.join(near[:_NEAR])}。"
    return text


def _title(title: str) -> str:
    return title if "《" in title else f"《{title}》"


def _place(passage: Passage) -> str:
    return f"{_title(passage.title)}{' › '.join(passage.heading_path[-2:])}"
