"""The same text twice in the corpus: one passage, one citation, and every place it stands in."""

import pytest
from invented_workshop import DOCUMENTS, assistant_over, build

from indexing.copies import distinct
from indexing.index import open_index
from rag.ask.catalogue import Catalogue
from rag.cli.show import answer_text
from rag.types import record_json

STANDARD = next(name for name, text in DOCUMENTS.items() if "榫卯制作" in text and "考核" in text)
HOURS = "榫卯制作各任务一共多少学时？"
QUESTION = "榫卯制作怎么考核？"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """The workshop's documents, one of them three times: moved, and saved with other line ends."""
    copies = {
        f"备份/{STANDARD}": DOCUMENTS[STANDARD],
        "旧电脑/存过的.md": DOCUMENTS[STANDARD] + "\n\n",
    }
    return build(tmp_path_factory.mktemp("copies"), {**DOCUMENTS, **copies})


@pytest.fixture(scope="module")
def assistant(settings):
    assistant = assistant_over(settings)
    yield assistant
    assistant.close()


OTHERS = tuple(sorted([f"备份/{STANDARD}", "旧电脑/存过的.md"], key=lambda p: (len(p), p)))


def test_a_passage_is_found_once_and_names_the_other_places(assistant):
    passages = assistant.search(QUESTION, k=20)
    assert len({p.text for p in passages}) == len(passages)
    found = [p for p in passages if "占55%" in p.text]
    assert [(p.document, p.also_in) for p in found] == [(STANDARD, OTHERS)]
    assert {p.also_in for p in passages if p.document != STANDARD} <= {()}


def test_an_answer_cites_it_once_and_names_the_other_places(assistant):
    answer = assistant.ask(QUESTION)
    assert answer.text == "过程性考核占55%，终结性考核占45%。[1]"
    (citation,) = answer.citations
    assert (citation.document, citation.also_in) == (STANDARD, OTHERS)
    assert record_json(answer)["citations"][0]["also_in"] == list(OTHERS)
    assert f"（同样见 {'、'.join(OTHERS)}）" in answer_text(answer)


def test_what_stands_in_copies_counts_once_in_a_sum(assistant):
    answer = assistant.ask(HOURS)
    assert answer.text == "共 3 项，6+10+8=24 学时[1][2][3]"
    assert {c.also_in for c in answer.citations} == {OTHERS}


def test_every_copy_is_a_document_of_the_list(assistant):
    assert set(OTHERS) <= {info.path for info in assistant.documents()}


def test_a_copy_answers_where_the_others_may_not_be_seen(assistant):
    hidden = frozenset({STANDARD, OTHERS[0]})
    (citation,) = assistant.without(hidden).ask(QUESTION).citations
    assert (citation.document, citation.also_in) == (OTHERS[1], ())


def test_an_index_without_copies_is_asked_itself(tmp_path):
    settings = build(tmp_path, DOCUMENTS)
    with open_index(settings.index) as index:
        assert distinct(index) is index


def test_a_copy_is_named_by_its_own_name_too(tmp_path):
    text = "锯片每周检查一次，由值日生登记。\n"
    names = ("锯片守则", "车间安全须知")
    settings = build(tmp_path, {f"{name}.txt": text for name in names})
    with open_index(settings.index) as index:
        catalogue = Catalogue.of(distinct(index))
        stands = index.document_by_path("锯片守则.txt").id
    for name in names:
        assert catalogue.named_documents(f"《{name}》里锯片多久检查一次？") == [stands]
