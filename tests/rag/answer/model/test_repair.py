"""What did not stand is mended in one more request, and the teacher is told either way."""

from model_answers import QUESTION, position, with_model
from scripted_endpoint import fails, hangs

MENDED = "模型有 1 句与资料不符，已照资料改正。"
DROPPED = "模型有 1 句在资料里找不到依据，已略去。"


def test_a_wrong_number_is_mended_in_its_place(teacher, endpoint):
    n = position(teacher)
    endpoint.says(
        f"过程性考核占65%。[{n}]缺课三次的学员不得参加终结性考核。[{n}]",
        f"1. 过程性考核占60%。[{n}]",
    )
    *pieces, answer = teacher.stream(QUESTION)
    assert answer.text == "过程性考核占60%。[1]缺课三次的学员不得参加终结性考核。[2]"
    assert "".join(pieces) == answer.text
    assert answer.notes == (MENDED,)
    assert len(endpoint.requests) == 2


def test_all_faulty_sentences_go_into_one_request_with_what_is_wrong(teacher, endpoint):
    n = position(teacher)
    endpoint.says(
        f"过程性考核占65%。[{n}]茶叶很贵。缺课三次的学员可以参加终结性考核。[{n}]",
        f"1. 过程性考核占60%。[{n}]\n2. 删\n3. 缺课三次的学员不得参加终结性考核。[{n}]",
    )
    answer = teacher.ask(QUESTION)
    assert answer.text == "过程性考核占60%。[1]缺课三次的学员不得参加终结性考核。[2]"
    assert answer.notes == ("模型有 2 句与资料不符，已照资料改正。", DROPPED)
    assert len(endpoint.requests) == 2
    assert f"1. 过程性考核占65%。[{n}]（数字和资料不一致）" in endpoint.prompt
    assert "2. 茶叶很贵。（没有注明依据哪一条资料）" in endpoint.prompt
    assert (
        f"3. 缺课三次的学员可以参加终结性考核。[{n}]（肯定、否定和资料不一致）" in endpoint.prompt
    )
    assert f"[{n}]《茶艺培训标准》" in endpoint.prompt
    assert "过程性考核占60%，终结性考核占40%。" in endpoint.prompt


def test_what_is_wrong_a_second_time_is_left_out(teacher, endpoint):
    n = position(teacher)
    endpoint.says(
        f"终结性考核占40%。[{n}]过程性考核占65%。[{n}]",
        f"1. 过程性考核占70%。[{n}]",
        f"1. 过程性考核占60%。[{n}]",
    )
    answer = teacher.ask(QUESTION)
    assert answer.text == "终结性考核占40%。[1]"
    assert answer.notes == (DROPPED,)
    assert len(endpoint.requests) == 2


def test_more_than_was_asked_for_is_not_taken(teacher, endpoint):
    n = position(teacher)
    endpoint.says(
        f"终结性考核占40%。[{n}]茶叶很贵。",
        f"好的，改正如下：\n2. 过程性考核占60%。[{n}]\n过程性考核占60%。[{n}]",
    )
    answer = teacher.ask(QUESTION)
    assert answer.text == "终结性考核占40%。[1]"
    assert answer.notes == (DROPPED,)


def test_nothing_faulty_asks_nothing_more(teacher, endpoint):
    endpoint.says(f"终结性考核占40%。[{position(teacher)}]")
    teacher.ask(QUESTION)
    assert len(endpoint.requests) == 1


def test_an_endpoint_that_fails_at_mending_leaves_what_stood(teacher, endpoint):
    endpoint.says(f"终结性考核占40%。[{position(teacher)}]茶叶很贵。", fails(500))
    answer = teacher.ask(QUESTION)
    assert (answer.status, answer.text) == ("answered", "终结性考核占40%。[1]")
    assert answer.notes == (DROPPED,)


def test_mending_shares_the_time_of_the_answer(school_settings, endpoint):
    assistant = with_model(school_settings, endpoint, llm_total_s=1.0, llm_timeout_s=30.0)
    endpoint.says(f"终结性考核占40%。[{position(assistant)}]茶叶很贵。", hangs)
    answer = assistant.ask(QUESTION)  # the server would hang for half a minute
    assistant.close()
    assert answer.text == "终结性考核占40%。[1]"
    assert answer.timings_ms["answer"] < 15_000


def test_a_mended_answer_may_be_all_there_is(teacher, endpoint):
    n = position(teacher)
    endpoint.says("过程性考核占60%。", f"1. 过程性考核占60%。[{n}]")
    answer = teacher.ask(QUESTION)
    assert answer.text == "过程性考核占60%。[1]"
    assert answer.notes == (MENDED,)
