"""What is installed, and from where; only the last test asks a real index."""

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "rag" / "deploy" / "install.py"
PINNED = re.search(r"^torch==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.M)[1]
GPU = re.compile(r"nvidia|cuda|triton", re.I)
#: A port that nobody listens to.
NOWHERE = "http://127.0.0.1:9/"


def package(index, name, version, *needs):
    """Put an empty package into an index of files."""
    folder = index / name.replace("_", "-")
    folder.mkdir(parents=True)
    file = f"{name}-{version}-py3-none-any.whl"
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    parts = {
        "METADATA": "\n".join(metadata + [f"Requires-Dist: {need}" for need in needs]),
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any",
        "RECORD": "",
    }
    with zipfile.ZipFile(folder / file, "w") as wheel:
        for part, text in parts.items():
            wheel.writestr(f"{name}-{version}.dist-info/{part}", f"{text}\n".lstrip())
    (folder / "index.html").write_text(f'<a href="{file}">{file}</a>', "utf-8")


@pytest.fixture(scope="module")
def indexes(tmp_path_factory):
    """A general index whose torch wants GPU packages, and one with the CPU build alone."""
    general, cpu = tmp_path_factory.mktemp("general"), tmp_path_factory.mktemp("cpu")
    package(general, "beike", "0.1.0", "torch>=2.8", "six")
    package(general, "six", "1.17.0")
    package(general, "torch", PINNED, "nvidia_cublas")
    package(general, "nvidia_cublas", "13.0")
    package(cpu, "torch", f"{PINNED}+cpu")
    # Never to be taken from there.
    package(cpu, "six", "99.0")
    return general, cpu


def installed(indexes, folder, torch_index):
    """Install from ``indexes`` into a new environment; return its packages and what was said."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environ |= {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": indexes[0].as_uri(),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "TORCH_INDEX": torch_index,
    }
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--venv", str(folder), "beike"],
        capture_output=True,
        env=environ,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (packages,) = folder.glob("lib/python*/site-packages")
    names = {path.name.removesuffix(".dist-info") for path in packages.glob("*.dist-info")}
    return {name for name in names if not name.startswith(("pip-", "setuptools-"))}, done.stderr


def test_torch_comes_from_the_index_of_cpu_builds_and_all_else_from_the_general_one(
    indexes, tmp_path
):
    names, said = installed(indexes, tmp_path / "venv", indexes[1].as_uri())
    assert names == {"beike-0.1.0", f"torch-{PINNED}+cpu", "six-1.17.0"}
    assert "TORCH_INDEX" not in said


def test_where_the_cpu_build_is_not_to_be_had_one_line_says_so(indexes, tmp_path):
    names, said = installed(indexes, tmp_path / "venv", NOWHERE)
    assert names == {"beike-0.1.0", f"torch-{PINNED}", "six-1.17.0", "nvidia_cublas-13.0"}
    (line,) = [line for line in said.splitlines() if "TORCH_INDEX" in line]
    assert NOWHERE in line
    assert "几 GB" in line
    assert "No CPU build" in line
    assert "Traceback" not in said


@pytest.fixture
def python39(tmp_path):
    """A folder whose python3 says that it is 3.9."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import sys\nsys.version_info = (3, 9, 18, 'final', 0)\n", "utf-8"
    )
    python = folder / "python3"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={folder} exec {sys.executable} "$@"\n', "utf-8")
    python.chmod(0o755)
    return folder


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_stops_at_an_older_python_with_one_line_before_it_does_anything(python39, tmp_path):
    checkout = tmp_path / "checkout"
    for name in ("Makefile", "constraints.txt", "pyproject.toml", "rag/deploy/install.py"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, checkout / name)
    before = sorted(checkout.rglob("*"))
    done = subprocess.run(
        ["make", "serve"],
        cwd=checkout,
        # Not what an outer make, which may run these tests, hands down to its own.
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
            "PATH": f"{python39}:{os.environ['PATH']}",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    line, *rest = done.stderr.splitlines()
    assert "备课需要 Python 3.11 以上" in line
    assert "是 3.9.18" in line
    assert "needs Python 3.11 or newer, this is 3.9.18" in line
    # make's own word that it failed
    assert [word[:4] for word in rest] == ["make"]
    assert sorted(checkout.rglob("*")) == before


def test_an_older_python_understands_the_script_far_enough_to_say_so():
    # 3.6 is the oldest that is still met; everything newer stands below the check.
    tree = ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 6))
    kinds = [type(node).__name__ for node in tree.body]
    assert kinds[:3] == ["Expr", "Import", "If"]
    assert tree.body[1].names[0].name == "sys"


def closure(requirements):
    """Return the names of all packages that come with ``requirements``."""
    found, waiting = set(), list(requirements)
    while waiting:
        need = Requirement(waiting.pop())
        # Without an extra of its own a package is asked for its plain needs.
        for extra in need.extras or {""}:
            key = (canonicalize_name(need.name), extra)
            if key in found or (need.marker and not need.marker.evaluate({"extra": ""})):
                continue
            found.add(key)
            try:
                inner = [Requirement(text) for text in requires(need.name) or ()]
            except PackageNotFoundError:
                continue
            waiting += [
                f"{each.name}{'[' + ','.join(each.extras) + ']' if each.extras else ''}"
                for each in inner
                if not each.marker or each.marker.evaluate({"extra": extra})
            ]
    return {name for name, _ in found}


def test_nothing_that_users_run_needs_the_tools_of_developers():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    chosen = [package for name in ("eval", "mcp", "ocr", "postgres") for package in extras[name]]
    users = closure([*project["dependencies"], *chosen])
    assert "pytest" not in users
    owners = packages_distributions()
    own = {"rag", "indexing", "prompts", "ui", "eval"}
    foreign = {}
    for file in [path for name in own for path in (ROOT / name).rglob("*.py")]:
        if file.is_relative_to(ROOT / "eval" / "bench"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for top in {name.partition(".")[0] for name in names} - own - sys.stdlib_module_names:
                if not users & {canonicalize_name(owner) for owner in owners.get(top, ())}:
                    foreign[top] = file.relative_to(ROOT).as_posix()
    assert foreign == {}


def test_make_gives_users_no_tools_of_developers():
    rules = (ROOT / "Makefile").read_text("utf-8")
    ready, dev = (re.search(rf"^\$\(VENV\)/\.{name}:.*\n((?:\t.*\n)+)", rules, re.M)[1]
                  for name in ("ready", "dev"))  # fmt: skip
    assert "--group" not in ready
    assert "--group dev" in dev
    needs = dict(re.findall(r"^(\w+): (\S+)$", rules, re.M))
    assert needs["serve"] == "setup"
    assert needs["setup"] == "$(VENV)/.ready"
    assert {needs[name] for name in ("test", "lint", "conditions", "eval", "baseline")} == {"dev"}


def test_every_way_to_install_goes_through_the_script():
    for name in ("Makefile", "README.md", "rag/deploy/Dockerfile", "rag/deploy/beike.service"):
        text = (ROOT / name).read_text("utf-8")
        assert re.search(r"(python3?|\$\(PYTHON\)) rag/deploy/install\.py", text), name
        assert not re.search(r"pip install[^`\n]* (torch|-e \.|\"\.)", text), name


def dry_run(report, *arguments):
    """Ask pip what it would install on an empty machine; return that, or pip's words."""
    flags = ("--dry-run", "--ignore-installed", "--report", str(report))
    done = subprocess.run(
        [*script().pip(*flags, *arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return [], done.stderr
    return json.loads(report.read_text("utf-8"))["install"], done.stderr


def script():
    spec = importlib.util.spec_from_file_location("install_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere torch has no GPU packages")
def test_pip_would_install_the_cpu_build_and_no_gpu_packages(tmp_path):
    alone, said = dry_run(
        tmp_path / "torch.json", "--retries", "1", "--timeout", "15", *script().cpu_build()
    )
    if not alone:
        pytest.skip(f"no CPU build of torch within reach: {said.strip().splitlines()[-1]}")
    (torch,) = alone
    assert torch["metadata"]["version"] == f"{PINNED}+cpu"
    # What the second step of the script finds, with torch in place.
    everything, said = dry_run(tmp_path / "all.json", torch["download_info"]["url"], str(ROOT))
    if "from versions: none" in said:
        pytest.skip(f"the general index is not within reach: {said.strip().splitlines()[-1]}")
    names = {item["metadata"]["name"]: item["metadata"]["version"] for item in everything}
    assert names["torch"] == f"{PINNED}+cpu", said
    assert {"beike", "sentence-transformers", "gradio"} <= set(names)
    assert [name for name in names if GPU.search(name)] == []
