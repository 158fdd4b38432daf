"""The place where documents are dropped, as HTML; ``upload.js`` sends them to ``/v1/documents``."""

from __future__ import annotations

import json

from indexing.readers import SUPPORTED
from indexing.readers.problems import FOREIGN, unsupported
from rag.data.records import User
from ui.markup import escape
from ui.visitor import is_local

_NAMED = ".docx .pdf .md .txt .html"
#: Stands for the name of a file in what ``upload.js`` says of it.
_NAME = "{}"
_SCOPES = (
    '<fieldset><legend>谁能用</legend><label><input type="radio" name="scope" value="school" '
    'checked> 全校</label><label><input type="radio" name="scope" value="own"> 只有我</label>'
    "</fieldset>"
)


def upload_html(user: User, most_mb: int) -> str:
    """Return the place for files.

    Any file can be chosen: hiding those that no reader takes would not say what to do about them.

    Args:
        user: administrators of a school choose who may use a document; others' are their own.
        most_mb: largest file.
    """
    scopes = _SCOPES if user.is_admin and not is_local(user) else ""
    return (
        f'<form class="bk-upload" data-most="{most_mb << 20}" '
        f'data-types="{" ".join(sorted(SUPPORTED))}" data-cures="{escape(_cures())}">'
        '<label class="bk-upload-here"><input class="bk-hidden" type="file" multiple>'
        "<b>把资料拖到这里，或者点一下选文件</b>"
        f"<small>{_NAMED}，可以一次选多个，每个最大 {most_mb} MB</small></label>"
        f'<div class="bk-upload-how">{scopes}'
        '<label><input type="checkbox" name="replace"> 同名时替换</label></div></form>'
        f"{_kinds()}"
        '<ul class="bk-uploaded" role="status"></ul>'
        '<button type="button" data-act="uploaded" hidden></button>'
    )


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


def _kinds() -> str:
    cures: dict[str, list[str]] = {}
    for suffix, kind in FOREIGN.items():
        cures.setdefault(kind.value[1], []).append(suffix)
    rows = "".join(
        f"<dt>{' '.join(suffixes)}</dt><dd>{cure}</dd>" for cure, suffixes in cures.items()
    )
    return (
        '<details class="bk-kinds"><summary>.doc、表格、演示文稿、图片怎么办？</summary>'
        f"<dl>{rows}</dl></details>"
    )
