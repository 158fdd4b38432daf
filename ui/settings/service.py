"""Settings of the service, for administrators: the model's endpoint and how passages are found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr
from markupsafe import Markup

from rag.service.service import Service
from rag.settings import Settings, load_settings
from rag.store.users import require_admin
from ui.markup import render
from ui.parts import QUIET, Updates, attempted, done_html, html
from ui.settings.fields import ENDPOINT, FIELDS, LIMITS, READING, WEIGHTS, Field, checked
from ui.settings.file import overridden, settings_path, unsaved, values_of, waiting, write
from ui.settings.trial import answered
from ui.visitor import visitor

_MODEL = (
    "语言模型",
    "不填也能用：回答和教案直接由资料摘编。"
    "填了以后，由模型组织语言，再逐句核对出处；提问和相关的原文会发给这个地址。",
)
_SEARCH = (
    "检索",
    "各种线索的分量，越大越看重；一般不用改，改后请用评测看看有没有变好。",
)
_TRIED = len(ENDPOINT) + len(LIMITS)


class ServicePart:
    """The components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        #: What the file said at the start; options of the command line are not in it.
        self._start = load_settings()
        with gr.Column(visible=False, elem_id="bk-settings") as self._all:
            self._fixed = html("", "bk-fixed")
            html(render("admin", "settings_part", *_MODEL), "bk-about-model")
            with gr.Row():
                url = _text(ENDPOINT[0], placeholder="例如 http://127.0.0.1:11434/v1")
                model = _text(ENDPOINT[1], placeholder="例如 qwen3")
                self._key = _text(ENDPOINT[2], type="password")
            with gr.Accordion("时间和用量的限制", open=False), gr.Row(elem_classes="bk-grid"):
                limits = [_number(field) for field in LIMITS]
            with gr.Row(elem_classes="bk-acts"):
                self._test = gr.Button("试一试模型", min_width=110, elem_id="bk-test")
            self._tried = html("", "bk-tried")
            html(render("admin", "settings_part", *_SEARCH), "bk-about-search")
            with gr.Row(elem_classes="bk-grid"):
                self._weights = [_number(field) for field in WEIGHTS]
            with gr.Accordion("阅读模型", open=False), gr.Row():
                reading = [_text(READING[0])]
            with gr.Row(elem_classes="bk-acts"):
                self._usual = gr.Button("恢复原来的分量", min_width=110, elem_id="bk-usual")
                self._save = gr.Button("保存", variant="primary", min_width=110, elem_id="bk-save")
            self._told = html("", "bk-told")
        self._fields: list[Any] = [url, model, self._key, *limits, *self._weights, *reading]

    @property
    def shown(self) -> list[Any]:
        """The components that :meth:`values` gives values."""
        return [self._all, self._fixed, self._told, *self._fields]

    def wire(self) -> None:
        """Connect the components with the methods below."""
        self._save.click(self.save, self._fields, [self._told, self._key, self._fixed], **QUIET)
        self._test.click(self.test, self._fields[:_TRIED], self._tried, **QUIET)
        self._usual.click(lambda: [f.default for f in WEIGHTS], None, self._weights, **QUIET)

    def values(self) -> Updates:
        """Return the settings in the file; the key is never shown."""
        now = attempted(load_settings, str)
        if isinstance(now, str):
            return {self._all: gr.update(visible=True), self._told: now}
        shown, changed = values_of(now), unsaved(self._service.settings, now)
        not_yet = f"{settings_path().name} 里改过、还没有生效的：{changed}。点“保存”就生效。"
        key = gr.update(value="", placeholder="已设置，不改就留空" if shown["llm_api_key"] else "")
        return {
            self._all: gr.update(visible=True),
            self._fixed: _note(not_yet if changed else "") + self._remarks(now),
            **{box: shown[f.name] for box, f in zip(self._fields, FIELDS, strict=True)},
            self._key: key,
        }

    def save(self, request: gr.Request, *given: Any) -> Updates:  # noqa: ANN401
        """Write the file, and have the service go by it."""

        def saved() -> str:
            require_admin(visitor(request))
            write(checked(_named(given)))
            now = load_settings()
            self._service.adopt(now)
            done = done_html(f"已存进 {settings_path().name}，从下一个问题起生效。")
            return done + self._remarks(now)

        told = attempted(saved, str)
        fixed = "" if "bk-done" in told else gr.skip()
        return {self._told: told, self._key: gr.update(value=""), self._fixed: fixed}

    def _remarks(self, now: Settings) -> str:
        """Return what of the settings does not go by the page."""
        fixed, later = overridden(), waiting(self._start, now)
        return _note(f"这些由环境变量定下，在这里改不起作用：{fixed}。" if fixed else "") + _note(
            f"这些也改过，要重新启动备课才生效：{later}。" if later else ""
        )

    def test(self, request: gr.Request, *given: Any) -> Iterator[str]:  # noqa: ANN401
        """Ask the model for a word, by the settings in the form."""

        def tried() -> str:
            require_admin(visitor(request))
            return done_html(answered(checked(_named(given))))

        yield render("parts", "wait", "正在问模型")
        yield attempted(tried, str)


def _note(text: str) -> Markup:
    return render("parts", "note", text) if text else Markup()


def _named(given: Sequence[Any]) -> dict[str, Any]:
    return {field.name: value for field, value in zip(FIELDS, given, strict=False)}


def _text(field: Field, **more: Any) -> gr.Textbox:  # noqa: ANN401
    return gr.Textbox(label=field.label, info=field.info or None, min_width=220, **more)


def _number(field: Field) -> gr.Number:
    # No minimum here: Gradio would complain of it in English.
    whole = isinstance(field.default, int)
    return gr.Number(
        label=field.label,
        info=field.info or None,
        precision=0 if whole else None,
        step=1 if whole or field.name.endswith("_s") else 0.1,
        min_width=190,
    )
