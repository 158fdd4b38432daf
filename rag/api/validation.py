"""What a request got wrong, as one Chinese sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: pydantic error type -> wording; ``{…}`` is filled from the error's context.
_WORDING = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个字段",
    "string_type": "应为文字",
    "string_unicode": "含有无法识别的字符",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 字",
    "too_long": "最多 {max_length} 项",
    "list_type": "应为列表",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "model_attributes_type": "应为 JSON 对象",
    "dict_type": "应为 JSON 对象",
    "literal_error": "只能是 {expected}",
    "string_pattern_mismatch": "写法不对",
    "base64_decode": "不是 Base64",
}
_SHOWN = 3


def describe(errors: Sequence[Mapping[str, Any]]) -> str:
    """Return one sentence for pydantic's error list; never echoes what was sent."""
    if any(error["type"] == "json_invalid" for error in errors):
        return "请求内容不是合法的 JSON。"
    parts = [f"{_where(error)}：{_what(error)}" for error in errors[:_SHOWN]]
    return "；".join(parts) + "。" if parts else "请求内容不合要求。"


def _where(error: Mapping[str, Any]) -> str:
    # The first place says body, query or path, which tells a caller nothing new.
    names = [str(part) for part in error.get("loc", ())][1:]
    return f"字段 {'.'.join(names)}" if names else "请求内容"


def _what(error: Mapping[str, Any]) -> str:
    whole = len(error.get("loc", ())) == 1
    if whole and error["type"] in ("missing", "model_attributes_type"):
        return "应为 JSON 对象，内容类型应为 application/json"
    context = dict(error.get("ctx") or {})
    if error["type"] == "value_error":
        # Of our own validators, which say it in Chinese.
        return str(context["error"])
    wording = _WORDING.get(error["type"], "不合要求")
    return wording.format_map(context)
