"""The guides, and what schools are promised, name only what is there: paths, modules, words."""

import re
from pathlib import Path

import pytest

from rag.settings import Settings
from rag.store.tables import Base

CHECKOUT = Path(__file__).parents[1]
GUIDES = ("ARCHITECTURE.md", "CONTRIBUTING.md")
#: What is said of privacy and security.
PROMISES = ("PRIVACY.md", "SECURITY.md")
#: Folders at the top with which a path in a guide begins.
TOP = (".ci", "corpus", "eval", "indexing", "prompts", "rag", "tests", "ui")
#: Files whose words a guide may use, beside those of the packages.
MORE = (
    "Makefile",
    "pyproject.toml",
    ".ci/run",
    "eval/conditions.yaml",
    "tests/conftest.py",
    "tests/test_imports.py",
)
#: Commands that stand in none of these.
COMMANDS = {"git", "mv"}
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)]+)\)")
_PATH = re.compile(rf"(?:{'|'.join(map(re.escape, TOP))})/[\w./-]*")
_MODULE = re.compile(r"(?<![\w./-])(?:eval|indexing|rag|ui)(?:\.[a-z_]\w*)+")
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def code_in(text):
    """Return what stands between backticks outside of fenced blocks."""
    return _CODE.findall(_FENCE.sub("", text))


def paths_in(text):
    """Return the paths between backticks, and what is linked to."""
    return {*filter(_PATH.fullmatch, code_in(text)), *_LINK.findall(text)}


def modules_in(text):
    """Return the modules a text names, in fenced blocks too."""
    return set(_MODULE.findall(text))


def words_in(text):
    """Return the words of what stands between backticks and is no path."""
    return {word for c in code_in(text) if not _PATH.fullmatch(c) for word in _WORD.findall(c)}


@pytest.fixture(scope="module")
def words_of_the_code():
    files = [CHECKOUT / name for name in MORE]
    for package in ("eval", "indexing", "prompts", "rag", "ui"):
        files += (CHECKOUT / package).rglob("*.py")
    texts = (file.read_text(encoding="utf-8") for file in files)
    return {word for text in texts for word in _WORD.findall(text)} | COMMANDS


def test_what_a_guide_names_is_found_in_it():
    text = (
        "从 `rag/x.py` 的 `Reader.read` 看起，`--help`、`/v1/ask`，见 [说明](A.md)。\n"
        "```sh\npython -m eval.a.b  `no`\n```\n"
    )
    assert paths_in(text) == {"rag/x.py", "A.md"}
    assert modules_in(text) == {"eval.a.b"}
    assert words_in(text) == {"Reader", "read", "help", "v1", "ask"}


@pytest.mark.parametrize("guide", GUIDES + PROMISES)
def test_every_path_is_there(guide):
    named = paths_in((CHECKOUT / guide).read_text(encoding="utf-8"))
    assert named
    assert [path for path in sorted(named) if not (CHECKOUT / path).exists()] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_module_is_there(guide):
    named = modules_in((CHECKOUT / guide).read_text(encoding="utf-8"))
    places = {name: CHECKOUT / name.replace(".", "/") for name in named}
    assert named
    missing = (n for n, p in places.items() if not (p.is_dir() or p.with_suffix(".py").exists()))
    assert sorted(missing) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_name_is_a_word_of_the_code(guide, words_of_the_code):
    named = words_in((CHECKOUT / guide).read_text(encoding="utf-8"))
    assert named
    assert sorted(named - words_of_the_code) == []


def test_what_is_defended_names_the_test_that_shows_it():
    text = (CHECKOUT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.split("## 防住的")[1].split("## 没有防的")[0]
    rows = [row for row in table.splitlines() if row.startswith("|")][2:]
    assert len(rows) > 10
    assert [row for row in rows if not any("tests/" in p for p in paths_in(row))] == []


@pytest.mark.parametrize("promise", PROMISES)
def test_every_setting_is_one(promise):
    text = (CHECKOUT / promise).read_text(encoding="utf-8")
    named = set(re.findall(r"设置 `(\w+)`|`(\w+) = ", text))
    assert {a or b for a, b in named} <= set(Settings.model_fields)


def test_the_tables_of_the_database_are_all_told():
    text = (CHECKOUT / "PRIVACY.md").read_text(encoding="utf-8")
    assert {name for name in Base.metadata.tables if f"`{name}`" not in text} == set()


def test_the_readme_leads_to_all_of_them():
    linked = paths_in((CHECKOUT / "README.md").read_text(encoding="utf-8"))
    assert {*GUIDES, *PROMISES} <= linked


def test_the_rooms_of_a_question_are_all_described():
    rooms = {f"rag/{room}/" for room in ("text", "ask", "retrieve", "read", "answer")}
    assert rooms <= paths_in((CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
