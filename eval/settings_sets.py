"""The two sets of settings that ``beike eval --compare A B`` puts side by side."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.errors import EvalError
from rag.settings import Settings

#: Stands for the settings as they are.
PRESENT = "."


def with_changes(settings: Settings, text: str) -> Settings:
    """Return ``settings`` changed as ``text`` says.

    Args:
        settings: as they are.
        text: ``.`` for no change, a TOML file, or ``name=value`` pairs parted by commas.

    Raises:
        EvalError: an unknown name, a value that does not fit, or a file that cannot be read.
    """
    values: dict[str, Any] = {}
    if text != PRESENT:
        values = _file(Path(text)) if text.endswith(".toml") else _pairs(text)
    for name in values:
        if name not in Settings.model_fields:
            near = difflib.get_close_matches(name, Settings.model_fields, n=1)
            hint = f"是不是想写 {near[0]}？" if near else "用 beike doctor 可以看到全部设置。"
            raise EvalError(f"没有 {name} 这一项设置。", hint)
    # Each side gets an index of its own: a named one would be built over by the other.
    kept = settings.model_fields_set - {"index"}
    known = {name: getattr(settings, name) for name in kept}
    try:
        return Settings(**{**known, **values})
    except ValidationError as error:
        where = "、".join(str(e["loc"][0]) for e in error.errors())
        raise EvalError(f"设置 {where} 的值不能用：{text}。", "请改正后再比较。") from None


def _pairs(text: str) -> dict[str, Any]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if not pairs or not all(name.strip() and equals for name, equals, _ in pairs):
        raise EvalError(
            f"看不懂这组设置：{text}。",
            "应是 . （现在的设置）、一个 .toml 文件，或 dense_weight=0.3,chunk_tokens=200 这样。",
        )
    return {name.strip(): value.strip() for name, _, value in pairs}


def _file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EvalError(f"设置文件 {path} 打不开：{error.strerror}。", "请检查路径。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EvalError(f"设置文件 {path} 读不了：{error}。", "请检查这一行的写法。") from None
