"""Who may import whom, and that the command line starts without loading anything heavy."""

import ast
import json
import os
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
    "answer": {"text", "ask", "read"},
    "answer.model": {"text", "ask", "read", "answer"},
    "assistant": {"ask", "retrieve", "read", "answer", "answer.model"},
    "factory": {"assistant", "answer.model"},
    "checking": set(),
    "drafting": {"text", "ask", "retrieve", "answer", "answer.model", "checking"},
    "store": {"drafting"},
    "service": {"ask", "retrieve", "assistant", "factory", "drafting", "store"},
    "api": {"ask", "checking", "retrieve", "drafting", "store", "service"},
    "app": {"service", "api"},
    "cli": {"ask", "answer.model", "assistant", "factory", "checking", "drafting", "store",
            "service", "app"},
    "deploy": set(), "types": set(), "errors": set(), "settings": set(),
}
# fmt: on
QUESTION = ("text", "ask", "retrieve", "read", "answer", "answer.model")
#: What serves, stores or prints has no place on the way of a question.
NOT_ASKED = {"fastapi", "starlette", "uvicorn", "gradio", "sqlalchemy", "alembic", "click", "rich"}
#: What reads files and understands documents, ours and of others: none of it is needed to ask.
PARSERS = {"indexing.kinds", "indexing.readers"}
PARSING = {"docx", "pptx", "openpyxl", "xlrd", "pdfplumber", "pdfminer", "lxml", "markdown_it"}
#: Libraries that take longer to load than a help text may take.
# fmt: off
HEAVY = {
    "torch", "transformers", "sentence_transformers", "tokenizers", "gradio", "llama_index",
    "faiss", "numpy", "pandas", "pydantic", "fastapi", "uvicorn", "starlette", "openai", "httpx",
    "rich", "jieba", "rjieba", "opencc", "docx", "pptx", "openpyxl", "xlrd", "pdfplumber", "lxml",
    "sqlalchemy", "alembic", "argon2", "onnx", "onnxruntime",
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


KINDS = ("standard", "lesson_plan", "syllabus", "generic")


@pytest.mark.parametrize("kind", (*KINDS, "outline", "shared"))
def test_no_kind_of_document_knows_another(kind):
    """Each rests on the outline and on what they share, which know none of them."""
    files = sorted((CHECKOUT / "indexing" / "kinds" / kind).glob("*.py"))
    assert len(files) > 1
    seen = set()
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        seen |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    of_kinds = {name.split(".")[2] for name in seen if name.startswith("indexing.kinds.")}
    below = {"outline": {"shared"}, "shared": set()}
    assert of_kinds <= {kind, *below.get(kind, {"outline", "shared"})}
    assert "indexing.kinds" not in seen


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
    allowed = {room} | COMMON | ROOMS[room]
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
        used[room_of(module_of(path))] |= rooms_imported(source)
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


@pytest.fixture
def loaded(school_settings):
    """The modules that are loaded once ``beike`` has run with arguments, and what it printed."""

    def run(*arguments):
        code = (
            "import sys\nfrom rag.cli import main\n"
            f"main({[str(a) for a in arguments]!r}, standalone_mode=False)\n"
            "print(*sys.modules, file=sys.stderr)"
        )
        environ = {name: value for name, value in os.environ.items() if name[:6] != "BEIKE_"}
        environ |= {"BEIKE_INDEX": str(school_settings.index), "BEIKE_DENSE_WEIGHT": "0"}
        result = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            env=environ | {"BEIKE_CORPUS": str(school_settings.corpus), "BEIKE_CONFIG": ""},
        )
        return set(result.stderr.split()), result.stdout

    return run


def parsers_in(modules):
    packages = {".".join(name.split(".")[:2]) for name in modules}
    return (packages & PARSERS) | ({name.split(".")[0] for name in modules} & PARSING)


def test_asking_loads_no_parser_of_documents(loaded):
    modules, told = loaded("ask", "绿茶冲泡课程有多少学时？", "--json")
    answer = json.loads(told)
    assert answer["status"] == "answered"
    assert answer["citations"]
    assert "rag.assistant" in modules
    assert parsers_in(modules) == set()


def test_parsers_are_seen_where_they_are_loaded(loaded, school_settings):
    document = next(school_settings.corpus.rglob("*.md"))
    modules, _ = loaded("inspect", document, "--json")
    assert parsers_in(modules) == PARSERS
