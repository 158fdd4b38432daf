"""Sides of a comparison take turns; the best of all stays at the top."""

from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import question

from indexing.records import Chunk, ChunkKind
from rag.ask.mentions import Mention
from rag.read.sides import in_turns, sides
from rag.retrieve.hits import Found


def found(number, score, path=(), document="d"):
    chunk = Chunk(
        id=f"c{number}",
        document_id=document,
        kind=ChunkKind.PARAGRAPH,
        text="文",
        search_text="文",
        heading_path=path,
        page=None,
        start=number,
        end=number + 1,
        section=0,
    )
    return Found(chunk, score)


def ids(ranking):
    return [item.chunk.id for item in ranking]


def test_the_group_with_the_best_begins_and_the_rest_keep_their_order():
    ranking = [found(0, 4.0), found(1, 3.0), found(2, 2.0), found(3, 1.0)]
    first, second = [ranking[1], ranking[3]], [ranking[0], ranking[2]]
    assert ids(in_turns(ranking, [first, second], 1)) == ["c0", "c1", "c2", "c3"]
    assert ids(in_turns(ranking, [[ranking[3]], [ranking[2]]], 1)) == ["c2", "c3", "c0", "c1"]
    assert ids(in_turns(ranking, [first, second], 2)) == ["c0", "c1", "c2", "c3"]


def test_without_groups_nothing_moves():
    ranking = [found(0, 2.0), found(1, 1.0)]
    assert in_turns(ranking, [], 2) == in_turns(ranking, [[], []], 2) == ranking


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=3), st.integers(0, 3))
def test_turns_lose_and_double_nothing(groups, depth):
    ranking = [found(i, 10.0 - i) for i in range(10)]
    turned = in_turns(ranking, [[ranking[i] for i in sorted(set(g))] for g in groups], depth)
    assert sorted(ids(turned)) == sorted(ids(ranking))


def test_two_documents_named_are_sides_if_both_have_candidates():
    one, other = found(0, 2.0, document="a"), found(1, 1.0, document="b")
    asked = question("比较", documents=("a", "b"))
    assert sides(asked, [one, other]) == [[one], [other]]
    assert sides(asked, [one]) == []


def named(*names):
    return tuple(Mention(name, frozenset({name}), 1, at) for at, name in enumerate(names))


def test_two_sections_joined_by_and_are_sides_but_a_field_of_one_is_none():
    left, right = found(0, 2.0, ("榫卯课程",)), found(1, 1.0, ("打磨课程",))
    mentions = named("榫卯课程", "打磨课程")
    assert sides(question("榫卯课程和打磨课程", mentions=mentions), [left, right]) == [
        [left],
        [right],
    ]
    assert sides(question("榫卯课程：打磨课程", mentions=mentions), [left, right]) == []


def test_a_contrast_names_sibling_sections_by_how_they_begin():
    both = [found(0, 2.0, ("机制", "1. 初级层级")), found(1, 1.0, ("机制", "2. 高级层级"))]
    third = found(2, 0.5, ("别处", "3. 高级层级"))
    asked = question("初级和高级的机制有什么不同", contrasts=True)
    assert sides(asked, [*both, third]) == [[both[0]], [both[1]]]
    assert sides(question("机制", contrasts=True), both) == []
