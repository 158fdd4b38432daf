"""What a teacher gets when a model writes the answer: only what the passages bear out."""

import pytest
from invented_school import StubEncoder
from scripted_endpoint import (
    KEY,
    cut_off,
    fails,
    hangs,
    malformed,
    reports_error,
    serving,
    web_page,
)

from rag.assistant import Assistant
from rag.generation import endpoint as endpoint_module
from rag.generation.model import AnswerModel
from rag.generation.verification import verified
from rag.settings import Settings
from rag.types import Answer, Passage, SourceQuote, Turn

QUESTION = "绿茶冲泡的过程性考核和终结性考核各占多少"
RULE = "过程性考核占60%，终结性考核占40%。"


@pytest.fixture
def endpoint(monkeypatch):
    monkeypatch.setattr(endpoint_module, "_WAITS", (0.01, 0.01))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving() as endpoint:
        yield endpoint


def with_model(settings, endpoint, **more):
    values = {"llm_timeout_s": 10.0, **more}
    settings = settings.model_copy(
        update={
            "llm_base_url": endpoint.url,
            "llm_model": "scripted",
            "llm_api_key": Settings(llm_api_key=KEY).llm_api_key,
            **values,
        }
    )
    return Assistant(settings, StubEncoder(), AnswerModel(settings))


@pytest.fixture
def teacher(school_settings, endpoint):
    assistant = with_model(school_settings, endpoint)
    yield assistant
    assistant.close()


@pytest.fixture
def offline(school):
    """The answer without any model."""
    return school.ask(QUESTION)


def position(assistant):
    """The number the model must cite: the passage that has the rule, and the document's text."""
    passages = assistant.search(QUESTION)
    return next(p.rank for p in passages if RULE in p.text and "绿茶" in "".join(p.heading_path))


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
    assert f"问题：{QUESTION}" in endpoint.prompt
    assert "问：红茶呢\n答：共36学时。" in endpoint.prompt
    assert endpoint.requests[-1]["stream"] is True
    assert endpoint.requests[-1]["temperature"] == 0.0


def test_a_stream_gives_pieces_first_and_the_checked_answer_last(teacher, endpoint):
    text = f"过程性考核占60%。[{position(teacher)}]茶叶很贵。"
    endpoint.says(text)
    *pieces, last = teacher.stream(QUESTION)
    assert len(pieces) > 3
    assert "".join(pieces) == text
    assert isinstance(last, Answer)
    assert last.text == "过程性考核占60%。[1]"


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


# --- endpoints that fail -----------------------------------------------------------------------

FAULTS = {
    "malformed": (malformed, "答复的格式不对"),
    "cut off": (cut_off("过程性考核"), "答到一半连接断了"),
    "500 always": (fails(500), "对方内部错误"),
    "429 always": (fails(429), "请求太多，被限流"),
    "401": (fails(401), "密钥不对"),
    "404": (fails(404), "地址或模型名不对"),
    "400": (fails(400), "对方不接受这样的请求"),
    "error in the stream": (reports_error, "对方在回答中报错"),
    "web page": (web_page, "对方的答复读不懂，地址可能不对"),
    "nothing": ("", "没有写出内容"),
}


@pytest.mark.parametrize(("step", "said"), FAULTS.values(), ids=FAULTS)
def test_when_the_endpoint_fails_the_offline_answer_comes_with_a_note(
    teacher, endpoint, offline, step, said
):
    endpoint.says(step)
    answer = teacher.ask(QUESTION)
    assert (answer.status, answer.text, answer.citations) == (
        "answered",
        offline.text,
        offline.citations,
    )
    assert len(answer.notes) == 1
    assert answer.notes[0].startswith("模型没有答上来")
    assert said in answer.notes[0]
    shown = f"{answer.text}{answer.notes}"
    for secret in (KEY, endpoint.url, "127.0.0.1", "Traceback", "Error"):
        assert secret not in shown


def test_a_hang_ends_at_the_timeout_and_is_not_tried_again(school_settings, endpoint, offline):
    endpoint.says(hangs)
    assistant = with_model(school_settings, endpoint, llm_timeout_s=0.3)
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert answer.text == offline.text
    assert "超时" in answer.notes[0]
    assert len(endpoint.requests) == 1


def test_nobody_listening_is_a_note_too(school_settings, offline, endpoint):
    endpoint.url = "http://127.0.0.1:9/v1"
    assistant = with_model(school_settings, endpoint)
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert answer.text == offline.text
    assert "连接不上" in answer.notes[0]


def test_a_busy_endpoint_is_asked_again(teacher, endpoint):
    endpoint.says(
        fails(429, Retry_After="30"), fails(500), f"过程性考核占60%。[{position(teacher)}]"
    )
    answer = teacher.ask(QUESTION)
    assert answer.text == "过程性考核占60%。[1]"
    assert answer.notes == ()
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize(("status", "tries"), [(500, 3), (429, 3), (401, 1), (400, 1)])
def test_only_passing_faults_are_tried_again(teacher, endpoint, status, tries):
    endpoint.says(fails(status))
    teacher.ask(QUESTION)
    assert len(endpoint.requests) == tries


def test_no_second_try_once_text_has_come(teacher, endpoint):
    endpoint.says(cut_off("过程性"))
    *pieces, last = teacher.stream(QUESTION)
    assert len(endpoint.requests) == 1
    assert pieces[0] == "过程性"
    assert pieces[-1] == last.text


@pytest.mark.parametrize("end", ["length", None])
def test_an_answer_that_was_not_finished_is_said_to_be_so(teacher, endpoint, end):
    n = position(teacher)
    endpoint.says(lambda handler: handler.stream(f"过程性考核占60%。[{n}]", end))
    answer = teacher.ask(QUESTION)
    assert answer.text == "过程性考核占60%。[1]"
    assert answer.notes == ("模型的回答没有写完，可能不完整。",)


def test_a_model_that_never_stops_is_stopped(teacher, endpoint, monkeypatch):
    monkeypatch.setattr(endpoint_module, "_MOST", 40)
    n = position(teacher)
    endpoint.says(f"过程性考核占60%。[{n}]" + "茶" * 5000)
    *pieces, last = teacher.stream(QUESTION)
    assert len("".join(pieces)) <= 45
    assert last.text == "过程性考核占60%。[1]"


def test_an_endpoint_that_drips_is_given_up(school_settings, endpoint, offline):
    endpoint.says(lambda handler: handler.stream("茶" * 500, pause=0.1))
    assistant = with_model(school_settings, endpoint, llm_timeout_s=0.25)
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert answer.text == offline.text
    assert "超时" in answer.notes[0]


def test_thoughts_of_a_reasoning_model_are_neither_shown_nor_counted(teacher, endpoint):
    n = position(teacher)
    endpoint.says(f"<think>先看第{n}条。</think>\n\n过程性考核占60%。[{n}]")
    *pieces, last = teacher.stream(QUESTION)
    assert last.text == "过程性考核占60%。[1]"
    assert last.notes == ()
    assert "先看" not in "".join(str(piece) for piece in pieces[2:])


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


# --- checking alone ----------------------------------------------------------------------------


def passage(text, rank=1, **more):
    return Passage(rank, f"c{rank}", "d.md", "书", (), None, text, 1.0, 0, len(text), "x", **more)


LIST = passage(
    "1. 温碗与投茶，5分钟。\n2. 学员两人一组练习出汤，20分钟。\n3. 各组互评汤色，10分钟。"
)


def test_the_numbers_of_list_items_are_no_figures():
    text = "1. 温碗与投茶，5分钟[1]\n7. 各组互评汤色，10分钟[1]"
    answer, citations, dropped = verified(text, [LIST])
    assert answer == "1. 温碗与投茶，5分钟[1]\n7. 各组互评汤色，10分钟[2]"
    assert [c.quote for c in citations] == ["1. 温碗与投茶，5分钟。", "3. 各组互评汤色，10分钟。"]
    assert dropped == 0


def test_a_mark_after_the_full_stop_or_a_quotation_belongs_to_the_sentence():
    answer, _, dropped = verified("温碗与投茶，5分钟。 [1]“各组互评汤色，10分钟。”[1]", [LIST])
    assert answer == "温碗与投茶，5分钟。[1]“各组互评汤色，10分钟。”[2]"
    assert dropped == 0


def test_a_mark_at_the_end_stands_for_every_part_between_semicolons():
    answer, _, dropped = verified(
        "温碗与投茶，5分钟；互评汤色，90分钟；互评汤色，10分钟。[1]", [LIST]
    )
    assert answer == "温碗与投茶，5分钟；[1]互评汤色，10分钟。[2]"
    assert dropped == 1


def test_several_marks_keep_those_that_support():
    other = passage("茶席布置共24学时。", rank=2)
    answer, citations, _ = verified("茶席布置共24学时[1, 2, 9]。", [LIST, other])
    assert answer == "茶席布置共24学时。[1]"
    assert [c.chunk_id for c in citations] == ["c2"]


def test_marks_are_renumbered_from_one_in_order_of_use():
    other = passage("茶席布置共24学时。", rank=2)
    answer, citations, _ = verified("茶席布置共24学时。[2]温碗与投茶，5分钟。[1]", [LIST, other])
    assert answer == "茶席布置共24学时。[1]温碗与投茶，5分钟。[2]"
    assert [c.n for c in citations] == [1, 2]


def test_a_fact_sheet_is_cited_by_the_cells_it_was_read_from():
    rows = tuple(
        SourceQuote("d.md", f"{name}课程共{hours}学时", at, at + 9, chunk_id=f"s{at}")
        for name, hours, at in (("绿茶", 48, 0), ("红茶", 36, 20))
    )
    sheet = passage(
        "各门课程的学时安排\n绿茶：48 学时\n红茶：36 学时\n合计：2 项，84 学时",
        derived=True,
        sources=rows,
    )
    one, citations, _ = verified("红茶课程36学时。[1]", [sheet])
    assert (one, [c.quote for c in citations]) == ("红茶课程36学时。[1]", ["红茶课程共36学时"])
    total, citations, _ = verified("合计84学时。[1]", [sheet])
    assert (total, [c.start for c in citations]) == ("合计84学时。[1][2]", [0, 20])
    assert verified("各门课程的学时安排。[1]", [sheet])[1] == ()


@pytest.mark.parametrize("text", ["", "\n\n", "[1]", "。。。", "---", "[1][2]。\n", "###"])
def test_text_without_words_is_nothing_and_drops_nothing(text):
    assert verified(text, [LIST]) == ("", (), 0)
