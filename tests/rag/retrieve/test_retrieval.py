"""What is found first: by words, by the course or document named, by asking for hours."""

from dataclasses import replace

import pytest
from invented_school import StubEncoder
from invented_workshop import build
from readers_by_hand import Says

from indexing.index import open_index
from rag.read.reader import Reader
from rag.retrieve.retrieval import Retrieval


def places(chunks):
    return [chunk.heading_path[-1] for chunk in chunks]


def courses(chunks):
    return [chunk.heading_path[1] for chunk in chunks if len(chunk.heading_path) > 2]


def best(retrieval, index, text):
    """The first candidate for a question."""
    return retrieval.retrieve(index, retrieval.understand(index, text)).whole.found[0].chunk


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("榫卯制作怎么考核？", ("二、榫卯制作课程标准", "（二）教学考核要求")),
        ("家具打磨怎么考核？", ("三、家具打磨课程标准", "（二）教学考核要求")),
        ("家具打磨的课程目标是什么？", ("三、家具打磨课程标准", "（一）课程目标")),
        ("榫卯制作的任课教师有什么要求？", ("二、榫卯制作课程标准", "（三）师资要求")),
    ],
)
def test_a_course_named_finds_its_own_chunk_first(found, question, heading):
    assert found(question)[0].heading_path[1:] == heading


def test_a_question_in_either_script_finds_the_same(found):
    assert places(found("陰乾時濕度多少？")) == places(found("阴干时湿度多少？"))
    assert places(found("阴干时湿度多少？"))[0] == "二、陰乾"


def test_a_document_named_comes_before_the_others(found, workshop_index):
    plan = workshop_index.document_by_path("教案2.1.md").id
    chunks = found("教案2.1里师资和考核怎么写？")
    assert chunks[0].document_id == plan


@pytest.mark.parametrize(
    "question",
    [
        "榫卯制作和家具打磨的考核有什么不同？",
        # most words are of one course; the other still has its turn
        "榫卯制作的图纸画线、开榫、榫头加工、整体装配，和家具打磨有什么不同？",
    ],
)
def test_two_courses_named_are_both_among_the_first(found, question):
    assert {chunk.heading_path[1] for chunk in found(question)[:2]} == {
        "二、榫卯制作课程标准",
        "三、家具打磨课程标准",
    }


def test_two_documents_named_are_both_among_the_first(tmp_path):
    goals = "\n\n".join(f"## 教学目标{n}\n\n教学目标是拼板，教学目标要讲清。" for n in "甲乙丙丁")
    documents = {
        "a.md": f"# 教案5.1《拼板》\n\n{goals}\n",
        "b.md": "# 教案5.2《倒角》\n\n## 教学目标\n\n倒出均匀的角。\n\n## 课后\n\n整理工位。\n",
        "c.md": "# 车间手册\n\n## 教学目标\n\n车间的教学目标贴在墙上。\n",
    }
    settings = build(tmp_path, documents)
    retrieval = Retrieval(settings, encoder=None)
    with open_index(settings.index) as index:
        asked = retrieval.understand(index, "5.1和5.2的教学目标有什么不同？")
        read = Reader(Says()).read(index, retrieval.retrieve(index, asked), 10)
    assert {passage.document for passage in read.passages[:2]} == {"a.md", "b.md"}


def test_each_part_of_a_question_gets_its_evidence(found):
    first = found("榫卯制作的师资要求是什么？漆要过滤吗？带锯有几台？")[:3]
    assert set(places(first)) == {"（三）师资要求", "一、調漆", "五、设备"}


def test_who_asks_for_hours_of_each_task_gets_the_fact_sheet_first(found):
    chunk = found("榫卯制作的任务各多少学时？")[0]
    assert str(chunk.kind) == "fact_sheet"
    assert "榫头加工：10 学时" in chunk.text


def test_sheets_are_preferred_by_their_weight_and_only_where_hours_are_asked_for(
    workshop_settings, workshop_index
):
    settings = workshop_settings.model_copy(update={"sheet_weight": 9})
    heavy = Retrieval(settings, encoder=None)

    def first(text):
        return str(best(heavy, workshop_index, text).kind)

    assert first("按图纸画线、开榫的榫卯制作多少学时？") == "fact_sheet"
    assert first("按图纸画线、开榫的榫卯制作怎么考核？") != "fact_sheet"


def test_the_best_k_are_given_best_first_and_none_twice(found):
    many = found("榫卯制作和家具打磨怎么考核？各课程多少学时？", k=50)
    assert len({chunk.id for chunk in many}) == len(many)
    for k in (1, 3, 5):
        assert found("榫卯制作和家具打磨怎么考核？各课程多少学时？", k=k) == many[:k]


def test_scores_fall(retrieval, workshop_index, understood):
    hits = retrieval.retrieve(workshop_index, understood("怎么打磨面板"))
    scores = [item.score for item in hits.whole.found]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


@pytest.mark.parametrize("text", ["", "？", "的了吗", "quasar", "𠮷"])
def test_what_no_document_speaks_of_finds_nothing(found, text):
    assert found(text) == []


class OneDirection:
    """Embeds every question as the vector of one text."""

    def __init__(self, text):
        self.text = text

    def encode_query(self, text):
        return StubEncoder().encoded(self.text)


def test_what_is_near_in_meaning_is_found_without_a_common_word(workshop_settings, workshop_index):
    chunk = next(
        c
        for info in workshop_index.documents()
        for c in workshop_index.chunks_of(info.id)
        if c.heading_path[-1] == "一、調漆"
    )
    by_meaning = workshop_settings.model_copy(update={"dense_weight": 1.0, "lexical_weight": 0})
    retrieval = Retrieval(by_meaning, OneDirection(chunk.search_text))
    assert best(retrieval, workshop_index, "quasar") == chunk


def test_meaning_tells_more_the_less_the_words_do(workshop_settings, workshop_index):
    """Of a question whose words the documents have, meaning decides little; else it decides."""
    near = next(
        c
        for info in workshop_index.documents()
        for c in workshop_index.chunks_of(info.id)
        if c.heading_path[-1] == "一、調漆"
    )
    settings = workshop_settings.model_copy(update={"dense_weight": 0.8})
    retrieval = Retrieval(settings, OneDirection(near.search_text))

    def first(text):
        return best(retrieval, workshop_index, text)

    assert first("砂纸由粗到细打磨面板").heading_path[-1] == "（一）课程目标"
    assert first("面板 量子 光缆 芯片 卫星") == near


def test_names_are_read_once_a_generation(retrieval, workshop_index):
    assert retrieval.catalogue(workshop_index) is retrieval.catalogue(workshop_index)


def test_each_side_of_a_comparison_is_searched_without_the_name_of_the_other(
    retrieval, workshop_index, understood
):
    hits = retrieval.retrieve(workshop_index, understood("榫卯制作和家具打磨的难点有什么不同？"))
    texts = [side.candidates.question.folded.replace(" ", "") for side in hits.sides]
    assert texts == ["榫卯制作和的难点有什么不同?", "和家具打磨的难点有什么不同?"]
    for side, other in (hits.sides, hits.sides[::-1]):
        held = [f.chunk for f in side.candidates.found if side.has(f.chunk)]
        assert held
        assert not any(other.has(chunk) for chunk in held)


def test_each_document_of_a_comparison_is_searched_on_its_own(retrieval, workshop_index):
    ids = tuple(info.id for info in workshop_index.documents())[:2]
    asked = replace(retrieval.understand(workshop_index, "考核怎么写"), documents=ids[::-1])
    sides = retrieval.retrieve(workshop_index, asked).sides
    assert [side.document for side in sides] == [*ids[::-1]]
    assert [side.candidates.question.documents for side in sides] == [(ids[1],), (ids[0],)]
    assert {side.has(f.chunk) for side in sides for f in side.candidates.found} == {True, False}


def test_what_asks_several_things_or_one_has_no_sides(retrieval, workshop_index, understood):
    asked = understood("榫卯制作的师资要求是什么？漆要过滤吗？")
    parts = retrieval.parts(workshop_index, asked)
    hits = retrieval.retrieve(workshop_index, asked, parts)
    assert [part.question for part in hits.parts] == parts != []
    assert hits.sides == ()
    assert retrieval.retrieve(workshop_index, understood("漆要过滤吗？")).sides == ()


TIMETABLE = "# 安排\n\n## 值日\n\n每周三由值日组打扫。\n\n## 浇水\n\n每周一浇水。\n"


@pytest.mark.parametrize(
    ("question", "school"),
    [
        ("青岭木艺学校哪天打扫？", "青岭木艺学校安排.md"),
        ("白沙陶艺学校哪天打扫？", "白沙陶艺学校安排.md"),
    ],
)
def test_a_school_that_only_the_file_names_finds_its_document(tmp_path, question, school):
    texts = {f"{name}安排.md": TIMETABLE for name in ("白沙陶艺学校", "青岭木艺学校")}
    settings = build(tmp_path, {**texts, "通知.md": "# 通知\n\n## 卫生\n\n每天打扫。\n"})
    retrieval = Retrieval(settings, encoder=None)
    with open_index(settings.index) as index:
        chunk = best(retrieval, index, question)
        assert index.document(chunk.document_id).path == school
        asked = retrieval.understand(index, question)
        assert asked.documents == ()  # a hint: others are still found
        found = {hit.chunk.document_id for hit in retrieval.retrieve(index, asked).whole.found}
        assert len(found) > 1
