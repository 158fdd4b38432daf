"""Keys of programs as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from rag.store.records import ApiKey, NewApiKey
from ui.markup import render


def keys_html(keys: Sequence[ApiKey]) -> Markup:
    """Return the list of keys: name, beginning, and when each was used."""
    if not keys:
        return render("parts", "quiet", "还没有密钥。")
    return render("admin", "keys", keys)


def new_key_html(made: NewApiKey) -> Markup:
    """Return a key just made, with a button to copy it: it cannot be shown again."""
    return render("admin", "new_key", made)
