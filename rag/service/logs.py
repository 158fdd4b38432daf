"""Logs as one JSON object a line, without the text of documents, questions or errors.

An error is told by its type and where in the program it arose: its message may quote what a
teacher wrote, or a secret.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

#: The logger of finished requests; see :mod:`rag.api.observing`.
ACCESS = "beike.access"
_FRAMES = 12


class JsonLines(logging.Formatter):
    """Formats a record as JSON; of libraries' records only where they come from is told."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        ours = record.name.split(".")[0] in ("beike", "rag", "indexing", "ui")
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # The unfilled message: what fills it may be anything, also before a library logs it.
            "event": str(record.msg) if ours or record.args else "",
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])[-_FRAMES:]
            line["error"] = record.exc_info[0].__name__
            line["at"] = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(*, requests: bool | None = None) -> None:
    """Send logs to stderr: warnings, errors, and a line for each request if wanted.

    Args:
        requests: whether they are; ``None`` where nobody is watching, as under systemd.
    """
    wanted = not sys.stderr.isatty() if requests is None else requests
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(ACCESS).setLevel(logging.INFO if wanted else logging.WARNING)
