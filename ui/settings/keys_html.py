"""Keys of programs as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from rag.store.records import ApiKey, NewApiKey
from ui.markup import escape
from ui.parts import button, when


def keys_html(keys: Sequence[ApiKey]) -> str:
    """Return the list of keys: name, beginning, and when each was used."""
    if not keys:
        return '<p class="bk-quiet">还没有密钥。</p>'
    return f'<ul class="bk-keys">{"".join(_row(key) for key in keys)}</ul>'


def new_key_html(made: NewApiKey) -> str:
    """Return a key just made, with a button to copy it: it cannot be shown again."""
    secret = escape(made.secret)
    return (
        '<div class="bk-secret" role="status"><p>密钥'
        f"“{escape(made.key.name)}”建好了，<b>只显示这一次</b>，请现在就记下来。</p>"
        f"<p><code>{secret}</code>"
        f'<button type="button" class="bk-act bk-copy" data-copy="{secret}">复制</button></p></div>'
    )


def _row(key: ApiKey) -> str:
    used = f"{when(key.last_used)}用过" if key.last_used else "还没用过"
    return (
        f"<li><span><b>{escape(key.name)}</b> <code>{escape(key.hint)}…</code>"
        f"<small>{when(key.created)}建，{used}</small></span>"
        + button(
            "remove",
            "删除",
            kind="bk-plain",
            aria=f"删除密钥：{key.name}",
            confirm=f"删除密钥“{key.name}”？用它的程序随即不能登录。",
            name=key.name,
        )
        + "</li>"
    )
