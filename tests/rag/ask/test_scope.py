"""What a question is limited to: names of documents and folders, and the errors for others."""

from dataclasses import dataclass

import pytest

from rag.ask.scope import Scope, called, folders
from rag.errors import ScopeError


@dataclass(frozen=True)
class Doc:
    path: str
    title: str


GREEN = Doc("茶艺/2025春/绿茶冲泡.docx", "教案3.2《綠茶沖泡》")
RED = Doc("茶艺/2025春/红茶冲泡.docx", "教案3.3《红茶冲泡》")
STANDARD = Doc("茶艺/课程标准.md", "茶艺专业课程标准")
FLOWERS = Doc("花艺/课程标准.md", "花艺专业课程标准")
LOOSE = Doc("校历.txt", "2025学年校历")
ALL = [GREEN, RED, STANDARD, FLOWERS, LOOSE]


@pytest.mark.parametrize(
    ("name", "documents"),
    [
        ("茶艺/2025春/绿茶冲泡.docx", [GREEN]),
        ("茶艺\\2025春\\绿茶冲泡.docx", [GREEN]),
        ("绿茶冲泡.docx", [GREEN]),
        ("绿茶冲泡", [GREEN]),
        ("教案3.2《绿茶冲泡》", [GREEN]),  # printed in Traditional script
        ("《2025学年校历》", [LOOSE]),
        ("２０２５学年校历", [LOOSE]),
        ("课程标准", [STANDARD, FLOWERS]),  # one name of two files means both
        ("茶艺/课程标准.md", [STANDARD]),
    ],
)
def test_a_document_is_named_by_path_file_or_title(name, documents):
    assert Scope((name,)).choose(ALL) == documents


@pytest.mark.parametrize(
    ("name", "documents"),
    [
        ("茶艺", [GREEN, RED, STANDARD]),
        ("茶艺/", [GREEN, RED, STANDARD]),
        ("茶艺/2025春", [GREEN, RED]),
        ("2025春", [GREEN, RED]),
        ("花藝", [FLOWERS]),
    ],
)
def test_a_collection_is_a_folder_with_all_below_it(name, documents):
    assert Scope(collections=(name,)).choose(ALL) == documents


def test_documents_and_collections_add_up_in_the_order_of_the_corpus():
    scope = Scope(("校历.txt", "课程标准.md"), ("2025春",))
    assert scope.choose(ALL) == ALL
    assert scope.places(ALL) == (
        *("校历.txt", "茶艺/课程标准.md", "花艺/课程标准.md"),
        "茶艺/2025春/",
    )
    assert Scope.at(scope.places(ALL)).choose(ALL) == ALL


def test_an_empty_scope_limits_nothing_and_says_so():
    assert not Scope()
    assert Scope(("校历.txt",))
    assert Scope(collections=("茶艺",))


@pytest.mark.parametrize(
    ("scope", "message", "near"),
    [
        (Scope(("绿茶冲跑",)), "没有资料“绿茶冲跑”。", "茶艺/2025春/绿茶冲泡.docx"),
        (Scope(("花艺专业",)), "没有资料“花艺专业”。", "花艺/课程标准.md"),
        (Scope(("校历.txt", "校历2024.txt")), "没有资料“校历2024.txt”。", "校历.txt"),
        (Scope(collections=("茶艺/2025秋",)), "没有文件夹“茶艺/2025秋”。", "茶艺/2025春"),
        (Scope(collections=("茶道",)), "没有文件夹“茶道”。", "茶艺"),
    ],
)
def test_a_name_that_is_not_there_is_an_error_with_the_nearest_one(scope, message, near):
    with pytest.raises(ScopeError) as raised:
        scope.choose(ALL)
    assert raised.value.message == message
    assert f"最接近的是“{near}”" in raised.value.hint


def test_where_there_is_nothing_near_the_error_says_what_to_do():
    with pytest.raises(ScopeError) as raised:
        Scope(("校历",)).choose([])
    assert "还没有收录资料" in raised.value.hint
    with pytest.raises(ScopeError) as raised:
        Scope(collections=("茶艺",)).choose([LOOSE])
    assert "没有分文件夹" in raised.value.hint


def test_folders_at_every_depth_and_short_names_for_people():
    assert folders(one.path for one in ALL) == ["花艺", "茶艺", "茶艺/2025春"]
    assert called("茶艺/2025春/") == "“2025春”文件夹"
    assert called("茶艺/2025春/绿茶冲泡.docx") == "《绿茶冲泡》"
