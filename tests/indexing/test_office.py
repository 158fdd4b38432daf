"""One start of LibreOffice for many files; a file that hangs or crashes it costs only itself.

A script stands for LibreOffice: it opens a document by making its lock, and "converts" by copying.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexing.readers.office import Office

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")

PROGRAM = """#!/bin/sh
here={here}
case " $* " in
*" --convert-to "*)
    for source in "$@"; do :; done
    while [ $# -gt 0 ]; do
        [ "$1" = --convert-to ] && target=$2
        [ "$1" = --outdir ] && out=$2
        shift
    done
    echo convert >> $here/calls
    grep -q HANG "$source" && sleep 60
    grep -q CRASH "$source" && {{ kill $(cat $here/pid); sleep 0.5; exit 1; }}
    grep -q NOTHING "$source" && exit 0
    mkdir -p "$out" && cp "$source" "$out/file.$target" ;;
*)
    echo start >> $here/calls
    echo $$ > $here/pid
    for kept in "$@"; do :; done
    echo "$(dirname "$kept")" > $here/folder
    : > "$(dirname "$kept")/.~lock.kept.rtf#"
    exec sleep 60 ;;
esac
"""


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "soffice"
    path.write_text(PROGRAM.format(here=tmp_path), "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def office(program):
    office = Office(str(program))
    yield office
    office.close()


def calls(program):
    return (program.parent / "calls").read_text().split()


def gone(place, seconds=30.0):
    """Whether a process or folder is no longer there, soon."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not (place if isinstance(place, Path) else Path(f"/proc/{place}")).exists():
            return True
        time.sleep(0.05)
    return False


def test_many_files_cost_one_start(office, program):
    for number in range(3):
        data = b"file %d" % number
        assert office.converted(data, ".doc", "docx", 30) == data
    assert calls(program) == ["start", "convert", "convert", "convert"]
    folder = Path((program.parent / "folder").read_text().strip())
    assert {path.name for path in folder.iterdir()} >= {"kept.rtf", "profile"}
    office.close()
    assert gone(folder)


@pytest.mark.parametrize(
    ("data", "seconds", "starts"), [(b"HANG", 2, 2), (b"CRASH", 30, 3), (b"NOTHING", 30, 1)]
)
def test_a_bad_file_costs_only_itself(office, program, data, seconds, starts):
    assert office.converted(b"before", ".doc", "docx", 30) == b"before"
    assert office.converted(data, ".doc", "docx", seconds) is None
    assert office.converted(b"after", ".ppt", "pptx", 30) == b"after"
    # One that crashes is tried once more in a new program: it may have been the files before.
    assert calls(program).count("start") == starts


def test_a_program_that_died_meanwhile_is_started_again(office, program):
    assert office.converted(b"one", ".doc", "docx", 30) == b"one"
    folder = Path((program.parent / "folder").read_text().strip())
    os.kill(int((program.parent / "pid").read_text()), signal.SIGKILL)
    assert office.converted(b"two", ".doc", "docx", 30) == b"two"
    assert not folder.exists()


def test_a_program_that_never_opens_is_given_up_in_time(tmp_path):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n", "utf-8")
    program.chmod(0o755)
    office = Office(str(program))
    assert office.converted(b"one", ".doc", "docx", 1) is None


ASKING = """
import os, signal
from indexing.readers.office import Office
assert Office({program!r}).converted(b"one", ".doc", "docx", 30) == b"one"
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for the process there")
def test_the_program_ends_when_whoever_asked_is_killed(program):
    done = subprocess.run([sys.executable, "-c", ASKING.format(program=str(program))], check=False)
    assert done.returncode == -signal.SIGKILL
    assert gone(int((program.parent / "pid").read_text()))
    assert gone(Path((program.parent / "folder").read_text().strip()))
