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
