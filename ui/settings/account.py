"""One's own account: the password, and the keys with which one's programs sign in."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag.service.service import Service
from rag.store.errors import PasswordError
from rag.store.records import User
from rag.store.users import ApiKeys
from ui.markup import render
from ui.parts import PRESSED, QUIET, Updates, acting_html, attempted, done_html, html, pressed
from ui.settings.keys_html import keys_html, new_key_html
from ui.visitor import is_local, visitor

_KEYS = ("程序用的密钥", "自己写的程序用它代替密码登录，能做您能做的事。不用时请删除。")


class AccountPart:
    """The components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        with gr.Column(visible=False, elem_id="bk-account") as self._all:
            self._who = html("", "bk-who-am-i")
            with gr.Accordion("改密码", open=False), gr.Row(elem_id="bk-password"):
                self._old = _password("现在的密码", "current-password")
                self._new = _password("新密码", "new-password")
                self._again = _password("再输一次新密码", "new-password")
                self._change = gr.Button("改密码", min_width=110, elem_id="bk-change")
            self._changed = html("", "bk-changed")
            html(render("admin", "settings_part", *_KEYS), "bk-about-keys")
            self._keys = acting_html("", "bk-keys")
            with gr.Row(elem_id="bk-new-key"):
                self._name = gr.Textbox(
                    label="新密钥的名称", placeholder="例如：成绩统计脚本", max_length=100
                )
                self._add = gr.Button("新建密钥", min_width=110, elem_id="bk-add-key")
            self._made = html("", "bk-made-key")

    @property
    def shown(self) -> list[Any]:
        """The components that :meth:`values` gives values."""
        return [self._all, self._who, self._keys]

    def wire(self) -> None:
        """Connect the components with the methods below."""
        boxes = [self._old, self._new, self._again]
        gr.on(
            [self._change.click, self._again.submit],
            self.change,
            boxes,
            [self._changed, *boxes],
            **QUIET,
        )
        gr.on(
            [self._add.click, self._name.submit],
            self.add,
            self._name,
            [self._made, self._name, self._keys],
            **QUIET,
        )
        self._keys.click(self.remove, None, [self._made, self._keys], **PRESSED)

    def values(self, user: User) -> Updates:
        """Return what a user sees; without accounts there is nothing to see."""
        if is_local(user):
            return {self._all: gr.update(visible=False)}
        return {
            self._all: gr.update(visible=True),
            self._who: render("admin", "account", user.role.label, user.name),
            self._keys: self._listed(user),
        }

    def change(self, old: str, new: str, again: str, request: gr.Request) -> Updates:
        """Change the password, and have the browser sign in again with it."""
        user = visitor(request)

        def changed() -> str:
            if not old:
                raise PasswordError("请填现在的密码。")
            if new != again:
                raise PasswordError("两次输入的新密码不一样。", "请重新输入。")
            address = request.client.host if request.client else ""
            self._service.logins.change_password(user, old, new, address)
            # The script goes where it is told to: every session has ended.
            return done_html("密码已经改好，请用新密码登录。") + render("admin", "signed_out")

        told = attempted(changed, str)
        emptied = "" if "data-leave" in told else gr.skip()
        return {self._changed: told, self._old: emptied, self._new: emptied, self._again: emptied}

    def add(self, name: str, request: gr.Request) -> Updates:
        """Make a key and show it this once."""
        user = visitor(request)

        def added() -> str:
            with self._service.database.write() as session:
                return new_key_html(ApiKeys(session, user).add(name))

        told = attempted(added, str)
        made = "bk-secret" in told
        return {
            self._made: told,
            self._name: "" if made else gr.skip(),
            self._keys: self._listed(user),
        }

    def remove(self, request: gr.Request, event: gr.EventData) -> Updates:
        """Remove the key that was pressed."""
        user, name = visitor(request), str(pressed(event).get("name") or "")

        def removed() -> str:
            with self._service.database.write() as session:
                ApiKeys(session, user).remove(name)
            return done_html(f"已删除密钥“{name}”，用它的程序不能再登录。")

        return {self._made: attempted(removed, str), self._keys: self._listed(user)}

    def _listed(self, user: User) -> str:
        def listed() -> str:
            with self._service.database.read() as session:
                return keys_html(ApiKeys(session, user).all())

        return attempted(listed, str)


def _password(label: str, autocomplete: str) -> gr.Textbox:
    return gr.Textbox(
        label=label,
        type="password",
        max_length=300,
        min_width=200,
        html_attributes=gr.InputHTMLAttributes(autocomplete=autocomplete),
    )
