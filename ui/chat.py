"""The chat page: what happens when it is opened, asked, stopped or started afresh.

What it shows is made in the other modules of this folder. A conversation lives in the session's
own state and in its user's part of the database; nothing of it is on this module.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.ask.scope import Scope
from rag.service.service import Service
from rag.store.records import User
from ui import conversation, keeping, scope
from ui.conversation import Exchange
from ui.keeping import Talk
from ui.layout import EXAMPLES, lay_out
from ui.parts import PRESSED, QUIET, Updates, attempted, pressed
from ui.scope import Places
from ui.shell import Header
from ui.stopping import stoppable
from ui.talk_html import panels_html
from ui.transcript import live, transcript
from ui.visitor import asked_for, session_of, visitor
from ui.welcome import welcome

#: Questions answered at the same time; further ones queue up.
_PARALLEL = 4
#: Pages of which it is remembered that something was asked there.
_SESSIONS = 1000


class ChatPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        self._on = lay_out()
        # Session -> its answer in progress; tells who asks twice and whom a stop is for.
        self._running: dict[str, threading.Event] = {}
        # The latest sessions in which something was asked, in order.
        self._asked: dict[str, None] = {}

    def wire(self, page: gr.Blocks, header: Header) -> None:
        """Connect the components with the methods below."""
        on = self._on
        limits = [on.scope, on.chips, on.choices]
        shown = [
            on.state,
            on.log,
            on.live,
            on.side,
            on.examples,
            on.past,
            *on.buttons,
            *limits,
            on.timer,
        ]
        answering: dict[str, Any] = {
            "outputs": [
                *(on.state, on.box, on.log, on.live, on.side),
                *(on.examples, on.send, on.stop, on.fresh, on.past, *limits),
            ],
            "concurrency_limit": _PARALLEL,
            "concurrency_id": "ask",
            # "once" would swallow a question sent in the moment an answer ends.
            "trigger_mode": "multiple",
            **QUIET,
        }
        header.load(page, self.open, shown)
        on.fresh.click(self.start, None, shown, **QUIET)
        asked = [on.state, on.scope]
        gr.on([on.box.submit, on.send.click], self.ask, inputs=[on.box, *asked], **answering)
        for button in on.buttons:
            button.click(self.ask, inputs=[button, *asked], **answering)
        on.log.click(self.press, asked, **answering)
        on.stop.click(self.stop, **QUIET)
        on.search.change(self.look, [on.search, on.state], on.past, **QUIET)
        on.past.click(self.choose, [on.search, on.state], shown, **PRESSED)
        for limiting in (on.chips, on.choices):
            limiting.click(self.limit, [on.find, on.state, on.scope], shown, **PRESSED)
        on.find.change(self.find, [on.find, on.scope], on.choices, **QUIET)
        on.timer.tick(self.tick, [on.state, on.scope], shown, **QUIET)

    def open(self, request: gr.Request) -> Updates:
        """Show the conversation that the address names, else the start page.

        What was asked before that was ready stays.
        """
        wanted, limits = asked_for(request, "c"), scope.places_asked(request)
        if wanted:
            shown = self._opened(request, wanted, limits=limits)
        else:
            shown = self._started(visitor(request), limits or ())
        return {self._on.past: gr.skip()} if session_of(request) in self._asked else shown

    def start(self, request: gr.Request) -> Updates:
        """Show the start page; the conversation before stays in the list."""
        return self._started(visitor(request), ())

    def tick(self, talk: Talk, limits: Places, request: gr.Request) -> Updates:
        """Show how far the first index is, and the start page once it is there.

        A conversation that was begun meanwhile is left as it is.
        """
        user = visitor(request)
        building = self._service.assistant_for(user).waits_for()
        if talk.exchanges or session_of(request) in self._running:
            return {self._on.timer: gr.Timer(active=bool(building))}
        if building:
            return {self._on.log: welcome(self._service.assistant_for(user), building=building)[0]}
        return self._started(user, limits)

    def ask(
        self, question: str, talk: Talk, limits: Places, request: gr.Request
    ) -> Iterator[Updates]:
        """Answer a question while the page follows."""
        question = question.strip()
        if not question or session_of(request) in self._running:
            # What was typed while an answer is being written waits in its box.
            yield {self._on.box: gr.skip() if question else ""}
            return
        yield {self._on.box: ""}
        yield from self._answer(
            replace(talk, exchanges=tuple(conversation.begin(talk.exchanges, question))),
            limits,
            request,
        )

    def press(
        self, talk: Talk, limits: Places, request: gr.Request, event: gr.EventData
    ) -> Iterator[Updates]:
        """Answer the last question anew, everywhere or as typed, or one of several it may be.

        Or take a verdict on an answer.
        """
        told = pressed(event)
        user = visitor(request)
        if told.get("act") == "narrow":
            yield from self.ask(str(told.get("question") or ""), talk, limits, request)
            return
        if told.get("act") in ("again", "everywhere", "as-typed"):
            if talk.exchanges and session_of(request) not in self._running:
                anew = replace(talk, exchanges=tuple(conversation.again(talk.exchanges)))
                limits = () if told["act"] == "everywhere" else limits
                as_typed = told["act"] == "as-typed"
                yield from self._answer(anew, limits, request, as_typed=as_typed)
            return
        verdict = "down" if told.get("act") == "why" else str(told.get("act"))
        number, why = int(told.get("n") or 0), str(told.get("reason") or "")
        if verdict not in ("up", "down") or (told.get("act") == "why" and not why.strip()):
            return
        after = attempted(
            lambda: keeping.judged(self._service, user, talk, number, verdict, why),
            lambda problem: talk,
        )
        yield {self._on.state: after, self._on.log: transcript(after.exchanges)}

    def stop(self, request: gr.Request) -> None:
        """Leave the session's answer in progress, if there is one."""
        if stop := self._running.get(session_of(request)):
            stop.set()

    def look(self, search: str, talk: Talk, request: gr.Request) -> str:
        """Return the conversations that have the words."""
        return keeping.past_html(self._service, visitor(request), search, talk.id)

    def choose(self, search: str, talk: Talk, request: gr.Request, event: gr.EventData) -> Updates:
        """Open or remove a conversation of the list."""
        told, user = pressed(event), visitor(request)
        chosen = str(told.get("id") or "")
        if session_of(request) in self._running:
            return {self._on.past: gr.skip()}
        if told.get("act") == "open":
            return self._opened(request, chosen, search)
        attempted(lambda: keeping.forgotten(self._service, user, chosen), lambda problem: None)
        if chosen == talk.id:
            return self.start(request)
        return {self._on.past: keeping.past_html(self._service, user, search, talk.id)}

    def find(self, search: str, limits: Places, request: gr.Request) -> str:
        """Return the documents and folders that have the words."""
        documents = scope.documents_of(self._service.assistant_for(visitor(request)))
        return scope.choices_html(documents, limits, search)

    def limit(
        self,
        search: str,
        talk: Talk,
        limits: Places,
        request: gr.Request,
        event: gr.EventData,
    ) -> Updates:
        """Limit what is asked next to a document or folder more, or less."""
        told, user = pressed(event), visitor(request)
        place = str(told.get("place") or "")
        limits = () if told.get("act") == "everything" else scope.toggled(limits, place)
        if talk.exchanges or session_of(request) in self._running:
            return self._limited(user, talk, limits, search)
        return self._started(user, limits, search)

    def _answer(
        self, talk: Talk, limits: Places, request: gr.Request, *, as_typed: bool = False
    ) -> Iterator[Updates]:
        """Answer the last exchange; the others are its history."""
        on, session, user = self._on, session_of(request), visitor(request)
        *earlier, pending = talk.exchanges
        stop = self._running[session] = threading.Event()
        self._asked[session] = None
        if len(self._asked) > _SESSIONS:
            self._asked.pop(next(iter(self._asked)), None)
        assistant = self._service.assistant_for(user).within(Scope.at(limits))
        if as_typed:
            assistant = assistant.as_typed()
        steps = conversation.answer(assistant, talk.exchanges)
        try:
            yield {
                on.state: talk,
                on.log: transcript(earlier),
                on.live: live(pending.question, ""),
                on.examples: gr.update(visible=False),
                **self._busy(True),
            }
            for step in stoppable(steps, stop):
                if isinstance(step, Exchange):
                    talk = replace(talk, exchanges=(*earlier, step))
                else:
                    yield {on.live: live(pending.question, step)}
        finally:
            stop.set()
            del self._running[session]
        unkept = talk
        talk = attempted(lambda: keeping.kept(self._service, user, unkept), lambda problem: unkept)
        yield {
            on.state: talk,
            on.log: transcript(talk.exchanges),
            on.live: "",
            on.side: panels_html(talk.exchanges),
            on.past: keeping.past_html(self._service, user, "", talk.id),
            **self._limited(user, talk, limits),
            **self._busy(False),
        }

    def _opened(
        self, request: gr.Request, wanted: str, search: str = "", limits: Places | None = None
    ) -> Updates:
        user = visitor(request)
        talk = attempted(lambda: keeping.opened(self._service, user, wanted), str)
        if isinstance(talk, str):
            assistant = self._service.assistant_for(user)
            text, questions = welcome(assistant, building=assistant.waits_for())
            return self._shown(user, Talk(), talk + text, questions, limits or ())
        limits = scope.places_of(talk) if limits is None else limits
        return self._shown(user, talk, transcript(talk.exchanges), [], limits, search)

    def _started(self, user: User, limits: Places, find: str = "") -> Updates:
        """Show the start page; examples are of all documents."""
        assistant = self._service.assistant_for(user)
        text, questions = welcome(assistant, Scope.at(limits), assistant.waits_for())
        return self._shown(user, Talk(), text, questions, limits, find=find)

    def _shown(
        self,
        user: User,
        talk: Talk,
        text: str,
        questions: list[str],
        limits: Places,
        search: str = "",
        find: str = "",
    ) -> Updates:
        on, questions = self._on, questions[:EXAMPLES]
        shown = [gr.update(value=question, visible=True) for question in questions]
        hidden = [gr.update(visible=False)] * (EXAMPLES - len(shown))
        return {
            on.state: talk,
            on.log: text,
            on.live: "",
            on.side: panels_html(talk.exchanges),
            on.examples: gr.update(visible=bool(questions)),
            on.past: keeping.past_html(self._service, user, search, talk.id),
            on.timer: gr.Timer(active=bool(self._service.assistant_for(user).waits_for())),
            **self._limited(user, talk, limits, find),
            **dict(zip(on.buttons, shown + hidden, strict=True)),
        }

    def _limited(self, user: User, talk: Talk, limits: Places, find: str = "") -> Updates:
        """Show what the next question is limited to, also in the page's address."""
        on, documents = self._on, scope.documents_of(self._service.assistant_for(user))
        return {
            on.scope: limits,
            on.chips: scope.chips_html(documents, limits, scope.query_of(talk, limits)),
            on.choices: scope.choices_html(documents, limits, find),
        }

    def _busy(self, busy: bool) -> Updates:
        return {
            self._on.send: gr.update(visible=not busy),
            self._on.stop: gr.update(visible=busy),
            self._on.fresh: gr.update(interactive=not busy),
        }
