"""What stands around every page: the name, the way to the other pages, who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.components.navbar import Navbar
from markupsafe import Markup

from rag.store.records import User
from ui.markup import render
from ui.parts import QUIET, Updates, html
from ui.visitor import is_local, visitor

#: Address and name of every page; those of :data:`_FOR_ADMINS` are shown to administrators only.
PAGES = {
    "": "问答",
    "draft": "备课",
    "documents": "资料",
    "evaluation": "评测",
    "feedback": "反馈",
    "settings": "设置",
}
_FOR_ADMINS = {"evaluation", "feedback"}


class Header:
    """The header of a page; make it before what stands below.

    Args:
        current: address of the page.
    """

    def __init__(self, current: str) -> None:
        self._current = current
        Navbar(visible=False)
        self._shown = html(_header(current, None), "bk-header")

    def load(
        self, page: gr.Blocks, opened: Callable[[gr.Request], Updates], shown: Sequence[Any]
    ) -> None:
        """Fill the header and the page below in one event when the page is opened.

        Of two events the first to end may have Gradio close the stream on which the other one's
        result is to come; that page then stays empty.

        Args:
            page: the page.
            opened: returns what the page below shows.
            shown: its components.
        """

        def both(request: gr.Request) -> Updates:
            header = _header(self._current, visitor(request))
            return {self._shown: header, **opened(request)}

        page.load(both, None, [self._shown, *shown], **QUIET)


def only_admins(user: User) -> Markup:
    """Return what others see on a page for administrators."""
    text = f"您用“{user.name}”登录，可以使用问答、备课、资料和设置。"
    return render("parts", "empty", "这一页由管理员使用", text)


def _header(current: str, user: User | None) -> Markup:
    links = [
        (address, name)
        for address, name in PAGES.items()
        if user is None or user.is_admin or address not in _FOR_ADMINS
    ]
    name = "" if user is None or is_local(user) else user.name
    return render("shell", "header", PAGES.get(current, "原文"), links, current, name)
