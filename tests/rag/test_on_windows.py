"""What Windows needs: a file to double-click, and modules that do without POSIX."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from rag.cli.commands import serve

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "beike.bat"
LINES = SCRIPT.read_bytes().decode("utf-8").split("\r\n")


def test_the_script_is_one_that_cmd_reads():
    data = SCRIPT.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 10
    assert not data.startswith(b"\xef\xbb\xbf")  # cmd would take it for a part of the command
    # Nothing but ASCII before the console is told that the file is UTF-8.
    before = data[: data.index(b"chcp 65001")]
    assert before.isascii()


def test_every_jump_has_its_place():
    labels = {line[1:] for line in LINES if line.startswith(":")}
    assert {name for line in LINES for name in re.findall(r"goto (\w+)", line)} == labels - {""}


def test_what_it_installs_is_there_and_understood():
    (line,) = [line for line in LINES if "install.py" in line]
    script, arguments = re.search(r"%PYTHON% (\S+) (.*?) \|\|", line).groups()
    path = ROOT / script.replace("\\", "/")
    assert path.is_file()
    assert arguments == "--venv .venv -e ."
    # What makes of it an environment on Windows, where programs lie in Scripts.
    text = path.read_text("utf-8")
    assert '"Scripts" if sys.platform == "win32" else "bin"' in text
    assert 'add_argument("--venv"' in text


def test_the_options_of_its_service_are_those_of_the_command():
    (line,) = [line for line in LINES if "beike.exe" in line]
    program, command, *options = re.match(r"(\S+) (.*?) \|\|", line)[0].split()[:-1]
    assert program == ".venv\\Scripts\\beike.exe"
    assert command == "serve" == serve.name
    known = {name for parameter in serve.params for name in parameter.opts}
    assert set(options) - {"%*"} == {"--open"} <= known


@pytest.mark.parametrize(
    "module",
    [
        "indexing.locks",
        "indexing.reading_process",
        "indexing.readers.office",
        "indexing.pipeline",
        "rag.app",
        "rag.cli.commands",
        "rag.cli.serve",
    ],
)
def test_a_module_can_be_imported_where_there_is_no_posix(module):
    """Python on Windows has neither these modules nor these names."""
    code = f"""
import os, signal, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for owner, names in ((os, ("fork", "killpg", "sysconf", "setsid")),
                     (signal, ("SIGKILL", "setitimer", "SIGALRM", "SIGHUP"))):
    for name in names:
        if hasattr(owner, name):
            delattr(owner, name)
import {module}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
