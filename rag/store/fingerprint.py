"""A hash of the settings that decide an answer, to be kept with feedback on it."""

from __future__ import annotations

import hashlib
import json

from rag.settings import Settings

#: Places and secrets: the same question is answered the same whatever they are.
_ELSEWHERE = {
    "corpus", "index", "cache", "allow_download", "host", "port", "database", "llm_api_key",
    "allowed_hosts", "max_upload_mb", "read_timeout_s", "read_memory_mb", "feedback_gold",
}  # fmt: skip


def settings_fingerprint(settings: Settings) -> str:
    """Return the SHA-256, hexadecimal, of the settings that decide what is answered."""
    values = settings.model_dump(mode="json", exclude=_ELSEWHERE)
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
