"""What a teacher gets when a model writes the answer: only what the passages bear out."""

import pytest
from model_answers import QUESTION, RULE, position, with_model
from scripted_endpoint import KEY

from rag.types import Answer, Turn


def test_a_good_answer_comes_with_verbatim_citations(teacher, endpoint, school_settings):
    n = position(teacher)
    endpoint.says(f"过程性考核占 60%，终结性考核占 40%。[{n}]")
    answer = teacher.ask(QUESTION)
    assert answer.status == "answered"
    assert answer.text == "过程性考核占 60%，终结性考核占 40%。[1]"
    assert answer.notes == ()
    (citation,) = answer.citations
    assert (citation.n, citation.quote, citation.document) == (1, RULE, "标准/茶艺.md")
    view = teacher.source(citation.chunk_id, context=0)
    assert view.text[citation.start - view.start : citation.end - view.start] == RULE
    assert endpoint.keys == [f"Bearer {KEY}"]


def test_the_model_sees_numbered_passages_the_question_and_the_talk_before(teacher, endpoint):
    endpoint.says("资料中没有")
    teacher.ask(QUESTION, history=[Turn("红茶呢", "共36学时[1]。")])
    passages = teacher.search(QUESTION)
    for passage in passages:
        assert f"[{passage.rank}]《{passage.title}》" in endpoint.prompt
        assert passage.text in endpoint.prompt
    assert f"<问题>\n{QUESTION}\n</问题>" in endpoint.prompt
    assert "问：红茶呢\n答：共36学时。" in endpoint.prompt
    assert endpoint.requests[-1]["stream"] is True
    assert endpoint.requests[-1]["temperature"] == 0.0


def test_a_stream_gives_whole_sentences_that_stand_and_the_answer_last(teacher, endpoint):
    n = position(teacher)
    endpoint.says(f"过程性考核占60%。[{n}]\n缺课三次的学员不得参加终结性考核。[{n}]茶叶很贵。")
    *pieces, last = teacher.stream(QUESTION)
    assert pieces == ["过程性考核占60%。[1]", "\n缺课三次的学员不得参加终结性考核。[2]"]
    assert isinstance(last, Answer)
    assert last.text == "".join(pieces)


@pytest.mark.parametrize(
    "bad",
    [
        "考试用绿茶盖碗冲泡。[99]",
        "过程性考核占65%。[{n}]",
        "终结性考核占40%，学员可以缺课三次。",
        "缺课三次的学员可以参加终结性考核。[{n}]",
        "茶艺馆的月薪有一万元。[{n}]",
    ],
    ids=["id 99", "wrong number", "uncited", "negation lost", "made up"],
)
def test_a_sentence_without_support_is_left_out_and_the_teacher_told(teacher, endpoint, bad):
    n = position(teacher)
    endpoint.says(f"过程性考核占60%。[{n}]{bad.format(n=n)}")
    answer = teacher.ask(QUESTION)
    assert answer.text == "过程性考核占60%。[1]"
    assert [c.quote for c in answer.citations] == [RULE]
    assert answer.notes == ("模型有 1 句在资料里找不到依据，已略去。",)
    assert answer.status == "answered"


def test_where_nothing_is_supported_the_offline_answer_stands(teacher, endpoint, offline):
    endpoint.says("过程性考核占90%。[1]茶叶很贵。[99]")
    answer = teacher.ask(QUESTION)
    assert (answer.text, answer.citations) == (offline.text, offline.citations)
    assert answer.status == "answered"
    assert len(answer.notes) == 1
    assert "找不到依据，没有采用" in answer.notes[0]


def test_a_model_that_finds_nothing_makes_a_refusal(teacher, endpoint):
    endpoint.says("资料中没有。")
    answer = teacher.ask(QUESTION)
    assert answer.status == "refused"
    assert answer.citations == ()
    assert answer.text.startswith("资料里没有找到这个问题的答案。")
    assert answer.passages


def test_what_the_documents_do_not_speak_of_is_not_put_to_the_model(teacher, endpoint):
    endpoint.says("量子计算机有九十个比特。[1]")
    answer = teacher.ask("量子计算机的比特数")
    assert answer.status == "refused"
    assert endpoint.requests == []


def test_thoughts_of_a_reasoning_model_are_neither_shown_nor_counted(teacher, endpoint):
    n = position(teacher)
    endpoint.says(f"<think>先看第{n}条。</think>\n\n过程性考核占60%。[{n}]")
    *pieces, last = teacher.stream(QUESTION)
    assert last.text == "过程性考核占60%。[1]"
    assert last.notes == ()
    assert pieces == [last.text]


def test_a_thought_that_turns_out_to_be_one_only_at_its_end_does_not_count(teacher, endpoint):
    n = position(teacher)
    endpoint.says(f"终结性考核占40%。[{n}]不对，再想想。</think>过程性考核占60%。[{n}]")
    *_, last = teacher.stream(QUESTION)
    assert last.text == "过程性考核占60%。[1]"


def test_passages_beyond_the_context_window_are_not_sent(school_settings, endpoint):
    endpoint.says("资料中没有")
    assistant = with_model(school_settings, endpoint, llm_context_window=600)
    passages = assistant.search(QUESTION)
    assistant.ask(QUESTION)
    assistant.close()
    sent = [p for p in passages if p.text in endpoint.prompt]
    assert 1 <= len(sent) < len(passages)
    assert sent == passages[: len(sent)]
    assert len(endpoint.prompt) <= 450


def test_a_passage_that_was_not_sent_cannot_be_cited(school_settings, endpoint, offline):
    assistant = with_model(school_settings, endpoint, llm_context_window=600)
    last = assistant.search(QUESTION)[-1]
    endpoint.says(f"{last.text.splitlines()[-1]}[{last.rank}]")
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert answer.text == offline.text
    assert "没有采用" in answer.notes[0]
