"""Who may import whom, and that the command line starts without loading anything heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PACKAGES = {"indexing", "rag", "prompts", "ui", "eval"}
ALLOWED = {
    "indexing": {"indexing"},
    "prompts": {"prompts"},
    "rag": {"rag", "indexing", "prompts"},
    "ui": {"ui", "rag", "indexing", "prompts"},
    "eval": {"eval", "rag", "indexing", "prompts"},
}
#: The places where a higher package is put on top: the page on the service, the evaluation among
#: the commands, the names of its figures on the page that shows them.
ASSEMBLY = {"rag/app.py": {"ui"}, "rag/cli/group.py": {"eval"}, "ui/measured.py": {"eval"}}
#: What any module of ``rag`` may import of it: records, errors, settings.
COMMON = {"types", "errors", "settings"}
#: The rooms of ``rag``, and the modules beside them, with what else of ``rag`` each may import. The
#: way of a question comes first: it runs from one room to the next and never back.
# fmt: off
ROOMS = {
    "text": set(),
    "ask": {"text"},
    "retrieve": {"ask"},
    "read": {"text", "ask", "retrieve"},
    "answer": {"text", "ask", "retrieve", "read"},
    "answer.model": {"text", "ask", "read", "answer"},
    "assistant": {"ask", "retrieve", "read", "answer", "answer.model"},
    "factory": {"assistant", "answer.model"},
    "drafting": {"text", "ask", "retrieve", "answer", "answer.model"},
    "store": {"drafting"},
    "service": {"retrieve", "assistant", "factory", "drafting", "store"},
    "api": {"drafting", "store", "service"},
    "app": {"service", "api"},
    "cli": {"answer.model", "assistant", "factory", "drafting", "store", "service", "app"},
    "deploy": set(), "types": set(), "errors": set(), "settings": set(),
}
# fmt: on
QUESTION = ("text", "ask", "retrieve", "read", "answer", "answer.model")
#: Arrows that still run backwards: the rules for lesson plans are half in a command.
BACKWARDS = {"rag/drafting/finish.py": {"cli"}, "rag/api/documents.py": {"cli"}}
#: What serves, stores or prints has no place on the way of a question.
NOT_ASKED = {"fastapi", "starlette", "uvicorn", "gradio", "sqlalchemy", "alembic", "click", "rich"}
#: Libraries that take longer to load than a help text may take.
# fmt: off
HEAVY = {
    "torch", "transformers", "sentence_transformers", "tokenizers", "gradio", "llama_index",
    "faiss", "numpy", "pandas", "pydantic", "fastapi", "uvicorn", "starlette", "openai", "httpx",
    "rich", "jieba", "rjieba", "opencc", "docx", "pdfplumber", "lxml", "sqlalchemy", "alembic",
    "argon2",
}
# fmt: on


def imported(source, path):
    """Return the packages of the project that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(path.split("/")[0] if node.level else node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in {"import_module", "__import__"} and isinstance(first, ast.Constant):
                found.add(str(first.value).partition(".")[0])
    return found & PACKAGES


def modules():
    for package in sorted(PACKAGES):
        for file in sorted((CHECKOUT / package).rglob("*.py")):
            yield file.relative_to(CHECKOUT).as_posix()


@pytest.mark.parametrize("path", list(modules()))
def test_dependencies_run_one_way(path):
    source = (CHECKOUT / path).read_text(encoding="utf-8")
    allowed = ALLOWED[path.split("/")[0]] | ASSEMBLY.get(path, set())
    assert imported(source, path) <= allowed


def test_every_package_is_looked_at():
    assert {path.split("/")[0] for path in modules()} == PACKAGES


def test_the_walk_sees_every_form_of_import():
    for source in (
        "import rag.types",
        "import os, rag as r",
        "from rag.types import Answer",
        "def f():\n    from rag import types",
        "import importlib\nimportlib.import_module('rag.cli')",
    ):
        assert imported(source, "indexing/x.py") == {"rag"}
    assert imported("from . import records", "indexing/x.py") == {"indexing"}
    assert imported("import ragtime, os", "indexing/x.py") == set()


def room_of(module):
    """The room of a dotted module of ``rag``, or its own name where it stands beside them."""
    first, *rest = module.split(".")[1:] or [""]
    return "answer.model" if first == "answer" and rest[:1] == ["model"] else first


def rooms_imported(source):
    """Return the rooms of ``rag`` that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and str(node.value).startswith("rag."):
            found.add(str(node.value))  # as in import_module and tables of commands
    return {room_of(name) for name in found if name.startswith("rag.")}


def of_rag():
    return [path for path in modules() if path.startswith("rag/") and path != "rag/__init__.py"]


def module_of(path):
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.mark.parametrize("path", of_rag())
def test_inside_rag_the_arrows_run_one_way(path):
    room = room_of(module_of(path))
    allowed = {room} | COMMON | ROOMS[room] | BACKWARDS.get(path, set())
    if room in COMMON - {"settings"}:
        allowed = {room}
    assert rooms_imported((CHECKOUT / path).read_text(encoding="utf-8")) & ROOMS.keys() <= allowed


@pytest.mark.parametrize("path", [p for p in of_rag() if room_of(module_of(p)) in QUESTION])
def test_nothing_that_serves_stores_or_prints_is_on_the_way_of_a_question(path):
    source = (CHECKOUT / path).read_text(encoding="utf-8")
    names = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not names & NOT_ASKED


def test_no_arrow_is_allowed_both_ways_and_none_that_is_not_used():
    used = {room: set() for room in ROOMS}
    for path in of_rag():
        source = (CHECKOUT / path).read_text(encoding="utf-8")
        used[room_of(module_of(path))] |= rooms_imported(source) - BACKWARDS.get(path, set())
    for room, allowed in ROOMS.items():
        assert not any(room in ROOMS[other] for other in allowed)
        assert allowed <= used[room]


def test_the_walk_over_rooms_sees_every_form_of_import():
    assert rooms_imported("from rag.ask import question") == {"ask"}
    assert rooms_imported("def f():\n    import rag.store.database") == {"store"}
    assert rooms_imported("from rag.answer.model import repair") == {"answer.model"}
    assert rooms_imported("from rag.answer import model") == {"answer.model"}
    assert rooms_imported("from rag import citations") == {"citations"}
    assert rooms_imported("TABLE = {'a': ('rag.cli.data', 'x')}") == {"cli"}


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["ask", "--help"], ["serve", "-h"], ["eval", "--help"], ["user", "-h"]],
)
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys\nfrom rag.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert result.stderr.strip() == "[]"
    assert "--help" in result.stdout
