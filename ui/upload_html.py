"""The place where documents are dropped, as HTML; ``upload.js`` sends them to ``/v1/documents``."""

from __future__ import annotations

import json

from markupsafe import Markup

from indexing.readers.problems import FOREIGN, unsupported
from rag.service.file_names import UPLOADABLE
from rag.store.records import User
from ui.markup import render
from ui.visitor import is_local

_NAMED = (
    "Word（.docx .doc .wps .rtf .odt）、演示文稿（.pptx .ppt .dps）、表格（.xlsx .xls .et .csv）、"
    ".pdf、.html、.md、.txt、图片（.jpg .png），或整个文件夹的压缩包（.zip）"
)
#: Stands for the name of a file in what ``upload.js`` says of it.
_NAME = "{}"


def upload_html(user: User, most_mb: int) -> Markup:
    """Return the place for files.

    Any file can be chosen: hiding those that no reader takes would not say what to do about them.

    Args:
        user: administrators of a school choose who may use a document; others' are their own.
        most_mb: largest file.
    """
    kinds: dict[str, list[str]] = {}
    for suffix, kind in FOREIGN.items():
        if suffix in UPLOADABLE:
            continue
        kinds.setdefault(kind.value[1], []).append(suffix)
    scoped = user.is_admin and not is_local(user)
    suffixes = sorted(UPLOADABLE)
    return render("documents", "upload", most_mb, suffixes, _cures(), _NAMED, scoped, kinds)


def _cures() -> str:
    """Return as JSON what is said of a file that no reader takes, by its suffix, ``""`` any other.

    These are the words of the command line and of ``/v1/documents``.
    """
    refused = {suffix: unsupported(f"{_NAME}{suffix}") for suffix in ("", *FOREIGN)}
    return json.dumps(
        {
            suffix: [problem.message.replace(f"{_NAME}{suffix}", _NAME), problem.hint]
            for suffix, problem in refused.items()
        },
        ensure_ascii=False,
    )
