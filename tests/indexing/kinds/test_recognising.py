"""What kind a document is: by its title, its fields and its structure, with a probability.

The words were written by looking at documents; what they are worth is told by documents that they
were not written on: a word counts only if the other collections have it too.
"""

import tomllib
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from indexing.kinds import understand
from indexing.kinds.outline import without_contents
from indexing.kinds.recognising import (
    Evidence,
    evidence,
    field_words,
    recognise,
    stands_in,
)
from indexing.kinds.shared.furniture import clean
from indexing.kinds.understanding import alone, titles_of
from indexing.readers import read
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell
from indexing.records import DocumentKind

HERE = Path(__file__)
CHECKOUT = HERE.parents[3]
DATA = CHECKOUT / "eval" / "training" / "data"
REAL = CHECKOUT.parent / "shared" / "real" / "docs"
#: What the real documents are, told by a person.
REAL_KINDS = {
    "基愛小學_數學科.html": "generic",
    "授课计划_15中技数控班.pdf": "schedule",
    "数字图像处理_教学大纲.docx": "syllabus",
    "日照职业技术学院_人才培养方案.html": "programme",
    "汽车发动机构造与维修_教学设计方案.txt": "lesson_plan",
    "电子政务教学大纲 - 详细版.docx": "syllabus",
    "秋天的雨.md": "lesson_plan",
    "通用技术_发现问题_教学设计.docx": "lesson_plan",
}
Labelled = tuple[str, str, Evidence]


def table(*rows: tuple[str, ...]) -> TableBlock:
    return TableBlock(tuple(tuple(map(TableCell, row)) for row in rows))


def kind_of(*blocks: Line | TableBlock, title: str = "", deck: bool = False) -> DocumentKind:
    raw = RawDocument(blocks, title=title, deck=deck, pages=3 if deck else 0)
    return understand(raw, "a.txt", "0").kind


@cache
def labelled() -> list[Labelled]:
    """Return collection, kind and evidence of every document of the training data."""
    kinds = tomllib.loads(HERE.with_name("document_kinds.toml").read_text(encoding="utf-8"))
    return [
        (collection, kind, shown(DATA / collection / "docs" / name))
        for collection, documents in kinds.items()
        for name, kind in documents.items()
    ]


def shown(path: Path) -> Evidence:
    raw = read(path)
    title = understand(raw, path.name, "0").title
    blocks, _ = without_contents(clean(raw))
    titles = titles_of(blocks, title, raw.title, path.stem)
    return evidence(blocks, titles, alone(blocks), raw.pages if raw.deck else 0)


def known_to(documents: Collection[Labelled]) -> dict[str, frozenset[str]]:
    """Return the words for fields that these documents have."""
    labels = frozenset[str]().union(*(one.labels for _, _, one in documents))
    return {
        kind: frozenset(word for word in words if stands_in(word, labels))
        for kind, words in field_words().items()
    }


def right(documents: Collection[Labelled], others: Collection[Labelled], *, titles: bool) -> int:
    words = known_to(others)
    found = [one if titles else replace(one, titles=()) for _, _, one in documents]
    named = [recognise(one, words)[0] for one in found]
    return sum(
        kind is DocumentKind(told) for kind, (_, told, _) in zip(named, documents, strict=True)
    )


def test_every_document_of_the_training_data_has_a_label() -> None:
    kinds = tomllib.loads(HERE.with_name("document_kinds.toml").read_text(encoding="utf-8"))
    there = {(path.parts[-3], path.name) for path in DATA.glob("*/docs/*")}
    assert {(c, name) for c, documents in kinds.items() for name in documents} == there
    assert {k for documents in kinds.values() for k in documents.values()} <= set(DocumentKind)


def test_kinds_of_collections_that_the_words_were_not_written_on() -> None:
    """95 % by title and fields, 75 % by fields and structure alone; a guess among nine is 11 %."""
    by_title = by_fields = 0
    collections = {collection for collection, _, _ in labelled()}
    for left_out in collections:
        own = [one for one in labelled() if one[0] == left_out]
        others = [one for one in labelled() if one[0] != left_out]
        by_title += right(own, others, titles=True)
        by_fields += right(own, others, titles=False)
    assert by_title >= 0.95 * len(labelled())
    assert by_fields >= 0.75 * len(labelled())


@pytest.mark.parametrize("odd", [0, 1])
def test_kinds_of_the_half_that_the_words_were_not_written_on(odd: int) -> None:
    half = set(sorted({collection for collection, _, _ in labelled()})[odd::2])
    own = [one for one in labelled() if one[0] in half]
    others = [one for one in labelled() if one[0] not in half]
    assert right(own, others, titles=True) >= 0.94 * len(own)


def test_what_is_said_with_certainty_is_right() -> None:
    """Of what is told with 0.9 or more, at least as much is right."""
    sure = [(kind, found) for _, kind, one in labelled() if (found := recognise(one))[1] >= 0.9]
    assert len(sure) >= 0.7 * len(labelled())
    assert sum(kind == found for kind, (found, _) in sure) >= 0.9 * len(sure)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not there")
def test_kinds_of_real_documents() -> None:
    """All but one, a page of a school's web site that names no kind and has fields of a plan."""
    named = {name: understand(read(REAL / name), name, "0").kind for name in REAL_KINDS}
    assert sum(named[name] == kind for name, kind in REAL_KINDS.items()) >= 7


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("木工专业人才培养方案（2025级）", DocumentKind.PROGRAMME),
        ("《木工》授课计划", DocumentKind.SCHEDULE),
        ("木工实训指导书", DocumentKind.HANDBOOK),
        ("木工房管理办法", DocumentKind.REGULATION),
        ("木工专业课程标准", DocumentKind.STANDARD),
        ("木工教學大綱", DocumentKind.SYLLABUS),
        ("教案：燕尾榫", DocumentKind.LESSON_PLAN),
        ("木工课件", DocumentKind.SLIDES),
        ("教案检查管理办法", DocumentKind.REGULATION),
        ("关于印发《木工房使用规定》的通知", DocumentKind.REGULATION),
        ("木工房的一天", DocumentKind.GENERIC),
    ],
)
def test_the_title_alone_names_the_kind(title: str, kind: DocumentKind) -> None:
    assert kind_of(Line(title), Line("这里写一些内容。")) is kind


def test_articles_make_a_regulation() -> None:
    articles = [Line(f"第{n}条 借用的工具当天归还。") for n in "一二三四五六七八九"]
    assert kind_of(Line("木工房"), *articles) is DocumentKind.REGULATION
    assert kind_of(Line("木工房"), Line("借用的工具当天归还。")) is DocumentKind.GENERIC


@pytest.mark.parametrize(
    "rows",
    [
        [("周次", "做什么"), ("1", "画线"), ("2—3", "开榫"), ("第4周", "打磨")],
        [("週次", "做什麼"), ("一", "畫線"), ("二", "開榫")],
        [("节", "星期一", "星期二", "星期三", "星期四"), ("1", "画线", "开榫", "打磨", "上漆")],
    ],
)
def test_a_table_by_weeks_or_weekdays_makes_a_schedule(rows: list[tuple[str, ...]]) -> None:
    assert kind_of(Line("木工房"), table(*rows)) is DocumentKind.SCHEDULE


def test_a_small_table_by_weeks_makes_no_schedule() -> None:
    rows = [("周次", "做什么"), ("1", "画线"), ("2", "开榫")]
    text = [Line("木工房里的事一件一件慢慢说，先说木料，再说工具，最后说人。" * 3)] * 3
    assert kind_of(Line("木工房"), *text, table(*rows)) is DocumentKind.GENERIC


def test_slides_are_told_by_their_format_or_by_their_names() -> None:
    assert kind_of(Line("燕尾榫"), Line("画线"), deck=True) is DocumentKind.SLIDES
    assert kind_of(Line("燕尾榫"), Line("画线")) is DocumentKind.GENERIC
    named = [line for n in range(1, 9) for line in (Line(f"幻灯片 {n}"), Line("画线"))]
    assert kind_of(*named) is DocumentKind.SLIDES


def test_more_evidence_is_more_certain() -> None:
    bare = Evidence(("木工教案",), frozenset())
    full = Evidence(("木工教案",), frozenset({"教学目标", "教学重点", "板书设计", "作业布置"}))
    assert recognise(bare)[0] is recognise(full)[0] is DocumentKind.LESSON_PLAN
    assert 0 < recognise(bare)[1] < recognise(full)[1] < 1


def test_words_of_two_kinds_tell_neither() -> None:
    words = {"standard": {"甲项"}, "syllabus": {"甲项", "乙项"}}
    found = Evidence((), frozenset({"甲项", "乙项"}))
    without = {"standard": {"甲项"}, "syllabus": {"乙项"}}
    assert recognise(found, words)[1] != recognise(found, without)[1]
