"""The page for settings: the model's endpoint and how passages are searched, kept in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.errors import SettingsError
from rag.service.service import Service
from ui.endpoint_trial import answered
from ui.parts import QUIET, Updates, attempted, done_html, html
from ui.setting_file import EDITED, effective, overridden, settings_path, write
from ui.shell import only_admins
from ui.visitor import visitor

_WEIGHTS = {
    "lexical_weight": ("按词语找", "问题里的词原样出现在资料里"),
    "dense_weight": ("按意思找", "说法不同但意思相近；0 为不用"),
    "heading_weight": ("标题", "问题里提到了标题"),
    "document_weight": ("文件名", "问题里提到了文件或课程名"),
    "sheet_weight": ("学时汇总", "问到学时、分钟时用汇总表"),
    "reading_weight": ("逐句比对", "看段落里哪一句最贴近问题"),
}


class SettingsPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        with gr.Column(elem_id="bk-main", elem_classes="bk-single"):
            html("<h2>设置</h2>", "bk-title")
            self._told = html("", "bk-told")
            with gr.Column(visible=False, elem_id="bk-settings") as self._all:
                html(
                    '<h3>语言模型</h3><p class="bk-quiet">不填也能用：回答和教案直接由资料摘编。'
                    "填了以后，由模型组织语言，再逐句核对出处。</p>",
                    "bk-about-model",
                )
                with gr.Row():
                    self._url = gr.Textbox(
                        label="接口地址", placeholder="http://127.0.0.1:11434/v1", scale=2
                    )
                    self._model = gr.Textbox(label="模型名称", scale=1)
                with gr.Row():
                    self._key = gr.Textbox(
                        label="密钥", type="password", placeholder="不改就留空", scale=2
                    )
                    self._timeout = gr.Number(label="最多等几秒", minimum=1, scale=1)
                    self._window = gr.Number(
                        label="模型一次能读多少词元", precision=0, minimum=1024, scale=1
                    )
                html(
                    '<h3>检索</h3><p class="bk-quiet">各种线索的分量；一般不用改，'
                    "改后请用评测看看有没有变好。</p>",
                    "bk-about-search",
                )
                with gr.Row():
                    self._weights = [
                        gr.Number(label=label, info=info, minimum=0, step=0.1, min_width=200)
                        for label, info in _WEIGHTS.values()
                    ]
                with gr.Row(elem_id="bk-setting-acts"):
                    self._test = gr.Button("试一试模型", min_width=110)
                    self._save = gr.Button("保存", variant="primary", min_width=110)

    def wire(self, page: gr.Blocks) -> None:
        """Connect the components with the methods below."""
        endpoint = [self._url, self._model, self._key, self._timeout, self._window]
        fields = [*endpoint, *self._weights]
        page.load(self.open, None, [self._told, self._all, *fields], **QUIET)
        self._save.click(self.save, fields, [self._told, self._key], **QUIET)
        self._test.click(self.test, endpoint, self._told, **QUIET)

    def open(self, request: gr.Request) -> Updates:
        """Show the settings in the file; the key is never shown."""
        user = visitor(request)
        if not user.is_admin:
            return {self._told: only_admins(user)}
        now = attempted(effective, str)
        if isinstance(now, str):
            return {self._told: now}
        fixed = overridden()
        has_key = bool(now["llm_api_key"])
        return {
            self._told: f'<p class="bk-note">这些由环境变量定下，改文件不起作用：{fixed}。</p>'
            if fixed
            else "",
            self._all: gr.update(visible=True),
            self._url: now["llm_base_url"],
            self._model: now["llm_model"],
            self._key: gr.update(
                value="", placeholder="已设置，不改就留空" if has_key else "没有就留空"
            ),
            self._timeout: now["llm_timeout_s"],
            self._window: now["llm_context_window"],
            **{box: now[name] for box, name in zip(self._weights, _WEIGHTS, strict=True)},
        }

    def save(self, request: gr.Request, *fields: Any) -> Updates:  # noqa: ANN401
        """Write the file."""
        user = visitor(request)
        if not user.is_admin:
            return {self._told: only_admins(user)}
        return {
            self._told: attempted(lambda: self._saved(fields), str),
            self._key: gr.update(value=""),
        }

    def test(
        self, url: str, model: str, key: str, timeout: float, window: float, request: gr.Request
    ) -> str:
        """Ask the model for a word."""
        user = visitor(request)
        if not user.is_admin:
            return only_admins(user)
        given = {
            "llm_base_url": url.strip(),
            "llm_model": model.strip(),
            "llm_api_key": key.strip() or None,
            "llm_timeout_s": timeout,
            "llm_context_window": window,
        }
        return attempted(lambda: done_html(answered(given)), str)

    def _saved(self, fields: Sequence[Any]) -> str:
        given = dict(zip(EDITED, fields, strict=True))
        if any(value is None for value in given.values()):
            raise SettingsError("有一项没有填数字。", "请填上再保存。")
        if not given["llm_api_key"]:
            del given["llm_api_key"]
        write({k: v.strip() if isinstance(v, str) else v for k, v in given.items()})
        return done_html(f"已存进 {settings_path().name}。重新启动服务后生效。")
