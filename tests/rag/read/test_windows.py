"""What the network is given: a question beside units of a passage, in windows of tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from rag.read.units import LONGEST, Windows

#: Every letter is a token; its id is its place in here.
LETTERS = ["<s>", "<pad>", "</s>", "<unk>", *"问题头甲乙丙丁锯"]
BEGIN, END = 0, 2
Q, T, H, A, B, C, D, S = range(4, 12)


def tokenizer(letters=LETTERS):
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(letters)}, "<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    return made


@pytest.fixture(scope="module")
def windows():
    return Windows(tokenizer())


def test_question_head_and_units_stand_side_by_side(windows):
    (window,) = windows.of("问题", "头", ["甲乙", "丙", "丁丁丁"])
    assert window.ids == (BEGIN, Q, T, END, H, END, A, B, C, D, D, D, END)
    assert window.first == 0
    assert window.places == ((6, 8), (8, 9), (9, 12))


def test_without_head_or_units_there_is_a_window_all_the_same(windows):
    (window,) = windows.of("问", "", [])
    assert (window.ids, window.first, window.places) == ((BEGIN, Q, END, END, END), 0, ())
    (window,) = windows.of("问", "", ["", "甲"])
    assert window.ids == (BEGIN, Q, END, END, A, END)
    assert window.places == ((4, 4), (4, 5))


def test_of_a_long_question_the_beginning_is_kept_and_of_a_long_head_both_ends(windows):
    (window,) = windows.of("问" * 70, "头" * 30 + "丁" * 50, ["甲"])
    opening = (BEGIN, *[Q] * 64, END, *[H] * 24, *[D] * 40, END)
    assert window.ids == (*opening, A, END)
    (window,) = windows.of("问", "头" * 64, ["甲"])
    assert window.ids == (BEGIN, Q, END, *[H] * 64, END, A, END)


def test_a_passage_is_parted_where_the_next_unit_has_no_room(windows):
    # 5 tokens of opening and one at the end leave 282 of 288
    assert LONGEST == 288
    fits = windows.of("问", "", ["甲" * 200, "乙" * 83])
    assert [len(window.ids) for window in fits] == [288]
    parted = windows.of("问", "", ["甲" * 200, "乙" * 84, "丙", "丁" * 199])
    assert [(window.first, len(window.places)) for window in parted] == [(0, 1), (1, 2), (3, 1)]
    assert parted[1].ids == (BEGIN, Q, END, END, *[B] * 84, C, END)
    assert parted[1].places == ((4, 88), (88, 89))


def test_a_unit_longer_than_a_window_stands_in_several(windows):
    # 283 of the 400 fill a window; the rest shares the next one with what follows
    one, two, three = windows.of("问", "", ["丙", "甲" * 400, "乙"])
    assert [w.first for w in (one, two, three)] == [0, 1, 1]
    assert two.ids == (BEGIN, Q, END, END, *[A] * 283, END)
    assert three.ids == (BEGIN, Q, END, END, *[A] * 117, B, END)
    assert three.places == ((4, 121), (121, 122))


def test_a_tokenizer_without_marks_is_refused():
    for missing in ("<s>", "</s>"):
        with pytest.raises(ValueError, match="</s>"):
            Windows(tokenizer([letter for letter in LETTERS if letter != missing]))


LENGTHS = st.lists(st.integers(0, 300), max_size=12)


@given(LENGTHS, st.integers(0, 90), st.integers(0, 90))
def test_windows_have_all_units_in_order_and_are_as_few_as_can_be(lengths, question, head):
    letters = "甲乙丙丁"
    units = [letters[i % 4] * length for i, length in enumerate(lengths)]
    made = Windows(tokenizer()).of("问" * question, "头" * head, units)
    opening = 3 + min(question, 64) + min(head, 64)
    room = LONGEST - opening - 1
    read = [0] * len(units)  # tokens of each unit so far
    at = 0  # the unit that is being read
    for window in made:
        assert window.ids[:opening] == made[0].ids[:opening]
        assert len(window.ids) <= LONGEST
        end = opening
        assert window.first == at
        for number, (start, stop) in enumerate(window.places, start=at):
            assert start == end
            assert set(window.ids[start:stop]) <= {4 + 3 + number % 4}
            read[number] += stop - start
            end = stop
        assert window.ids[end:] == (END,)
        at += len(window.places)
        if at and read[at - 1] < lengths[at - 1]:
            at -= 1  # goes on in the next
        if at < len(units):
            assert len(window.ids) + min(lengths[at] - read[at], room) > LONGEST
    assert at == len(units)
    assert read == lengths
