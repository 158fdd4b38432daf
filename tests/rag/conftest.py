"""Fixtures of the command line tests: a clean environment and an index made by the command."""

import os

import pytest
from click.testing import CliRunner
from invented_school import DOCUMENTS

from rag.cli import main

TIMETABLE = """# 茶艺课程表

## 各门课程

| 课程名称 | 学时 |
| --- | --- |
| 绿茶冲泡 | 48 |
| 红茶冲泡 | 36 |
| 茶席布置 | 24 |
"""


class Command:
    """Runs ``beike`` in this process, in an environment of its own."""

    def __init__(self, folder, environ):
        self.folder = folder
        self.environ = environ

    def __call__(self, *arguments, **environ):
        return CliRunner().invoke(
            main, [str(a) for a in arguments], env={**self.environ, **environ}
        )


def clean():
    """Return what takes every setting of the tests' own environment away."""
    return {name: None for name in os.environ if name.startswith("BEIKE_")}


@pytest.fixture
def beike(tmp_path, monkeypatch):
    """The command in an empty folder, without any setting."""
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path, clean())


@pytest.fixture(scope="session")
def indexed(tmp_path_factory, model_cache):
    """The folder of an invented corpus, indexed by ``beike index``, and what that printed."""
    folder = tmp_path_factory.mktemp("command")
    for name, text in {**DOCUMENTS, "课程表.md": TIMETABLE}.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    environ = {
        **clean(),
        "BEIKE_CONFIG": "",
        "BEIKE_CORPUS": str(folder / "corpus"),
        "BEIKE_INDEX": str(folder / "index"),
        "BEIKE_CACHE": str(model_cache),
    }
    command = Command(folder, environ)
    command.first = command("index", "--json")
    return command


@pytest.fixture
def school_cli(indexed, tmp_path, monkeypatch):
    """The command over the invented corpus, in an empty folder, searching by words only."""
    monkeypatch.chdir(tmp_path)
    return Command(indexed.folder, {**indexed.environ, "BEIKE_DENSE_WEIGHT": "0"})
