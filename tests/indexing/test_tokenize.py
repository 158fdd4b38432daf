"""The terms of index and question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import make_document

from indexing.dictionary import corpus_words, read_words, write_words
from indexing.tokenize import Tokenizer, normalise_query, stop_words


@pytest.fixture(scope="module")
def plain():
    return Tokenizer()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("共12项KPI", "kpi"),
        ("专业编码0603-3。", "0603-3"),
        ("任务4.3的重点", "4.3"),
        ("占60%以上", "60%"),
        ("版本v2.1b", "v2.1b"),
        ("时间8:30到", "8:30"),
    ],
)
def test_numbers_and_codes_stay_whole(plain, text, code):
    assert code in plain.terms(text)


def test_a_version_number_is_not_cut_at_its_point(plain):
    assert plain.terms("4.3") == ["4.3"]


def test_a_compound_code_is_also_found_by_its_parts(plain):
    assert plain.terms("GB/T") == ["gb/t", "gb"]  # one letter alone says nothing
    assert plain.terms("33992-2017") == ["33992-2017", "33992", "2017"]


def test_a_share_is_also_found_without_its_sign(plain):
    assert plain.terms("60%") == ["60%", "60"]


def test_ratio_signs_are_one(plain):
    assert plain.terms("1∶20") == plain.terms("1:20") == plain.query_terms("1：20") == ["1:20"]


def test_a_number_printed_with_a_thousands_space_is_also_found_without(plain):
    assert "1360" in plain.terms("合计 1 360 学时")
    assert "160400" not in plain.terms("160 400")


def test_a_question_in_traditional_script_has_the_terms_of_simplified(plain):
    assert plain.query_terms("教學難點是什麼") == plain.query_terms("教学难点是什么")
    assert "教学" in plain.query_terms("教學難點是什麼")


def test_full_width_digits_are_digits(plain):
    assert plain.query_terms("４．３") == ["4.3"]


def test_long_words_also_give_their_parts(plain):
    terms = plain.terms("人力资源管理师")
    assert {"人力", "资源", "管理"} <= set(terms)


def test_stop_words_and_punctuation_are_no_terms(plain):
    assert plain.query_terms("的？！，。《》") == []
    assert "吗" in stop_words()
    assert not any(word.startswith("#") for word in stop_words())


def test_a_question_asks_for_each_term_once_and_a_text_counts_them(plain):
    assert plain.query_terms("花圃 花圃") == plain.query_terms("花圃")
    assert plain.terms("浇水，浇水").count("浇水") == 2


def test_corpus_words_are_terms_even_inside_each_other():
    tokenizer = Tokenizer(["花圃养护", "校园花圃养护"])
    assert {"花圃养护", "校园花圃养护"} <= set(tokenizer.terms("参加校园花圃养护活动"))
    assert "花圃养护" not in Tokenizer().terms("参加校园花圃养护活动")


def test_two_tokenizers_do_not_share_words():
    known, unknown = Tokenizer(["蓝莓温室棚"]), Tokenizer()
    assert "蓝莓温室棚" in known.terms("蓝莓温室棚")
    assert "蓝莓温室棚" not in unknown.terms("蓝莓温室棚")
    assert known.fingerprint != unknown.fingerprint


def test_the_fingerprint_does_not_depend_on_the_order_of_words():
    assert (
        Tokenizer(["甲乙丙", "丁戊己"]).fingerprint == Tokenizer(["丁戊己", "甲乙丙"]).fingerprint
    )


@settings(deadline=None)
@given(st.text(alphabet="课程1 .:%-aB，的浇水養護０", max_size=40))
def test_folding_a_question_twice_changes_nothing(text):
    once = normalise_query(text)
    assert normalise_query(once) == once
    assert Tokenizer().query_terms(once) == Tokenizer().query_terms(text)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_tokenizer_and_terms_have_no_spaces(text):
    for term in Tokenizer(["花圃养护"]).terms(text):
        assert term
        assert not any(character.isspace() for character in term)


def test_headings_and_name_cells_become_corpus_words(tmp_path):
    document = make_document(title="花圃养护课程标准", texts=("修枝剪使用", "浇水壶。"))
    words = corpus_words(document)
    assert words == ["工具一览表", "浇水安排", "花圃养护", "花圃养护课程标准"]
    write_words(tmp_path / "words.txt", words)
    assert read_words(tmp_path / "words.txt") == words
