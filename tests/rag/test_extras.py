"""What users are told to install exists, and the command that is told works."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from indexing import extras
from indexing.extras import how_to_install

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    """The program as installed from this folder, whatever was installed when."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra, needs in project["optional-dependencies"].items():
        lines += [f"{need}; extra == '{extra}'" for need in needs]
    monkeypatch.setattr(extras, "requires", lambda name: lines)


@pytest.mark.parametrize(
    ("extra", "packages"),
    [
        ("ocr", {"rapidocr"}),
        ("postgres", {"pg8000"}),
        ("mcp", {"mcp"}),
        ("eval", {"ir-measures", "pyyaml"}),
    ],
)
def test_the_command_names_what_the_extra_consists_of(extra, packages):
    told = how_to_install(extra)
    assert f"（可选组件 {extra}）" in told
    assert set(re.findall(r'"([\w-]+)[<>=]', told)) == packages


def test_the_python_is_named_as_seen_from_the_working_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    assert how_to_install("ocr").startswith(f"{Path('.venv/bin/python')} -m pip install ")
    monkeypatch.setattr(sys, "executable", "/secret/place/python3")
    assert how_to_install("ocr").startswith("python3 -m pip install ")


def test_where_it_was_not_installed_its_own_script_is_named(monkeypatch):
    def missing(name):
        raise extras.PackageNotFoundError(name)

    monkeypatch.setattr(extras, "requires", missing)
    assert how_to_install("ocr").endswith(' rag/deploy/install.py ".[ocr]"')


def test_nobody_is_told_to_install_a_package_of_our_name():
    """It is in no package index: the name may belong to anybody there."""
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "ARCHITECTURE.md"]
    for name in ("rag", "indexing", "ui", "eval", "prompts"):
        files += [*(ROOT / name).rglob("*.py"), *(ROOT / name).rglob("*.html")]
    found = [
        file.relative_to(ROOT).as_posix()
        for file in files
        if re.search(r"beike\[|pip install ['\"]?beike\b", file.read_text("utf-8"))
    ]
    assert found == []
