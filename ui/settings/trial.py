"""Trying out a model endpoint with one short question, before its settings are saved."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from rag.errors import SettingsError
from rag.settings import load_settings

_PROMPT = "请只回答一个字：好"
_SHOWN = 40


def answered(given: Mapping[str, Any]) -> str:
    """Return a sentence about what the model said, and how long it took.

    Args:
        given: settings of the endpoint as in the form, without what stays as it is.

    Raises:
        SettingsError: address or name is missing, or a value cannot be.
        EndpointError: the endpoint did not answer.
    """
    from rag.answer.model.endpoint import Endpoint

    if not given["llm_base_url"]:
        raise SettingsError("请先填接口地址和模型名称。")
    started = time.monotonic()
    said = "".join(Endpoint(load_settings(given)).stream(_PROMPT)).strip()
    took = time.monotonic() - started
    if not said:
        return f"模型接上了，但没有说话（{took:.1f} 秒）。"
    return f"模型回答了“{said[:_SHOWN]}”，用了 {took:.1f} 秒。"
