"""The hour's budget of a model."""

import pytest
from model_answers import QUESTION, position, with_model

from rag.answer.model.budget import Budget
from rag.errors import EndpointError


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_requests_are_counted_over_the_last_hour():
    clock = Clock()
    budget = Budget(requests=2, clock=clock)
    budget.request(10)
    clock.now = 1800.0
    budget.request(10)
    with pytest.raises(EndpointError, match="用量到了上限"):
        budget.request(10)
    clock.now = 3600.0  # the first is an hour old
    budget.request(10)
    with pytest.raises(EndpointError):
        budget.request(10)


def test_characters_sent_and_received_count():
    budget = Budget(characters=100, clock=Clock())
    budget.request(60)
    budget.received(30)
    with pytest.raises(EndpointError):
        budget.request(11)
    budget.request(10)


def test_a_request_that_was_refused_costs_nothing():
    budget = Budget(characters=100, clock=Clock())
    with pytest.raises(EndpointError):
        budget.request(101)
    budget.request(100)


def test_zero_is_no_limit():
    budget = Budget(clock=Clock())
    for _ in range(1000):
        budget.request(10**6)
    budget.received(1)


def test_over_the_budget_the_offline_answer_comes_with_a_note(school_settings, endpoint, offline):
    assistant = with_model(school_settings, endpoint, llm_budget_requests=1)
    endpoint.says(f"过程性考核占60%。[{position(assistant)}]")
    assert assistant.ask(QUESTION).text == "过程性考核占60%。[1]"
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert answer.text == offline.text
    assert answer.notes == (
        "模型没有答上来，下面是直接从资料里摘出的回答。模型服务这一小时的用量到了上限。",
    )
    assert len(endpoint.requests) == 1
