"""A growing text cut into sentences with their marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.model.splitting import Part, Splitter


def whole(text):
    splitter = Splitter()
    return [*splitter.feed(text), *splitter.close()]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("共48学时。[1]不含实训。[2]", [Part(0, "共48学时。", (1,)), Part(0, "不含实训。", (2,))]),
        ("1. 温碗[1]\n\n2. 出汤[1][3]", [Part(0, "1. 温碗", (1,)), Part(2, "2. 出汤", (1, 3))]),
        ("甲一；乙二；丙三。[2]", [Part(0, f"{t}", (2,)) for t in ("甲一；", "乙二；", "丙三。")]),
        (
            "他说“很好。” [1, 2]【任务】完",
            [Part(0, "他说“很好。”", (1, 2)), Part(0, "【任务】完", ())],
        ),
        ("绿茶[1]，红茶[2]。", [Part(0, "绿茶", (1,)), Part(0, "，红茶。", (2,))]),
        ("甲一；乙二[1]，丙三。", [Part(0, t, (1,)) for t in ("甲一；", "乙二", "，丙三。")]),
        ("占60%[4]。", [Part(0, "占60%。", (4,))]),
        ("---\n。。。[1]", []),
    ],
)
def test_parts(text, parts):
    assert whole(text) == parts


def test_a_sentence_comes_as_soon_as_nothing_more_can_belong_to_it():
    splitter = Splitter()
    assert list(splitter.feed("共48学时。")) == []
    assert list(splitter.feed("[1")) == []
    assert list(splitter.feed("]")) == []
    assert list(splitter.feed("不")) == [Part(0, "共48学时。", (1,))]
    assert list(splitter.close()) == [Part(0, "不", ())]


@given(
    st.text(alphabet="茶共4。！；[]1,，【】”） \n", max_size=60),
    st.lists(st.integers(1, 6), min_size=1, max_size=60),
)
def test_how_the_text_comes_does_not_matter(text, sizes):
    splitter, parts, at, step = Splitter(), [], 0, 0
    while at < len(text):
        size = sizes[step % len(sizes)]
        parts += splitter.feed(text[at : at + size])
        at, step = at + size, step + 1
    assert [*parts, *splitter.close()] == whole(text)
