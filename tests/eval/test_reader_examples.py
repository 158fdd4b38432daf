"""What the reader learns from: which units are evidence, and which candidates go into a batch."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_school import StubEncoder
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from eval.folding import squash_quote
from eval.training import batches, candidates, public
from indexing.records import Chunk, ChunkKind, Source
from rag.read.units import Windows, units_of
from rag.settings import Settings

# --- places of evidence ------------------------------------------------------------------------


@given(st.text("錄录１４ＡaA ①…\n\t|—-·*#续续表ﬁİ㎡", max_size=30))
def test_each_letter_of_a_squashed_text_has_its_place_in_the_text(text):
    squashed, places = squash_quote(text), candidates.origins(text)
    assert len(places) == len(squashed)
    assert places == sorted(places)
    for letter, place in zip(squashed, places, strict=True):
        assert letter in squash_quote(text[place]) or not squash_quote(text[place])


def test_where_letters_of_a_squashed_text_stand():
    # folded: 4a爐; the bar and the white space are furniture
    assert candidates.origins("４ |\tＡ爐") == [0, 4, 5]


@pytest.mark.parametrize(
    ("start", "end", "evidence"),
    [
        (10, 20, True),  # all of it
        (0, 100, True),  # it is in there
        (12, 14, True),  # a part of it
        (15, 30, True),  # half of the shorter one
        (16, 30, False),
        (20, 30, False),
    ],
)
def test_a_place_is_evidence_that_shares_half_of_the_shorter_with_a_quote(start, end, evidence):
    assert candidates.is_evidence(start, end, [(90, 91), (10, 20)][1:]) is evidence
    assert not candidates.is_evidence(start, end, [])


def chunk(text, start, kind=ChunkKind.PARAGRAPH, sources=()):
    return Chunk("c", "d", kind, text, text, (), None, start, start + len(text), 0, sources=sources)


def labels(made, spans):
    units = units_of(made.text, derived=made.kind is ChunkKind.FACT_SHEET)
    return candidates.labels(made, units, spans)


def test_units_are_labelled_by_where_they_stand_in_the_document():
    made = chunk("锯片每周磨。刨刀每月换。", 100)
    assert labels(made, [(106, 112)]) == [0, 1]
    assert labels(made, [(100, 112)]) == [1, 1]
    assert labels(made, [(6, 12)]) == [0, 0]


def test_lines_of_a_fact_sheet_are_labelled_by_what_they_were_read_from():
    sources = (Source("榫卯\t24", 50, 55, 1), Source("打磨\t36", 60, 65, 1))
    made = chunk(
        "学时安排\n榫卯：24 学时\n打磨：36 学时\n合计：2 项", 0, ChunkKind.FACT_SHEET, sources
    )
    assert labels(made, [(60, 65)]) == [0, 0, 1, 0]
    assert labels(made, [(0, 30)]) == [0, 0, 0, 0]


# --- a collection ------------------------------------------------------------------------------

DOCUMENT = """# 木刻課安排

## 第一單元 起稿

第一單元由田秋實主講。用椴木板，起稿兩課時。

## 第二單元 刻版

刻版用圓刀。

| 單元 | 地點 | 課時 |
|---|---|---|
| 起稿 | 畫室 | 2 |
| 刻版 | 木工間 | 4 |
"""
NAME = "木刻.md"


def row(number, question, *quotes, **more):
    return {
        "id": f"woodcut-{number:03}",
        "question": question,
        "kind": "fact",
        "answerable": bool(quotes),
        "answer": "。",
        "must_include": [["。"]] if quotes else [],
        "must_not_include": [],
        "evidence": [{"doc": NAME, "quote": quote} for quote in quotes],
        "voice": "terse",
        **more,
    }


ROWS = [
    row(1, "起稿是谁教", "第一单元由田秋实主讲"),
    row(2, "刻版在哪间屋", "刻版 | 木工间 | 4"),
    row(3, "那用什么刀", "圆刀", kind="followup", history=[{"question": "刻版归谁管"}]),
    row(4, "刻刀谁来买", kind="unanswerable", miss="attribute"),
]


class Encoder(StubEncoder):
    def encode_query(self, text):
        return self.encoded(text)


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    """The examples of a small collection, by id."""
    folder = tmp_path_factory.mktemp("data") / "woodcut"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / NAME).write_text(DOCUMENT, encoding="utf-8")
    lines = [json.dumps(each, ensure_ascii=False) for each in ROWS]
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "make_encoder", lambda _: Encoder())
        made = candidates.examples_of(folder, Settings(), tmp_path_factory.mktemp("home"))
        return {example["id"]: example for example in made}


def evidence_of(example):
    return [
        unit
        for hit in example["hits"]
        for unit, label in zip(hit["units"], hit["evidence"], strict=True)
        if label
    ]


def test_the_units_that_hold_a_quote_are_evidence_whatever_its_script(examples):
    assert evidence_of(examples["woodcut-001"]) == ["第一单元由田秋实主讲。"]
    assert "单元=刻版;地点=木工间;课时=4" in evidence_of(examples["woodcut-002"])
    assert evidence_of(examples["woodcut-003"]) == ["刻版用圆刀。"]


def test_a_question_is_read_with_the_one_before_it(examples):
    assert examples["woodcut-003"]["question"] == "刻版归谁管 那用什么刀"
    assert examples["woodcut-001"]["question"] == "起稿是谁教"


def test_what_is_not_answered_has_candidates_and_no_evidence(examples):
    example = examples["woodcut-004"]
    assert (example["answerable"], example["miss"]) == (False, "attribute")
    assert example["hits"]
    assert evidence_of(example) == []


def test_candidates_come_best_first_and_each_once(examples):
    for example in examples.values():
        scores = [hit["score"] for hit in example["hits"]]
        assert scores == sorted(scores, reverse=True)
        ids = [hit["chunk"] for hit in example["hits"]]
        assert len(ids) == len(set(ids)) <= candidates.DEPTH + 1
        for hit in example["hits"]:
            assert hit["head"].startswith("木刻课安排")
            assert len(hit["units"]) == len(hit["evidence"])


def test_what_was_not_found_and_holds_evidence_is_added_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(candidates, "DEPTH", 0)
    monkeypatch.setattr(candidates, "make_encoder", lambda _: Encoder())
    folder = tmp_path / "woodcut"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / NAME).write_text(DOCUMENT, encoding="utf-8")
    (folder / "questions.jsonl").write_text(json.dumps(ROWS[0]), encoding="utf-8")
    (example,) = candidates.examples_of(folder, Settings(), tmp_path)
    assert [hit["score"] for hit in example["hits"]] == [0.0]
    assert evidence_of(example) == ["第一单元由田秋实主讲。"]


def test_a_file_of_examples_is_whole_or_not_there(tmp_path):
    path = tmp_path / "a.jsonl"

    def broken():
        yield {"id": "一"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        candidates.write(broken(), path)
    assert not path.exists()
    assert candidates.write(iter([{"id": "一"}, {"id": "二"}]), path) == 2
    assert batches.load(path) == [{"id": "一"}, {"id": "二"}]


# --- public questions --------------------------------------------------------------------------


def test_public_questions_have_the_sentence_with_the_answer_as_evidence(tmp_path):
    filler = "甲" * 100
    text = f"{filler}。木刻起于漢代。圓刀用於刻版。"
    qas = [
        {"query_id": "q1", "query_text": "木刻起于何时", "answers": ["漢代"]},
        {"query_id": "q2", "query_text": "没有的", "answers": ["無"]},
    ]
    cmrc = [{"context_text": text, "title": "木刻", "qas": qas}]
    (tmp_path / "cmrc2018_train.json").write_text(json.dumps(cmrc), encoding="utf-8")
    asked = {"id": "q3", "question": "什麼刀", "answers": [{"text": "圓刀", "answer_start": 108}]}
    assert text[108:110] == "圓刀"
    drcd = [{"title": "刻版", "paragraphs": [{"context": text, "qas": [asked]}]}]
    (tmp_path / "DRCD_training.json").write_text(json.dumps({"data": drcd}), encoding="utf-8")
    first, second = public.examples(tmp_path)
    assert (first["id"], first["question"]) == ("q1", "木刻起于何时")
    assert evidence_of(first) == ["木刻起于汉代。"]
    assert (second["id"], second["question"]) == ("q3", "什么刀")
    assert evidence_of(second) == ["圆刀用于刻版。"]
    assert {hit["head"] for hit in first["hits"]} == {"木刻"}


# --- batches -----------------------------------------------------------------------------------


def windows():
    made = Tokenizer(models.WordLevel({"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}, "<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    return Windows(made)


def example(number, relevant, others, units=("甲", "乙")):
    def hit(label):
        return {"head": "头", "units": list(units), "evidence": [0, label], "score": 1.0}

    hits = [hit(1) for _ in range(relevant)] + [hit(0) for _ in range(others)]
    return {"id": str(number), "question": "问" * number, "hits": hits}


def test_a_round_has_each_question_once_in_an_order_that_the_seed_decides():
    examples = [example(number, 1, 6) for number in range(1, 8)]

    def lengths(seed):
        made = list(batches.epoch(examples, windows(), 3, seed))
        assert sorted(map(len, made)) == [1, 3, 3]
        return [
            window.ids.index(2) - 1
            for groups in made
            for group in groups
            for window in group.windows[:1]
        ]

    assert sorted(lengths(1)) == [1, 2, 3, 4, 5, 6, 7]
    assert lengths(1) == lengths(1)
    assert len({tuple(lengths(seed)) for seed in range(6)}) > 1


@pytest.mark.parametrize(
    ("relevant", "others", "chosen"),
    [(1, 9, (1, 4)), (4, 9, (2, 3)), (0, 9, (0, 5)), (4, 0, (2, 0)), (1, 1, (1, 1))],
)
def test_of_a_question_five_candidates_are_learnt_from_two_of_them_with_evidence(
    relevant, others, chosen
):
    ((group,),) = batches.epoch([example(1, relevant, others)], windows(), 8, seed=3)
    assert (sum(group.relevant), len(group.relevant) - sum(group.relevant)) == chosen
    assert all(labels in ((0, 1), (0, 0)) for labels in group.evidence)


def test_of_a_long_passage_a_window_with_evidence_is_learnt_from():
    long = example(1, 1, 0, units=("甲" * 200, "乙" * 200))
    for seed in range(5):
        ((group,),) = batches.epoch([long], windows(), 8, seed)
        assert [window.first for window in group.windows] == [1]
        assert group.evidence == ((1,),)
