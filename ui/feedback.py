"""The page where administrators go through feedback and make gold questions of it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag.service.service import Service
from rag.store.errors import NameTakenError
from rag.store.feedback import FeedbackReview, append_gold, to_gold
from rag.store.records import User, Verdict
from ui.feedback_html import evidence_of, feedback_html
from ui.markup import render
from ui.parts import (
    PRESSED,
    QUIET,
    Updates,
    acting_html,
    attempted,
    done_html,
    html,
    pressed,
)
from ui.shell import Header, only_admins
from ui.visitor import visitor

_SHOWN = 100
_KINDS = [("有问题的", "down"), ("有帮助的", "up"), ("全部", "")]


_ABOUT = "老师对回答的评价，不显示是谁说的。值得长期检查的，可以做成评测题。"


class FeedbackPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        with gr.Column(elem_id="bk-main", elem_classes="bk-single"):
            html(
                render("parts", "title", "反馈", _ABOUT),
                "bk-title",
            )
            self._verdict = gr.Radio(_KINDS, value="down", label="看哪些", visible=False)
            self._told = html("", "bk-told")
            self._list = acting_html("", "bk-feedback")

    def wire(self, page: gr.Blocks, header: Header) -> None:
        """Connect the components with the methods below."""
        header.load(page, lambda request: self.open("down", request), [self._list, self._verdict])
        self._verdict.input(self.open, self._verdict, [self._list, self._verdict], **QUIET)
        self._list.click(self.press, self._verdict, [self._told, self._list], **PRESSED)

    def open(self, verdict: str, request: gr.Request) -> Updates:
        """Show the feedback."""
        user = visitor(request)
        if not user.is_admin:
            return {self._list: only_admins(user)}
        return {self._list: self._listed(user, verdict), self._verdict: gr.update(visible=True)}

    def press(self, verdict: str, request: gr.Request, event: gr.EventData) -> Updates:
        """Make a gold question of a feedback."""
        told, user = pressed(event), visitor(request)
        if told.get("act") != "gold":
            return {self._told: gr.skip()}
        said = attempted(lambda: self._made(user, told), str)
        return {self._told: said, self._list: self._listed(user, verdict)}

    def _listed(self, user: User, verdict: str) -> str:
        wanted = Verdict(verdict) if verdict else None
        database = self._service.database

        def listed() -> str:
            with database.read() as session:
                return feedback_html(
                    FeedbackReview(session, user).page(limit=_SHOWN, verdict=wanted)
                )

        return attempted(listed, str)

    def _made(self, user: User, told: dict[str, Any]) -> str:
        answerable = told.get("answerable") != "no"
        facts = [
            [way for way in line.replace("/", "／").split("／") if way.strip()]
            for line in str(told.get("facts") or "").splitlines()
            if line.strip()
        ]
        with self._service.database.write() as session:
            review = FeedbackReview(session, user)
            given = review.get(str(told.get("id")))
            if given.gold is not None:
                raise NameTakenError("这条评价已经做成评测题。")
            evidence = evidence_of(given.answer, str(told.get("evidence") or ""))
            row = to_gold(
                given, answerable, facts if answerable else (), evidence if answerable else ()
            )
            review.mark_gold(given.id, row)
            # Last in the transaction: without the line in the file nothing is marked.
            append_gold(self._service.gold_file, row)
        return done_html(f"已做成评测题，存进 {self._service.gold_file.name}。")
