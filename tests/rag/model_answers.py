"""Helpers of the tests with a model: a question, and an assistant with an endpoint."""

from invented_school import ANSWERS, StubEncoder
from knowing_reader import knowing
from scripted_endpoint import KEY

from rag.answer.model.answer_model import AnswerModel
from rag.settings import Settings

QUESTION = "绿茶冲泡的过程性考核和终结性考核各占多少"
RULE = "过程性考核占60%，终结性考核占40%。"


def with_endpoint(settings, endpoint, **more):
    """Settings with the scripted endpoint."""
    values = {"llm_timeout_s": 10.0, **more}
    return settings.model_copy(
        update={
            "llm_base_url": endpoint.url,
            "llm_model": "scripted",
            "llm_api_key": Settings(llm_api_key=KEY).llm_api_key,
            **values,
        }
    )


def with_model(settings, endpoint, **more):
    """The assistant over the invented school with the scripted endpoint; it knows what answers."""
    settings = with_endpoint(settings, endpoint, **more)
    return knowing(ANSWERS, settings, StubEncoder(), AnswerModel(settings))


def position(assistant):
    """The number the model must cite: the passage that has the rule, and the document's text."""
    passages = assistant.search(QUESTION)
    return next(p.rank for p in passages if RULE in p.text and "绿茶" in "".join(p.heading_path))
