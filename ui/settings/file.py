"""Settings in ``beike.toml``: read for the page, and written without losing comments."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from rag.errors import SettingsError
from rag.settings import Settings, load_settings
from ui.settings.fields import FIELDS, RESTART


def settings_path() -> Path:
    """Return the file that the next start of the service reads."""
    return Path(os.environ.get("BEIKE_CONFIG") or "beike.toml")


def values_of(settings: Settings) -> dict[str, Any]:
    """Return the values that the page shows; the key as ``True`` where there is one."""
    values = {field.name: getattr(settings, field.name) for field in FIELDS}
    return {**values, "llm_api_key": bool(settings.llm_api_key.get_secret_value())}


def unsaved(running: Settings, now: Settings) -> str:
    """Return the edited settings that somebody changed in the file, not on the page."""
    changed = [f.label for f in FIELDS if getattr(running, f.name) != getattr(now, f.name)]
    return "、".join(changed)


def waiting(start: Settings, now: Settings) -> str:
    """Return what changed since the start and waits for the next one, for reading."""
    changed = [name for name in RESTART if getattr(start, name) != getattr(now, name)]
    return "、".join(f"{RESTART[name]}（{name}）" for name in changed)


def overridden() -> str:
    """Return the edited settings that the environment decides, for reading."""
    fixed = [field for field in FIELDS if os.environ.get(f"BEIKE_{field.name.upper()}")]
    return "、".join(f"{field.label}（BEIKE_{field.name.upper()}）" for field in fixed)


def write(values: Mapping[str, Any]) -> None:
    """Put values into the file, which is made where there is none; the rest of it stays.

    Raises:
        SettingsError: a value cannot be, or the file cannot be written.
    """
    load_settings(values)
    path = settings_path()
    try:
        text = path.read_text("utf-8-sig") if path.exists() else ""
        document = tomlkit.parse(text)
        for name, value in values.items():
            document[name] = value
        written = path.with_name(f".{path.name}.new")
        # It may hold a key, so nobody else may read it.
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(tomlkit.dumps(document))
        written.replace(path)
    except TOMLKitError:
        raise SettingsError(f"设置文件 {path.name} 读不了。", "请先改正它的写法。") from None
    except OSError as error:
        raise SettingsError(
            f"设置文件 {path.name} 写不了：{error.strerror}。", "请检查文件夹的权限。"
        ) from None
