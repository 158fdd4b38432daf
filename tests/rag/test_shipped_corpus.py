"""The shipped corpus from end to end: what a first-time user does in the first minute."""

import pytest

from indexing.index import open_index
from indexing.records import document_id


@pytest.fixture(scope="module")
def examples(assistant):
    return assistant.examples()


def test_example_questions_are_offered_for_several_documents(examples):
    assert 3 <= len(examples) <= 5
    assert len(set(examples)) == len(examples)


def test_every_example_is_answered_with_quotes_that_stand_in_the_documents(
    assistant, examples, shipped_index
):
    with open_index(shipped_index) as index:
        for question in examples:
            answer = assistant.ask(question)
            assert answer.status == "answered", question
            assert answer.citations
            for c in answer.citations:
                canonical = index.canonical(document_id(c.document))
                assert canonical[c.start : c.end] == c.quote != ""


def test_every_document_of_the_corpus_is_indexed(assistant, shipped_corpus):
    files = {path.name for path in shipped_corpus.iterdir() if path.suffix != ".md"}
    paths = {info.path for info in assistant.documents()}
    assert files <= paths
    assert "SOURCES.md" not in paths
    assert len(paths) >= 4
