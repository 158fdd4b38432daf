"""The advisory judge: LlamaIndex's evaluators with a model that answers by script."""

import pytest
from llama_index.core.llms import MockLLM

from eval.errors import EvalError
from eval.judging import judge_answers, judge_model
from rag.settings import Settings


class Judge(MockLLM):
    """Says what its script says; ``asked`` has the prompts."""

    def script(self, faithful, correctness):
        object.__setattr__(self, "_lines", (faithful, correctness))
        object.__setattr__(self, "asked", [])
        return self

    def _line(self, prompt):
        self.asked.append(prompt)
        line = self._lines["4.5" in prompt or "score" in prompt.lower()]
        if isinstance(line, Exception):
            raise line
        return line

    def complete(self, prompt, formatted=False, **kwargs):
        from llama_index.core.llms import CompletionResponse

        return CompletionResponse(text=self._line(prompt))

    async def acomplete(self, prompt, formatted=False, **kwargs):
        return self.complete(prompt)

    def predict(self, prompt, **arguments):
        return self._line(prompt.format(**arguments))

    async def apredict(self, prompt, **arguments):
        return self.predict(prompt, **arguments)


def test_every_answer_is_judged_and_no_refusal(small_run):
    judge = Judge().script("YES", "4.5\n答得对")
    told = []
    found = judge_answers(small_run.scored, small_run.corpus, judge, lambda *a: told.append(a))
    answered = [row.question.id for row in small_run.scored if not row.outcome.refused]
    assert list(found) == answered
    assert found["g1"].faithful is True
    assert found["g1"].correctness == 4.5
    assert told[0][0] == "模型评判"
    assert any("绿茶冲泡课程共48学时" in prompt for prompt in judge.asked)


def test_a_judge_that_says_no(small_run):
    found = judge_answers(
        small_run.scored[:1], small_run.corpus, Judge().script("NO", "1\n错"), lambda *_: None
    )
    assert (found["g1"].faithful, found["g1"].correctness) == (False, 1.0)


def test_a_judge_that_fails_has_no_opinion(small_run):
    judge = Judge().script(RuntimeError("sk-secret"), RuntimeError())
    found = judge_answers(small_run.scored[:1], small_run.corpus, judge, lambda *_: None)
    assert (found["g1"].faithful, found["g1"].correctness) == (None, None)


def test_the_judge_is_the_model_named_at_the_endpoint_configured():
    settings = Settings(llm_base_url="http://localhost:1/v1", llm_model="writer")
    assert judge_model(settings, "裁判").model == "裁判"
    with pytest.raises(EvalError, match="没有设置模型服务"):
        judge_model(Settings(), "裁判")
