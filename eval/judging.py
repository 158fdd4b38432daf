"""A model's opinion of the answers, by LlamaIndex's evaluators. Advisory: the gate never sees it.

Faithfulness: whether the answer follows from the passages retrieved. Correctness: 1 to 5, against
the gold answer. A judge that fails on a question leaves that question without an opinion.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.errors import EvalError
from eval.measured_corpus import MeasuredCorpus
from eval.scoring import DEPTH, Scored
from indexing.report import Progress
from rag.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

logger = logging.getLogger(__name__)
#: Passages a judge reads; those the answer cites are nearly always among them.
_READ = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """A model's opinion of one answer; ``None`` where it gave none."""

    faithful: bool | None
    correctness: float | None


def judge_model(settings: Settings, name: str) -> LLM:
    """Return the judge ``name`` at the configured endpoint.

    Raises:
        EvalError: no endpoint is configured.
    """
    if not settings.llm_base_url:
        raise EvalError(
            "没有设置模型服务，不能用模型评判。",
            "请设置 BEIKE_LLM_BASE_URL，或去掉 --judge；评判只供参考，关口不用它。",
        )
    from llama_index.llms.openai_like import OpenAILike

    llm: LLM = OpenAILike(
        model=name,
        api_base=settings.llm_base_url,
        api_key=settings.llm_api_key.get_secret_value() or "none",
        is_chat_model=True,
        context_window=settings.llm_context_window,
        timeout=settings.llm_timeout_s,
        max_retries=1,
        temperature=0.0,
    )
    return llm


def judge_answers(
    scored: Sequence[Scored], corpus: MeasuredCorpus, llm: LLM, progress: Progress
) -> dict[str, Judgement]:
    """Return the judge's opinion of every answer that is no refusal."""
    from llama_index.core.evaluation import CorrectnessEvaluator, FaithfulnessEvaluator

    faithfulness, correctness = FaithfulnessEvaluator(llm=llm), CorrectnessEvaluator(llm=llm)
    answered = [row for row in scored if not row.outcome.refused]
    out: dict[str, Judgement] = {}
    for number, row in enumerate(answered):
        progress("模型评判", number, len(answered), row.question.id)
        ids = row.outcome.lanes["full"][:DEPTH]
        texts = [corpus.passages[i].text for i in ids if i in corpus.passages][:_READ]
        faithful = score = None
        try:
            # Not evaluate(): it leaves an event loop open at each call.
            result = asyncio.run(
                faithfulness.aevaluate(
                    query=row.question.question, response=row.outcome.answer, contexts=texts
                )
            )
            faithful = result.passing
            if row.question.answerable:
                result = asyncio.run(
                    correctness.aevaluate(
                        query=row.question.question,
                        response=row.outcome.answer,
                        reference=row.question.answer,
                    )
                )
                score = result.score
        except Exception as error:  # the clients' errors have no common class
            logger.warning("judge failed on %s: %s", row.question.id, type(error).__name__)
        out[row.question.id] = Judgement(faithful, score)
    return out
