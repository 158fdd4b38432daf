"""The word lists of drafting name only what is there."""

import re

import pytest

from rag.checking import rule_name
from rag.drafting.plan import DraftRequest
from rag.drafting.wording import words


def test_every_rule_that_only_a_whole_plan_can_keep_is_a_rule_of_the_checker():
    rules = words("checking")["whole"]
    assert "missing_field" in rules
    for rule in rules:
        assert re.search(r"[\u4e00-\u9fff]", rule_name(rule)), rule


def test_a_rule_that_is_none_has_no_name():
    with pytest.raises(KeyError):
        rule_name("empty_column")


def test_every_field_that_is_asked_for_is_a_field_of_the_form():
    assert set(words("missing")) <= set(DraftRequest.model_fields)
