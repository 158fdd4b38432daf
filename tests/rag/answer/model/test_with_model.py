"""Whether a model is asked, and whether what it says counts; the offline answer stands by."""

from dataclasses import replace

import pytest
from model_answers import with_endpoint
from readers_by_hand import Says
from scripted_endpoint import cut_off, fails

from indexing.index import open_index
from rag.answer.citations import CitationBook
from rag.answer.model.answer_model import AnswerModel
from rag.answer.model.unnamed import names_of
from rag.answer.model.with_model import answered, near
from rag.read.network import Calibration
from rag.read.reader import Reader
from rag.retrieve.retrieval import Retrieval

QUESTION = "任课教师要有几年茶艺从业经历"
TEXT = "任课教师应有三年以上的茶艺从业经历。"


class Asking:
    """A question over the invented school, to a model behind the scripted endpoint.

    Attributes:
        passages: what was found for the question.
        says: what the reader says of the model's text.
    """

    def __init__(self, index, settings, endpoint):
        retrieval = Retrieval(settings, encoder=None)
        hits = retrieval.retrieve(index, retrieval.understand(index, QUESTION))
        self.reading = Reader(Says()).read(index, hits, 10)
        self.passages = self.reading.passages
        self.says = Says({TEXT: 1.0}, calibration=Calibration(1.0, 0.0))
        self._names = names_of(retrieval.catalogue(index))
        self._settings = with_endpoint(settings, endpoint, llm_timeout_s=60.0)

    def __call__(self, relevance=-1.0, offline=None):
        """Return the pieces, the result and the notes, where passages answer so surely."""
        reading = replace(self.reading, relevance=relevance)
        reader, model = Reader(self.says), AnswerModel(self._settings)
        run = answered(model, QUESTION, reading, (), offline, self._names, reader)
        pieces = []
        while True:
            try:
                pieces.append(next(run))
            except StopIteration as stop:
                return pieces, *stop.value

    def passage_with(self, words):
        return next(passage for passage in self.passages if words in passage.text)

    @property
    def n(self):
        """The number that the model must cite."""
        return self.passage_with(TEXT).rank


@pytest.fixture
def asking(school_settings, endpoint):
    with open_index(school_settings.index) as index:
        yield Asking(index, school_settings, endpoint)


# --- where nothing seems to answer -------------------------------------------------------------


def test_passages_that_are_near_are_put_to_the_model_with_a_caution(asking, endpoint):
    endpoint.says("资料中没有。")
    assert asking() == ([], None, ())
    assert len(endpoint.requests) == 1
    assert "很可能并没有说到这个问题" in endpoint.prompt
    assert all(passage.text in endpoint.prompt for passage in asking.passages)


@pytest.mark.parametrize(("relevance", "asked"), [(-3.0, 1), (-3.01, 0)])
def test_passages_that_are_far_are_never_put_to_it(asking, endpoint, relevance, asked):
    endpoint.says("资料中没有。")
    assert asking(relevance) == ([], None, ())
    assert len(endpoint.requests) == asked


def test_nothing_is_near_where_nothing_was_read(asking):
    assert near(asking.reading)
    assert not near(replace(asking.reading, passages=()))


def test_what_stands_and_answers_counts(asking, endpoint):
    endpoint.says(f"{TEXT}[{asking.n}]")
    pieces, (said, citations), notes = asking()
    assert pieces == [said] == [f"{TEXT}[1]"]
    assert [citation.quote for citation in citations] == [TEXT]
    assert notes == ()
    # the reader was asked about the model's words, without their citations
    assert asking.says.asked == [(QUESTION, "", [TEXT])]


def test_what_stands_and_does_not_answer_is_never_shown(asking, endpoint):
    endpoint.says(f"{TEXT}[{asking.n}]")
    asking.says = Says({TEXT: 0.99}, calibration=Calibration(1.0, 0.0))
    assert asking() == ([], None, ())


@pytest.mark.parametrize(
    "text",
    [
        "茶艺师一个月工资8000元。[{n}]",
        f"{TEXT[:-1]}，工资另议。[{{n}}]",
        f"{TEXT}[{{n}}]工资8000元。",
        f"{TEXT}[{{n}}]还要有证书。[{{n}}]",
        "工资8000元。[99]",
    ],
    ids=["made up", "half made up", "one of two uncited", "one of two made up", "no such id"],
)
def test_one_sentence_that_does_not_stand_spoils_all(asking, endpoint, text):
    asking.says = Says({"": 9.0})  # whatever it is, it would answer
    endpoint.says(text.format(n=asking.n))
    assert asking() == ([], None, ())
    assert len(endpoint.requests) == 1


def test_an_endpoint_that_fails_leaves_the_refusal_and_says_so(asking, endpoint):
    endpoint.says(fails(401))
    assert asking() == ([], None, ("模型没有答上来。模型服务出错：密钥不对。",))


# --- where there is an answer without it -------------------------------------------------------


def offline_of(asking):
    """An answer made of two places, the first of them the one that the model is about to cite."""
    book = CitationBook()
    teachers, other = asking.passage_with(TEXT), asking.passage_with("过程性考核占60%")
    at = teachers.text.index(TEXT)
    first = book.cite(other, 0, len(other.text))
    second = book.cite(teachers, at, at + len(TEXT))
    assert (first.n, second.n) == (1, 2)
    return f"{TEXT}[2]另见[1]", book.all()


def test_the_model_may_say_it_better_and_its_words_need_not_be_judged_again(asking, endpoint):
    offline = offline_of(asking)
    endpoint.says(f"应有三年以上的茶艺从业经历。[{asking.n}]")
    pieces, (said, citations), notes = asking(1.0, offline)
    assert pieces == [said] == ["应有三年以上的茶艺从业经历。[1]"]
    assert [citation.quote for citation in citations] == [TEXT]
    assert (notes, asking.says.asked) == ((), [])
    assert "很可能并没有说到这个问题" not in endpoint.prompt


def test_where_the_model_fails_the_answer_stands_in_and_the_teacher_is_told(asking, endpoint):
    offline = offline_of(asking)
    endpoint.says(fails(401))
    pieces, result, (note,) = asking(1.0, offline)
    assert (pieces, result) == ([offline[0]], offline)
    assert note == ("模型没有答上来，下面是直接从资料里摘出的回答。模型服务出错：密钥不对。")


def test_where_it_breaks_off_the_answer_follows_numbered_on_and_a_place_keeps_its_number(
    asking, endpoint
):
    offline = offline_of(asking)
    endpoint.says(cut_off(f"{TEXT}[{asking.n}]还要"))
    pieces, (said, citations), (note,) = asking(1.0, offline)
    assert said == "".join(pieces) == f"{TEXT}[1]\n\n{TEXT}[1]另见[2]"
    assert [citation.n for citation in citations] == [1, 2]
    assert citations[0].quote == TEXT
    assert citations[1].quote == offline[1][0].quote
    assert note.startswith("模型没有写完，空行后面是直接从资料里摘出的回答。")
