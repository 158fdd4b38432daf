"""One LibreOffice that stays, started for the first file, which converts one file after the other.

A start takes seconds, a conversion a tenth of one. The program stays because a document is open in
it; a call with its profile hands its file to it and waits. It runs no macros and follows no links.

Run as ``python -m indexing.readers.office PROGRAM FOLDER`` this is its keeper: it ends the program
with all that it started, and deletes the folder, once the process that asked is gone, however that
ended.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Event, Lock, Thread
from uuid import uuid4

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
#: The document that keeps the program open, and the file by which it says that it has it open.
_KEPT, _OPEN = "kept.rtf", ".~lock.kept.rtf#"
#: Seconds between looks at whether the program is there.
_POLL_S = 0.05
#: Seconds in which the keeper of a program that ended has cleaned up.
_CLEANED_S = 1.0


class Office:
    """Converts files; see the module. Safe to share by threads, for one file at a time.

    Args:
        program: LibreOffice.
    """

    def __init__(self, program: str) -> None:
        self._program = program
        self._lock = Lock()
        self._folder = Path()
        self._keeper: subprocess.Popen[bytes] | None = None

    def converted(self, data: bytes, suffix: str, target: str, seconds: float) -> bytes | None:
        """Return what a file becomes, ``None`` where nothing is made of it in time.

        A file at which the program hangs or crashes costs a start and no other file.

        Args:
            data: the whole file.
            suffix: its suffix, with the dot.
            target: suffix of what it is to become, without the dot.
            seconds: how long it may take, with the start where it is the first.
        """
        with self._lock:
            deadline = time.monotonic() + seconds
            used = self._is_there()
            made = self._tried(data, suffix, target, deadline)
            if made is None and used and self._has_ended():  # it may be due to the files before
                made = self._tried(data, suffix, target, deadline)
            return made

    def close(self) -> None:
        """End the program; a file converted later starts another."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            with contextlib.suppress(BrokenPipeError):
                keeper.communicate()
            shutil.rmtree(self._folder, ignore_errors=True)  # what came while it cleaned up

    def _tried(self, data: bytes, suffix: str, target: str, deadline: float) -> bytes | None:
        if not self._started(deadline):
            self.close()
            return None
        here = self._folder / uuid4().hex
        try:
            here.mkdir()
            source = here / f"file{suffix}"
            source.write_bytes(data)
            order = ("--convert-to", target, "--outdir", str(here / "made"), str(source))
            process = _run(self._program, self._folder, *order)
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            finally:
                _end(process)
            made = here / "made" / f"file.{target}"
            return made.read_bytes() if made.is_file() else None
        except subprocess.TimeoutExpired:
            self.close()
            return None
        except FileNotFoundError:  # the program ended, and its keeper is taking the folder away
            return None
        finally:
            shutil.rmtree(here, ignore_errors=True)

    def _is_there(self) -> bool:
        return self._keeper is not None and self._keeper.poll() is None

    def _has_ended(self) -> bool:
        """Whether the program ended by itself just now; its keeper needs a moment to clean up."""
        if self._keeper is None:
            return False
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._keeper.wait(_CLEANED_S)
        return not self._is_there()

    def _started(self, deadline: float) -> bool:
        """Start the program where it is not there; return whether it is, in time."""
        if self._is_there():
            return True
        self.close()
        self._folder = Path(tempfile.mkdtemp(prefix="beike-"))
        settings = self._folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        (self._folder / _KEPT).write_text("{\\rtf1\\ansi }", "ascii")
        self._keeper = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__, self._program, str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not (self._folder / _OPEN).exists():
            if not self._is_there() or time.monotonic() > deadline:
                return False
            time.sleep(_POLL_S)
        return True


def main(arguments: list[str]) -> None:
    """Keep the program until it ends or whoever asked is gone."""
    program, folder = arguments[0], Path(arguments[1])
    process = _run(program, folder, str(folder / _KEPT))
    over = Event()

    def ended() -> None:
        process.wait()
        over.set()

    def left() -> None:
        os.read(sys.stdin.fileno(), 1)  # nothing is ever sent; the pipe closes
        over.set()

    for watch in (ended, left):
        Thread(target=watch, daemon=True).start()
    over.wait()
    _end(process)
    shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, folder: Path, *order: str) -> subprocess.Popen[bytes]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return subprocess.Popen(
        [program, profile, "--headless", "--norestore", "--nologo", "--nolockcheck", *order],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "HOME": str(folder)},
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program with what it started; it is a starter, and the work is done by another."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
