"""Names of accounts: what is allowed, and how two are compared."""

from __future__ import annotations

import unicodedata

from rag.store.errors import PasswordError
from rag.store.tables.accounts import NAME_LENGTH

#: The built-in user of a service without accounts: its id and its name.
LOCAL = "local"


def tidy(name: str) -> str:
    """Return a name as it is shown: NFKC, without white space around it."""
    return unicodedata.normalize("NFKC", name).strip()


def folded(name: str) -> str:
    """Return a name as it is compared: ``Ｗang`` and ``wang`` are one account."""
    return unicodedata.normalize("NFKC", tidy(name).casefold())


def check_name(name: str) -> str:
    """Return the name of a new account, tidied.

    Raises:
        PasswordError: it is empty, too long, reserved, or has characters that cannot be seen.
    """
    name = tidy(name)
    if not 1 <= len(name) <= NAME_LENGTH:
        raise PasswordError(f"用户名要有 1 到 {NAME_LENGTH} 个字。")
    if any(unicodedata.category(char)[0] in "CZ" for char in name):
        raise PasswordError("用户名里不能有空格和看不见的字符。")
    if folded(name) == LOCAL:
        raise PasswordError(f"{LOCAL} 是备课自己用的名字。", "请换一个用户名。")
    return name
