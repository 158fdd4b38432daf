"""Tokens of sessions and keys of programs: random, and stored as hashes only.

They have 256 random bits, so one round of SHA-256 is enough; passwords need argon2 instead.
"""

from __future__ import annotations

import hashlib
import secrets

KEY_PREFIX = "bk_"
_BYTES = 32
_HINT = 8


def new_token() -> str:
    """Return a token for a cookie."""
    return secrets.token_urlsafe(_BYTES)


def new_key() -> str:
    """Return a key for a program, ``bk_…``."""
    return KEY_PREFIX + secrets.token_urlsafe(_BYTES)


def key_hint(key: str) -> str:
    """Return the beginning of a key, by which its owner knows it again."""
    return key[:_HINT]


def digest(secret: str) -> str:
    """Return the hash that is stored, hexadecimal; any text that is sent has one."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
