"""The place where documents are dropped, as HTML; ``upload.js`` sends them to ``/v1/documents``."""

from __future__ import annotations

from rag.data.records import User
from ui.visitor import is_local

_TYPES = (".docx", ".pdf", ".md", ".markdown", ".txt", ".html", ".htm")
_NAMED = ".docx .pdf .md .txt .html"
_SCOPES = (
    '<fieldset><legend>谁能用</legend><label><input type="radio" name="scope" value="school" '
    'checked> 全校</label><label><input type="radio" name="scope" value="own"> 只有我</label>'
    "</fieldset>"
)


def upload_html(user: User, most_mb: int) -> str:
    """Return the place for files.

    Args:
        user: administrators of a school choose who may use a document; others' are their own.
        most_mb: largest file.
    """
    scopes = _SCOPES if user.is_admin and not is_local(user) else ""
    return (
        f'<form class="bk-upload" data-most="{most_mb << 20}">'
        '<label class="bk-upload-here"><input class="bk-hidden" type="file" multiple '
        f'accept="{",".join(_TYPES)}"><b>把资料拖到这里，或者点一下选文件</b>'
        f"<small>{_NAMED}，可以一次选多个，每个最大 {most_mb} MB</small></label>"
        f'<div class="bk-upload-how">{scopes}'
        '<label><input type="checkbox" name="replace"> 同名时替换</label></div></form>'
        '<ul class="bk-uploaded" role="status"></ul>'
        '<button type="button" data-act="uploaded" hidden></button>'
    )
