"""Personal data is found by its structure and hidden sign by sign; other numbers are left alone."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import Workshop, make_document

from indexing.index import open_index
from indexing.kinds import understand
from indexing.personal import MASK, by_kind, masked_document, masked_text, personal_in, personal_of
from indexing.readers import read, read_bytes
from indexing.records import ChunkKind, Leaf

CHECKOUT = Path(__file__).parents[2]
#: The example of GB 11643: the weighted sum is 167, 167 mod 11 is 2, the last sign an X.
IDENTITY = "11010519491231002X"
#: Its digits, every second one from the right doubled, sum to 60.
CARD = "6222021234567894"
M = MASK

FOUND = {
    f"身份证号码{IDENTITY}。": f"身份证号码110{M * 13}2X。",
    "学籍号G11010519491231002x": f"学籍号G110{M * 13}2x",
    "号１１０１０５１９４９１２３１００２Ｘ": f"号１１０{M * 13}２Ｘ",
    "110105 19491231 002X": f"110{M * 3} {M * 8} {M * 2}2X",
    "手机13812345678，": f"手机138{M * 4}5678，",
    "138-1234-5678": f"138-{M * 4}-5678",
    "+86 138 1234 5678": f"+86 138 {M * 4} 5678",
    "+8613812345678": f"+86138{M * 4}5678",
    "丙-13812345678": f"丙-138{M * 4}5678",
    f"卡{CARD}": f"卡{M * 12}7894",
    "6222 0212 3456 7894": f"{M * 4} {M * 4} {M * 4} 7894",
    "写信给 ding.yi@school.edu.cn。": f"写信给 d{M * 3}.{M * 2}@school.edu.cn。",
    "家长电话：88123456": f"家长电话：{M * 8}",
    "监护人联系电话（白天）：0531-88123456": f"监护人联系电话（白天）：{M * 4}-{M * 8}",
    "家庭住址：明德路12号，家长电话：88123456": f"家庭住址：{M * 6}，家长电话：{M * 8}",
    "家庭住址\t明德路12号\t班级\t3班": f"家庭住址\t{M * 6}\t班级\t3班",
    "户籍所在地：河东村": f"户籍所在地：{M * 3}",
    "身份证号：110105491231002": f"身份证号：110{M * 10}02",
}
LEFT = (
    "11010519491231002Y",
    "110105194912310021",  # the last sign is wrong
    "110105194913310025",  # there is no 13th month
    "6222021234567895",  # the check digit is wrong
    "0000000000000000",
    "专业编码 0603-4，课程编码 GZ13812345678",
    "13812345678901",
    "12345678901",
    "0.13812345678",
    "ISBN 978-7-04-012345-6",
    "GB/T 11643—1999，2024-09-01 至 2025-01-15，第 138—145 页",
    "共 72 学时，每周 4 学时，1949 年",
    "青石中学，地址：明德路12号，办公电话：0531-88123456，邮编 250000",
    "通讯地址：明德路12号",
    "姓名\t家庭住址\t家长电话\t班级",
    "@school 与 a@b",
    "学生家长打电话请假，身份证带上。",
)


@pytest.mark.parametrize(("text", "hidden"), FOUND.items())
def test_what_is_personal_is_hidden_sign_by_sign(text, hidden):
    assert masked_text(text) == hidden
    assert len(hidden) == len(text)
    assert masked_text(hidden) == hidden


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_personal_is_left_alone(text):
    assert masked_text(text) == text


def test_columns_are_hidden_by_their_names_and_their_values_wherever_they_stand_again():
    text = (
        "# 名单\n\n| 姓名 | 家庭住址 | 家长电话（白天） | 学号 |\n| --- | --- | --- | --- |\n"
        "| 甲 | 河东村明德路12号 | 88123456 | 20240101 |\n"
        "| 乙 | 河东 | 13812345678 | 20240102 |\n\n"
        "到河东村明德路12号家访，打88123456，不打988123456；河东的学生走读。\n"
    )
    document = understand(read_bytes(text.encode(), "名单.md"), "名单.md", "0" * 64)
    hidden = masked_document(document)
    assert hidden.canonical == (
        "名单\n姓名\t家庭住址\t家长电话（白天）\t学号\n"
        f"甲\t{M * 9}\t{M * 8}\t20240101\n乙\t{M * 2}\t138{M * 4}5678\t20240102\n"
        f"到{M * 9}家访，打{M * 8}，不打988123456；河东的学生走读。"
    )
    assert [c.text for row in hidden.tables[0].rows for c in row[1:3]] == [
        M * 9, M * 8, M * 2, f"138{M * 4}5678",
    ]  # fmt: skip
    told = [(str(one.kind), one.count) for one in by_kind(personal_of(document))]
    assert told == [("住址", 3), ("电话号码", 2), ("手机号", 1)]


def test_pages_are_told_as_printed():
    document = make_document(texts=("手机13812345678", "手机13912345678", "手机13912345679"))
    leaves = (Leaf(0, 1, "iv"), Leaf(14, 2, ""))  # each line has 13 signs and a break
    (count,) = by_kind(personal_of(replace(document, leaves=leaves)))
    assert (count.count, count.pages) == (3, ("iv", "2"))
    (count,) = by_kind(personal_of(document))  # no leaves, but the units are on page 3
    assert (count.count, count.pages) == (3, ("3",))


def test_a_roll_of_thousands_is_masked_whole():
    rows = "".join(f"| 甲 | 明德路{n}号院 | 88{n:06} |\n" for n in range(2000))
    text = f"| 姓名 | 家庭住址 | 家长电话 |\n| --- | --- | --- |\n{rows}\n再打88001999。\n"
    document = understand(read_bytes(text.encode(), "a.md"), "a.md", "0" * 64)
    assert [one.count for one in by_kind(personal_of(document))] == [2000, 2001]
    assert "88001999" not in masked_document(document).canonical


_digits = st.text("0123456789", min_size=1, max_size=9)
_words = st.text("课程学时第页年月编码—-/. ()（）：，a", max_size=6)


@given(st.lists(st.tuples(_words, _digits), max_size=6))
def test_short_numbers_are_never_touched(parts):
    text = "\n".join(f"{word}课{number}节" for word, number in parts)
    assert masked_text(text) == text


@given(st.dates(), st.integers(1, 999), st.integers(1, 4))
def test_dates_pages_codes_and_hours_are_never_touched(day, page, part):
    text = (
        f"{day:%Y-%m-%d} {day:%Y%m%d} {day:%Y年%m月%d日} 第{page}页 {page:04}-{part} "
        f"共{page}学时 {day:%Y}-{day.year + 1}学年 TX{page:03}{day:%Y%m%d}"
    )
    assert masked_text(text) == text


@given(st.text("0123456789Xx ：:，,@.-+\t|家长电话住址a路号\n", max_size=80))
def test_lengths_and_lines_stay_and_nothing_is_left_to_hide(text):
    hidden = masked_text(text)
    assert len(hidden) == len(text)
    assert all(a in (b, MASK) for a, b in zip(hidden, text, strict=True))
    assert all(b.isalnum() or a == b for a, b in zip(hidden, text, strict=True))
    places = personal_in(text)
    assert all(a.end <= b.start for a, b in pairwise(places))


def corpora():
    """Texts of the shipped corpora: samples, gold and training documents."""
    folders = [CHECKOUT / "corpus", CHECKOUT / "eval" / "gold", CHECKOUT / "eval" / "training"]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".md", ".txt", ".html", ".jsonl"):
                yield path


def test_nothing_in_the_corpora_of_the_evaluation_is_hidden():
    files = list(corpora())
    assert len(files) > 20
    assert [str(f) for f in files if personal_in(f.read_text("utf-8"))] == []


def test_nothing_in_the_original_documents_is_hidden(shared):
    files = sorted((shared / "corpus").iterdir())
    documents = [understand(read(file), file.name, "0" * 64) for file in files]
    assert [d.path for d in documents if personal_of(d)] == []


ROLL = f"""# 实习花名册

## 联系方式

实习指导教师的手机是13812345678，邮箱 ding@school.edu.cn。办公电话：0531-88123456。

| 姓名 | 身份证号 | 家庭住址 | 实习学时 |
| --- | --- | --- | --- |
| 甲 | {IDENTITY} | 河东村 | 36 |
| 乙 | 110105194912310038 | 明德路12号 | 24 |
"""


@pytest.fixture(scope="module")
def roll(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("roll"))
    workshop.write("花名册.md", ROLL)
    workshop.build()
    return workshop


def test_every_chunk_of_a_masked_index_stands_in_its_masked_text(roll):
    with open_index(roll.index, masked=True) as masked, roll.open() as plain:
        (info,) = masked.documents()
        canonical, raw = masked.canonical(info.id), plain.canonical(info.id)
        document = masked.document(info.id)
        chunks = masked.chunks_of(info.id)
        assert document.canonical == canonical
        assert len(canonical) == len(raw)
        assert f"手机是138{M * 4}5678" in canonical
        assert "0531-88123456" in canonical
        assert chunks == masked.chunks([chunk.id for chunk in chunks])
        for chunk, stored in zip(chunks, plain.chunks_of(info.id), strict=True):
            assert (chunk.id, chunk.start, chunk.end) == (stored.id, stored.start, stored.end)
            for source in (*chunk.sources, *filter(None, [chunk.header])):
                assert canonical[source.start : source.end] == source.quote
            if chunk.kind is not ChunkKind.FACT_SHEET:
                assert canonical[chunk.start : chunk.end] == chunk.text
            told = repr((chunk.text, chunk.heading_path, chunk.sources, chunk.rows))
            for secret in ("13812345678", IDENTITY, "明德路12号", "河东村", "ding@"):
                assert secret in raw
                assert secret not in told
        assert [str(one.kind) for one in by_kind(masked.personal(info.id))] == [
            "手机号", "电子邮箱", "身份证号", "住址",
        ]  # fmt: skip


def test_an_index_that_is_not_masked_hands_out_what_was_read(roll):
    with roll.open() as index:
        (info,) = index.documents()
        assert IDENTITY in index.canonical(info.id)
        assert any("13812345678" in chunk.text for chunk in index.chunks_of(info.id))
