"""What the page edits: the name each setting has for readers, and whether a value can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.errors import SettingsError
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Field:
    """A setting as readers see it: ``label`` names it, ``info`` says what it is for."""

    name: str
    label: str
    info: str = ""

    @property
    def default(self) -> Any:  # noqa: ANN401
        """Its value where nothing is set."""
        return Settings.model_fields[self.name].default


ENDPOINT = (
    Field("llm_base_url", "接口地址", "兼容 OpenAI 的地址，多以 /v1 结尾；不用模型就留空"),
    Field("llm_model", "模型名称", "服务里叫什么就写什么"),
    Field("llm_api_key", "密钥", "服务不要密钥就留空"),
)
LIMITS = (
    Field("llm_timeout_s", "一次请求最多等几秒", "超过就先给离线的回答"),
    Field("llm_total_s", "一个回答最多用几秒", "包括核对后请模型重写"),
    Field("llm_context_window", "一次能读多少词元", "按模型的说明填"),
    Field("llm_budget_requests", "每小时最多请求几次", "0 为不限"),
    Field("llm_budget_characters", "每小时最多多少字", "发出和收到的合计；0 为不限"),
)
WEIGHTS = (
    Field("lexical_weight", "按词语找", "问题里的词原样出现在资料里"),
    Field("dense_weight", "按意思找", "说法不同但意思相近；0 为不用"),
    Field("late_weight", "逐词比对意思", "找到的段落里有没有意思相近的词；不按意思找时不起作用"),
    Field("heading_weight", "标题", "问题里提到了标题"),
    Field("document_weight", "文件名", "问题里提到了文件或课程名"),
    Field("sheet_weight", "学时汇总", "问到学时、分钟时用汇总表"),
)
READING = (
    Field("reranker_model", "阅读模型的文件夹", "本机的交叉编码器，代替自带的阅读模型；没有就留空"),
)
#: In the order in which :class:`ui.settings.service.ServicePart` has them.
FIELDS = (*ENDPOINT, *LIMITS, *WEIGHTS, *READING)
#: What only the next start takes up, by the names readers know; the page does not edit it.
RESTART = {
    "host": "服务地址",
    "port": "端口",
    "allowed_hosts": "访问用的主机名",
    "database": "数据库",
    "corpus": "资料文件夹",
    "index": "索引文件夹",
    "cache": "缓存文件夹",
    "embedding_model": "向量模型",
    "allow_download": "联网下载模型",
    "chunk_tokens": "段落长短",
    "max_upload_mb": "上传文件的大小上限",
    "read_timeout_s": "读取文件的时限",
    "read_memory_mb": "读取文件的内存上限",
    "feedback_gold": "评测题文件",
    "mask_personal_data": "遮住个人信息",
}


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values tidied, without an empty key: what is not given stays as it is.

    Raises:
        SettingsError: a value cannot be; the message names the field as the page does.
    """
    fields = {field.name: field for field in FIELDS if field.name in given}
    values = {k: v.strip() if isinstance(v, str) else v for k, v in given.items()}
    for name, field in fields.items():
        _check_number(field, values[name])
    if "llm_base_url" in values:
        _check_endpoint(values["llm_base_url"], values["llm_model"])
    if "lexical_weight" in values and not (values["lexical_weight"] or values["dense_weight"]):
        raise SettingsError("“按词语找”和“按意思找”不能都是 0。", "至少留一项，否则什么也找不到。")
    folder = values.get("reranker_model")
    if folder and not Path(folder).is_dir():
        raise SettingsError(f"没有文件夹 {folder}。", "“阅读模型的文件夹”要写本机上的路径。")
    if not values.get("llm_api_key", True):
        del values["llm_api_key"]
    return values


def _check_number(field: Field, value: object) -> None:
    if isinstance(field.default, int | float):
        if not isinstance(value, int | float):
            raise SettingsError(f"“{field.label}”要填数字。")
        for limit in Settings.model_fields[field.name].metadata:
            least, above = getattr(limit, "ge", None), getattr(limit, "gt", None)
            if least is not None and value < least:
                raise SettingsError(f"“{field.label}”不能小于 {least}。")
            if above is not None and value <= above:
                raise SettingsError(f"“{field.label}”要大于 {above}。")


def _check_endpoint(address: str, model: str) -> None:
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        known = False
    if address and not known:
        raise SettingsError(
            "“接口地址”写得不对。",
            "应以 http:// 或 https:// 开头，例如 http://127.0.0.1:11434/v1。",
        )
    if address and not model:
        raise SettingsError("填了接口地址，还要填“模型名称”。")
    if model and not address:
        raise SettingsError("填了模型名称，还要填“接口地址”。", "不用模型，就把两项都清空。")
