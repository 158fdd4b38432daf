"""``beike inspect`` tells what was guessed, left out and put right."""

import docx
import pytest
from click.testing import CliRunner

from indexing.corrections import Correction, Corrections, HeadingCorrection
from indexing.manifest import hash_file
from rag.cli.group import main
from rag.cli.inspect import inspect_json, inspect_text

TEXT = "泥料分陶泥和瓷泥两种，初学的人先用陶泥，手感好了再换瓷泥，不要心急。"
CONTENTS = ("目录", "一、泥料……1", "二、烧成……4", "三、收拾……6")


@pytest.fixture
def handbook(tmp_path):
    """A Word file with printed contents and two headings that are only bold."""
    document = docx.Document()
    for line in ("陶艺手册", *CONTENTS, "一、泥料", TEXT):
        document.add_paragraph(line)
    for line in ("怎样醒泥", "怎样收泥"):
        document.add_paragraph().add_run(line).bold = True
        document.add_paragraph(TEXT)
    for line in ("二、烧成", TEXT, "三、收拾", TEXT):
        document.add_paragraph(line)
    (tmp_path / "corpus").mkdir()
    document.save(tmp_path / "corpus" / "手册.docx")
    return tmp_path / "corpus" / "手册.docx"


def correction(file):
    wanted = (HeadingCorrection("怎样收泥", 1, 1, 0), HeadingCorrection("装窑", 1, 1, 1))
    return Correction(hash_file(file), title="陶艺社", title_read="陶艺手册", headings=wanted)


def test_as_json(handbook):
    told = inspect_json(handbook)
    guessed = [section["path"][-1] for section in told["sections"] if section["guessed"]]
    assert guessed == ["怎样醒泥", "怎样收泥"]
    assert told["left_out"] == [{"text": "目录", "count": 4, "page": None, "contents": True}]
    assert (told["unread_pages"], told["corrected"]) == ([], None)
    told = inspect_json(handbook, correction=correction(handbook))
    assert told["title"] == "陶艺社"
    assert told["corrected"]["title_read"] == "陶艺手册"
    assert [h["line"] for h in told["corrected"]["headings"]] == ["怎样收泥"]
    assert told["corrected"]["misfits"] == ["标题“装窑”：文件里已经没有这一行。"]


def test_for_a_terminal(handbook):
    shown = inspect_text(handbook, correction=correction(handbook)).splitlines()
    assert "    怎样醒泥  （猜的）" in shown
    assert shown[shown.index("没有读进正文：") :] == [
        "没有读进正文：",
        "  印出的目录，4 行",
        "更正：",
        "  题名，原来读成“陶艺手册”",
        "  “怎样收泥”：不是标题，原来读成2 级标题",
        "  对不上：标题“装窑”：文件里已经没有这一行。",
    ]


def test_the_command_finds_the_correction_of_a_file_of_the_documents(handbook, tmp_path):
    index = tmp_path / "index"
    Corrections(index).put("手册.docx", correction(handbook))
    folders = ["--corpus", str(handbook.parent), "--index", str(index)]
    shown = CliRunner().invoke(main, ["inspect", *folders, str(handbook)])
    assert shown.output.startswith("陶艺社（")
    elsewhere = tmp_path / "手册.docx"
    elsewhere.write_bytes(handbook.read_bytes())
    shown = CliRunner().invoke(main, ["inspect", *folders, str(elsewhere)])
    assert shown.output.startswith("陶艺手册（")
