"""What stands around every page: the name, the way to the other pages, who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.components.navbar import Navbar

from rag.data.records import User
from ui.markup import escape
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


def only_admins(user: User) -> str:
    """Return what others see on a page for administrators."""
    return (
        '<div class="bk-empty"><h2>这一页由管理员使用</h2>'
        f"<p>您用“{escape(user.name)}”登录，可以使用问答、备课、资料和设置。</p></div>"
    )


def _header(current: str, user: User | None) -> str:
    links = "".join(
        f'<a href="/{address}"{_current(address == current)}>{name}</a>'
        for address, name in PAGES.items()
        if user is None or user.is_admin or address not in _FOR_ADMINS
    )
    who = ""
    if user is not None and not is_local(user):
        who = (
            f'<span class="bk-user">{escape(user.name)}</span>'
            '<button type="button" class="bk-plain bk-logout">退出</button>'
        )
    title = escape(f"{PAGES.get(current, '原文')} — 备课")
    return (
        f'<header class="bk-header" data-title="{title}">'
        '<a class="bk-skip" href="#bk-main">跳到正文</a><h1><a href="/">备课</a></h1>'
        f'<nav aria-label="页面">{links}</nav><div class="bk-who">{who}</div></header>'
    )


def _current(is_current: bool) -> str:
    return ' aria-current="page"' if is_current else ""
