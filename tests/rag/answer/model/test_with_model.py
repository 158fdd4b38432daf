"""Where no rule finds an answer, a model may look; what it finds counts only if it fits."""

import pytest
from model_answers import with_model
from scripted_endpoint import fails

from rag.answer.model.unnamed import names_of
from rag.answer.model.with_model import answered, counts, near
from rag.read.evidence import Scorer
from rag.types import Citation

NEAR = "茶艺师一个月工资多少"
REFUSED = "资料里没有找到这个问题的答案。"


def number_of(assistant, question, words):
    return next(p.rank for p in assistant.search(question) if words in p.text)


def test_near_passages_are_put_to_the_model_with_a_caution(teacher, endpoint):
    endpoint.says("资料中没有。")
    *pieces, answer = teacher.stream(NEAR)
    assert len(endpoint.requests) == 1
    assert "很可能并没有说到这个问题" in endpoint.prompt
    assert answer.status == "refused"
    assert answer.text.startswith(REFUSED)
    assert pieces == [answer.text]
    assert answer.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "茶艺师一个月工资8000元。[{n}]",
        "任课教师应有三年以上的茶艺从业经历。[{n}]",
        "任课教师应有三年以上的茶艺从业经历，工资另议。[{n}]",
        "任课教师应有三年以上的茶艺从业经历。[{n}]工资8000元。",
        "工资8000元。[99]",
    ],
    ids=["made up", "true but no answer", "half made up", "one of two made up", "no such id"],
)
def test_a_model_that_hallucinates_on_an_unanswerable_question_is_refused(teacher, endpoint, text):
    n = number_of(teacher, NEAR, "任课教师")
    endpoint.says(text.format(n=n), f"1. 工资8000元。[{n}]")
    *pieces, answer = teacher.stream(NEAR)
    assert answer.status == "refused"
    assert answer.citations == ()
    assert "8000" not in "".join(pieces) + "".join(answer.notes)
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    "question",
    ["ISO9001对茶艺的要求", "《茶经》里绿茶冲泡怎么写", "教案9.9的课中步骤", "旷课会怎样"],
)
def test_what_the_passages_do_not_name_is_never_put_to_the_model(teacher, endpoint, question):
    endpoint.says("绿茶冲泡课程共48学时。[1]")
    assert teacher.ask(question).status == "refused"
    assert endpoint.requests == []


def test_an_endpoint_that_fails_leaves_the_refusal_and_says_so(teacher, endpoint):
    endpoint.says(fails(401))
    answer = teacher.ask(NEAR)
    assert answer.status == "refused"
    assert answer.text.startswith(REFUSED)
    assert answer.notes == ("模型没有答上来。模型服务出错：密钥不对。",)


class Asking:
    """A question over the school as if no rule had found an answer to it."""

    def __init__(self, assistant, model):
        self.assistant = assistant
        self.model = model

    def __call__(self, text):
        passages = self.assistant.search(text)
        with self.assistant._handle.use() as index:
            question = self.assistant._retrieval.understand(index, text)
            names = names_of(self.assistant._retrieval.catalogue(index))
            scorer = Scorer.of(question, index)
            pieces = []
            run = answered(self.model, text, question, passages, (), None, scorer, names)
            while True:
                try:
                    pieces.append(next(run))
                except StopIteration as stop:
                    return pieces, *stop.value


@pytest.fixture
def found(school_settings, endpoint):
    assistant = with_model(school_settings, endpoint)
    yield Asking(assistant, assistant._model)
    assistant.close()


QUESTION = "任课教师要有几年茶艺从业经历"


def test_an_answer_that_stands_and_fits_counts(found, endpoint):
    n = number_of(found.assistant, QUESTION, "任课教师")
    text = "任课教师应有三年以上的茶艺从业经历。"
    endpoint.says(f"{text}[{n}]")
    pieces, (said, citations), notes = found(QUESTION)
    assert pieces == [said] == [f"{text}[1]"]
    assert [c.quote for c in citations] == [text]
    assert notes == ()


def test_one_sentence_that_does_not_stand_spoils_it(found, endpoint):
    n = number_of(found.assistant, QUESTION, "任课教师")
    endpoint.says(f"任课教师应有三年以上的茶艺从业经历。[{n}]还要有证书。[{n}]")
    assert found(QUESTION) == ([], None, ())


def test_what_counts_has_the_terms_the_unit_and_the_form_asked_for(found):
    def cited(quote):
        return [Citation(1, "c", "d.md", "茶艺培训标准", ("师资要求",), None, quote, 0, 1)]

    with found.assistant._handle.use() as index:

        def judged(question, text):
            asked = found.assistant._retrieval.understand(index, question)
            return counts(asked, text, cited(text), Scorer.of(asked, index))

        assert judged(QUESTION, "任课教师应有三年以上的茶艺从业经历。")
        assert not judged(QUESTION, "任课教师要有茶艺从业经历。")
        assert not judged(QUESTION, "过程性考核分三项。")
        assert not judged(NEAR, "任课教师应有三年以上的茶艺从业经历。")


def test_without_passages_nothing_is_near(found):
    with found.assistant._handle.use() as index:
        asked = found.assistant._retrieval.understand(index, QUESTION)
        assert near(asked, found.assistant.search(QUESTION), Scorer.of(asked, index))
        assert not near(asked, (), Scorer.of(asked, index))
